"""The store's operations on end-to-end chats and the queues of their messages."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.encrypted_chats import EncryptedChat, RequestContext
from heliograph.domain.encrypted_events import EncryptedChatChanged
from heliograph.domain.encrypted_messages import (
    FIRST_QTS,
    MissedEncrypted,
    Queued,
    Sealed,
    SealedContext,
)
from heliograph.storage.sqlite import encrypted_chats, encrypted_queue
from heliograph.storage.sqlite.asking import Ask, Change


class EncryptedChatOperations:
    """Implements `ports.encrypted_chat_store.EncryptedChatOperations`."""

    _ask: Ask
    _change: Change

    async def request_chat(
        self, asked: EncryptedChat, *, decide: Callable[[RequestContext], EncryptedChat]
    ) -> EncryptedChatChanged:
        return await self._change(partial(encrypted_chats.request_chat, asked=asked, decide=decide))

    async def change_chat(
        self,
        chat_id: int,
        *,
        by_key: int,
        decide: Callable[[EncryptedChat | None], EncryptedChat],
        erases: bool = False,
    ) -> EncryptedChatChanged:
        work = partial(encrypted_chats.change_chat, chat_id=chat_id, by_key=by_key, decide=decide)
        return await self._change(work, erases=erases)

    async def encrypted_chat(self, chat_id: int) -> EncryptedChat | None:
        return await self._ask(partial(encrypted_chats.chat, chat_id=chat_id))

    async def report_chat(self, chat_id: int, *, by_admin: bool) -> None:
        await self._change(partial(encrypted_chats.report_chat, chat_id=chat_id, by_admin=by_admin))

    async def take_ended_chats(self, *, at_most: int) -> Sequence[EncryptedChatChanged]:
        if not await self._ask(encrypted_chats.has_ended_chats):
            return ()
        return await self._change(partial(encrypted_chats.take_ended_chats, at_most=at_most))

    async def queue_encrypted(
        self, sealed: Sealed, *, decide: Callable[[SealedContext], EncryptedChat]
    ) -> Queued:
        work = partial(encrypted_queue.queue_encrypted, sealed=sealed, decide=decide)
        return await self._change(work, size_bytes=len(sealed.data))

    async def encrypted_qts(self, auth_key_id: int) -> int:
        return await self._ask(partial(encrypted_queue.qts, auth_key_id=auth_key_id))

    async def acknowledge_encrypted(self, auth_key_id: int, *, qts: int) -> Sequence[int]:
        if qts <= FIRST_QTS:
            return ()
        received = partial(encrypted_queue.has_received, auth_key_id=auth_key_id, up_to=qts)
        if not await self._ask(received):
            return ()
        work = partial(encrypted_queue.acknowledge, auth_key_id=auth_key_id, up_to=qts)
        return await self._change(work, erases=True)

    async def missed_encrypted(
        self, account_id: int, auth_key_id: int, *, qts: int, since: int, limit: int
    ) -> MissedEncrypted:
        return await self._ask(
            partial(
                encrypted_queue.missed,
                account_id=account_id,
                auth_key_id=auth_key_id,
                up_to=qts,
                since=since,
                limit=limit,
            )
        )
