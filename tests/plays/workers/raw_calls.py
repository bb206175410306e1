"""Calls of the API by their names, with a library's own classes: they arrive as nested JSON.

An object is {"_": its TL name, **fields}, bytes are {"base64": text}.
"""

import base64


def build(node, home, suffix=""):
    """The library's object; `home(False)` are its constructors, `home(True)` its functions."""
    return _object(node, home(True), suffix, home(False))


def _value(node, types):
    if isinstance(node, list):
        return [_value(one, types) for one in node]
    if not isinstance(node, dict):
        return node
    if "base64" in node:
        return base64.b64decode(node["base64"])
    return _object(node, types, "", types)


def _object(node, module, suffix, types):
    namespace, _, name = node["_"].rpartition(".")
    place = getattr(module, namespace) if namespace else module
    fields = {key: _value(value, types) for key, value in node.items() if key != "_"}
    return getattr(place, name[0].upper() + name[1:] + suffix)(**fields)


def shape(answer):
    """What the library made of an answer: a class's name, or the names in a list."""
    if isinstance(answer, list):
        return [type(one).__name__ for one in answer]
    return type(answer).__name__
