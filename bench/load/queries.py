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
_GET_HISTORY, _GET_DIALOGS = 0x4423E6C5, 0xA0F4CB4F
_SEARCH, _SEARCH_GLOBAL, _FILTER_EMPTY = 0x29EE847A, 0x6126A43C, 0x57E2F66C
_INPUT_PEER_USER, _INPUT_PEER_CHAT, _INPUT_PEER_EMPTY = 0xDDE8A54C, 0x35A95CB9, 0x7F3B18EA
_INPUT_PEER_CHANNEL, _INPUT_CHANNEL, _EVERYTHING = 0x27BCBBFC, 0xF35AEC28, 0x94D42EE7
_JOIN_CHANNEL, _LEAVE_CHANNEL, _GET_CHANNEL_DIFFERENCE = 0x7F6A1E22, 0xF836AA95, 0x03173D78
_UPDATE_STATUS, _SET_TYPING, _TYPING = 0x6628562C, 0x58943EE2, 0x16BF744E
_TRUE, _FALSE = 0x997275B5, 0xBC799737
_MOVED = re.compile(struct.pack("<I", 0x108D941F) + b".{4}(.{8})", re.DOTALL)
_DIALOG = re.compile(struct.pack("<I", 0xFC89F7F3) + b".{4}\x22\x17\x51\x59.{8}(.{4})", re.DOTALL)
_MESSAGE = struct.pack("<I", 0x7600B9D3)
_DIFFERENCE, _DIFFERENCE_EMPTY, _DIFFERENCE_SLICE = 0x00F49CA0, 0x5D75A138, 0xA8FB1981

_MARK = re.compile(rb"#(\d{8})#")


def tl_bytes(data: bytes) -> bytes:
    """A TL string."""
    size = len(data)
    head = bytes((size,)) if size < 254 else b"\xfe" + size.to_bytes(3, "little")
    return head + data + bytes(-(len(head) + size) % 4)


def get_state(layer: int = LAYER) -> bytes:
    """updates.getState in the wrappers with which a client introduces itself."""
    head = struct.pack("<IiIii", _INVOKE_WITH_LAYER, layer, _INIT_CONNECTION, 0, 1)
    words = (b"bench", b"1", b"1", b"en", b"", b"en")
    return head + b"".join(map(tl_bytes, words)) + struct.pack("<I", _GET_STATE)


def read_pts(state: bytes) -> int:
    """Where a mailbox stands, from updates.state."""
    pts: int = struct.unpack_from("<i", state, 4)[0]
    return pts


def send_message(user_id: int, access_hash: int, text: bytes) -> bytes:
    """messages.sendMessage to a user, under a random_id of its own."""
    head = struct.pack("<IIIqq", _SEND_MESSAGE, 0, _INPUT_PEER_USER, user_id, access_hash)
    return head + tl_bytes(text) + os.urandom(8)


def send_to_chat(chat_id: int, text: bytes) -> bytes:
    """As `send_message`, to a basic group."""
    head = struct.pack("<IIIq", _SEND_MESSAGE, 0, _INPUT_PEER_CHAT, chat_id)
    return head + tl_bytes(text) + os.urandom(8)


def send_to_channel(channel_id: int, access_hash: int, text: bytes) -> bytes:
    """As `send_message`, to a supergroup or channel."""
    head = struct.pack("<IIIqq", _SEND_MESSAGE, 0, _INPUT_PEER_CHANNEL, channel_id, access_hash)
    return head + tl_bytes(text) + os.urandom(8)


def marked(number: int, size_bytes: int) -> bytes:
    """A text of `size_bytes` that carries a number below 100,000,000."""
    return b"#%08d#" % number + b"x" * (size_bytes - 10)


def marks(body: bytes) -> list[int]:
    """The numbers of all marked texts in an update."""
    return [int(found) for found in _MARK.findall(body)]


def join_channel(channel_id: int, access_hash: int) -> bytes:
    """channels.joinChannel."""
    return struct.pack("<IIqq", _JOIN_CHANNEL, _INPUT_CHANNEL, channel_id, access_hash)


def update_status(*, offline: bool) -> bytes:
    """account.updateStatus."""
    return struct.pack("<II", _UPDATE_STATUS, _TRUE if offline else _FALSE)


def type_in_channel(channel_id: int, access_hash: int) -> bytes:
    """messages.setTyping in a supergroup."""
    head = struct.pack("<IIIqq", _SET_TYPING, 0, _INPUT_PEER_CHANNEL, channel_id, access_hash)
    return head + struct.pack("<I", _TYPING)


def leave_channel(channel_id: int, access_hash: int) -> bytes:
    """channels.leaveChannel."""
    return struct.pack("<IIqq", _LEAVE_CHANNEL, _INPUT_CHANNEL, channel_id, access_hash)


def get_channel_difference(channel_id: int, access_hash: int, *, pts: int) -> bytes:
    """updates.getChannelDifference after `pts`."""
    head = struct.pack(
        "<IIIqq", _GET_CHANNEL_DIFFERENCE, 0, _INPUT_CHANNEL, channel_id, access_hash
    )
    return head + struct.pack("<Iii", _EVERYTHING, pts, 100)


def get_difference(pts: int, date: int = 1) -> bytes:
    """updates.getDifference after `pts` and a date."""
    return struct.pack("<IIiii", _GET_DIFFERENCE, 0, pts, date, 0)


def moved_channels(body: bytes) -> set[int]:
    """The channels of which a difference says that they moved on."""
    return {struct.unpack("<q", found)[0] for found in _MOVED.findall(body)}


def read_difference(body: bytes) -> tuple[int, int]:
    """How many messages an answer holds, and the pts to go on from (0: it was the last)."""
    kind = int.from_bytes(body[:4], "little")
    if kind not in (_DIFFERENCE, _DIFFERENCE_EMPTY, _DIFFERENCE_SLICE):
        raise ValueError(f"no difference: {kind:#x}")
    # A slice ends in updates.state: pts, qts, date, seq, unread_count.
    pts = struct.unpack_from("<i", body, len(body) - 20)[0] if kind == _DIFFERENCE_SLICE else 0
    return body.count(_MESSAGE), pts


def get_history(user_id: int, access_hash: int, *, limit: int) -> bytes:
    """messages.getHistory from the newest on."""
    peer = struct.pack("<Iqq", _INPUT_PEER_USER, user_id, access_hash)
    return struct.pack("<I", _GET_HISTORY) + peer + struct.pack("<6iq", 0, 0, 0, limit, 0, 0, 0)


def get_channel_history(channel_id: int, access_hash: int, *, limit: int = 20) -> bytes:
    """As `get_history`, of a supergroup or channel."""
    peer = struct.pack("<Iqq", _INPUT_PEER_CHANNEL, channel_id, access_hash)
    return struct.pack("<I", _GET_HISTORY) + peer + struct.pack("<6iq", 0, 0, 0, limit, 0, 0, 0)


def get_dialogs(offset_id: int, *, limit: int) -> bytes:
    """messages.getDialogs behind a top message; 0 for the first page."""
    head = struct.pack("<IIiiI", _GET_DIALOGS, 0, 0, offset_id, _INPUT_PEER_EMPTY)
    return head + struct.pack("<iq", limit, 0)


def top_messages(body: bytes) -> list[int]:
    """The top messages of the dialogs in an answer."""
    return [struct.unpack("<i", found)[0] for found in _DIALOG.findall(body)]


def search(user_id: int, access_hash: int, text: bytes, *, limit: int) -> bytes:
    """messages.search in a dialog, from the newest on."""
    head = struct.pack("<IIIqq", _SEARCH, 0, _INPUT_PEER_USER, user_id, access_hash)
    numbers = (0, 0, 0, 0, limit, 0, 0, 0)
    return head + tl_bytes(text) + struct.pack("<I7iq", _FILTER_EMPTY, *numbers)


def search_global(text: bytes, *, limit: int) -> bytes:
    """messages.searchGlobal, from the newest on."""
    head = struct.pack("<II", _SEARCH_GLOBAL, 0) + tl_bytes(text)
    return head + struct.pack("<IiiiIii", _FILTER_EMPTY, 0, 0, 0, _INPUT_PEER_EMPTY, 0, limit)


def count_messages(body: bytes) -> int:
    """How many messages an answer holds, roughly."""
    return body.count(_MESSAGE)
