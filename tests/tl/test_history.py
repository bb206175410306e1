"""The schema history against itself: ids, ranges, and that its sources still give it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from heliograph.tl import registry
from heliograph.tl.layers import NEWEST, OLDEST

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "src" / "heliograph" / "tl" / "schema"
FILES = ("history.tsv", "mtproto.tsv")

sys.path.insert(0, str(ROOT / "scripts"))
from tl_history.definition import Definition  # noqa: E402

# Declarations whose number is not the CRC32 of their text.
NAMED_EXCEPTIONS = {
    "inputPeerPhotoFileLocationLegacy": "renamed from inputPeerPhotoFileLocation, number kept",
    "inputStickerSetThumbLegacy": "renamed from inputStickerSetThumb, number kept",
    "ipPortSecret": "hashed with `bytes` left as it is",
    "accessPointRule": "numbered before its last field had the type it has",
    "help.configSimple": "numbered before its last field had the type it has",
    "mt_message": "the `message` inside a container, renamed here",
    "msg_container": "holds `message`, which is called mt_message here",
    "msg_copy": "holds a Message that is MtMessage here",
}


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (SCHEMA / name).read_text(encoding="utf-8").splitlines()]


def definition(row: list[str]) -> Definition:
    kind, name, number, _, _, fields, result, *_ = row
    return Definition(kind, name, int(number, 16), tuple(fields.split()), result)


@pytest.mark.parametrize("name", FILES)
def test_an_id_is_the_checksum_of_its_declaration_without_true_flags(name: str) -> None:
    known = [definition(row) for row in rows(name)]
    wrong = {one.name for one in known if one.number != one.computed_number}
    assert wrong - NAMED_EXCEPTIONS.keys() == set()


def test_every_exception_is_needed() -> None:
    known = [definition(row) for name in FILES for row in rows(name)]
    wrong = {one.name for one in known if one.number != one.computed_number}
    assert NAMED_EXCEPTIONS.keys() - wrong == set()


def test_an_id_has_one_line() -> None:
    numbers = [row[2] for name in FILES for row in rows(name)]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) >= 2970


@pytest.mark.parametrize("name", FILES)
def test_lines_are_sorted_and_ranges_lie_within_the_layers(name: str) -> None:
    lines = rows(name)
    keys = [(row[0], row[1], int(row[3])) for row in lines]
    assert keys == sorted(keys)
    assert all(OLDEST <= int(row[3]) <= int(row[4]) <= NEWEST for row in lines)


def test_ranges_of_a_name_are_apart_or_one_lies_within_the_other() -> None:
    """Ids that went and came back (phoneCall in layers 196 to 201) span the time between."""
    for name in registry.names():
        known = registry.definitions(name)
        for one in known:
            for other in known:
                if one.first < other.first <= one.last:
                    assert other.last < one.last or other.last == NEWEST == one.last, (one, other)


def test_names_never_change_between_constructor_and_method() -> None:
    kinds = {(row[1], row[0]) for row in rows("history.tsv")}
    assert len(kinds) == len({name for name, _ in kinds})


def test_field_types_are_primitive_or_have_constructors() -> None:
    results = {row[6] for name in FILES for row in rows(name)}
    plain = {"#", "true", "int", "long", "double", "string", "bytes", "int128", "int256"}
    for name in FILES:
        for row in rows(name):
            for field in row[5].split():
                kind = field.partition(":")[2].rpartition("?")[2]
                element = kind.removeprefix("Vector<").removeprefix("vector<").removesuffix(">")
                bare = element in {"future_salt", "mt_message"}
                known = element in results or element in plain or element in {"!X", "Object"}
                assert known or bare, f"{row[1]}: {field}"


@pytest.mark.long
def test_the_registries_still_give_the_committed_history() -> None:
    """Fetches some sixty packages; a cache folder from an earlier run makes it quick."""
    command = [sys.executable, str(ROOT / "scripts" / "schema_history.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
