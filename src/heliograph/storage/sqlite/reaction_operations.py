"""The store's operations on reactions."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.permissions import Standing
from heliograph.domain.reactions import (
    ListedReactions,
    Reaction,
    ReactionContext,
    ReactionRequest,
    ReactionsQuery,
    Withdrawal,
)
from heliograph.storage.sqlite import post_reactions, reactions
from heliograph.storage.sqlite.asking import Ask, Change


class ReactionOperations:
    """Implements `ports.reaction_store.ReactionOperations`."""

    _ask: Ask
    _change: Change

    async def react(
        self,
        request: ReactionRequest,
        *,
        decide: Callable[[ReactionRequest, ReactionContext], Reaction | None],
        remember: bool = False,
    ) -> Sequence[MessagePage]:
        work = partial(reactions.react, request=request, decide=decide, remember=remember)
        return await self._change(work, erases=not request.signs)

    async def withdraw_reactions(
        self,
        asked: Withdrawal,
        *,
        decide: Callable[[Withdrawal, Standing | None, bool], None],
        at_most: int,
    ) -> Sequence[Sequence[MessagePage]]:
        work = partial(reactions.withdraw, asked=asked, decide=decide, at_most=at_most)
        return await self._change(work, erases=True)

    async def read_reactions(
        self, owner_id: int, peer_id: int, *, thread_id: int = 0, at_most: int
    ) -> Sequence[MessagePage]:
        work = partial(
            reactions.read_reactions,
            owner_id=owner_id,
            peer_id=peer_id,
            thread_id=thread_id,
            at_most=at_most,
        )
        return await self._change(work)

    async def unread_reactions(self, query: HistoryQuery) -> MessagePage:
        return await self._ask(partial(reactions.unread_reactions, query=query))

    async def post_reactions(self, query: ReactionsQuery) -> ListedReactions:
        return await self._ask(partial(post_reactions.listed, query=query))

    async def chosen_by(
        self, peer_id: int, message_id: int, account_ids: Sequence[int]
    ) -> Mapping[int, tuple[str, ...]]:
        work = partial(
            post_reactions.chosen_by,
            peer_id=peer_id,
            message_id=message_id,
            account_ids=account_ids,
        )
        return await self._ask(work)

    async def use_reactions(self, account_id: int, signs: Sequence[str]) -> None:
        await self._change(partial(reactions.use_reactions, account_id=account_id, signs=signs))

    async def set_default_reaction(self, account_id: int, sign: str) -> None:
        await self._change(
            partial(reactions.set_default_reaction, account_id=account_id, sign=sign)
        )
