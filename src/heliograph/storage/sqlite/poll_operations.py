"""The store's operations on polls."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.message_changes import Sent
from heliograph.domain.poll_answers import AnswerRequest, AnswersChanged
from heliograph.domain.polls import Ballot, MayClose, PollState, VotersPage, VotersQuery
from heliograph.domain.shared_media import SharedContext
from heliograph.storage.sqlite import open_polls, polls, voting
from heliograph.storage.sqlite.asking import Ask, Change


class PollOperations:
    """Implements `ports.poll_store.PollOperations`."""

    _ask: Ask
    _change: Change

    async def vote(
        self, ballot: Ballot, *, decide: Callable[[Ballot, PollState | None], tuple[int, ...]]
    ) -> Sequence[MessagePage]:
        work = partial(voting.vote, ballot=ballot, decide=decide)
        return await self._change(work, erases=not ballot.options)

    async def close_poll(
        self,
        account_id: int,
        *,
        peer_id: int,
        message_id: int,
        decide: MayClose,
        date: int,
    ) -> Sequence[MessagePage]:
        work = partial(
            voting.close,
            account_id=account_id,
            peer_id=peer_id,
            message_id=message_id,
            decide=decide,
            date=date,
        )
        return await self._change(work)

    async def change_answers(
        self,
        request: AnswerRequest,
        *,
        decide: Callable[[AnswerRequest, SharedContext], AnswersChanged],
    ) -> tuple[Sequence[MessagePage], Sent | None]:
        work = partial(open_polls.change_answers, request=request, decide=decide)
        return await self._change(work, erases=request.added is None)

    async def due_polls(self, *, now: int, at_most: int) -> Sequence[int]:
        return await self._ask(partial(voting.due, now=now, at_most=at_most))

    async def close_due_poll(self, poll_id: int) -> Sequence[MessagePage]:
        return await self._change(partial(voting.close_due, poll_id=poll_id), bulk=True)

    async def unread_votes(self, query: HistoryQuery) -> MessagePage:
        return await self._ask(partial(voting.unread_votes, query=query))

    async def read_votes(
        self, owner_id: int, peer_id: int, *, thread_id: int = 0, at_most: int
    ) -> Sequence[MessagePage]:
        work = partial(
            voting.read_votes,
            owner_id=owner_id,
            peer_id=peer_id,
            thread_id=thread_id,
            at_most=at_most,
        )
        return await self._change(work)

    async def voted_among(self, poll_id: int, account_ids: Sequence[int]) -> frozenset[int]:
        work = partial(polls.voted_among, poll_id=poll_id, account_ids=account_ids)
        return await self._ask(work)

    async def voters(self, query: VotersQuery) -> VotersPage:
        return await self._ask(partial(voting.voters, query=query))
