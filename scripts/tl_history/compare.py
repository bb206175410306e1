"""Compares a built history file with a reference one and says where they differ."""

from dataclasses import dataclass
from pathlib import Path

# How much of the reference must be covered, as a share of its numbers.
_REQUIRED_SHARE = 2970 / 3111


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    layers: tuple[int, int]
    fields: str
    result: str


def report(history: Path, mtproto: Path, reference: Path) -> int:
    """Prints missing, extra and differing numbers; 0 if enough of them are there.

    The reference may count service constructors as API; ours that are no API are not extra.
    """
    theirs = _rows(reference)
    service = {number: row for number, row in _rows(mtproto).items() if number in theirs}
    ours = service | _rows(history)
    missing = sorted(set(theirs) - set(ours))
    for number in missing:
        print(f"missing  {number} {theirs[number].name} {_layers(theirs[number])}")
    for number in sorted(set(ours) - set(theirs)):
        print(f"extra    {number} {ours[number].name} {_layers(ours[number])}")
    common = sorted(set(ours) & set(theirs))
    wrong = [number for number in common if _content(ours[number]) != _content(theirs[number])]
    for number in wrong:
        print(f"fields   {number} {ours[number].name}")
        print(f"  ours   {ours[number].fields} = {ours[number].result}")
        print(f"  theirs {theirs[number].fields} = {theirs[number].result}")
    shifted = [number for number in common if ours[number].layers != theirs[number].layers]
    for number in shifted:
        print(
            f"layers   {number} {ours[number].name}"
            f" ours {_layers(ours[number])} theirs {_layers(theirs[number])}"
        )
    print(
        f"{len(common)} of {len(theirs)} numbers, {len(missing)} missing,"
        f" {len(wrong)} with other fields, {len(shifted)} with other layers"
    )
    return 0 if len(common) >= _REQUIRED_SHARE * len(theirs) else 1


def _rows(path: Path) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        _, name, number, first, last, fields, result, *_ = text.split("\t")
        rows[number] = _Row(name, (int(first), int(last)), fields, result)
    return rows


def _content(row: _Row) -> tuple[str, str, str]:
    return row.name, row.fields, row.result


def _layers(row: _Row) -> str:
    return f"{row.layers[0]}..{row.layers[1]}"
