"""What somebody is doing in a dialog at the moment, told and forgotten.

https://core.telegram.org/method/messages.setTyping
"""

import msgspec

EMOTICON_MAX = 32
"""Longer than any emoji with its modifiers."""

TAPS_MAX = 100
"""Clients tell of those of one second at once."""


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is the TL constructor's name without `sendMessage` and `Action`; uploads have a
    progress in per cent, EmojiInteractionSeen an emoticon, EmojiInteraction also the message that
    was tapped, in the mailbox of whoever is told, and how (JSON)."""

    kind: str
    progress: int = 0
    emoticon: str = ""
    message_id: int = 0
    taps: str = ""


class _Tap(msgspec.Struct, frozen=True):
    """Which of its animations was set off, and how long after the first, in seconds."""

    i: int
    t: float


class _Taps(msgspec.Struct, frozen=True):
    v: int
    a: tuple[_Tap, ...]


_decode_taps = msgspec.json.Decoder(_Taps).decode


def sound_taps(said: str) -> str:
    """What a client says of taps on an animated emoji, with nothing else in it; empty if it is none
    of that.

    https://core.telegram.org/api/animated-emojis#emoji-reactions
    """
    try:
        taps = _decode_taps(said)
    except (msgspec.MsgspecError, ValueError):
        return ""
    if not 0 < len(taps.a) <= TAPS_MAX:
        return ""
    return msgspec.json.encode(taps).decode()
