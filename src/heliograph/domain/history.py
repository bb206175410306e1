"""What a mailbox answers about its past: pages of history, dialogs and the difference."""

import msgspec

from heliograph.domain.events import MailboxChange
from heliograph.domain.messages import BoxState, Dialog, Message
from heliograph.domain.people import Seen


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of one dialog, newest first.

    https://core.telegram.org/api/offsets
    """

    owner_id: int
    peer_id: int
    offset_id: int = 0
    offset_date: int = 0
    add_offset: int = 0
    limit: int = 100
    max_id: int = 0
    min_id: int = 0


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """Messages newest first; `count` is how many the dialog holds, `sees` everybody mentioned.

    `offset_id_offset` counts the newer ones, None if they are too many to count for a page.
    """

    messages: tuple[Message, ...]
    count: int
    sees: tuple[Seen, ...]
    offset_id_offset: int | None = 0


class DialogQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the dialog list, newest first, behind the given offset."""

    owner_id: int
    offset_date: int = 0
    offset_id: int = 0
    limit: int = 100


class DialogPage(msgspec.Struct, frozen=True, kw_only=True):
    """Dialogs newest first with the top message of each and everybody mentioned."""

    dialogs: tuple[Dialog, ...]
    messages: tuple[Message, ...]
    sees: tuple[Seen, ...]
    count: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a mailbox went through after some pts, in order, up to `state.pts`.

    `final` is False when more follows. Changes whose message is gone are left out, so pts may
    skip; `state.pts` never does.
    """

    changes: tuple[MailboxChange, ...]
    state: BoxState
    sees: tuple[Seen, ...]
    final: bool
