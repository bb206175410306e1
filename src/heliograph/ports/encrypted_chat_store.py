"""End-to-end chats and the queues of their messages, in the store."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.encrypted_chats import EncryptedChat, RequestContext
from heliograph.domain.encrypted_events import EncryptedChatChanged
from heliograph.domain.encrypted_messages import (
    MissedEncrypted,
    Queued,
    Sealed,
    SealedContext,
)


class EncryptedChatOperations(Protocol):
    """Opaque bytes and who they are for: nothing here is ever opened."""

    async def request_chat(
        self, asked: EncryptedChat, *, decide: Callable[[RequestContext], EncryptedChat]
    ) -> EncryptedChatChanged:
        """Keep what `decide` gives, unless it is there. AUTH_KEY_UNREGISTERED for a device that
        was logged out meanwhile."""
        ...

    async def change_chat(
        self,
        chat_id: int,
        *,
        by_key: int,
        decide: Callable[[EncryptedChat | None], EncryptedChat],
        erases: bool = False,
    ) -> EncryptedChatChanged:
        """Accept, read or end a chat; no news if `decide` gives it as it was.

        What waits in a chat whose history is deleted goes with it, for which `erases` is to be
        said. AUTH_KEY_UNREGISTERED as above.
        """
        ...

    async def encrypted_chat(self, chat_id: int) -> EncryptedChat | None: ...

    async def report_chat(self, chat_id: int, *, by_admin: bool) -> None:
        """Note that one side called the other's chat spam; never what was said."""
        ...

    async def take_ended_chats(self, *, at_most: int) -> Sequence[EncryptedChatChanged]:
        """Chats that ended because somebody's device or account did, each given once."""
        ...

    async def queue_encrypted(
        self, sealed: Sealed, *, decide: Callable[[SealedContext], EncryptedChat]
    ) -> Queued:
        """Put a message into the queue of the other side's device, under its next qts.

        While the first one of its random_id waits there, a repeat gives the first date and does
        nothing. Afterwards it is queued again under the first date: that is how clients ask for
        what they lost, and they drop by sequence number what they have.
        """
        ...

    async def encrypted_qts(self, auth_key_id: int) -> int:
        """Where a device stands: the qts given out last, FIRST_QTS if none was."""
        ...

    async def acknowledge_encrypted(self, auth_key_id: int, *, qts: int) -> Sequence[int]:
        """Erase what a device has received; gives the random_ids. A qts it was never given erases
        nothing."""
        ...

    async def missed_encrypted(
        self, account_id: int, auth_key_id: int, *, qts: int, since: int, limit: int
    ) -> MissedEncrypted:
        """At most `limit` messages after `qts`, and the account's chats that changed at or after
        `since`, as far as they concern the device."""
        ...
