"""How the mutants stand, in words."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mutation.mutants import ALSO, FOLDERS
from mutation.trials import KILLED, SURVIVED, TIMED_OUT, UNSEEN, Outcome

REASONS = Path(__file__).parent / "equivalent.toml"

_HEAD = """\
# Changes no test notices

`make mutation` changes the functions of `domain/`, `actions/` and `safety/` in small ways, one at a
time, and runs the tests that could notice: [how, and why so](../decisions/mutants.md). A mutant is
*killed* by a test that fails or that meets its time limit, and *survives* if the nearest tests all
pass; one that no test runs survives too. At least 85 % of the first two folders' have to be killed,
and 75 % of the third's. What was not tried, as with `--share 10`, is counted apart. Written by:

    make mutation ARGS=--page

A survivor is a question to the tests. Where somebody looked and found that the change makes no
difference, the reason stands beside it; it counts as a survivor all the same.
"""


class Standing(NamedTuple):
    """A module, what became of its mutants, and how many were not tried."""

    module: str
    outcomes: Sequence[Outcome]
    untried: int

    @property
    def every(self) -> int:
        return len(self.outcomes)

    @property
    def killed(self) -> int:
        return self.count(KILLED) + self.count(TIMED_OUT)

    @property
    def percent(self) -> str:
        return f"{100 * self.killed / self.every:.1f} %" if self.every else "–"

    def count(self, end: str) -> int:
        return sum(outcome.end == end for outcome in self.outcomes)

    def survivors(self) -> Sequence[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.end in (SURVIVED, UNSEEN)]

    def line(self) -> str:
        untried = f", {self.untried} not tried" if self.untried else ""
        return (
            f"{self.module:32} {self.killed:4} of {self.every:4} killed {self.percent:>7}, "
            f"{self.count(TIMED_OUT)} by time, {self.count(UNSEEN)} run by no test{untried}"
        )


def totals(standings: Sequence[Standing]) -> Sequence[Standing]:
    """Each folder's modules as one."""
    summed = []
    for folder in FOLDERS:
        within = [
            standing
            for standing in standings
            if standing.module.startswith(f"{folder}/") or standing.module in ALSO.get(folder, ())
        ]
        summed.append(
            Standing(
                f"{folder}/",
                [outcome for standing in within for outcome in standing.outcomes],
                sum(standing.untried for standing in within),
            )
        )
    return summed


def described(outcome: Outcome, reasons: Mapping[tuple[str, str, str], str]) -> str:
    """A survivor on a line: where, what changed, and why it makes no difference if known."""
    mutant = outcome.mutant
    unseen = " (run by no test)" if outcome.end == UNSEEN else ""
    reason = reasons.get((mutant.module, mutant.function, mutant.change))
    return f"{mutant.function}{unseen}: {mutant.change}" + (f"  # {reason}" if reason else "")


def read_reasons() -> Mapping[tuple[str, str, str], str]:
    """Why a change is none, by module, function and change, of those that somebody looked at."""
    listed = tomllib.loads(REASONS.read_text(encoding="utf-8"))["equivalent"]
    return {
        (entry["module"], entry["function"], entry["change"]): entry["reason"] for entry in listed
    }


def page(standings: Sequence[Standing]) -> str:
    """The page of the survivors, each module's below the figures of all."""
    reasons = read_reasons()
    rows = [
        f"| `{standing.module}` | {standing.every} | {standing.killed} | {standing.percent} | "
        f"{standing.untried or ''} |"
        for standing in (*totals(standings), *standings)
        if standing.every or standing.untried
    ]
    table = "\n".join(
        ["| | tried | killed | | not tried |", "| --- | --: | --: | --: | --: |", *rows]
    )
    lists = [
        "\n".join(
            [f"## {standing.module}", "", "```", *(described(one, reasons) for one in left), "```"]
        )
        for standing in standings
        if (left := standing.survivors())
    ]
    return "\n\n".join([_HEAD + "\n" + table, *lists]) + "\n"
