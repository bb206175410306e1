"""Objects that were written for an older layer, as the newest has them."""

from functools import cache
from typing import Any

from heliograph.tl import registry, types
from heliograph.tl.codec import decode_as_written
from heliograph.tl.definitions import Field, class_name
from support.stage import VECTOR, elements


def read_as_newest(answer: bytes) -> Any:
    """An answer or update of any layer, in the newest definitions."""
    if answer[:4] == VECTOR:
        return as_newest(elements(answer, decode_as_written))
    return as_newest(decode_as_written(answer))


def as_newest(found: Any) -> Any:
    """The object with everything in it in the newest definitions; what those add is left empty."""
    if isinstance(found, list):
        return [as_newest(one) for one in found]
    name = getattr(found, "TL_NAME", None)
    if name is None:
        return found
    fields = registry.newest(name).values
    return _class(name)(**{one.name: _value(found, one) for one in fields})


def _value(found: Any, field: Field) -> Any:
    value = as_newest(getattr(found, field.name, None))
    if field.type == "TextWithEntities" and isinstance(value, str):
        return types.TextWithEntities(text=value, entities=[])
    if value is None and field.is_true:
        return False
    return 0 if value is None and field.type in ("int", "long") and not field.word else value


@cache
def _class(name: str) -> Any:
    namespace = name.rpartition(".")[0]
    return getattr(getattr(types, namespace) if namespace else types, class_name(name))
