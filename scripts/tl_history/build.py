"""Merges the schemas of single layers into one line per constructor number with its range."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .definition import Definition

INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Span:
    """A definition and the layers it is in force; `inferred` if no source shows the last one."""

    definition: Definition
    first: int
    last: int
    inferred: bool


def spans(layers: Mapping[int, Iterable[Definition]], *, oldest: int, newest: int) -> list[Span]:
    """One span per number, from the first to the last source layer that declares it, clipped.

    A layer in no source speaks as the nearest lower layer does. Where a number's declaration
    gained true-flags over time the newest one stands for all its layers: an older client
    ignores bits it does not know. A number that went and came back (phoneCall, while layers
    196 to 201 had another one) spans the time between, where the later beginning is in force.
    """
    known = sorted(layers)
    newest_form: dict[int, Definition] = {}
    ends: dict[int, tuple[int, int]] = {}
    for position, layer in enumerate(known):
        for definition in layers[layer]:
            newest_form[definition.number] = definition
            ends[definition.number] = ends.get(definition.number, (position, 0))[0], position
    found: list[Span] = []
    for number, (low, high) in ends.items():
        following = known[high + 1] if high + 1 < len(known) else newest + 1
        first, last = max(known[low], oldest), min(following - 1, newest)
        if first <= last:
            found.append(Span(newest_form[number], first, last, last not in layers))
    return sorted(found, key=_order)


def _order(span: Span) -> tuple[str, str, int, int]:
    return span.definition.kind, span.definition.name, span.first, span.definition.number


def line(span: Span) -> str:
    """kind, name, number, first, last, fields, result and marks, separated by tabs."""
    one = span.definition
    columns = [
        one.kind,
        one.name,
        f"{one.number:08x}",
        str(span.first),
        str(span.last),
        " ".join(one.fields),
        one.result,
    ]
    return "\t".join([*columns, INFERRED] if span.inferred else columns)


def ended(layers: Mapping[int, Iterable[Definition]]) -> dict[int, int]:
    """For each number that is not in the highest layer given: the last layer that has it."""
    last_seen: dict[int, int] = {}
    for layer in sorted(layers):
        for definition in layers[layer]:
            last_seen[definition.number] = layer
    highest = max(layers)
    return {number: layer for number, layer in last_seen.items() if layer < highest}
