"""Runs in a Telethon environment: decodes objects given as JSON lines, says their fields."""

import json
import sys
from datetime import datetime

import telethon  # noqa: F401 - registers the patched message classes, undone below
from telethon.extensions import BinaryReader
from telethon.tl import alltlobjects
from telethon.tl.tlobject import TLObject

# Telethon puts classes of its own in place of three generated ones, which change fields.
for number, cls in list(alltlobjects.tlobjects.items()):
    if cls.__module__ == "telethon.tl.patched":
        alltlobjects.tlobjects[number] = cls.__bases__[1]


def tree(value):
    """The value in JSON's terms: objects by number and fields, bytes in hex, dates as seconds."""
    if isinstance(value, TLObject):
        fields = {name: tree(field) for name, field in vars(value).items()}
        return {"number": value.CONSTRUCTOR_ID, "fields": fields}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, list):
        return [tree(element) for element in value]
    return value


def answer(line):
    data = bytes.fromhex(line)
    try:
        reader = BinaryReader(data)
        told = tree(reader.tgread_object())
        left = len(data) - reader.tell_position()
    except Exception as error:
        return {"error": repr(error)}
    return {"error": f"{left} bytes left"} if left else {"object": told}


for case in sys.stdin:
    print(json.dumps(answer(case)))
