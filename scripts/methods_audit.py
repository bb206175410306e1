#!/usr/bin/env python3
"""Computes which API methods are real, and checks the committed table of them.

A method is real if a named test, which passes and in which it answers, fails when it is replaced
by INPUT_METHOD_INVALID, and fails again when it is replaced by the answer a stub would give, and
if a real client called it with success. A method with a fixed answer (`rpc/empty_answers.py`)
never is.

scripts/methods_audit.py find --traffic FILE   search anew; writes the table
scripts/methods_audit.py check                 test anew 20 rows chosen by the commit, and every
                                               row whose function changed since its test was
                                               found, or whose words since the commit before:
                                               60 of them if they are more
"""

import argparse
import gc
import hashlib
import importlib
import inspect
import os
import random
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import pytest  # noqa: E402

from heliograph.rpc.registry import Method, load_methods  # noqa: E402
from support.actors import KINDS  # noqa: E402
from support.empty_store import migrated  # noqa: E402
from support.replaced_methods import WAYS, Noting, Replacing  # noqa: E402

TABLE = ROOT / "src/heliograph/data/real_methods.tsv"
HEAD = "method\tmark\tclients\ttest"
# The tests that run methods in this process; those of plays run them in a server's. Binding a key
# takes a wire.
TESTS = ("tests/rpc", "tests/delivery", "tests/net/test_temporary_keys.py")
FIXED = "heliograph.rpc.empty_answers"
CHECKED = 20
CHANGED_AT_MOST = 60
PATIENT = ("--maxfail=1000", "--continue-on-collection-errors")
TRIES = 12
QUIET = ("-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no", "-m", "not long")


class Row(NamedTuple):
    """A real method: the clients that called it and the test that misses it."""

    method: str
    mark: str
    clients: str
    test: str


def mark_of(method: Method, clients: str, test: str) -> str:
    """Changes with the method's function and with what the row says."""
    said = "\n".join((inspect.getsource(method.run), clients, test))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def read_table() -> list[Row]:
    """The rows as they stand in the tree."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    if lines[:1] != [HEAD]:
        raise SystemExit(f"{TABLE} does not begin with its heading")
    return [Row(*line.split("\t")) for line in lines[1:]]


def lines_before() -> frozenset[str] | None:
    """The table's lines in the commit before; None in a clone that does not reach back so far."""
    if git("cat-file", "-e", "HEAD~1").returncode:
        return None
    return frozenset(git("show", f"HEAD~1:{TABLE.relative_to(ROOT)}").stdout.splitlines())


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def in_child(work: Callable[[], int]) -> int:
    """Run in a fork with its output thrown away: what it replaces is replaced there alone."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            devnull = os.open(os.devnull, os.O_WRONLY)
            os.dup2(devnull, 1)
            os.dup2(devnull, 2)
            status = int(work())
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def get_ready() -> None:
    """Do here what each fork would do again: half of its time."""
    importlib.import_module("hypothesis")
    importlib.import_module("support.stage_fixture")
    migrated()
    # Pytest looks for garbage when it ends: not among all that is kept.
    gc.freeze()


def uses(test: str, method: str) -> bool:
    """Whether the test passes as things are, and the method answers in it.

    One that always fails misses nothing, and a method may refuse whatever it is asked.
    """

    def work() -> int:
        noting = Noting()
        status = pytest.main([*QUIET, test], plugins=[noting])
        return status or int(not noting.callers[method])

    return in_child(work) == 0


def misses(test: str, method: str, way: str) -> bool:
    """Whether the test fails (and not: breaks otherwise) with the method replaced."""

    def work() -> int:
        return pytest.main([*QUIET, test], plugins=[Replacing(method, way)])

    return in_child(work) == pytest.ExitCode.TESTS_FAILED


def note_callers(file: Path) -> Mapping[str, Sequence[str]]:
    """For each method the passing tests that call it, those that call the fewest methods first.

    Of a test with many cases, the first stands for all.
    """

    def work() -> int:
        noting = Noting()
        pytest.main([*QUIET, *PATIENT, *TESTS], plugins=[noting])
        lines = [
            f"{name}\t{test}"
            for name, tests in sorted(noting.callers.items())
            for test in sorted(tests, key=lambda test: tests[test])
        ]
        file.write_text("\n".join(lines), encoding="utf-8")
        return 0

    in_child(work)
    callers: dict[str, dict[str, str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, test = line.split("\t")
        callers.setdefault(name, {}).setdefault(test.split("[", 1)[0], test)
    return {name: list(tests.values()) for name, tests in callers.items()}


def killing_test(method: str, tests: Sequence[str]) -> str | None:
    """A test that uses the method, and fails both ways."""
    for test in tests[:TRIES]:
        if all(misses(test, method, way) for way in WAYS) and uses(test, method):
            return test
    return None


def find(traffic: Path) -> int:
    """Write the table of real methods."""
    clients = read_traffic(traffic)
    callers = note_callers(traffic.with_suffix(".callers"))
    known = {row.method: row.test for row in read_table()} if TABLE.exists() else {}
    rows = []
    for name, method in sorted(load_methods().items()):
        if method.run.__module__ == FIXED or name not in clients:
            continue
        first = [known[name]] if known.get(name) in callers.get(name, ()) else []
        test = killing_test(name, [*first, *callers.get(name, ())])
        print(f"{name}: {test or 'no test misses it'}", flush=True)
        if test is not None:
            called = ",".join(sorted(clients[name]))
            rows.append(Row(name, mark_of(method, called, test), called, test))
    lines = ["\t".join(row) for row in rows]
    TABLE.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return 0


def read_traffic(file: Path) -> Mapping[str, set[str]]:
    """Lines of `method<TAB>client` from the plays."""
    clients: dict[str, set[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        method, client = line.split("\t")
        clients.setdefault(method, set()).add(client)
    return clients


def check() -> int:
    """Try the chosen rows anew; gives how many no longer hold."""
    methods = load_methods()
    get_ready()
    rows = read_table()
    wrong = 0
    sound = []
    for row in rows:
        complaint = fault_of(row, methods)
        if complaint is None:
            sound.append(row)
        else:
            print(f"{row.method}: {complaint}")
            wrong += 1
    if len({row.method for row in rows}) < len(rows):
        print("a method stands there twice")
        wrong += 1
    for row in chosen(sound, methods, lines_before()):
        complaints = list(complaints_of(row))
        for complaint in complaints:
            print(f"{row.method}: {row.test} {complaint}")
        wrong += bool(complaints)
    print(f"{len(rows)} real methods in the table, {wrong} do not hold")
    return wrong


def fault_of(row: Row, methods: Mapping[str, Method]) -> str | None:
    """What nobody need run a test to see: `find` would not have written such a row."""
    if row.method not in methods:
        return "there is no such method"
    if methods[row.method].run.__module__ == FIXED:
        return "it gives a fixed answer"
    unknown = {kind for play in row.clients.split(",") for kind in play.split("+")} - KINDS.keys()
    if unknown:
        return f"these are no clients: {sorted(unknown)}"
    if not row.test.startswith(TESTS):
        return f"{row.test} is no test of what methods do"
    file, _, name = row.test.partition("::")
    if f"def {name.partition('[')[0]}(" not in (ROOT / file).read_text():
        return f"{row.test} is not there"
    return None


def complaints_of(row: Row) -> Iterable[str]:
    """What is wrong with the row's test, tried anew."""
    for way in WAYS:
        if not misses(row.test, row.method, way):
            yield f"does not fail with the method replaced ({way})"
    if not uses(row.test, row.method):
        yield "does not pass, with an answer of the method, as things are"


def chosen(
    rows: Sequence[Row], methods: Mapping[str, Method], before: Collection[str] | None
) -> Iterable[Row]:
    """Those that changed since their test was found or since the lines `before`, and 20 others by
    the commit's hash. Without lines the marks alone tell what changed.

    Of more than 60 that changed, the hash chooses, too: whoever computes the table anew changes
    half of it, and has tried each row a moment ago.
    """
    changed = [
        row
        for row in rows
        if row.mark != mark_of(methods[row.method], row.clients, row.test)
        or (before is not None and "\t".join(row) not in before)
    ]
    others = [row for row in rows if row not in changed]
    commit = git("rev-parse", "HEAD")
    commit.check_returncode()
    chance = random.Random(commit.stdout)
    drawn = chance.sample(others, min(CHECKED, len(others)))
    tried = chance.sample(changed, min(CHANGED_AT_MOST, len(changed)))
    print(f"checking {len(tried)} of {len(changed)} changed and {len(drawn)} drawn methods")
    return [*tried, *drawn]


def main() -> int:
    """Run the command given."""
    os.chdir(ROOT)
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    finding = commands.add_parser("find")
    finding.add_argument("--traffic", type=Path, required=True)
    commands.add_parser("check")
    given = parser.parse_args()
    return find(given.traffic) if given.command == "find" else min(check(), 1)


if __name__ == "__main__":
    sys.exit(main())
