"""What makes a method real: a test that misses it, and a client that called it."""

import csv
import re
import sys
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from heliograph.cli.methods import coverage
from heliograph.rpc.registry import load_methods
from heliograph.tl import registry
from heliograph.tl.codec import encode_result
from heliograph.tl.layers import NEWEST
from support.replaced_methods import REFUSED, STUB
from support.stub_answers import stub_answer
from support.traffic import called_by_others

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import methods_audit  # noqa: E402

CONFIG = "help.getConfig"
MISSES_CONFIG = "tests/rpc/test_help.py::test_config_tells_the_limits_in_force"
KNOWS_NO_METHOD = "tests/domain/test_file_ranges.py"


@pytest.mark.parametrize("method", sorted(load_methods()))
def test_a_stub_of_any_method_is_well_formed(method: str) -> None:
    answer = stub_answer(method, object(), 1)
    assert encode_result(method, answer, min(registry.newest(method).last, NEWEST))


def test_a_stub_echoes_what_fits_alone() -> None:
    """A number that has no room in the answer would make it an INTERNAL that any test misses."""
    query = SimpleNamespace(version=2**40, lang_code="de")
    answer = stub_answer("langpack.getLangPack", query, 1)
    assert (answer.version, answer.lang_code) == (0, "de")


@pytest.mark.parametrize("way", [REFUSED, STUB])
def test_a_test_of_what_a_method_does_misses_it(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert methods_audit.misses(MISSES_CONFIG, CONFIG, way)
    assert not methods_audit.misses(KNOWS_NO_METHOD, CONFIG, way)


def made_row(method: str = CONFIG, clients: str = "telethon", test: str = MISSES_CONFIG) -> Any:
    mark = methods_audit.mark_of(load_methods()[method], clients, test)
    return methods_audit.Row(method, mark, clients, test)


def test_a_row_is_tried_again_when_its_words_or_its_method_change() -> None:
    methods, row = load_methods(), made_row()
    others = [row] * (methods_audit.CHECKED + 1)
    before = ["\t".join(row)]
    assert len(list(methods_audit.chosen(others, methods, before))) == methods_audit.CHECKED
    changed = row._replace(mark="of another function")
    kept = [*before, "\t".join(changed)]
    assert changed in list(methods_audit.chosen([*others, changed], methods, kept))
    # Whoever writes a row by hand may write its mark too.
    forged = made_row(clients="gramjs")
    assert forged in list(methods_audit.chosen([*others, forged], methods, before))
    drawn = list(methods_audit.chosen(others, methods, None))
    assert len(drawn) == methods_audit.CHECKED
    many = [changed] * (methods_audit.CHANGED_AT_MOST + 1)
    tried = list(methods_audit.chosen([*others, *many], methods, kept))
    assert tried.count(changed) == methods_audit.CHANGED_AT_MOST


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (made_row(), None),
        (made_row(clients="kurigram+telethon,gramjs"), None),
        (made_row()._replace(method="help.getNothing"), "no such method"),
        (made_row("help.getInviteText"), "a fixed answer"),
        (made_row(clients="telethon,everybody"), r"no clients: \['everybody'\]"),
        (made_row(clients=""), "no clients"),
        (made_row(test="tests/domain/test_texts.py::test_x"), "no test of what methods do"),
        (made_row(test="tests/rpc/test_help.py::test_that_went"), "is not there"),
    ],
)
def test_a_row_that_the_search_would_not_write_is_refused(row: Any, fault: str | None) -> None:
    found = methods_audit.fault_of(row, load_methods())
    assert found is None if fault is None else re.search(fault, found or "")


def test_a_test_that_fails_anyway_misses_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    lazy = tmp_path / "test_lazy.py"
    lazy.write_text("def test_nothing():\n    assert False\n", encoding="utf-8")
    complaints = list(methods_audit.complaints_of(made_row(test=str(lazy))))
    assert complaints == ["does not pass, with an answer of the method, as things are"]
    assert list(methods_audit.complaints_of(made_row())) == []
    assert methods_audit.killing_test(CONFIG, [str(lazy), MISSES_CONFIG]) == MISSES_CONFIG


def test_a_test_of_a_refusal_makes_no_method_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """It misses a method that is replaced, and would not miss one that always refuses."""
    monkeypatch.chdir(ROOT)
    decline = "account.declinePasswordReset"
    refused = "tests/rpc/test_password_refusals.py::test_14_2_refused_as_documented"
    refusal = f"{refused}[{decline}-none requested]"
    assert all(methods_audit.misses(refusal, decline, way) for way in (REFUSED, STUB))
    assert not methods_audit.uses(refusal, decline)
    assert methods_audit.killing_test(decline, [refusal]) is None


def test_calls_of_our_own_clients_are_nobodys_traffic() -> None:
    told = "".join(
        f'heliograph_rpc_calls_total{{method="{method}",result="{result}"}} {count}\n'
        for method, result, count in (
            ("updates.getState", "ok", "2.0"),
            ("help.getConfig", "ok", "3.0"),
            ("help.getAppConfig", "INTERNAL", "3.0"),
        )
    )
    own = {"updates.getState": 2, "help.getConfig": 2}
    assert called_by_others(told, own) == ["help.getConfig"]


def test_the_table_names_methods_that_are_there() -> None:
    real = [method for method in coverage() if method.real]
    assert all(method.present for method in real)
    table = resources.files("heliograph.data").joinpath("real_methods.tsv").read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t"))
    assert {row["method"] for row in rows} == {method.name for method in real}
    assert all(row["test"] and row["clients"] for row in rows)
