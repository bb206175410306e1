"""What became durable of messages in each mailbox that an operation touches."""

import msgspec

from heliograph.domain.chats import Shown
from heliograph.domain.messages import Message
from heliograph.domain.spreading import Place


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One mailbox's part of an operation that touches several."""

    owner_id: int
    pts: int
    pts_count: int


class Edited(Change, frozen=True, kw_only=True):
    """An edited message as it stands in the mailbox of `owner_id`; a supergroup's may name or
    answer the `called`, of whom some have not looked (`unheeded`)."""

    message: Message
    sees: tuple[Shown, ...]
    called: tuple[int, ...] = ()
    unheeded: tuple[int, ...] = ()


class Deleted(Change, frozen=True, kw_only=True):
    """Ids gone from the mailbox of `owner_id`."""

    ids: tuple[int, ...]


class FoldersChanged(Change, frozen=True, kw_only=True):
    """Dialogs that lie in other folders by now: pairs of a peer and a folder."""

    places: tuple[tuple[int, int], ...]
    sees: tuple[Shown, ...]


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is durable: the sender's copy and, unless sent to oneself, the recipient's.

    `*_pts` are the mailboxes' pts after it. `sender_sees` and `recipient_sees` are the people each
    side must be shown with the message.
    `repeated` marks a random_id seen before, whose message this is; when the mailbox has moved on
    since, `pts` is where it stands now and `pts_count` 0, so that no client takes it for old news
    or for a gap. `deleted` says that the sender's copy is gone since, and `deletion` says it again.
    `timer` is the one that the dialog began with, in seconds.
    `draft_cleared` is the topic in which what the sender had begun ended with it, 0 for the dialog
    itself, None for nothing; `unarchived` says that the dialog left the recipient's archive.
    `carried` is the post in the group in which it is talked about, where it was pinned next.
    `random_id` is told of those that were sent together. Of a group's message `spread` are all
    copies but the sender's, `moved` the archives that it left; whom a supergroup's names or answers
    are `called`.
    """

    message: Message
    pts: int
    pts_count: int = 1
    sender_sees: tuple[Shown, ...]
    delivered: Message | None = None
    delivered_pts: int = 0
    recipient_sees: tuple[Shown, ...] = ()
    repeated: bool = False
    deleted: bool = False
    deletion: Deleted | None = None
    draft_cleared: int | None = None
    timer: int = 0
    unarchived: FoldersChanged | None = None
    random_id: int = 0
    spread: tuple[Place, ...] = ()
    moved: tuple[FoldersChanged, ...] = ()
    called: tuple[int, ...] = ()
    carried: "Sent | None" = None


class ReadInbox(Change, frozen=True, kw_only=True):
    """The owner has read the dialog with `peer_id` up to `max_id`.

    `mark_cleared` says that they had marked it as unread, which ends with reading.
    """

    peer_id: int
    max_id: int
    still_unread: int
    folder_id: int = 0
    mark_cleared: bool = False


class ReadOutbox(Change, frozen=True, kw_only=True):
    """`peer_id` has read what the owner sent, up to the owner's own `max_id`."""

    peer_id: int
    max_id: int


class ContentsRead(Change, frozen=True, kw_only=True):
    """What these messages of the mailbox show was looked at or listened to, at `date`."""

    ids: tuple[int, ...]
    date: int
