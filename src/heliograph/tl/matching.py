"""Which fields of one definition of a name go over into another by themselves."""

from __future__ import annotations

from typing import NamedTuple

from heliograph.tl.definitions import Definition, Field

_WIDER = {("int", "long"), ("int", "double")}


class Gap(NamedTuple):
    """A field that needs a function: to say it, to make it up, or to review its loss.

    `blocks` gaps make objects wrong or impossible; the others lose an optional value.
    `when_given` ones matter only to objects that have the field.
    """

    name: str
    field: str
    reason: str
    blocks: bool = True
    when_given: bool = False


def match(origin: Definition, target: Definition) -> tuple[dict[str, Field], list[Gap]]:
    """For each field of `target` the field of `origin` that fills it, and what is missing."""
    known = {field.name: field for field in origin.values}
    moves: dict[str, Field] = {}
    gaps: list[Gap] = []
    for field in target.values:
        source = known.pop(field.name, None)
        if source is None:
            if not field.is_optional:
                gaps.append(Gap(target.name, field.name, f"absent, {field.type} required"))
        elif not _fits(source.type, field.type):
            reason = f"{source.type} to {field.type}"
            given = source.is_optional and field.is_optional and not source.is_true
            gaps.append(Gap(target.name, field.name, reason, when_given=given))
        elif _may_lack(source, field):
            gaps.append(Gap(target.name, field.name, "optional to required"))
        else:
            moves[field.name] = source
    for field in known.values():
        loss = "optional field lost" if field.is_optional else "required field lost"
        gaps.append(Gap(target.name, field.name, loss, blocks=False))
    return moves, gaps


def _fits(source: str, target: str) -> bool:
    if source == target or (source, target) in _WIDER:
        return True
    if {source, target} == {"true", "Bool"}:
        return True
    first, second = (_element(text) for text in (source, target))
    return first is not None and second is not None and _fits(first, second)


def _element(type_text: str) -> str | None:
    return Field("", type_text, None, 0).element


def _may_lack(source: Field, target: Field) -> bool:
    """Whether an absent `source` would leave a required `target` without a value."""
    if target.is_optional or not source.is_optional:
        return False
    return target.type != "Bool" and target.element is None
