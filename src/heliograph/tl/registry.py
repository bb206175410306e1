"""The schema history in memory: every definition of layers 152 to 229, by id and by name.

Loading splits lines and nothing more (a few milliseconds); fields are parsed when they are used.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from heliograph.tl.definitions import Definition, class_name

SCHEMA = Path(__file__).with_name("schema")

_by_id: dict[int, Definition] = {}
_by_name: dict[str, list[Definition]] = {}
_by_class: dict[tuple[str, str, str], str] = {}


def by_id(constructor_id: int) -> Definition | None:
    """The one definition of this id, or None."""
    return _by_id.get(constructor_id)


def definitions(name: str) -> list[Definition]:
    """Every definition that `name` ever had, oldest first; empty for an unknown name."""
    return _by_name.get(name, [])


def newest(name: str) -> Definition:
    """The newest definition of `name`, which is what Python code sees.

    Raises KeyError for a name that the schema never had.
    """
    return max(_by_name[name], key=lambda definition: (definition.last, definition.first))


def at_layer(name: str, layer: int) -> Definition | None:
    """The definition that clients of `layer` know `name` by, None if they do not know it."""
    best = None
    for definition in _by_name.get(name, ()):
        covers = definition.first <= layer <= definition.last
        if covers and (best is None or definition.first > best.first):
            best = definition
    return best


def names(kind: str | None = None) -> list[str]:
    """All constructor (`c`) or method (`f`) names, or both, in the order of the history."""
    return [name for name, known in _by_name.items() if kind is None or known[0].kind == kind]


def namespaces(kind: str) -> set[str]:
    """The namespaces that names of this kind have, the empty one left out."""
    return {namespace for of_kind, namespace, _ in _by_class if of_kind == kind and namespace}


def name_of_class(kind: str, namespace: str, cls: str) -> str | None:
    """The schema's name for a Python class name, None if there is none."""
    return _by_class.get((kind, namespace, cls))


@cache
def constructors_of(type_name: str) -> tuple[str, ...]:
    """The names of every constructor of a type, in the order of the history."""
    return tuple(name for name in names("c") if newest(name).result == type_name)


def all_definitions() -> list[Definition]:
    """Every definition of every name."""
    return list(_by_id.values())


def _load(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        definition = Definition(*line.split("\t"))
        _by_id[definition.id] = definition
        known = _by_name.setdefault(definition.name, [])
        known.append(definition)
        if len(known) == 1:
            namespace = definition.name.rpartition(".")[0]
            key = (definition.kind, namespace, class_name(definition.name))
            _by_class[key] = definition.name


for _file in ("history.tsv", "mtproto.tsv"):
    _load(SCHEMA / _file)
