#!/usr/bin/env python3
"""Changes the core in small ways, one at a time, and counts the changes that no test notices.

scripts/mutation_tests.py                      all of domain/ and actions/
scripts/mutation_tests.py domain/polls.py …    these modules
scripts/mutation_tests.py --page               all, and writes docs/reference/mutants.md
scripts/mutation_tests.py --share 10           of each module the same 10 % again and again

What was found is kept in .cache/mutation, and found anew when the function or the tests that decide
on it have changed: a run that was interrupted goes on where it stood. `--known` tries nothing and
tells what became of each mutant the last time, `--fresh` forgets it all. Fails if fewer than 85 %
of a folder's are noticed.
"""

import argparse
import os
import shutil
import time
from collections.abc import Iterator, Sequence

from mutation.findings import Findings
from mutation.mutants import ROOT, modules, mutants_of
from mutation.report import Standing, described, page, read_reasons, totals
from mutation.trials import Outcome, Trial, run_trials
from mutation.witnesses import Witness, find_witnesses, nearest

CACHE = ROOT / ".cache" / "mutation"
PAGE = ROOT / "docs" / "reference" / "mutants.md"
LEAST_PERCENT = 85
# A mutant that a module's own tests and so many of the nearest others let pass counts as one that
# all do.
TESTS_AT_MOST = 25


class Run:
    """One run over some modules; tells of each when it is through."""

    def __init__(self, chosen: Sequence[str], findings: Findings, *, share: int) -> None:
        """`share` is how many percent of the mutants are tried if their outcome is not known."""
        self.standings: list[Standing] = []
        self._chosen = chosen
        self._findings = findings
        self._share = share
        self._witnesses = find_witnesses(CACHE / "witnesses")
        self._trial: Trial | None = None
        self._outcomes: list[Outcome] = []

    def trials(self) -> Iterator[Trial]:
        """Those whose outcome is not known."""
        for module in self._chosen:
            begun = time.monotonic()
            self._outcomes = []
            untried = 0
            for trial in self._unknown(module):
                if int(trial.mutant.id, 16) % 100 < self._share:
                    yield trial
                else:
                    untried += 1
            standing = Standing(module, self._outcomes, untried, time.monotonic() - begun)
            self.standings.append(standing)
            print(standing.line(), flush=True)

    def _unknown(self, module: str) -> Iterator[Trial]:
        able = {one.test: one for one in self._witnesses if module in one.lines}
        helpful: list[Witness] = []
        for mutant in mutants_of(module):
            near = nearest(able.values(), module, mutant.lines, at_most=TESTS_AT_MOST)
            self._trial = Trial(mutant, near)
            known = self._findings.known(self._trial)
            if known is not None:
                self._outcomes.append(known)
                continue
            # What noticed this change before, or another nearby, often notices this one now.
            before = self._findings.last(mutant)
            last = able.get(before.test) if before is not None else None
            first = [one for one in (last, *helpful[:2]) if one and one.runs(module, mutant.lines)]
            yield self._trial._replace(
                tests=list({one.test: one for one in [*first, *near]}.values())
            )
            if self._outcomes and (killer := able.get(self._outcomes[-1].test)):
                helpful = [killer, *(one for one in helpful if one is not killer)]

    def tell(self, outcome: Outcome) -> None:
        assert self._trial is not None
        self._findings.note(self._trial, outcome)
        self._outcomes.append(outcome)


def tried(chosen: Sequence[str], findings: Findings, share: int) -> Sequence[Standing]:
    """How the modules stand after a run."""
    run = Run(chosen, findings, share=share)
    run_trials(run.trials(), run.tell)
    return run.standings


def as_known(chosen: Sequence[str], findings: Findings) -> Sequence[Standing]:
    """How the modules stood when their functions were tried the last time."""
    standings = []
    for module in chosen:
        last = [findings.last(mutant) for mutant in mutants_of(module)]
        known = [outcome for outcome in last if outcome is not None]
        standings.append(Standing(module, known, len(last) - len(known), 0))
        print(standings[-1].line(), flush=True)
    return standings


def too_few(standings: Sequence[Standing]) -> bool:
    """Whether, of what was tried in a folder, fewer are killed than have to be."""
    return any(total.killed * 100 < LEAST_PERCENT * total.every for total in totals(standings))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as domain/polls.py")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--survivors", action="store_true", help="list them")
    parser.add_argument("--known", action="store_true", help="try nothing")
    parser.add_argument("--share", type=int, default=100, metavar="PERCENT", help="try a sample")
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
    findings = Findings(CACHE / "outcomes.jsonl")
    standings = as_known(chosen, findings) if asked.known else tried(chosen, findings, asked.share)
    print("\n".join(total.line() for total in totals(standings)))
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
