"""What somebody is doing in a dialog at the moment, told and forgotten.

https://core.telegram.org/method/messages.setTyping
"""

import msgspec

EMOTICON_MAX = 32
"""Longer than any emoji with its modifiers."""


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is the TL constructor's name without `sendMessage` and `Action`; uploads have a
    progress in per cent, EmojiInteractionSeen an emoticon."""

    kind: str
    progress: int = 0
    emoticon: str = ""
