#!/usr/bin/env python3
"""Computes which API methods are real, and checks the committed table of them.

A method is real if a named test fails when it is replaced by INPUT_METHOD_INVALID, and fails again
when it is replaced by the answer a stub would give, and if a real client called it with success.

scripts/methods_audit.py find --traffic FILE   search anew; writes the table
scripts/methods_audit.py check                 test anew 20 rows chosen by the commit, and every
                                               row whose function or whose own text was changed
"""

import argparse
import hashlib
import inspect
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import pytest  # noqa: E402

from heliograph.rpc.registry import Method, load_methods  # noqa: E402
from support.replaced_methods import WAYS, Noting, Replacing  # noqa: E402

TABLE = ROOT / "src/heliograph/data/real_methods.tsv"
HEAD = "method\tmark\tclients\ttest"
# The tests that run methods in this process; those of plays run them in a server's.
TESTS = ("tests/rpc", "tests/delivery")
FIXED = "heliograph.rpc.empty_answers"
CHECKED = 20
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
    """The committed rows."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    if lines[:1] != [HEAD]:
        raise SystemExit(f"{TABLE} does not begin with its heading")
    return [Row(*line.split("\t")) for line in lines[1:]]


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


def misses(test: str, method: str, way: str) -> bool:
    """Whether the test fails (and not: breaks otherwise) with the method replaced."""

    def work() -> int:
        return pytest.main([*QUIET, test], plugins=[Replacing(method, way)])

    return in_child(work) == pytest.ExitCode.TESTS_FAILED


def note_callers(file: Path) -> Mapping[str, Sequence[str]]:
    """For each method the passing tests that call it, quickest first."""

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
    callers: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, test = line.split("\t")
        callers.setdefault(name, []).append(test)
    return callers


def killing_test(method: str, tests: Sequence[str]) -> str | None:
    """A test that fails both ways; those named after a method's own topic come first anyway,
    since they are the short ones."""
    for test in tests[:TRIES]:
        if all(misses(test, method, way) for way in WAYS):
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
    rows = read_table()
    stale = [row for row in rows if row.method not in methods]
    for row in stale:
        print(f"{row.method}: there is no such method")
    rows = [row for row in rows if row.method in methods]
    wrong = len(stale)
    for row in chosen(rows, methods):
        survived = [way for way in WAYS if not misses(row.test, row.method, way)]
        for way in survived:
            print(f"{row.method}: {row.test} passes with the method replaced ({way})")
        wrong += bool(survived)
    print(f"{len(rows)} real methods in the table, {wrong} do not hold")
    return wrong


def chosen(rows: Sequence[Row], methods: Mapping[str, Method]) -> Iterable[Row]:
    """Those that changed since their test was found, and 20 others by the commit's hash."""
    changed = [
        row for row in rows if row.mark != mark_of(methods[row.method], row.clients, row.test)
    ]
    others = [row for row in rows if row not in changed]
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    drawn = random.Random(commit).sample(others, min(CHECKED, len(others)))
    print(f"checking {len(changed)} changed and {len(drawn)} drawn methods")
    return [*changed, *drawn]


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
