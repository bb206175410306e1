"""What makes a method real: a test that misses it, and a client that called it."""

import csv
import sys
from importlib import resources
from pathlib import Path

import pytest

from heliograph.cli.methods import coverage
from heliograph.rpc.registry import load_methods
from heliograph.tl import registry
from heliograph.tl.codec import encode_result
from heliograph.tl.layers import NEWEST
from support.replaced_methods import REFUSED, STUB
from support.stub_answers import stub_answer

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


@pytest.mark.parametrize("way", [REFUSED, STUB])
def test_a_test_of_what_a_method_does_misses_it(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert methods_audit.misses(MISSES_CONFIG, CONFIG, way)
    assert not methods_audit.misses(KNOWS_NO_METHOD, CONFIG, way)


def test_a_row_is_tried_again_when_its_words_change() -> None:
    methods = load_methods()
    mark = methods_audit.mark_of(methods[CONFIG], "telethon", MISSES_CONFIG)
    row = methods_audit.Row(CONFIG, mark, "telethon", MISSES_CONFIG)
    others = [row] * (methods_audit.CHECKED + 1)
    assert len(list(methods_audit.chosen(others, methods))) == methods_audit.CHECKED
    changed = row._replace(clients="everybody")
    assert changed in list(methods_audit.chosen([*others, changed], methods))


def test_the_table_names_methods_that_are_there() -> None:
    real = [method for method in coverage() if method.real]
    assert all(method.present for method in real)
    table = resources.files("heliograph.data").joinpath("real_methods.tsv").read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t"))
    assert {row["method"] for row in rows} == {method.name for method in real}
    assert all(row["test"] and row["clients"] for row in rows)
