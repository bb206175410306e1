"""Tells those who are in a channel what happens there: encoded once, however many listen."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.delivery.channel_bots import deaf_to, passed_over
from heliograph.delivery.channel_changes import (
    as_seen_by,
    concerned_by,
    is_withheld,
    named_in,
    names_a_group,
    shape_update,
    shown_in,
    shown_to,
    shows_files,
)
from heliograph.delivery.channel_listeners import ChannelListeners
from heliograph.delivery.channel_opinions import ChannelOpinions
from heliograph.delivery.channel_pushes import ChannelPushes
from heliograph.delivery.channel_queue import ChannelQueue, Missed, Told
from heliograph.delivery.channel_typing import ChannelTyping
from heliograph.delivery.choices import leave_out_choices, without_choices
from heliograph.delivery.encoding import without_origin
from heliograph.delivery.order import PushOrder
from heliograph.domain.access import AccessHasher
from heliograph.domain.chats import Shown, peer_of
from heliograph.domain.events import (
    ChannelMembership,
    ChannelReshaped,
    ChannelTyped,
    MailboxAdvanced,
    MailboxChange,
    MessageArrived,
    PostPollChanged,
    PostReacted,
    TopicsPinned,
)
from heliograph.domain.message_changes import Edited
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of
from heliograph.ports.sessions import LiveSession
from heliograph.telemetry.logs import get_logger
from heliograph.tl import types
from heliograph.views import updates as view

GAP_WAIT_S = 0.05

REACTIONS_TOLD_MAX = 1_000
"""With more listeners only who reacted and who wrote are told of reactions: the others ask for
those of what they show. https://core.telegram.org/api/reactions"""

_NOBODY = 0

log = get_logger(__name__)


class ChannelDelivery:
    """Pushes each change in the order of the channel's pts.

    A session is shown the channel as its account sees it the first time; afterwards what it gets
    is the same for everybody, but for what shows files: each account has its own references.
    """

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access
        self._order = PushOrder()
        self._mending: set[int] = set()
        self._listeners = ChannelListeners(app)
        self._pushes = ChannelPushes(app, access)
        self._typing = ChannelTyping(app, self._listeners, self._pushes)
        self._opinions = ChannelOpinions(app, access, self._pushes)
        self._waiting: dict[int, ChannelQueue] = {}
        # Channels that some are shown otherwise; None until they are asked for.
        self._limited: set[int] | None = None

    def on_event(
        self,
        event: ChannelMembership
        | ChannelTyped
        | MailboxAdvanced
        | ChannelReshaped
        | PostPollChanged
        | PostReacted
        | TopicsPinned,
    ) -> None:
        """Receive a committed change, in the order of commits."""
        match event:
            case ChannelMembership():
                self._listeners.on_membership(event)
            case ChannelReshaped():
                self._follow_limits(event)
                self._enqueue(event.channel.peer_id, event)
            case PostPollChanged() | PostReacted():
                self._enqueue(event.message.peer_id, event)
            case TopicsPinned():
                self._enqueue(event.peer_id, event)
            case ChannelTyped():
                self._typing.on_typed(event)
            case MailboxAdvanced():
                self._on_advanced(event)

    def _on_advanced(self, event: MailboxAdvanced) -> None:
        peer_id = event.change.owner_id
        for ready in self._order.admit(event):
            self._enqueue(peer_id, ready)
        if self._order.gap(peer_id) is not None and peer_id not in self._mending:
            self._mending.add(peer_id)
            self._app.spawn(self._mend(peer_id))

    def _enqueue(self, peer_id: int, event: Told) -> None:
        waiting = self._waiting.get(peer_id)
        if waiting is None:
            waiting = self._waiting[peer_id] = ChannelQueue()
            self._app.spawn(self._tell_waiting(peer_id))
        waiting.add(event)

    async def _tell_waiting(self, peer_id: int) -> None:
        waiting = self._waiting[peer_id]
        try:
            while waiting:
                await self._tell_or_send_for(peer_id, waiting.take())
        finally:
            del self._waiting[peer_id]

    async def _tell_or_send_for(self, peer_id: int, event: Told) -> None:
        """Tell it, or at least that there is something; what waits behind it is told all the same.

        Where even that fails, clients find the gap by what is told next.
        """
        try:
            try:
                await self._tell(peer_id, event)
            except Exception:
                log.exception("telling a channel failed", peer_id=peer_id)
                await self._tell(peer_id, Missed())
        except Exception:
            log.exception("sending for a channel's changes failed", peer_id=peer_id)

    async def _tell(self, peer_id: int, event: Told) -> None:
        hidden_up_to = await self._listeners.of(peer_id)
        if isinstance(event, PostReacted) and len(hidden_up_to) > REACTIONS_TOLD_MAX:
            return
        sessions = self._listening(hidden_up_to, event)
        sessions = await self._tell_strangers(peer_id, event, hidden_up_to, sessions)
        sessions = await self._pass_over(peer_id, event, hidden_up_to, sessions)
        if not sessions:
            return
        if isinstance(event, Missed):
            box = await self._app.store.state(peer_id)
            missed = types.UpdateChannelTooLong(channel_id=channel_of(peer_id), pts=box.pts)
            await self._pushes.whole([peer_id], sessions, missed, ())
            return
        if isinstance(event, ChannelReshaped | TopicsPinned):
            await self._pushes.whole([peer_id], sessions, shape_update(event), ())
            return
        if isinstance(event, PostPollChanged | PostReacted):
            sessions = await self._who_see(event.message, sessions)
            await self._opinions.tell(peer_id, event, sessions)
            return
        held = shown_in(event)
        if held is not None and (held.held is not None or await self._is_limited(peer_id)):
            await self._tell_as_seen(event.change, held, sessions)
            return
        await self._tell_change(peer_id, event, sessions, hidden_up_to.keys())

    async def _tell_change(
        self,
        peer_id: int,
        event: MailboxAdvanced,
        sessions: list[LiveSession],
        listeners: Set[int],
    ) -> None:
        """Tell those who see it otherwise than everybody else each in their way."""
        change = event.change
        if shows_files(change) or names_a_group(change):
            own, others = sessions, []
        else:
            concerned = set(self._listening(concerned_by(change) & listeners, event))
            own = [one for one in sessions if one in concerned] if concerned else []
            others = [one for one in sessions if one not in concerned] if own else sessions
        if own:
            await self._tell_each(change, own)
        if others:
            await self._tell_others(peer_id, change, others)
        shown = shown_in(event)
        if shown is not None and shown.poll is not None:
            # Clients hold one poll however many messages show it, and so far were told no counts.
            people = await self._app.store.shown(_NOBODY, [peer_id, *shown.mentioned])
            await self._opinions.tell_voters(peer_id, without_choices(shown), people, sessions)

    async def _who_see(self, message: Message, sessions: list[LiveSession]) -> list[LiveSession]:
        """Those a message is not withheld from: nobody else is told what people think of it."""
        if message.held is None and not await self._is_limited(message.peer_id):
            return sessions
        accounts = sorted({one.key.account_id or _NOBODY for one in sessions})
        seen = await self._app.store.post_as_seen(message.peer_id, message.id, accounts)
        shown = {who for who, one in seen.items() if not is_withheld(one)}
        return [one for one in sessions if (one.key.account_id or _NOBODY) in shown]

    async def _is_limited(self, peer_id: int) -> bool:
        """Whether decisions hold something of a whole channel; asked once, followed since."""
        if self._limited is None:
            self._limited = set(await self._app.store.limited_channels())
        return peer_id in self._limited

    def _follow_limits(self, event: ChannelReshaped) -> None:
        if self._limited is not None:
            peer_id = event.channel.peer_id
            (self._limited.add if event.channel.limited else self._limited.discard)(peer_id)

    async def _tell_as_seen(
        self, change: MailboxChange, message: Message, sessions: Sequence[LiveSession]
    ) -> None:
        """Tell each account of a message of which decisions hold something, as it is shown it: whom
        it is withheld from, and those that it names, are not told of each other."""
        accounts = sorted({one.key.account_id or _NOBODY for one in sessions})
        seen = await self._app.store.post_as_seen(message.peer_id, message.id, accounts)
        for withheld in (True, False):
            theirs = {who: one for who, one in seen.items() if is_withheld(one) is withheld}
            listening = [one for one in sessions if (one.key.account_id or _NOBODY) in theirs]
            if not listening:
                continue
            shown = next(iter(theirs.values()))
            assert isinstance(change, MessageArrived | Edited)
            named = named_in(replace(change, message=shown))

            def made_for(
                viewer_id: int, theirs: Mapping[int, Message] = theirs
            ) -> types.TypeUpdate:
                seen = replace(theirs[viewer_id], owner_id=_NOBODY)
                return self._made_for(replace(change, message=seen), viewer_id)

            await self._pushes.to_each(listening, named, made_for)

    async def _tell_strangers(
        self,
        peer_id: int,
        event: Told,
        hidden_up_to: Mapping[int, int],
        sessions: list[LiveSession],
    ) -> list[LiveSession]:
        """Tell those whom a message is hidden from only that the mailbox moved on; gives others.

        Most supergroups hide nothing: of theirs no session is looked at.
        """
        shown = shown_in(event)
        if shown is None:
            return sessions
        strangers = {one for one, hidden in hidden_up_to.items() if shown.id <= hidden}
        if not strangers:
            return sessions
        theirs = [one for one in sessions if one.key.account_id in strangers]
        if theirs and isinstance(event, MailboxAdvanced):
            channel_id = channel_of(peer_id)
            moved = types.UpdateChannelTooLong(channel_id=channel_id, pts=event.change.pts)
            people = await self._app.store.shown(_NOBODY, [peer_id])
            await self._pushes.to_others(peer_id, moved, people, theirs)
        return [one for one in sessions if one.key.account_id not in strangers]

    async def _pass_over(
        self,
        peer_id: int,
        event: Told,
        accounts: Iterable[int],
        sessions: list[LiveSession],
    ) -> list[LiveSession]:
        """Tell programs that something is not for only where the mailbox stands; gives others."""
        deaf = await deaf_to(self._app, peer_id, event, accounts)
        if not deaf:
            return sessions
        theirs = [one for one in sessions if one.key.account_id in deaf]
        if isinstance(event, MailboxAdvanced):
            people = await self._app.store.shown(_NOBODY, [peer_id])
            await self._pushes.to_others(peer_id, passed_over(event), people, theirs)
        return [one for one in sessions if one.key.account_id not in deaf]

    def _listening(self, accounts: Iterable[int], event: Told) -> list[LiveSession]:
        return without_origin(self._app.sessions.of_accounts(accounts), event.origin)

    async def _tell_each(self, change: MailboxChange, sessions: Sequence[LiveSession]) -> None:
        await self._pushes.to_each(sessions, named_in(change), partial(self._made_for, change))

    def _made_for(self, change: MailboxChange, viewer_id: int) -> types.TypeUpdate:
        made = view.change_update(as_seen_by(change, viewer_id), self._access)
        if viewer_id != shown_to(change):
            leave_out_choices(made)
        return made

    async def _tell_others(
        self, peer_id: int, change: MailboxChange, sessions: Sequence[LiveSession]
    ) -> None:
        neutral = view.change_update(as_seen_by(change, _NOBODY), self._access)
        await self._pushes.to_others(peer_id, neutral, await self._named(change), sessions)

    async def _named(self, change: MailboxChange) -> Sequence[Shown]:
        """Whom a change names. What everybody is told of them is the same, so those that came with
        a message need not be read once more."""
        named = named_in(change)
        if isinstance(change, MessageArrived):
            came = {peer_of(one): one for one in change.sees}
            if came.keys() >= set(named):
                return [came[peer_id] for peer_id in named]
        return await self._app.store.shown(_NOBODY, named)

    async def _mend(self, peer_id: int) -> None:
        """Send the listeners for what was never heard of."""
        try:
            await asyncio.sleep(GAP_WAIT_S)
            while self._order.gap(peer_id) is not None:
                box = await self._app.store.state(peer_id)
                reached = self._order.reached(peer_id)
                if reached is None or reached >= box.pts:
                    # What was missing was heard of after all while it was read.
                    return
                ready = self._order.skip_to(peer_id, box.pts)
                self._enqueue(peer_id, Missed())
                for event in ready:
                    self._enqueue(peer_id, event)
        finally:
            self._mending.discard(peer_id)
