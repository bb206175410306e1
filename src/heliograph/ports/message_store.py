"""What the store does to mailboxes: messages, reading them, and what was missed."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.history import Difference, HistoryQuery, MessagePage
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox, Sent
from heliograph.domain.messages import Body, BoxState, Draft, Edit, EditContext, SendContext


class MessageOperations(Protocol):
    """Mailboxes: every change takes the next pts of each mailbox it touches, in commit order."""

    async def append_private(
        self, draft: Draft, *, decide: Callable[[Draft, SendContext], Body]
    ) -> Sent:
        """One body, a copy per mailbox. A known random_id with the same fingerprint gives the first
        message again without deciding; with another one it is Refused RANDOM_ID_DUPLICATE.

        The service account keeps no mailbox: what it sends or is sent leaves the other side's copy
        alone. Its own `Sent.message` then has id 0 and pts 0. A date is raised to that of the last
        event of either mailbox, should the clock have stepped back.
        """
        ...

    async def append_all(
        self, drafts: Sequence[Draft], *, decide: Callable[[Draft, SendContext], Body]
    ) -> tuple[Sent, ...]:
        """As `append_private` for each, all or none. Drafts whose source is gone are left out;
        MESSAGE_ID_INVALID if that is all of them."""
        ...

    async def edit_message(
        self, edit: Edit, *, decide: Callable[[Edit, EditContext], Body]
    ) -> tuple[Edited, ...]:
        """The editor's own part first."""
        ...

    async def delete_messages(
        self, owner_id: int, ids: Sequence[int], *, revoke: bool, date: int
    ) -> tuple[Deleted, ...]:
        """The owner's part first (pts_count 0 if none of the ids was there); `revoke` also takes
        them from the others' mailboxes. A body goes with its last copy. MESSAGE_DELETE_FORBIDDEN
        for what somebody in a group may not take from the others."""
        ...

    async def repeat_deletion(self, owner_id: int, message_id: int, *, date: int) -> Deleted:
        """Say once more, under the mailbox's next pts, that a message of it is gone."""
        ...

    async def read_history(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, ReadOutbox | None]:
        """The reader's part, and the sender's if they learn anything. Nothing new: pts_count 0."""
        ...

    async def read_chat(
        self, owner_id: int, peer_id: int, *, max_id: int, date: int
    ) -> tuple[ReadInbox, tuple[ReadOutbox, ...]]:
        """As `read_history`, of a group: the parts of all writers who learn something."""
        ...

    async def history(self, query: HistoryQuery) -> MessagePage: ...

    async def live_locations(
        self, owner_id: int, peer_id: int, *, now: int, at_most: int
    ) -> MessagePage:
        """Of each side the newest live location that still moves, of a dialog's latest messages."""
        ...

    async def messages(self, owner_id: int, ids: Sequence[int]) -> MessagePage:
        """In the order asked, missing ones left out."""
        ...

    async def copy_for(self, owner_id: int, message_id: int, *, viewer_id: int) -> int | None:
        """The id of the owner's message in somebody else's mailbox; None if it is not in both."""
        ...

    async def state(self, owner_id: int) -> BoxState: ...

    async def difference(self, owner_id: int, *, pts: int, limit: int) -> Difference:
        """At most `limit` changes after `pts`; deletions and reads are given whole. The people are
        in the `sees` of the whole, not of each change."""
        ...
