"""Which adapters, fallbacks and upgrades the schema asks for and nobody has registered yet."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from heliograph.tl import adapters, registry, upgrades
from heliograph.tl.definitions import Definition
from heliograph.tl.layers import NEWEST
from heliograph.tl.matching import Gap, match
from heliograph.tl.objects import canonical
from heliograph.tl.plans import write_plan


def write_gaps(layer: int) -> list[Gap]:
    """What the server could send a client of `layer` and cannot say there."""
    adapters.load()
    sent = sent_types(layer)
    gaps: list[Gap] = []
    for name in registry.names("c"):
        newest = registry.newest(name)
        if newest.last >= NEWEST and newest.result in sent:
            gaps.extend(write_plan(canonical(name), layer).gaps)
    return gaps


def result_gaps(layer: int) -> list[str]:
    """Methods whose result had another type at `layer` and has no result adapter."""
    missing = []
    for name in registry.names("f"):
        newest = registry.newest(name)
        definition = registry.at_layer(name, layer)
        if definition is None or newest.last < NEWEST or definition.result == newest.result:
            continue
        if adapters.find_result_adapter(name, layer) is None:
            missing.append(f"{name}: {newest.result} to {definition.result}")
    return missing


def read_gaps() -> list[Gap]:
    """What a client of any layer may send and nobody lifts, lost optional fields included."""
    upgrades.load()
    asked = asked_types()
    gaps: list[Gap] = []
    for definition in registry.all_definitions():
        newest = registry.newest(definition.name)
        sent = definition.kind == "f" or definition.result in asked
        if definition.id == newest.id or not sent:
            continue
        if upgrades.find_upgrade(definition.name, definition.last) is None:
            missing = match(definition, newest)[1]
            gaps.extend(
                gap
                for gap in missing
                if gap.blocks or (gap.name, gap.field) not in upgrades.REVIEWED_DROPS
            )
    return gaps


def removed() -> list[str]:
    """Methods, and constructors a request may hold, that the newest layer lacks, nobody lifts
    and nobody has retired."""
    upgrades.load()
    asked = asked_types()
    known = [registry.newest(name) for name in registry.names()]
    return [
        item.name
        for item in known
        if item.last < NEWEST
        and (item.kind == "f" or item.result in asked)
        and item.name not in upgrades.RETIRED
        and upgrades.find_upgrade(item.name, item.last) is None
    ]


def misplaced() -> list[str]:
    """Registrations whose last layer is not one at which the schema changes."""
    adapters.load()
    upgrades.load()
    return [
        *(
            f"adapter {name} {last}"
            for name, ends in adapters.last_layers().items()
            for last in ends
            if registry.at_layer(name, last) is registry.at_layer(name, last + 1)
        ),
        *(
            f"result adapter {name} {ends}"
            for name, ends in adapters.last_result_layers().items()
            if ends != [_last_other_result(name)]
        ),
        *(
            f"upgrade {name} {last}"
            for name, ends in upgrades.last_layers().items()
            for last in ends
            if last not in {item.last for item in registry.definitions(name)}
        ),
    ]


def _last_other_result(method: str) -> int:
    """The last layer at which the method, or one it was lifted from, had another result type."""
    newest = registry.newest(method)
    known = registry.definitions(method)
    others = [item.last for item in known if item.result != newest.result]
    return max(others, default=known[0].first - 1)


@cache
def sent_types(layer: int) -> frozenset[str]:
    """The types that results and updates at `layer` are made of."""
    roots = {"Updates"}
    at_layer = [registry.at_layer(name, layer) for name in registry.names()]
    known = [definition for definition in at_layer if definition is not None]
    roots.update(_bare(item.result) for item in known if item.kind == "f")
    return _closure(roots, [item for item in known if item.kind == "c"])


@cache
def asked_types() -> frozenset[str]:
    """The types that methods of any layer take."""
    everything = registry.all_definitions()
    roots = {
        field.element or field.type
        for item in everything
        if item.kind == "f"
        for field in item.values
    }
    return _closure(roots, [item for item in everything if item.kind == "c"])


def _closure(roots: Iterable[str], constructors: list[Definition]) -> frozenset[str]:
    by_type: dict[str, list[Definition]] = {}
    for definition in constructors:
        by_type.setdefault(definition.result, []).append(definition)
    found: set[str] = set()
    pending = list(roots)
    while pending:
        type_name = pending.pop()
        if type_name not in found:
            found.add(type_name)
            pending.extend(
                field.element or field.type
                for definition in by_type.get(type_name, ())
                for field in definition.values
            )
    return frozenset(found)


def _bare(type_name: str) -> str:
    return type_name.removeprefix("Vector<").removesuffix(">")
