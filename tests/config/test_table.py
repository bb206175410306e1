"""The table of settings and limits, and the page made from it."""

import importlib.util
from pathlib import Path

import msgspec

from heliograph.config import Limits, Settings, limits_for, rows

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "settings.md"


def test_every_setting_and_limit_has_a_unit_and_a_reason() -> None:
    found = {(row.kind, row.name): row for row in rows()}
    names = {("setting", field.encode_name) for field in msgspec.structs.fields(Settings)}
    names |= {("limit", field.name) for field in msgspec.structs.fields(Limits)}
    assert set(found) == names - {("limit", "profile")}
    assert all(row.unit and len(row.reason) > 15 for row in found.values())


def test_every_setting_and_limit_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [row.name for row in rows() if f"| `{row.name}` |" not in text] == []


def test_the_page_is_what_the_script_writes() -> None:
    spec = importlib.util.spec_from_file_location(
        "settings_reference", ROOT / "scripts" / "settings_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert PAGE.read_text(encoding="utf-8") == script.page()


def test_bench_lifts_rates_and_keeps_every_bound_on_memory() -> None:
    default, bench = limits_for("default"), limits_for("bench")
    lifted = {
        field.name
        for field in msgspec.structs.fields(Limits)
        if getattr(default, field.name) != getattr(bench, field.name)
    } - {"profile"}
    assert lifted
    assert not [name for name in lifted if "bytes" in name or name.endswith("_s")]


def test_values_in_force_are_shown_beside_the_defaults() -> None:
    row = next(row for row in rows(Settings(http="127.0.0.1:1")) if row.name == "http")
    assert (row.value, row.default) == ("127.0.0.1:1", "127.0.0.1:8080")
