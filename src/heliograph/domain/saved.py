"""Saved Messages by where they were taken from.

https://core.telegram.org/api/saved-messages
"""

import msgspec

from heliograph.domain.chats import Shown
from heliograph.domain.messages import Message

HIDDEN_AUTHOR_ID = 2666000
"""The account that clients file what hidden authors wrote under."""


class SavedDialog(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner kept of one peer; their own id stands for their notes."""

    peer_id: int
    top_id: int
    pinned: bool = False


class SavedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Saved dialogs in their order, the newest message of each; `count` is how many there are."""

    dialogs: tuple[SavedDialog, ...]
    messages: tuple[Message, ...]
    sees: tuple[Shown, ...]
    count: int


class SavedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them behind the newest message `offset_id` or date, 0 for the first."""

    owner_id: int
    offset_id: int = 0
    offset_date: int = 0
    limit: int = 100
    without_pinned: bool = False


def saved_peer_id(message: Message) -> int | None:
    """Under whom a message is filed; None outside Saved Messages."""
    if message.peer_id != message.owner_id:
        return None
    forward = message.extras.forward if message.extras is not None else None
    if forward is None:
        return message.owner_id
    hidden = bool(forward.from_name) and not forward.from_id
    return forward.saved_from_peer or (HIDDEN_AUTHOR_ID if hidden else message.owner_id)
