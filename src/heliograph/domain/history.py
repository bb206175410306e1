"""What a mailbox answers about its past: pages of history, dialogs and the difference."""

from collections.abc import Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from heliograph.domain.chats import Shown
from heliograph.domain.dialogs import Archive
from heliograph.domain.entities import MENTION_NAME
from heliograph.domain.events import MailboxChange
from heliograph.domain.messages import BoxState, Dialog, Message
from heliograph.domain.topics import Topic


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of one dialog, newest first. Of what somebody has not looked at, `thread_id` narrows
    it to a topic of a forum, or to another thread of a supergroup; 0 does not.

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
    thread_id: int = 0


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    """Messages newest first; `count` is how many the dialog holds, `sees` everybody mentioned.

    `offset_id_offset` counts the newer ones, None if they are too many to count for a page. `pts`
    is where the channel is, 0 for what is of no channel. `topics` are those of forums that the
    messages are in, each with its forum's peer.
    """

    messages: tuple[Message, ...]
    count: int
    sees: tuple[Shown, ...]
    offset_id_offset: int | None = 0
    pts: int = 0
    topics: tuple[tuple[int, Topic], ...] = ()


class DialogQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the dialog list, newest first, behind the given offset.

    `folder_id` None stands for all folders. Pinned ones head the first page unless they are left
    out, and are on no other; if they are left out, the first page has the row of the archive.
    Dialogs of one second stand by the id of their newest message, then by their own, as TDLib has
    them: high ones first.
    """

    owner_id: int
    folder_id: int | None = None
    without_pinned: bool = False
    offset_date: int = 0
    offset_id: int = 0
    offset_peer: int = 0
    limit: int = 100


class DialogPage(msgspec.Struct, frozen=True, kw_only=True):
    """Dialogs in their order with the top message of each and everybody mentioned.

    `archive` is the row of the archive where that belongs and there is something in it.
    """

    dialogs: tuple[Dialog, ...]
    messages: tuple[Message, ...]
    sees: tuple[Shown, ...]
    count: int
    archive: Archive | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a mailbox went through after some pts, in order, up to `state.pts`.

    `final` is False when more follows. Changes whose message is gone are left out, so pts may
    skip; `state.pts` never does.
    """

    changes: tuple[MailboxChange, ...]
    state: BoxState
    sees: tuple[Shown, ...]
    final: bool


MENTIONED_MAX = 1_500
"""People that the messages of one page may mention: with more the answer could not be sent."""


def cut_mentions(
    messages: Sequence[Message], *, at_most: int = MENTIONED_MAX
) -> tuple[Message, ...]:
    """The messages of a page, mentioning so many people; the words of further mentions stay."""
    if sum(len(message.entities) for message in messages) <= at_most:
        return tuple(messages)
    mentions = [e for message in messages for e in message.entities if e.kind == MENTION_NAME]
    shown = set(islice(dict.fromkeys(mention.number for mention in mentions), at_most))
    hidden = {mention for mention in mentions if mention.number not in shown}
    return tuple(
        replace(message, entities=tuple(e for e in message.entities if e not in hidden))
        for message in messages
    )
