"""Tells those who are in a channel of votes and reactions there."""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.delivery.channel_pushes import ChannelPushes
from heliograph.delivery.choices import chosen_in, opinion
from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import MessageReactionsChanged
from heliograph.domain.chats import Shown
from heliograph.domain.events import PostPollChanged, PostReacted
from heliograph.domain.messages import Message
from heliograph.ports.sessions import LiveSession
from heliograph.tl import types
from heliograph.views.account_events import account_updates
from heliograph.views.polls import poll_update

_NOBODY = 0


class ChannelOpinions:
    """Counts are the same for everybody; what somebody chose is for them alone."""

    def __init__(self, app: App, access: AccessHasher, pushes: ChannelPushes) -> None:
        self._app = app
        self._access = access
        self._pushes = pushes

    async def tell(
        self, peer_id: int, event: PostPollChanged | PostReacted, sessions: Sequence[LiveSession]
    ) -> None:
        """Tell how a message stands by now, and to whom it concerns what they chose."""
        if isinstance(event, PostReacted):
            sessions = await self._tell_who_reacted(peer_id, event.message, sessions)
        (made,) = account_updates(opinion(event), (), self._access)
        people = await self._app.store.shown(_NOBODY, [peer_id, *event.message.mentioned])
        if isinstance(event, PostPollChanged):
            voted = await self.tell_voters(peer_id, event.message, people, sessions)
            sessions = [one for one in sessions if one.key.account_id not in voted]
        await self._pushes.to_others(peer_id, made, people, sessions)

    async def tell_voters(
        self,
        peer_id: int,
        message: Message,
        people: Sequence[Shown],
        sessions: Sequence[LiveSession],
    ) -> frozenset[int]:
        """Tell those who have voted how many chose what; gives who they are.

        Clients take the numbers of what is `min` for true, and leave alone only what they chose.
        """
        if message.poll is None or not sessions:
            return frozenset()
        accounts = [one.key.account_id or _NOBODY for one in sessions]
        voted = await self._app.store.voted_among(message.poll.poll.id, accounts)
        made = poll_update(replace(message, owner_id=_NOBODY), voted=True)
        theirs = [one for one in sessions if one.key.account_id in voted]
        if theirs and made is not None:
            await self._pushes.to_others(peer_id, made, people, theirs)
        return voted

    async def _tell_who_reacted(
        self, peer_id: int, message: Message, sessions: Sequence[LiveSession]
    ) -> list[LiveSession]:
        """Tell those who reacted to a message so that it says what they chose; gives all others.

        TDLib forgets that by what is `min` where it was told no more before.
        """
        accounts = {session.key.account_id or _NOBODY for session in sessions}
        chosen = await self._app.store.chosen_by(peer_id, message.id, sorted(accounts))
        theirs = [session for session in sessions if session.key.account_id in chosen]

        def made_for(viewer_id: int) -> types.TypeUpdate:
            seen = chosen_in(message, viewer_id, chosen.get(viewer_id, ()))
            (made,) = account_updates(MessageReactionsChanged(message=seen), (), self._access)
            return made

        if theirs:
            named = list(dict.fromkeys((peer_id, *message.mentioned)))
            await self._pushes.to_each(theirs, named, made_for)
        return [session for session in sessions if session.key.account_id not in chosen]
