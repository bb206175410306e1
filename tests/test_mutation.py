"""Changing the core in small ways: what a mutant is, who could notice it, what is remembered."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from heliograph.domain import people, pins, presence

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import mutation_tests  # noqa: E402
from mutation import findings, mutants, report, trials, witnesses  # noqa: E402
from mutation.findings import Findings  # noqa: E402
from mutation.moves import Moves  # noqa: E402
from mutation.mutants import Mutant, mutants_of  # noqa: E402
from mutation.report import Standing  # noqa: E402
from mutation.trials import Outcome, Trial  # noqa: E402
from mutation.witnesses import Witness  # noqa: E402

MODULE = '''
"""A module."""

class Ladder:
    @property
    def tall(self) -> bool:
        count: int = 3
        return self.steps > 10

def step(way: str) -> int:
    match way:
        case "up":
            return 1
        case "down":
            return -1
    return 0

def weigh(load: int, *, most: int = 5) -> bool:
    """Whether it may go up."""
    if load > most:
        # too much
        return False
    return True
'''


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of a package of its own."""
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "ladders.py").write_text(MODULE)
    monkeypatch.setattr(mutants, "PACKAGE", tmp_path)
    return "domain/ladders.py"


def test_mutants_are_of_functions_decorated_ones_and_defaults_too(module: str) -> None:
    made = {(one.function, one.change, one.lines.start) for one in mutants_of(module)}
    assert {
        ("Ladder.tall", "return self.steps > 10 → return self.steps >= 10", 8),
        ("step", 'case "down": return -1 → ', 15),
        ("weigh", "if load > most: → if load >= most:", 20),
        ("weigh", "return False → return True", 22),
        ("weigh", "return True → return False", 23),
    } <= made
    assert any("most: int = 6" in change for _, change, _ in made)
    assert not any("A module" in change or "Whether" in change for _, change, _ in made)


def test_mutants_are_kept_until_their_module_changes(module: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    made = mutants_of(module)
    assert mutants.kept_mutants(module, kept) == mutants.kept_mutants(module, kept) == made
    (tmp_path / module).write_text(MODULE.replace("self.steps > 10", "self.steps > 12"))
    assert mutants.kept_mutants(module, kept) == mutants_of(module) != made


def test_a_mutants_id_holds_as_long_as_its_function(module: str, tmp_path: Path) -> None:
    before = {one.id: one.function for one in mutants_of(module)}
    assert len(before) == len(mutants_of(module))
    path = tmp_path / module
    path.write_text("\n" + MODULE.replace("self.steps > 10", "self.steps > 12"))
    kept = {one.id for one in mutants_of(module)}
    assert {before[one] for one in set(before) & kept} == {"step", "weigh"}
    assert all(one in kept for one, function in before.items() if function == "weigh")


def in_a_fork(work: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(0 if work() else 1)
    return os.waitpid(child, 0)[1] == 0


def find(module: str, change: str) -> Mutant:
    return next(one for one in mutants_of(module) if one.change == change)


def test_a_mutant_is_seen_by_those_who_imported_the_function() -> None:
    mutant = find("domain/pins.py", 'text="", → text="XXXX",')
    imported = pins.pin

    def is_changed() -> bool:
        trials.put_in_place(mutant)
        return "XXXX" in imported.__code__.co_consts and imported is pins.pin

    assert in_a_fork(is_changed)
    assert "XXXX" not in pins.pin.__code__.co_consts


def test_what_decorators_put_around_a_function_stays() -> None:
    status = next(
        one
        for one in mutants_of("domain/presence.py")
        if one.function == "exact_status" and ">= now" in one.change
    )
    deleted = next(
        one
        for one in mutants_of("domain/people.py")
        if one.function == "Account.deleted" and "return self.phone" in one.change
    )
    account = people.Account(id=people.FIRST_ACCOUNT_ID, phone="", first_name="")

    def are_changed() -> bool:
        before = presence.exact_status(5, 5), account.deleted
        trials.put_in_place(status)
        trials.put_in_place(deleted)
        return before[0] != presence.exact_status(5, 5) and account.deleted != before[1]

    assert in_a_fork(are_changed)


def test_the_modules_own_tests_come_first_then_those_that_run_least() -> None:
    far = Witness("tests/rpc/test_a.py::test_far", 0.1, {"domain/pins.py": 0b1000, "x": 0b111})
    near = Witness("tests/rpc/test_a.py::test_near", 0.1, {"domain/pins.py": 0b1000})
    case = Witness("tests/domain/test_pins.py::test_own[1]", 0.1, {"domain/pins.py": 0b11111})
    other = Witness("tests/domain/test_pins.py::test_own[2]", 0.1, {"domain/pins.py": 0b11111})
    elsewhere = Witness("tests/domain/test_pins.py::test_else", 0.1, {"domain/pins.py": 0b10})
    again = near._replace(test="tests/rpc/test_a.py::test_near[2]")
    known = [far, other, again, elsewhere, near, case]
    known.sort(key=witnesses.breadth)
    chosen = witnesses.nearest(known, "domain/pins.py", range(3, 4), at_most=2)
    assert {one.test for one in chosen[:2]} == {other.test, case.test}
    assert [one.test for one in chosen[2:]] == [again.test, far.test]


@pytest.mark.parametrize(("folders", "known"), [(mutants.SCOPE, True), (("domain",), False)])
def test_what_tests_run_is_noted_anew_when_another_folder_is_changed_too(
    tmp_path: Path, folders: tuple[str, ...], known: bool
) -> None:
    path = Path(__file__)
    noted = {"digest": witnesses.digest(path), "folders": folders, "modules": {}, "tests": []}
    witnesses._known_at(path, tmp_path).write_text(json.dumps(noted))
    assert witnesses._is_known(path, tmp_path) is known


@pytest.mark.parametrize(
    ("after", "run"),
    [
        ("abcd", "ac"),
        ("xyabcd", "xyac"),
        ("abXYcd", "aXYc"),
        ("Xbcd", "Xc"),
        ("aXcd", "ac"),
        ("ad", "a"),
        ("", ""),
    ],
)
def test_what_ran_a_line_runs_it_where_it_stands_by_now(after: str, run: str) -> None:
    """A test ran the first and the third of four lines, "abcd"."""
    lines = Moves("abcd", after).of(0b1010)
    assert "".join(line for place, line in enumerate(after, 1) if lines >> place & 1) == run


def test_a_function_that_took_the_place_of_a_comment_may_be_run_by_all() -> None:
    before, after = ["def a():", "# why"], ["def a():", "def b():", "    return 1"]
    assert Moves(before, after).of(0b10) == 0b1110


def trial_of(mutant: Mutant, *tests: str) -> Trial:
    return Trial(mutant, [Witness(test, 0.0, {}) for test in tests])


@pytest.fixture
def tests_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(findings, "ROOT", tmp_path)
    findings._functions.cache_clear()
    path = tmp_path / "test_a.py"
    path.write_text("def test_one(): ...\ndef test_two(): ...\n")
    return path


def test_an_outcome_is_known_until_a_test_that_decides_on_it_changes(
    module: str, tests_file: Path, tmp_path: Path
) -> None:
    killed, survived = mutants_of(module)[:2]
    kept = tmp_path / "outcomes"
    trial, other = (
        trial_of(one, "test_a.py::test_one[x]", "test_a.py::test_two") for one in (killed, survived)
    )
    Findings(kept).note(trial, Outcome(killed, trials.KILLED, "test_a.py::test_one[x]"))
    Findings(kept).note(other, Outcome(survived, trials.SURVIVED, ""))
    assert Findings(kept).known(trial) == Outcome(killed, trials.KILLED, "test_a.py::test_one[x]")
    assert Findings(kept).known(other) == Outcome(survived, trials.SURVIVED, "")
    tests_file.write_text("def test_one(): ...\ndef test_two(): assert 1\n")
    findings._functions.cache_clear()
    assert Findings(kept).known(trial) is not None
    assert Findings(kept).known(other) is None
    tests_file.write_text("def test_one(): assert 1\ndef test_two(): assert 1\n")
    findings._functions.cache_clear()
    assert Findings(kept).known(trial) is None
    last = Findings(kept).last(killed)
    assert last is not None
    assert last.test == "test_a.py::test_one[x]"


def standing(module: str, mutant: Mutant, *, killed: int, survived: int) -> Standing:
    outcomes = [Outcome(mutant, trials.KILLED, "test")] * killed
    outcomes += [Outcome(mutant, trials.SURVIVED, "")] * survived
    return Standing(module, outcomes, untried=0)


@pytest.mark.parametrize(("killed", "survived", "few"), [(85, 15, False), (84, 15, True)])
def test_each_folder_has_to_have_its_mutants_killed(
    module: str, killed: int, survived: int, few: bool
) -> None:
    mutant = mutants_of(module)[0]
    well = standing("domain/ladders.py", mutant, killed=900, survived=0)
    asked = standing("actions/ladders.py", mutant, killed=killed, survived=survived)
    assert mutation_tests.too_few([well, asked]) is few


def test_the_page_lists_survivors_with_what_makes_them_none(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant = find(module, "return True → return False")
    reason = {(mutant.module, mutant.function, mutant.change): "nobody asks"}
    monkeypatch.setattr(report, "read_reasons", lambda: reason)
    text = report.page([standing(module, mutant, killed=3, survived=1)])
    assert "| `domain/ladders.py` | 4 | 3 | 75.0 % |  |" in text
    assert "weigh: return True → return False  # nobody asks" in text
