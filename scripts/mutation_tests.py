#!/usr/bin/env python3
"""Changes the core in small ways, one at a time, and counts the changes that no test notices.

scripts/mutation_tests.py                      all of domain/, actions/ and safety/
scripts/mutation_tests.py domain/polls.py …    these modules
scripts/mutation_tests.py --page               all, and writes docs/reference/mutants.md
scripts/mutation_tests.py --share 10           of each module the same 10 % again and again

What was found is kept in .cache/mutation, and found anew when the function or the tests that decide
on it have changed: a run that was interrupted goes on where it stood. `--share 0` tries nothing and
counts what still holds, `--known` tells what became of each mutant the last time, whatever changed
since, `--fresh` forgets it all. Fails if fewer of a folder's are noticed than have to be.
"""

import argparse
import functools
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from resource import RUSAGE_CHILDREN, getrusage

from mutation.findings import Findings
from mutation.mutants import PACKAGE, ROOT, kept_mutants, modules
from mutation.report import Standing, described, page, read_reasons, totals
from mutation.trials import Outcome, Trial, run_trials
from mutation.witnesses import Witness, breadth, find_witnesses, in_children, nearest

CACHE = ROOT / ".cache" / "mutation"
OUTCOMES = CACHE / "outcomes.jsonl"
PAGE = ROOT / "docs" / "reference" / "mutants.md"
# Of the rules of trust and safety less is noticed: what they refuse is told in words, to which no
# test holds them.
LEAST_PERCENT = {"domain/": 85, "actions/": 85, "safety/": 75}
# A mutant that a module's own tests and so many of the nearest others let pass counts as one that
# all do.
TESTS_AT_MOST = 25
# So many of those that noticed other mutants of the module are asked before all others.
KILLERS_FIRST = 4


class Run:
    """What is known of the mutants, and what tests could tell of those that are not."""

    def __init__(self, findings: Findings, *, share: int) -> None:
        """`share` is how many percent of the mutants are tried if their outcome is not known."""
        self._findings = findings
        self._share = share
        self._witnesses = find_witnesses(CACHE / "witnesses")
        self._trial: Trial | None = None
        self._killers: list[str] = []
        self._outcomes: list[Outcome] = []
        self._untried = 0

    def trials(self, module: str) -> Iterator[Trial]:
        """Those whose outcome is not known."""
        able = {one.test: one for one in self._witnesses if module in one.lines}
        self._killers, self._outcomes, self._untried = [], [], 0
        for trial in self._all_trials(module):
            if (known := self._findings.known(trial)) is not None:
                self._outcomes.append(known)
                continue
            if int(trial.mutant.id, 16) % 100 >= self._share:
                self._untried += 1
                continue
            # What noticed this change before, or another nearby, often notices this one now.
            before = self._findings.last(trial.mutant)
            likely = [*([before.test] if before else []), *self._killers[:KILLERS_FIRST]]
            first = [
                able[test]
                for test in likely
                if test in able and able[test].runs(module, trial.mutant.lines)
            ]
            self._trial = trial
            yield trial._replace(
                tests=list({one.test: one for one in [*first, *trial.tests]}.values())
            )

    def _all_trials(self, module: str) -> Iterator[Trial]:
        able = sorted((one for one in self._witnesses if module in one.lines), key=breadth)

        @functools.cache
        def near(lines: range) -> Sequence[Witness]:
            return nearest(able, module, lines, at_most=TESTS_AT_MOST)

        for mutant in kept_mutants(module, CACHE / "mutants"):
            yield Trial(mutant, near(mutant.lines))

    def tell(self, outcome: Outcome) -> None:
        assert self._trial is not None
        self._findings.note(self._trial, outcome)
        self._outcomes.append(outcome)
        if outcome.test:
            others = (test for test in self._killers if test != outcome.test)
            self._killers = [outcome.test, *others]

    def standing(self, module: str) -> Standing:
        """How the module stands, whether it was gone through here or in another process."""
        known = [self._findings.known(trial) for trial in self._all_trials(module)]
        outcomes = [outcome for outcome in known if outcome is not None]
        return Standing(module, outcomes, len(known) - len(outcomes))

    def gone_through(self, module: str) -> Standing:
        """How the module stands whose trials have just ended."""
        return Standing(module, self._outcomes, self._untried)


def tried(chosen: Sequence[str], *, share: int, workers: int) -> Sequence[Standing]:
    """How the modules stand after a run."""
    find_witnesses(CACHE / "witnesses", workers=workers)
    forks = get_context("fork")
    left = forks.SimpleQueue()
    # The largest first, so that at the end no worker waits long for another.
    for module in sorted(chosen, key=lambda one: -(PACKAGE / one).stat().st_size):
        left.put(module)
    for _ in range(workers):
        left.put("")
    if share:
        in_children([partial(_work, left, share)] * workers)
    run = Run(Findings(OUTCOMES), share=share)
    return [run.standing(module) for module in chosen]


def _work(left: "SimpleQueue[str]", share: int) -> None:
    """Try the mutants of one module after the other, and say when one is through."""
    run = Run(Findings(OUTCOMES), share=share)

    def trials() -> Iterator[Trial]:
        while module := left.get():
            begun = time.monotonic()
            yield from run.trials(module)
            print(
                f"{run.gone_through(module).line()} ({time.monotonic() - begun:.0f} s)", flush=True
            )

    run_trials(trials(), run.tell)


def as_known(chosen: Sequence[str], findings: Findings) -> Sequence[Standing]:
    """How the modules stood when their functions were tried the last time."""
    standings = []
    for module in chosen:
        last = [findings.last(mutant) for mutant in kept_mutants(module, CACHE / "mutants")]
        known = [outcome for outcome in last if outcome is not None]
        standings.append(Standing(module, known, len(last) - len(known)))
        print(standings[-1].line(), flush=True)
    return standings


def too_few(standings: Sequence[Standing]) -> bool:
    """Whether, of what was tried in a folder, fewer are killed than have to be."""
    return any(
        total.killed * 100 < LEAST_PERCENT[total.module] * total.every
        for total in totals(standings)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as domain/polls.py")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--survivors", action="store_true", help="list them")
    parser.add_argument("--known", action="store_true", help="try nothing")
    parser.add_argument("--share", type=int, default=100, metavar="PERCENT", help="try a sample")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="at once")
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    asked = parser.parse_args()
    if unknown := [module for module in asked.modules if module not in modules()]:
        parser.error(f"no such module: {', '.join(unknown)}")
    if asked.page and asked.modules:
        parser.error("the page is of all modules")
    if asked.fresh:
        shutil.rmtree(CACHE, ignore_errors=True)
    os.chdir(ROOT)
    chosen = list(dict.fromkeys(asked.modules)) or modules()
    begun = time.monotonic()
    if asked.known:
        standings = as_known(chosen, Findings(OUTCOMES))
    else:
        standings = tried(chosen, share=asked.share, workers=asked.workers)
    print("\n".join(total.line() for total in totals(standings)))
    cpu_s = sum(getrusage(RUSAGE_CHILDREN)[:2])
    print(f"in {time.monotonic() - begun:.0f} s, with {cpu_s:.0f} s of CPU")
    if asked.survivors:
        reasons = read_reasons()
        for standing in standings:
            for outcome in standing.survivors():
                lines = outcome.mutant.lines
                print(f"{standing.module}:{lines.start} {described(outcome, reasons)}")
    if asked.page:
        PAGE.write_text(page(standings), encoding="utf-8")
    return int(too_few(standings))


if __name__ == "__main__":
    raise SystemExit(main())
