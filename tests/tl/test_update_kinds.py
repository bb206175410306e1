"""Every kind of Update stands in the table that says how a client that was away hears of it."""

import ast
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

import heliograph
from heliograph.tl.layers import NEWEST
from heliograph.tl.registry import all_definitions

KINDS: dict[str, list[str]] = tomllib.loads(
    (resources.files("heliograph.tl") / "update_kinds.toml").read_text(encoding="utf-8")
)
CLASS_OF = {name: kind for kind, names in KINDS.items() for name in names}
UPDATES = {
    definition.name: definition
    for definition in all_definitions()
    if definition.result == "Update" and definition.last >= NEWEST
}


def _fields(name: str) -> set[str]:
    return {field.name for field in UPDATES[name].fields}


@cache
def _made() -> dict[str, set[str]]:
    """The kinds that the package makes, and the files that do."""
    made: dict[str, set[str]] = {}
    package = Path(heliograph.__file__).parent
    for path in package.rglob("*.py"):
        place = path.relative_to(package).as_posix()
        if place.startswith("tl/"):
            continue
        text = path.read_text(encoding="utf-8")
        if "types.Update" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
                continue
            if node.value.id == "types" and node.attr.startswith("Update"):
                made.setdefault(node.attr[0].lower() + node.attr[1:], set()).add(place)
    return {name: places for name, places in made.items() if name in UPDATES}


def test_all_165_kinds_stand_in_the_table_once() -> None:
    assert len(UPDATES) == 165
    assert sorted(name for names in KINDS.values() for name in names) == sorted(UPDATES)
    for kind, names in KINDS.items():
        assert names == sorted(names), kind


def test_what_is_made_stands_under_a_class_and_nothing_else_does() -> None:
    assert set(_made()) == set(UPDATES) - set(KINDS["unproduced"])


def test_the_box_of_a_kind_is_the_one_its_fields_name() -> None:
    for name in set(UPDATES) - set(KINDS["unproduced"]):
        fields = _fields(name)
        if CLASS_OF[name] == "mailbox":
            assert fields & {"pts", "pts_count", "channel_id"} == {"pts", "pts_count"}, name
        elif CLASS_OF[name] == "device":
            assert "qts" in fields or name.startswith("updateEncrypt"), name
        elif CLASS_OF[name] in ("account", "ephemeral", "answer"):
            assert not {"pts", "qts"} & fields, name


def test_what_is_told_anew_is_made_in_views() -> None:
    """Every other place may make it too, but what was missed comes from there."""
    made = _made()
    for name in (*KINDS["account"], *KINDS["mailbox"]):
        assert any(place.startswith("views/") for place in made[name]), name
