"""The store's operations on groups."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, Chat, ChatContext, ChatDecision, Member, SeenChat
from heliograph.domain.files import Photo
from heliograph.domain.migration import Migration
from heliograph.domain.migration_outcomes import Migrated
from heliograph.domain.people import Seen
from heliograph.storage.sqlite import chat_changes, migrating
from heliograph.storage.sqlite.asking import Ask, Change


class ChatOperations:
    """Implements `ports.chat_store.ChatOperations`."""

    _ask: Ask
    _change: Change

    async def create_chat(
        self,
        asker: Asker,
        *,
        named: Sequence[int],
        decide: Callable[[Sequence[Seen]], tuple[Chat, tuple[Member, ...]]],
    ) -> ChatOutcome:
        work = partial(chat_changes.create, asker=asker, named=named, decide=decide)
        return await self._change(work)

    async def change_group(
        self,
        asker: Asker,
        *,
        named: Sequence[int] = (),
        decide: Callable[[ChatContext], ChatDecision | None],
        photo: Photo | None = None,
    ) -> ChatOutcome:
        work = partial(chat_changes.change, asker=asker, named=named, decide=decide, photo=photo)
        return await self._change(work)

    async def chats_of(
        self, account_id: int, *, below_id: int, at_most: int, with_id: int | None = None
    ) -> tuple[Sequence[SeenChat], int]:
        work = partial(
            chat_changes.chats_of,
            account_id=account_id,
            below_id=below_id,
            at_most=at_most,
            with_id=with_id,
        )
        return await self._ask(work)

    async def chat(self, viewer_id: int, chat_id: int) -> tuple[SeenChat, Sequence[Member]] | None:
        return await self._ask(partial(chat_changes.look, viewer_id=viewer_id, chat_id=chat_id))

    async def chat_photo(self, chat_id: int) -> Photo | None:
        return await self._ask(partial(chat_changes.photo, chat_id=chat_id))

    async def migrate_chat(
        self, asker: Asker, *, tell_id: int, decide: Callable[[ChatContext, int], Migration]
    ) -> Migrated:
        work = partial(migrating.migrate, asker=asker, tell_id=tell_id, decide=decide)
        return await self._change(work)

    async def migrated_from(self, viewer_id: int, channel_id: int) -> tuple[int, int] | None:
        work = partial(migrating.migrated_from, viewer_id=viewer_id, channel_id=channel_id)
        return await self._ask(work)
