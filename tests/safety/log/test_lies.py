"""Whatever a publisher changes in what is served, verify.py finds it or says that it does not look.

Each value of each file is changed once, in several ways; none of it may pass unsaid.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from heliograph.safety.log import entries, notes, verify
from heliograph.safety.log.attestations import COUNTABLE
from heliograph.safety.log.entries import LogEntry, leaf_of
from heliograph.web.transparency.table import COLUMNS, ENTRY_FIELDS
from support.public_log import DAY, KEY, WITNESS, WITNESS_KEY, entry
from support.served_log import Verify, attested, head_of, serve, table_of, totals, verified

__all__ = ["verified"]

TRUST, TOTALS, TABLE = ".well-known/trust.json", "transparency.json", "transparency.csv"
BUNDLE = "log/tile/entries/000.p/14"
LEAVES = [
    *(leaf_of(entry(), commit=bytes([one]) * 32) for one in range(11)),
    leaf_of(entry("notice", category="VIOLENCE"), commit=b"n" * 32),
    attested({"KEYWORD_PHISHING": 11}, period="2026", staff=3, precision="=0.98"),
    leaf_of(entry("reversal"), commit=b"r" * 32),
]


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """What an honest server publishes, which a witness watches."""
    said = totals(LEAVES)
    body = notes.parse_note(said["checkpoint"]).body
    note = said["checkpoint"] + notes.cosign(WITNESS, name=WITNESS_KEY.name, body=body, date=9)
    folder = serve(tmp_path / "served", LEAVES, {**said, "checkpoint": note})
    key = notes.log_key(KEY)
    trust = {
        "v": 1,
        "contact": "mailto:trust@example.org",
        "languages": ["de", "en"],
        "terms": True,
        "solo": False,
        "log": {
            "origin": key.name,
            "key": key.vkey(),
            "merge_delay_s": 60,
            "stands_still": False,
            "witnesses": [WITNESS_KEY.vkey()],
            "witnessed": {WITNESS_KEY.name: {"size": 14, "date": 9}},
        },
        "surfaces": {"e2e": {"text_rules": False, "basis": "none"}},
    }
    (folder / TRUST).write_text(json.dumps(trust))
    for name in ("checkpoint", "cosigned"):
        (folder / "log" / name).write_text(note)
    return folder


def changes(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A document with each of its values changed, left out, or there twice, one at a time, and the
    names that lead to the value."""
    if isinstance(value, dict):
        yield path, {**value, "more": 1}
        for name, inner in value.items():
            yield (*path, name), {key: one for key, one in value.items() if key != name}
            for where, changed in changes(inner, (*path, name)):
                yield where, {**value, name: changed}
    elif isinstance(value, list):
        yield path, [*value, *value[:1], "more"]
        for place, inner in enumerate(value):
            yield path, value[:place] + value[place + 1 :]
            yield path, [*value, inner]
            for where, changed in changes(inner, path):
                yield where, [*value[:place], changed, *value[place + 1 :]]
    else:
        for changed in _changed(value):
            yield path, changed


def _changed(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield from (not value, int(value), None)
    elif isinstance(value, int):
        yield from (value + 1, value - 1, 0, -value, float(value), str(value), value == 1, None)
    else:
        yield from (f"{value}x", f"{value} ", value[1:], value.swapcase(), [value], None)


def cells(text: str, place: int) -> Iterator[str]:
    """A table with each cell of a row changed, the row left out or there twice."""
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    row = table[place]
    yield _spelt([*table[:place], *table[place + 1 :]])
    yield _spelt([*table, row])
    for column, cell in enumerate(row):
        for changed in {f"{cell}x", f"0{cell}", f" {cell}", cell[1:], "", "1"} - {cell}:
            other = [*row[:column], changed, *row[column + 1 :]]
            yield _spelt([*table[:place], other, *table[place + 1 :]])


def columns(text: str) -> Iterator[str]:
    """A table with each column left out or there twice, or otherwise than it should be."""
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for column in range(len(COLUMNS)):
        yield _spelt([row[:column] + row[column + 1 :] for row in table])
        yield _spelt([[*row, row[column]] for row in table])
    yield from (f"\ufeff{text}", text.replace(",", ";"), f"{text}\r\n", text.replace("\r\n", ""))
    for status, other in (("recomputed", "attested"), ("attested", "recomputed")):
        yield text.replace(status, other)
        yield text.replace(status, other, 1)


def _spelt(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def lines(note: str) -> Iterator[str]:
    """A signed note with each of its lines changed, left out, or there twice."""
    said = note.splitlines(keepends=True)
    for place, line in enumerate(said):
        before, after = said[:place], said[place + 1 :]
        half = len(line) // 2
        spoilt = line[:half] + ("A" if line[half] != "A" else "B") + line[half + 1 :]
        for changed in (spoilt, f"x{line}", line.rstrip("\n"), f" {line}", line * 2, "\n"):
            if changed != line:
                yield "".join([*before, changed, *after])
        if not line.startswith(f"— {WITNESS_KEY.name}"):
            yield "".join([*before, *after])


def passed(verified: Verify, folder: Path, name: str, changed: str | bytes) -> str:
    """What verify.py says of a folder with a changed file if it finds nothing wrong."""
    file = folder / name
    was = file.read_bytes()
    file.write_bytes(changed if isinstance(changed, bytes) else changed.encode())
    status, told = verified(folder)
    file.write_bytes(was)
    assert status in (0, 1), told
    return told if status == 0 else ""


def test_it_is_all_there_and_holds(verified: Verify, served: Path) -> None:
    status, told = verified(served)
    assert status == 0, told
    files = {str(one.relative_to(served)) for one in served.rglob("*") if one.is_file()}
    assert files == {TRUST, TOTALS, TABLE, BUNDLE, "log/checkpoint", "log/cosigned"}


@pytest.mark.parametrize("part", ["", "v", "size", "checkpoint", "attested", 0, 1, 2])
def test_no_change_to_the_totals_passes(verified: Verify, served: Path, part: str | int) -> None:
    published = json.loads((served / TOTALS).read_bytes())
    if isinstance(part, int):
        rows = published["recomputed"]
        made = [
            {**published, "recomputed": [*rows[:part], changed, *rows[part + 1 :]]}
            for _, changed in changes(rows[part])
        ]
    elif part:
        made = [{**published, part: changed} for _, changed in changes(published[part])]
    else:
        made = [changed for path, changed in changes(published) if len(path) < 2]
    unsaid = [
        changed
        for changed in made
        if json.dumps(changed) != json.dumps(published)
        if passed(verified, served, TOTALS, json.dumps(changed))
    ]
    assert unsaid == []


def test_nothing_in_the_totals_can_be_read_in_two_ways(verified: Verify, served: Path) -> None:
    text = (served / TOTALS).read_text()
    for twice in ('"size": 14,', '"count": 11,', '"staff": 3,'):
        name = twice.partition(":")[0]
        assert twice in text or twice[:-1] in text
        assert not passed(verified, served, TOTALS, text.replace(name, f"{name}: 7, {name}", 1))
    assert not passed(verified, served, TOTALS, text.encode("utf-16"))


@pytest.mark.parametrize("row", range(8))
def test_no_change_to_the_table_passes(verified: Verify, served: Path, row: int) -> None:
    text = (served / TABLE).read_bytes().decode()
    assert text.count("\r\n") == 8
    made = cells(text, row)
    assert [one for one in made if one != text and passed(verified, served, TABLE, one)] == []


def test_no_other_table_passes(verified: Verify, served: Path) -> None:
    text = (served / TABLE).read_bytes().decode()
    assert [one for one in columns(text) if passed(verified, served, TABLE, one)] == []


@pytest.mark.parametrize("name", ["checkpoint", "cosigned"])
def test_no_change_to_a_head_passes(verified: Verify, served: Path, name: str) -> None:
    note = (served / "log" / name).read_text()
    assert [one for one in lines(note) if passed(verified, served, f"log/{name}", one)] == []


def test_no_change_to_the_head_of_the_totals_passes(verified: Verify, served: Path) -> None:
    said = json.loads((served / TOTALS).read_bytes())
    unsaid = [
        note
        for note in lines(said["checkpoint"])
        if passed(verified, served, TOTALS, json.dumps({**said, "checkpoint": note}))
    ]
    assert unsaid == []
    # A witness that is left out is said to be none.
    alone = json.dumps({**said, "checkpoint": head_of(LEAVES)})
    assert "none signed this head" in passed(verified, served, TOTALS, alone)


@pytest.mark.parametrize("part", range(4))
def test_no_change_to_an_entry_passes(verified: Verify, served: Path, part: int) -> None:
    content = (served / BUNDLE).read_bytes()
    for place in range(part, len(content), 40):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert not passed(verified, served, BUNDLE, changed), (place, changed)


def test_of_what_is_said_of_the_service_each_word_is_checked_or_told_to_be_not(
    verified: Verify, served: Path
) -> None:
    trust = json.loads((served / TRUST).read_bytes())
    assert not {"log.key", "log.origin"} & set(verified(served)[1].replace(",", "").split())
    for path, changed in changes(trust):
        if json.dumps(changed) == json.dumps(trust):
            continue
        if not (told := passed(verified, served, TRUST, json.dumps(changed))):
            continue
        unchecked = told.partition("NOT CHECKED, ")[2].partition("trust.json: ")[2]
        names = unchecked.partition("\n")[0].split(", ")
        said = ".".join(path[:2]) if path[:1] == ("log",) else "".join(path[:1]) or "more"
        is_there = _at(changed, path)
        assert said in names or not is_there or said == "log", (path, changed, told)


def _at(document: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether there is anything under these names."""
    found: Any = document
    for name in path:
        if not isinstance(found, dict) or name not in found:
            return False
        found = found[name]
    return True


LIES = {
    "a total under another heading": ("recomputed", 0, "category", "STATEMENT_CATEGORY_VIOLENCE"),
    "fewer of them": ("recomputed", 0, "count", 1),
    "on another day": ("recomputed", 0, "day", "2026-11-22"),
    "another figure": ("attested", 0, "figures", {"staff": 30}),
    "another period": ("attested", 0, "period", "2025"),
    "another place": ("attested", 0, "place", 11),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_that_both_files_tell_is_found(verified: Verify, served: Path, lie: str) -> None:
    said = json.loads((served / TOTALS).read_bytes())
    where, row, name, value = LIES[lie]
    assert said[where][row][name] != value
    said[where][row][name] = value
    (served / TABLE).write_bytes(table_of(said))
    assert not passed(verified, served, TOTALS, json.dumps(said))


def test_a_total_cannot_be_made_somebodys_word(verified: Verify, served: Path) -> None:
    said = json.loads((served / TOTALS).read_bytes())
    moved = said["recomputed"].pop()
    word = {**said["attested"][0], "place": 13, "tables": [], "figures": {"reversals": 1}}
    for attested_ in ([word], [{**moved, "place": 13}], []):
        lying = {**said, "attested": [*said["attested"], *attested_]}
        assert not passed(verified, served, TOTALS, json.dumps(lying))
        if attested_ == [word]:
            (served / TABLE).write_bytes(table_of(lying))
            assert not passed(verified, served, TOTALS, json.dumps(lying))


def test_nobody_looks_at_private_chats_without_an_entry_of_that(
    verified: Verify, tmp_path: Path
) -> None:
    found = LogEntry(event="decision", day=DAY, source="detector", surface="private")
    setting = LogEntry(event="setting", day=DAY)
    leaves = [leaf_of(found, commit=b"f" * 32), leaf_of(setting, commit=b"s" * 32)]
    folder = serve(tmp_path / "served", leaves[:1])
    status, told = verified(folder)
    assert (status, "no entry that private chats are looked at" in told) == (1, True), told
    assert verified(serve(tmp_path / "both", leaves))[0] == 0
    heads = ("--heads", str(tmp_path / "other.json"))
    for source, surface in (("in_app", "private"), ("detector", "public")):
        seen = LogEntry(event="decision", day=DAY, source=source, surface=surface)
        folder = serve(tmp_path / source, [leaf_of(seen, commit=b"x" * 32)])
        assert verified(folder, "--heads", str(tmp_path / f"{source}.json"))[0] == 0
    folder = serve(tmp_path / "third", [leaf_of(entry(), commit=b"e" * 32)])
    trust = json.loads((folder / TRUST).read_bytes())
    for on, wanted in (({"exact_hash": False, "basis": "why"}, 0), ({"exact_hash": True}, 1)):
        (folder / TRUST).write_text(json.dumps({**trust, "surfaces": {"private_group": on}}))
        status, told = verified(folder, *heads)
        assert (status, "has private_group looked at" in told) == (wanted, bool(wanted)), told


def test_what_is_known_of_entries_is_what_they_may_say() -> None:
    assert {
        "event": entries.EVENTS,
        "ground": entries.GROUNDS,
        "automation": entries.AUTOMATION,
        "source": entries.SOURCES,
        "surface": entries.SURFACES,
    } == verify._VALUES
    assert verify._SHAPES["category"].pattern == entries.CATEGORY.pattern
    assert sorted(entries.MEASURES) == list(verify._MEASURES)
    assert verify._COLUMNS == COLUMNS
    assert set(verify.FIELDS) == set(ENTRY_FIELDS)
    assert verify._COUNTABLE.keys() == COUNTABLE
