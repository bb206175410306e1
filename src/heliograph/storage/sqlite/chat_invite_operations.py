"""The store's operations on links into groups."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.channels import ChannelContext
from heliograph.domain.chat_invites import ChatInvite, Group, JoinContext, JoinDecision, Joiner
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, ChatContext
from heliograph.storage.sqlite import channel_joining, chat_invites
from heliograph.storage.sqlite.asking import Ask, Change


class ChatInviteOperations:
    """Implements `ports.chat_invite_store.ChatInviteOperations`."""

    _ask: Ask
    _change: Change

    async def chat_invite(self, hash: str) -> ChatInvite | None:
        return await self._ask(partial(chat_invites.invite, hash=hash))

    async def chat_invites(
        self,
        chat_id: int,
        admin_id: int,
        *,
        revoked: bool,
        before: int,
        after_hash: str,
        at_most: int,
    ) -> tuple[Sequence[ChatInvite], int]:
        work = partial(
            chat_invites.invites,
            chat_id=chat_id,
            admin_id=admin_id,
            revoked=revoked,
            before=before,
            after_hash=after_hash,
            at_most=at_most,
        )
        return await self._ask(work)

    async def admins_with_invites(self, chat_id: int) -> Sequence[tuple[int, int, int]]:
        return await self._ask(partial(chat_invites.admins, chat_id=chat_id))

    async def change_invite(
        self,
        asker: Asker,
        hash: str | None,
        *,
        decide: Callable[[Group, ChatInvite | None], Sequence[ChatInvite]],
    ) -> Sequence[ChatInvite]:
        work = partial(chat_invites.change, asker=asker, hash=hash, decide=decide)
        return await self._change(work)

    async def drop_invites(
        self,
        asker: Asker,
        *,
        hash: str | None,
        admin_id: int,
        decide: Callable[[Group, ChatInvite | None], None],
    ) -> None:
        work = partial(chat_invites.drop, asker=asker, hash=hash, admin_id=admin_id, decide=decide)
        await self._change(work)

    async def join_chat(
        self, asker: Asker, hash: str, *, decide: Callable[[Asker, JoinContext], JoinDecision]
    ) -> ChatOutcome:
        work = partial(chat_invites.join, asker=asker, hash=hash, decide=decide)
        return await self._change(work)

    async def join_channel_by(
        self,
        asker: Asker,
        hash: str,
        *,
        decide: Callable[[Asker, ChannelContext, ChatInvite], JoinDecision],
    ) -> ChannelOutcome:
        work = partial(channel_joining.join, asker=asker, hash=hash, decide=decide)
        return await self._change(work)

    async def join_public_channel(
        self, asker: Asker, *, decide: Callable[[ChannelContext], JoinDecision]
    ) -> ChannelOutcome:
        return await self._change(partial(channel_joining.join_public, asker=asker, decide=decide))

    async def settle_channel_request(
        self,
        asker: Asker,
        account_id: int,
        *,
        decide: Callable[[ChannelContext, Joiner | None], JoinDecision | None],
    ) -> ChannelOutcome:
        work = partial(channel_joining.settle, asker=asker, account_id=account_id, decide=decide)
        return await self._change(work)

    async def settle_request(
        self,
        asker: Asker,
        account_id: int,
        *,
        decide: Callable[[ChatContext, Joiner | None], JoinDecision | None],
    ) -> ChatOutcome:
        work = partial(chat_invites.settle, asker=asker, account_id=account_id, decide=decide)
        return await self._change(work)

    async def joiners(
        self,
        chat_id: int,
        *,
        waiting: bool,
        hash: str | None,
        before: int,
        below_id: int,
        at_most: int,
    ) -> tuple[Sequence[Joiner], int]:
        work = partial(
            chat_invites.joiners,
            chat_id=chat_id,
            waiting=waiting,
            hash=hash,
            before=before,
            below_id=below_id,
            at_most=at_most,
        )
        return await self._ask(work)
