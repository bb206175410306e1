"""Merges the schemas of single layers into one line per constructor number with its range."""

from collections.abc import Iterable, Iterator, Mapping
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
    """One span for each run of source layers that declare a number, clipped to oldest..newest.

    A layer in no source speaks as the nearest lower layer does. Where a number's declaration
    gained true-flags over time the newest one stands for all its layers: the older client
    ignores bits it does not know.
    """
    known = sorted(layers)
    newest_form: dict[int, Definition] = {}
    seen: dict[int, list[int]] = {}
    for position, layer in enumerate(known):
        for definition in layers[layer]:
            newest_form[definition.number] = definition
            seen.setdefault(definition.number, []).append(position)
    found: list[Span] = []
    for number, positions in seen.items():
        for low, high in _runs(positions):
            following = known[high + 1] if high + 1 < len(known) else newest + 1
            first, last = max(known[low], oldest), min(following - 1, newest)
            if first <= last:
                found.append(Span(newest_form[number], first, last, last not in layers))
    return sorted(found, key=_order)


def _runs(positions: Iterable[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(set(positions))
    start = previous = ordered[0]
    for position in ordered[1:]:
        if position != previous + 1:
            yield start, previous
            start = position
        previous = position
    yield start, previous


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
