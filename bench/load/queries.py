"""The few API queries that the load needs, packed by hand for layer 229.

A load client must cost less than the server it measures, so it knows nothing of the schema.
https://core.telegram.org/schema
"""

import os
import re
import struct

LAYER = 229

_INVOKE_WITH_LAYER, _INIT_CONNECTION = 0xDA9B0D0D, 0xC1CD5EA9
_GET_STATE, _GET_DIFFERENCE, _SEND_MESSAGE = 0xEDD4882A, 0x19C2F763, 0xFEF48F62
_INPUT_PEER_USER = 0xDDE8A54C
_MESSAGE = struct.pack("<I", 0x7600B9D3)
_DIFFERENCE, _DIFFERENCE_EMPTY, _DIFFERENCE_SLICE = 0x00F49CA0, 0x5D75A138, 0xA8FB1981

_MARK = re.compile(rb"#(\d{8})#")


def tl_bytes(data: bytes) -> bytes:
    """A TL string."""
    size = len(data)
    head = bytes((size,)) if size < 254 else b"\xfe" + size.to_bytes(3, "little")
    return head + data + bytes(-(len(head) + size) % 4)


def get_state() -> bytes:
    """updates.getState in the wrappers with which a client introduces itself."""
    head = struct.pack("<IiIii", _INVOKE_WITH_LAYER, LAYER, _INIT_CONNECTION, 0, 1)
    words = (b"bench", b"1", b"1", b"en", b"", b"en")
    return head + b"".join(map(tl_bytes, words)) + struct.pack("<I", _GET_STATE)


def send_message(user_id: int, access_hash: int, text: bytes) -> bytes:
    """messages.sendMessage to a user, under a random_id of its own."""
    head = struct.pack("<IIIqq", _SEND_MESSAGE, 0, _INPUT_PEER_USER, user_id, access_hash)
    return head + tl_bytes(text) + os.urandom(8)


def marked(number: int, size_bytes: int) -> bytes:
    """A text of `size_bytes` that carries a number below 100,000,000."""
    return b"#%08d#" % number + b"x" * (size_bytes - 10)


def marks(body: bytes) -> list[int]:
    """The numbers of all marked texts in an update."""
    return [int(found) for found in _MARK.findall(body)]


def get_difference(pts: int) -> bytes:
    """updates.getDifference after `pts`."""
    return struct.pack("<IIiii", _GET_DIFFERENCE, 0, pts, 1, 0)


def read_difference(body: bytes) -> tuple[int, int]:
    """How many messages an answer holds, and the pts to go on from (0: it was the last)."""
    kind = int.from_bytes(body[:4], "little")
    if kind not in (_DIFFERENCE, _DIFFERENCE_EMPTY, _DIFFERENCE_SLICE):
        raise ValueError(f"no difference: {kind:#x}")
    # A slice ends in updates.state: pts, qts, date, seq, unread_count.
    pts = struct.unpack_from("<i", body, len(body) - 20)[0] if kind == _DIFFERENCE_SLICE else 0
    return body.count(_MESSAGE), pts
