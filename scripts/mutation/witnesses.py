"""Which tests run which lines of the mutated modules: only these can notice a change there."""

import functools
import hashlib
import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import hypothesis
import pytest

from mutation.moves import Moves
from mutation.mutants import PACKAGE, ROOT, SCOPE, modules

# The tests that run the core in this process. Those of plays run it in a server's; binding a key
# takes a wire.
TESTS = (
    "tests/domain",
    "tests/actions",
    "tests/rpc",
    "tests/delivery",
    "tests/export",
    "tests/safety",
    "tests/safety/log",
    "tests/safety/signals",
    "tests/safety/staff",
    "tests/storage/contract",
    "tests/net/test_temporary_keys.py",
    "tests/server/test_attesting.py",
    "tests/server/test_public_log.py",
    "tests/web",
)
QUICK = ("-p", "no:cacheprovider", "-m", "not long and not play")
# Slower tests would make a survivor cost minutes, and what they notice others do first.
SLOWEST_CPU_S = 2.0

# Found is found: that a mutant fails is asked, not with which smallest example, and of examples
# that are all like each other the first will do.
hypothesis.settings.register_profile(
    "mutants",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


class Witness(NamedTuple):
    """A test that passes: the CPU it takes, and for each module a bit per line that it runs."""

    test: str
    cpu_s: float
    lines: Mapping[str, int]

    def runs(self, module: str, lines: range) -> bool:
        mask = self.lines.get(module, 0)
        return any(mask >> line & 1 for line in lines)


class Watching:
    """A plugin of pytest that notes what the tests of each file run, and tells it file by file."""

    def __init__(self, tell: Callable[[Path, Sequence[Witness]], None]) -> None:
        self._tell = tell
        self._seen: list[Witness] = []
        self._lines: dict[str, set[int]] = {module: set() for module in modules()}
        self._tracers: Mapping[str, Callable[..., Any]] = {
            str(PACKAGE / module): _noting(lines) for module, lines in self._lines.items()
        }
        self._failed = False

    def _trace(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        tracer = self._tracers.get(frame.f_code.co_filename)
        return None if tracer is None else tracer(frame, event, argument)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        for lines in self._lines.values():
            lines.clear()
        self._failed = False
        begun = time.process_time()
        threading.settrace(self._trace)
        sys.settrace(self._trace)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            if not self._failed:
                cpu_s = time.process_time() - begun
                self._seen.append(Witness(item.nodeid, cpu_s, self._masks()))
            if nextitem is None or nextitem.path != item.path:
                self._tell(item.path, self._seen)
                self._seen = []

    def _masks(self) -> Mapping[str, int]:
        return {
            module: sum(1 << line for line in lines)
            for module, lines in self._lines.items()
            if lines
        }

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed |= not report.passed


def _noting(lines: set[int]) -> Callable[..., Any]:
    add = lines.add

    def tracer(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        add(frame.f_lineno)
        return tracer

    return tracer


def find_witnesses(cache: Path, *, workers: int = 1) -> Sequence[Witness]:
    """Run every test file that changed, and know the rest: where a module changed, by the lines
    that took the place of those that were run.

    What is known stands in `cache`, one file per file of tests. As many are run at once as there
    are `workers`.
    """
    present = {module: digest(PACKAGE / module) for module in modules()}
    _keep_sources(cache, present)
    files = [path for place in TESTS for path in _files(ROOT / place)]
    stale = [path for path in files if not _is_known(path, cache)]
    if stale:
        print(f"looking at what the tests of {len(stale)} files run …", flush=True)
        parts = (stale[first::workers] for first in range(min(workers, len(stale))))
        in_children([partial(_watch, part, cache, present) for part in parts])
    return [witness for path in files for witness in _witnesses(path, cache, present)]


def _witnesses(path: Path, cache: Path, present: Mapping[str, str]) -> Iterator[Witness]:
    """The tests of a file that are not too slow, with the lines as they stand now."""
    known = _read(path, cache)
    then: Mapping[str, str] = known["modules"]
    for test in known["tests"]:
        if test["cpu_s"] <= SLOWEST_CPU_S:
            lines = {module: int(mask, 16) for module, mask in test["lines"].items()}
            moved = {
                module: mask
                if then[module] == present[module]
                else _moves(cache, then[module], present[module]).of(mask)
                for module, mask in lines.items()
                if module in present
            }
            yield Witness(test["test"], test["cpu_s"], moved)


def _source_at(cache: Path, source: str) -> Path:
    return cache / "sources" / source


def _keep_sources(cache: Path, present: Mapping[str, str]) -> None:
    """So that a later run can tell which lines moved."""
    (cache / "sources").mkdir(parents=True, exist_ok=True)
    for module, source in present.items():
        if not _source_at(cache, source).exists():
            shutil.copy(PACKAGE / module, _source_at(cache, source))


@functools.cache
def _moves(cache: Path, then: str, now: str) -> Moves:
    texts = (_source_at(cache, one).read_text(encoding="utf-8") for one in (then, now))
    return Moves(*(text.splitlines() for text in texts))


def _files(place: Path) -> Sequence[Path]:
    return sorted(place.glob("test_*.py")) if place.is_dir() else [place]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def in_children(works: Iterable[Callable[[], object]]) -> None:
    """Run each in a fork, so that nothing of it is left here."""
    forks = get_context("fork")
    at_work = [forks.Process(target=work) for work in works]
    for worker in at_work:
        worker.start()
    for worker in at_work:
        worker.join()
    if any(worker.exitcode for worker in at_work):
        raise SystemExit("not all of it could be done")


def _known_at(path: Path, cache: Path) -> Path:
    return cache / (str(path.relative_to(ROOT)).replace("/", "+") + ".json")


def _read(path: Path, cache: Path) -> Mapping[str, Any]:
    known: Mapping[str, Any] = json.loads(_known_at(path, cache).read_text(encoding="utf-8"))
    return known


def _is_known(path: Path, cache: Path) -> bool:
    if not _known_at(path, cache).exists():
        return False
    known = _read(path, cache)
    # What was noted before a folder was among those that are changed says nothing of it.
    if known.get("folders") != list(SCOPE) or known["digest"] != digest(path):
        return False
    return all(_source_at(cache, then).exists() for then in known["modules"].values())


def _watch(files: Sequence[Path], cache: Path, present: Mapping[str, str]) -> None:
    def note(path: Path, tests: Sequence[Witness]) -> None:
        touched = sorted({module for test in tests for module in test.lines})
        known = {
            "digest": digest(path),
            "folders": SCOPE,
            "modules": {module: present[module] for module in touched},
            "tests": [_as_json(test) for test in tests],
        }
        _known_at(path, cache).write_text(json.dumps(known), encoding="utf-8")

    names = [str(path.relative_to(ROOT)) for path in files]
    pytest.main(
        ["-q", "--no-header", "--tb=short", "--disable-warnings", *QUICK, *names],
        plugins=[Watching(note)],
    )
    for path in files:
        if not _is_known(path, cache):
            note(path, [])  # all its tests are long


def _as_json(test: Witness) -> Mapping[str, object]:
    lines = {module: hex(mask) for module, mask in test.lines.items()}
    return {"test": test.test, "cpu_s": round(test.cpu_s, 3), "lines": lines}


def nearest(
    witnesses: Iterable[Witness], module: str, lines: range, *, at_most: int
) -> Sequence[Witness]:
    """Those that run one of the lines: all of the module's own tests, then the others.

    `witnesses` are sorted by their breadth, and stay so. Of the others `at_most`; of one with many
    cases the others stand behind the first of every other.
    """
    mirror = f"tests/{Path(module).parent}/test_{Path(module).stem}.py"
    able = [witness for witness in witnesses if witness.runs(module, lines)]
    own = [witness for witness in able if witness.test.startswith(mirror)]
    cases: dict[str, int] = {}
    ranked = []
    for place, witness in enumerate(able):
        if witness.test.startswith(mirror):
            continue
        name = witness.test.split("[", 1)[0]
        cases[name] = cases.get(name, 0) + 1
        ranked.append((cases[name], place, witness))
    ranked.sort(key=lambda entry: entry[:2])
    return [*own, *(witness for _, _, witness in ranked[:at_most])]


def breadth(witness: Witness) -> int:
    """How much of the core it runs: what tells least of where a fault is."""
    return sum(mask.bit_count() for mask in witness.lines.values())
