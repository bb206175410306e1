"""What the store keeps of polls."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.message_changes import Sent
from heliograph.domain.poll_answers import AnswerRequest, AnswersChanged
from heliograph.domain.polls import Ballot, MayClose, PollState, VotersPage, VotersQuery
from heliograph.domain.shared_media import SharedContext


class PollOperations(Protocol):
    """A poll is kept once however often it is forwarded, and goes with its last message.

    What changes one gives a message that shows it as it stands by then, in a page of its own for
    every mailbox that has one, at most 50: the others hear of it when they ask.
    """

    async def vote(
        self, ballot: Ballot, *, decide: Callable[[Ballot, PollState | None], tuple[int, ...]]
    ) -> Sequence[MessagePage]:
        """Keep the places that `decide` gives, none to take the vote back.

        The voter's own message comes first, and alone if that is how they had voted.
        """
        ...

    async def close_poll(
        self,
        account_id: int,
        *,
        peer_id: int,
        message_id: int,
        decide: MayClose,
        date: int,
    ) -> Sequence[MessagePage]:
        """Take no more votes; the message of who asked comes first. MESSAGE_ID_INVALID."""
        ...

    async def change_answers(
        self,
        request: AnswerRequest,
        *,
        decide: Callable[[AnswerRequest, SharedContext], AnswersChanged],
    ) -> tuple[Sequence[MessagePage], Sent | None]:
        """Keep the answers that `decide` gives; who chose one that goes has not chosen it.

        The message of who asked comes first; and what tells of it there, if anything does.
        """
        ...

    async def due_polls(self, *, now: int, at_most: int) -> Sequence[int]:
        """Polls whose time is over and that are not closed, the longest over first."""
        ...

    async def close_due_poll(self, poll_id: int) -> Sequence[MessagePage]:
        """Close a poll whose time is over; nothing if it was closed meanwhile."""
        ...

    async def unread_votes(self, query: HistoryQuery) -> MessagePage:
        """A page of the owner's messages in a dialog with public votes they have not seen."""
        ...

    async def read_votes(
        self, owner_id: int, peer_id: int, *, thread_id: int = 0, at_most: int
    ) -> Sequence[MessagePage]:
        """The owner has seen the votes in the newest such messages; each as it stands by now.

        None are left once there are fewer than `at_most`.
        """
        ...

    async def voted_among(self, poll_id: int, account_ids: Sequence[int]) -> frozenset[int]:
        """Those of the accounts who have voted."""
        ...

    async def voters(self, query: VotersQuery) -> VotersPage: ...
