"""Runs in a Pyrogram-like environment: decodes objects given as JSON lines, says their fields."""

import importlib
import json
import sys
from importlib.util import find_spec
from io import BytesIO

ROOT = "hydrogram" if find_spec("hydrogram") else "pyrogram"
TLObject = importlib.import_module(f"{ROOT}.raw.core").TLObject

# These libraries take a vector whose elements seem to be 4 or 8 bytes long for one of numbers,
# reckoning with all that follows; zeros behind the object keep them from it.
PADDING = bytes(1 << 20)


def tree(value):
    """The value in JSON's terms: objects by number and fields, bytes in hex."""
    if isinstance(value, TLObject) and not isinstance(value, (bytes, list)):
        fields = {name: tree(getattr(value, name)) for name in value.__slots__}
        return {"number": value.ID, "fields": fields}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, list):
        return [tree(element) for element in value]
    return value


def answer(line):
    data = bytes.fromhex(line)
    try:
        stream = BytesIO(data + PADDING)
        told = tree(TLObject.read(stream))
        left = len(data) - stream.tell()
    except Exception as error:
        return {"error": repr(error)}
    return {"error": f"{left} bytes left"} if left else {"object": told}


for case in sys.stdin:
    print(json.dumps(answer(case)))
