"""Rules for all tests: with which codecs, in which order, and that CI skips nothing unseen."""

import os
import tempfile
import tomllib
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

TESTS = Path(__file__).parent
ALLOWED_SKIPS = TESTS / "allowed_skips.toml"
BOTH_CODECS = ("tl", "mtproto")
LONG_TIMEOUT_S = 3 * 3600

# A busy machine is no finding, so no example has a deadline. `make test` tries the same examples
# each time: what it says of a change is about the change. `make test-all` looks for new ones.
_PATIENT = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile(
    "same", derandomize=True, database=None, deadline=None, suppress_health_check=_PATIENT
)
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=_PATIENT)
hypothesis.settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cold-offline",
        action="store_true",
        help="plays: compare devices that were off all the while with those that were there",
    )


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What tests and their processes lay down for a moment is in the run's own folder, where it
    goes with the run even if they are killed. A short name: sockets have room for 107 bytes."""
    folder = tmp_path_factory.getbasetemp() / "t"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TMPDIR", str(folder))
        patched.setattr(tempfile, "tempdir", None)
        yield folder


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse what would stop a run with several workers before its first test."""
    for table in metafunc.definition.iter_markers("parametrize"):
        if any(isinstance(given, set | frozenset) for given in table.args):
            pytest.fail("a set has no order: each worker would have other tests", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    for item in items:
        if item.path.is_relative_to(TESTS) and item.path.relative_to(TESTS).parts[0] in BOTH_CODECS:
            item.add_marker("both_codecs")
        if item.get_closest_marker("long") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LONG_TIMEOUT_S))
    # What was not asked for is left out here.
    yield
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = _dealt(items, workers)


def _dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """In an order in which each worker begins with plays, the longest first, and ends with what is
    short: nobody then waits for the last one.

    Xdist's `worksteal` begins by giving each an equal piece of the list as it stands.
    """
    plays = [one for one in items if one.get_closest_marker("play")]
    plays.sort(key=_patience_s, reverse=True)
    hands = [plays[number::workers] for number in range(workers)]
    others = [one for one in items if not one.get_closest_marker("play")]
    for number, hand in enumerate(hands):
        undealt = len(others) + sum(map(len, hands[number:]))
        room = max(0, undealt // (workers - number) - len(hand))
        hand += others[:room]
        del others[:room]
    return [one for hand in hands for one in hand]


def _patience_s(item: pytest.Item) -> float:
    """How long it asked to be waited for, if it did."""
    timeout = item.get_closest_marker("timeout")
    return float(timeout.args[0]) if timeout else 0.0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # A failure that was expected is a skip by another name.
    if report.skipped and _is_forbidden(report.nodeid):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and _is_forbidden(report.nodeid):
        _fail(report)
    return report


def _is_forbidden(nodeid: str) -> bool:
    if os.environ.get("CI") != "true":
        return False
    listed = tomllib.loads(ALLOWED_SKIPS.read_text(encoding="utf-8")).get("skip", [])
    return not any(entry["reason"] and nodeid.startswith(entry["test"]) for entry in listed)


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    if hasattr(report, "wasxfail"):
        why = f"{why}\nexpected to fail: {report.wasxfail}"
        del report.wasxfail
    report.outcome = "failed"
    report.longrepr = f"{why}\nA skip fails in CI unless {ALLOWED_SKIPS.name} gives its reason."
