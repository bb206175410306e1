"""What the store keeps of reactions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

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


class ReactionOperations(Protocol):
    """Reactions belong to a message whoever has it; only its writer has some unread."""

    async def react(
        self,
        request: ReactionRequest,
        *,
        decide: Callable[[ReactionRequest, ReactionContext], Reaction | None],
        remember: bool = False,
    ) -> Sequence[MessagePage]:
        """Keep what `decide` gives; `remember` keeps the signs as `use_reactions` does as well.

        The message as it stands in every mailbox that has it, a page for each, the asker's first.
        Of a channel's message: as the asker sees it, as its writer does if they hear of it, and as
        nobody in particular does.
        """
        ...

    async def withdraw_reactions(
        self,
        asked: Withdrawal,
        *,
        decide: Callable[[Withdrawal, Standing | None, bool], None],
        at_most: int,
    ) -> Sequence[Sequence[MessagePage]]:
        """Take away what somebody chose, if `decide` lets the admin, who stands so and whose place
        is a channel that tells nobody who reacted, or not. Each message that changed as `react`
        gives it, of the newest `at_most` at once. MESSAGE_ID_INVALID for one that is not there.
        """
        ...

    async def read_reactions(
        self, owner_id: int, peer_id: int, *, thread_id: int = 0, at_most: int
    ) -> Sequence[MessagePage]:
        """The owner has seen the reactions to the newest of a dialog's messages with unread ones,
        or of a thread's in a supergroup.

        Each as it stands by now; none are left once there are fewer than `at_most`.
        """
        ...

    async def unread_reactions(self, query: HistoryQuery) -> MessagePage:
        """A page of the messages of a dialog with reactions that the owner has not seen."""
        ...

    async def post_reactions(self, query: ReactionsQuery) -> ListedReactions:
        """Who reacted to a message of a supergroup; whether the viewer may look is asked before."""
        ...

    async def chosen_by(
        self, peer_id: int, message_id: int, account_ids: Sequence[int]
    ) -> Mapping[int, tuple[str, ...]]:
        """What those of the accounts chose who reacted to a channel's message."""
        ...

    async def use_reactions(self, account_id: int, signs: Sequence[str]) -> None:
        """Remember signs as those that the account used last; none forgets all of them."""
        ...

    async def set_default_reaction(self, account_id: int, sign: str) -> None:
        """What a double tap means on the account's clients."""
        ...
