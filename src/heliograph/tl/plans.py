"""How a class meets a definition: which attribute goes into, or comes out of, which field.

Both codecs work from these plans. A plan whose fields all go by name needs no call into Python;
the others name the function (adapter, fallback, upgrade) that has to be asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from heliograph.tl import adapters, registry, upgrades
from heliograph.tl.definitions import Definition, Field
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.matching import Gap, match
from heliograph.tl.objects import TLObject, class_of

Lower = Callable[[Any], TLObject | None]
Lift = Callable[[Any], object]


class Source(NamedTuple):
    """Where a field's value comes from when a definition is written.

    Without an attribute the field is absent. `if_true` writes it only for a true value;
    `or_empty` writes None as an empty vector.
    """

    field: Field
    attribute: str | None
    if_true: bool = False
    or_empty: bool = False


class WritePlan(NamedTuple):
    """How objects of one class are written at one layer.

    With `lower` and no `guards`, `lower(obj)` is written instead (None: the object is left out);
    with `guards`, only objects that have one of these attributes take that way.
    `exact` plans refuse fields that share a flag bit and are not given together; others drop them.
    """

    definition: Definition | None
    sources: tuple[Source, ...]
    exact: bool
    lower: Lower | None = None
    guards: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether any object can be written by this plan."""
        return all(gap.when_given for gap in self.gaps)


class ReadPlan(NamedTuple):
    """How bytes of one definition become an object of `cls`.

    `targets` names an attribute per value field (None: read and forgotten), `defaults` gives the
    attributes no field fills (None, False, or an empty tuple for a fresh list). `lift` turns the
    object into its newest form.
    """

    definition: Definition
    cls: type[TLObject]
    targets: tuple[str | None, ...]
    defaults: dict[str, object]
    lift: Lift | None = None
    gaps: tuple[Gap, ...] = ()


def write_plan(cls: type[TLObject], layer: int) -> WritePlan:
    """The plan for objects of `cls` at `layer`; `gaps` says what registrations it lacks."""
    own = cls.TL_DEFINITION
    newest = registry.newest(own.name)
    if own.id != newest.id:
        # Made by an adapter or a decode: what an older flag bit asks for may be missing.
        return _by_itself(own, exact=False)
    definition = registry.at_layer(own.name, layer)
    if definition is None:
        return _stand_in(newest, layer)
    if definition.id == newest.id:
        return _by_itself(own, exact=True)
    return _lowered(newest, definition, layer)


def read_plan(definition: Definition, *, lift: bool) -> ReadPlan:
    """The plan for bytes of `definition`; without `lift` old ones keep their own class."""
    newest = registry.newest(definition.name)
    upgrade = upgrades.find_upgrade(definition.name, definition.last) if lift else None
    own = ReadPlan(
        definition,
        class_of(definition),
        tuple(field.name for field in definition.values),
        _defaults(definition),
    )
    if upgrade is None and (definition.id == newest.id or not lift):
        return own
    moves, gaps = match(definition, newest)
    if upgrade is not None:
        return own._replace(lift=_lift(newest, moves, upgrade))
    targets = tuple(name if name in moves else None for name in own.targets)
    hard = tuple(gap for gap in gaps if gap.blocks and not gap.when_given)
    return ReadPlan(definition, class_of(newest), targets, _defaults(newest), gaps=hard)


def _by_itself(definition: Definition, *, exact: bool) -> WritePlan:
    sources = tuple(Source(field, field.name) for field in definition.values)
    return WritePlan(definition, sources, exact)


def _stand_in(newest: Definition, layer: int) -> WritePlan:
    fallback = adapters.find_fallback(newest.name, newest.result)
    if fallback is None:
        gaps = (Gap(newest.name, "", "no fallback"),)
        return WritePlan(None, (), exact=False, gaps=gaps)
    give = fallback

    def lower(obj: Any) -> TLObject | None:
        other = give(obj)
        if isinstance(other, TLObject):
            own = other.TL_DEFINITION
            # A stand-in that the layer lacks as well would stand in for itself for ever.
            known = registry.at_layer(own.name, layer)
            if known is None and adapters.find_fallback(own.name, own.result) is give:
                return None
        return other  # type: ignore[no-any-return]

    return WritePlan(None, (), exact=False, lower=lower)


def _lowered(newest: Definition, definition: Definition, layer: int) -> WritePlan:
    """Write `newest`'s objects as `definition`: by name where types agree, else by adapter."""
    moves, gaps = match(newest, definition)
    sources = tuple(_source(field, moves.get(field.name)) for field in definition.values)
    lost = tuple(
        Gap(newest.name, field.name, "required field dropped without review")
        for field in newest.values
        if not field.is_optional
        and not adapters.is_reviewed_drop(newest.name, field.name)
        and all(field.name != known.name for known in definition.values)
    )
    adapter = adapters.find_adapter(newest.name, layer)
    hard = tuple(gap for gap in gaps if gap.blocks)
    guards = tuple(gap.field for gap in hard) if all(gap.when_given for gap in hard) else ()
    if adapter is None:
        missing = hard + lost
        lower = _refusing(newest, layer) if guards else None
        return WritePlan(definition, sources, False, lower, guards, missing)
    if not hard and not lost:
        guards = adapters.saved_by(adapter)
        if not guards:
            return WritePlan(definition, sources, exact=False)
    lower = _lower(definition, sources, adapter)
    return WritePlan(definition, sources, exact=False, lower=lower, guards=guards)


def _refusing(newest: Definition, layer: int) -> Lower:
    def refuse(obj: Any) -> TLObject | None:
        raise NotAtLayer(f"{newest.name} needs an adapter for layer {layer}: {obj!r}")

    return refuse


def _source(field: Field, origin: Field | None) -> Source:
    if origin is None:
        return Source(field, None)
    if_true = field.is_optional and field.type == "Bool" and origin.is_true
    or_empty = field.element is not None and not field.is_optional and origin.is_optional
    return Source(field, origin.name, if_true, or_empty)


def _lower(definition: Definition, sources: tuple[Source, ...], adapter: Lower) -> Lower:
    carry = _carrier({source.field.name: source for source in sources})
    cls = class_of(definition)
    known = frozenset(cls.TL_FIELDS)

    def lower(obj: Any) -> TLObject | None:
        changed = adapter(obj)
        if not isinstance(changed, dict):
            return changed
        said = {name: value for name, value in changed.items() if name in known}
        return cls(**(carry(obj) | said))

    return lower


def _lift(newest: Definition, moves: dict[str, Field], upgrade: Lift) -> Lift:
    carry = _carrier({field.name: _source(field, moves.get(field.name)) for field in newest.values})
    cls = class_of(newest)

    def lift(old: Any) -> object:
        changed = upgrade(old)
        return cls(**(carry(old) | changed)) if isinstance(changed, dict) else changed

    return lift


def _carrier(sources: dict[str, Source]) -> Callable[[Any], dict[str, object]]:
    """A function that takes an object's values over into keyword arguments."""
    plain = [
        (name, source.attribute, source.or_empty)
        for name, source in sources.items()
        if source.attribute is not None
    ]

    def carry(obj: Any) -> dict[str, object]:
        values = {name: getattr(obj, attribute) for name, attribute, _ in plain}
        for name, _, or_empty in plain:
            if or_empty and values[name] is None:
                values[name] = []
        return values

    return carry


def _defaults(definition: Definition) -> dict[str, object]:
    return {field.name: _default(field) for field in definition.values}


def _default(field: Field) -> object:
    if field.is_true or (field.type == "Bool" and not field.is_optional):
        return False
    return () if field.element is not None and not field.is_optional else None
