"""The answer a stub would give to any method: well-formed, empty, and echoing what was asked."""

from typing import Any

from heliograph.tl import registry, types
from heliograph.tl.definitions import Definition, Field

_DEPTH_MAX = 8
_INT_MAX, _LONG_MAX = 2**31, 2**63
# An answer that says "nothing new" is not what a stub gives at first.
_NO_ANSWER = ("NotModified", "Empty", "TooLong")


def stub_answer(method: str, query: Any, date: int) -> Any:
    """A value of the method's result type that costs nothing to make.

    True for Bool, an empty list for a vector, empty updates; otherwise the first constructor with
    empty lists, zeros and empty texts, or the request's own values where the names agree.
    """
    result = registry.newest(method).result
    if result == "Bool":
        return True
    if result.startswith("Vector<"):
        return []
    if result == "Updates":
        return types.Updates(updates=[], users=[], chats=[], date=date, seq=0)
    return _object(result, query, 0)


def _object(type_name: str, query: Any, depth: int) -> Any:
    if depth > _DEPTH_MAX:
        raise ValueError(f"{type_name} has no small value")
    definition = _chosen(type_name, depth)
    filled = {
        field.name: _value(field, query, depth)
        for field in definition.values
        if not field.is_optional
    }
    return _class(definition.name)(**filled)


def _chosen(type_name: str, depth: int) -> Definition:
    known = [registry.newest(name) for name in registry.constructors_of(type_name)]
    if depth:
        return min(known, key=lambda definition: len(definition.values))
    whole = [d for d in known if not d.name.endswith(_NO_ANSWER)]
    return max(whole or known, key=lambda definition: definition.last)


def _value(field: Field, query: Any, depth: int) -> Any:
    echoed = getattr(query, field.name, None)
    match field.type:
        case "int" | "long" | "double":
            bound = _INT_MAX if field.type == "int" else _LONG_MAX
            return echoed if isinstance(echoed, int) and -bound <= echoed < bound else 0
        case "string":
            return echoed if isinstance(echoed, str) else ""
        case "bytes":
            return echoed if isinstance(echoed, bytes) else b""
        case "int128" | "int256":
            return bytes(16 if field.type == "int128" else 32)
        case "Bool":
            return False
    if field.element is not None:
        return []
    name = getattr(echoed, "TL_NAME", None)
    if name in registry.constructors_of(field.type):
        return echoed
    return _object(field.type, query, depth + 1)


def _class(name: str) -> Any:
    found: Any = types
    *namespaces, last = name.split(".")
    for part in namespaces:
        found = getattr(found, part)
    return getattr(found, last[0].upper() + last[1:])
