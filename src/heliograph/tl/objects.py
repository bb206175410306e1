"""TL objects in Python: a class per constructor and method, compiled when first asked for."""

from __future__ import annotations

from typing import Any, ClassVar

from heliograph.tl import registry
from heliograph.tl.definitions import Definition, Field, class_name
from heliograph.tl.sources import compile_source


class TLObject:
    """Base of every TL class: equality by fields and a readable repr.

    A class's constructor takes its fields by keyword; a missing required one is a TypeError.
    """

    __slots__ = ()

    TL_NAME: ClassVar[str]
    TL_ID: ClassVar[int]
    TL_FIELDS: ClassVar[tuple[str, ...]]
    TL_DEFINITION: ClassVar[Definition]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.TL_FIELDS)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        values = ((name, getattr(self, name)) for name in self.TL_FIELDS)
        shown = ", ".join(
            f"{name}={value!r}"
            for name, value in values
            if value is not None and value is not False
        )
        return f"{type(self).__qualname__}({shown})"


class Encoded(bytes):
    """The bytes of an object, already encoded for the right layer, in place of the object."""

    __slots__ = ()


_classes: dict[int, type[TLObject]] = {}


def class_of(definition: Definition) -> type[TLObject]:
    """The class with exactly the fields of `definition`; the newest one of a name is canonical."""
    known = _classes.get(definition.id)
    return known or _classes.setdefault(definition.id, _compile(definition))


def canonical(name: str) -> type[TLObject]:
    """The class that Python code uses for `name`. Raises KeyError for an unknown name."""
    return class_of(registry.newest(name))


def class_by_id(constructor_id: int) -> type[TLObject]:
    """The class with the fields that this id has, old ids included. Raises KeyError if unknown."""
    definition = registry.by_id(constructor_id)
    if definition is None:
        raise KeyError(f"{constructor_id:08x}")
    return class_of(definition)


def in_namespace(kind: str, namespace: str, name: str) -> Any:
    """What attribute `name` of `tl.types` or `tl.functions` (or a namespace of it) stands for."""
    found = registry.name_of_class(kind, namespace, name)
    if found is not None:
        return canonical(found)
    if kind == "c" and name.startswith("Type") and len(name) > len("Type"):
        return Any  # the union alias that the stubs define; it has no meaning at run time
    where = "types" if kind == "c" else "functions"
    raise AttributeError(f"the schema has no {where}.{namespace}{'.' if namespace else ''}{name}")


def _compile(definition: Definition) -> type[TLObject]:
    name = class_name(definition.name)
    if definition.id != registry.newest(definition.name).id:
        name = f"{name}_{definition.id:08x}"
    fields = definition.values
    lines = [f"class {name}(TLObject):"]
    lines.append(f"    __slots__ = {tuple(field.name for field in fields)!r}")
    if fields:
        # A field may be called `self` (user.self), so the instance is called otherwise.
        lines.append(f"    def __init__(this, /, *, {', '.join(map(_parameter, fields))}):")
        lines.extend(f"        this.{field.name} = {field.name}" for field in fields)
    namespace = definition.name.rpartition(".")[0]
    package = "types" if definition.kind == "c" else "functions"
    scope: dict[str, Any] = {
        "TLObject": TLObject,
        "__name__": f"heliograph.tl.{package}{'.' if namespace else ''}{namespace}",
    }
    exec(compile_source(f"{definition.name}#{definition.id:08x}", lines), scope)
    cls: type[TLObject] = scope[name]
    cls.TL_NAME = definition.name
    cls.TL_ID = definition.id
    cls.TL_FIELDS = tuple(field.name for field in fields)
    cls.TL_DEFINITION = definition
    return cls


def _parameter(field: Field) -> str:
    if not field.is_optional:
        return field.name
    return f"{field.name}={'False' if field.is_true else 'None'}"
