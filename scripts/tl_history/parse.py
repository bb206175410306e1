"""Reads the schema formats that client libraries ship: TL text, GramJS modules, mtcute JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

from .definition import Definition

_LINE = re.compile(r"^([\w.]+)(?:#([0-9a-f]{1,8}))?((?:\s+[^=;]+?)?)\s*=\s*([^;]+?)\s*;")
_GENERIC = re.compile(r"^\{\w+:Type\}$")
_LAYER = re.compile(r"^// LAYER (\d+)", re.MULTILINE)
# Service constructors that client libraries handle by hand stand as comments in their files.
_BY_HAND = re.compile(r"^// (?=[\w]+#[0-9a-f]+ .*// (Parsed manually|Not used))")
# `message` is also an API constructor; the one inside a container gets a name of its own.
_CONTAINED = {
    "message#5bb8e511": "mt_message#5bb8e511",
    "vector<message>": "vector<mt_message>",
    "= Message;": "= MtMessage;",
    ":Message ": ":MtMessage ",
}
# Declared `string`, but the content is binary.
_BINARY = {"info:string": "info:bytes", "packed_data:string": "packed_data:bytes"}
_TELETHON_NUMBER = re.compile(r"^    (0x[0-9a-f]+): ", re.MULTILINE)
_MTCUTE_INT53 = {"int53": "long"}
# mtcute's own additions, which no server speaks.
_MTCUTE_NOT_API = "mt_"


def tl_text(text: str) -> Iterator[Definition]:
    """Definitions of a `.tl` file, or of a GramJS module that holds one as a template string.

    Lines without a number, and `vector`, whose form is special, are left out.
    """
    kind = "c"
    for raw in text.splitlines():
        line = raw.strip().removeprefix("module.exports = `")
        if line.startswith("---"):
            kind = "f" if "functions" in line else "c"
            continue
        match = _LINE.match(line)
        if match is None or match[2] is None or match[1] == "vector":
            continue
        fields = tuple(field for field in match[3].split() if not _GENERIC.match(field))
        yield Definition(kind, match[1], int(match[2], 16), fields, match[4])


def service_text(text: str) -> Iterator[Definition]:
    """Definitions of a `.tl` file of MTProto's own messages, those handled by hand included."""
    lines = (_BY_HAND.sub("", line.strip()) for line in text.splitlines())
    plain = "\n".join(lines)
    for old, new in (_CONTAINED | _BINARY).items():
        plain = plain.replace(old, new)
    return tl_text(plain)


def text_layer(text: str) -> int | None:
    """The layer a TL text says it is, or None where it says nothing."""
    found = _LAYER.search(text)
    return int(found[1]) if found else None


def telethon_numbers(text: str) -> set[int]:
    """The numbers in Telethon's `alltlobjects.py`: which definitions its layer has, no fields."""
    return {int(number, 16) for number in _TELETHON_NUMBER.findall(text)}


def mtcute(text: str) -> Iterator[Definition]:
    """Definitions of `@mtcute/tl`'s `api-schema.json` or `mtp-schema.json`."""
    document = json.loads(text)
    entries = document["e"] if isinstance(document, dict) else document
    for entry in entries:
        yield Definition(
            kind="c" if entry["kind"] == "class" else "f",
            name=entry["name"].removeprefix(_MTCUTE_NOT_API),
            number=entry["id"],
            fields=tuple(_mtcute_field(argument) for argument in entry["arguments"]),
            result=_mtcute_result(entry),
        )


def _mtcute_field(argument: dict[str, Any]) -> str:
    modifiers = argument.get("typeModifiers", {})
    kind = _MTCUTE_INT53.get(argument["type"], argument["type"])
    if modifiers.get("isVector"):
        kind = f"Vector<{kind}>"
    elif modifiers.get("isBareVector"):
        kind = f"vector<{kind}>"
    elif modifiers.get("isBareUnion") or modifiers.get("isBareType"):
        kind = f"%{kind}"
    predicate = modifiers.get("predicate")
    if predicate:
        kind = f"{predicate}?{kind}"
    return f"{argument['name']}:{kind}"


def _mtcute_result(entry: dict[str, Any]) -> str:
    result: str = _MTCUTE_INT53.get(entry["type"], entry["type"])
    return f"Vector<{result}>" if entry.get("typeModifiers", {}).get("isVector") else result
