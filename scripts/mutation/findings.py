"""What became of mutants in earlier runs, as long as it still tells something."""

import ast
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from mutation.mutants import ROOT, Mutant
from mutation.trials import Outcome, Trial


class Findings:
    """Known outcomes, in a file that grows by a line for each: an interrupted run loses none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, tuple[str, str, str]] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                mutant, end, test, state = json.loads(line)
                self._known[mutant] = (end, test, state)

    def known(self, trial: Trial) -> Outcome | None:
        """What became of it, unless a test that decides on it has changed since."""
        end, test, state = self._known.get(trial.mutant.id, ("", "", ""))
        if not end or state != _state(trial, test):
            return None
        return Outcome(trial.mutant, end, test)

    def last(self, mutant: Mutant) -> Outcome | None:
        """What became of it the last time it was tried, whatever has changed since."""
        end, test, _ = self._known.get(mutant.id, ("", "", ""))
        return Outcome(mutant, end, test) if end else None

    def note(self, trial: Trial, outcome: Outcome) -> None:
        found = (outcome.end, outcome.test, _state(trial, outcome.test))
        self._known[trial.mutant.id] = found
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([trial.mutant.id, *found]) + "\n")


def _state(trial: Trial, test: str) -> str:
    """Changes with the test that noticed the mutant; of a survivor, with any that might have."""
    tests: Sequence[str] = [test] if test else [witness.test for witness in trial.tests]
    said = []
    for name in sorted(tests):
        file, _, function = name.partition("::")
        said.append(f"{name} {_functions(file).get(function.split('[', 1)[0], '')}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


@functools.cache
def _functions(file: str) -> Mapping[str, str]:
    """Of each function of a file of tests, what changes with its text."""
    if not (ROOT / file).exists():
        return {}
    text = (ROOT / file).read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: hashlib.sha256(
            "\n".join(lines[_begin(node) - 1 : node.end_lineno]).encode()
        ).hexdigest()
        for node in ast.parse(text).body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def _begin(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
