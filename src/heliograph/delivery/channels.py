"""Tells those who are in a channel what happens there: encoded once, however many listen."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from functools import partial

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.delivery.channel_bots import deaf_to, passed_over
from heliograph.delivery.channel_listeners import ChannelListeners
from heliograph.delivery.channel_queue import ChannelQueue, Missed, Told
from heliograph.delivery.choices import chosen_in, leave_out_choices, opinion, without_choices
from heliograph.delivery.encoding import push_to, push_to_many, without_origin
from heliograph.delivery.order import PushOrder
from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import MessageReactionsChanged
from heliograph.domain.channels import SeenChannel
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
from heliograph.domain.peers import channel_of, is_channel, is_chat
from heliograph.domain.people import Seen, is_bot
from heliograph.ports.sessions import LiveSession
from heliograph.telemetry.logs import get_logger
from heliograph.tl import types
from heliograph.views import updates as view
from heliograph.views.account_events import account_updates
from heliograph.views.activities import activity
from heliograph.views.channels import bare_channel
from heliograph.views.polls import poll_update
from heliograph.views.topics import pinned_update
from heliograph.views.users import min_user

GAP_WAIT_S = 0.05
BATCH = 200
"""Accounts told each in its own way between two turns of the loop."""

REACTIONS_TOLD_MAX = 1_000
"""With more listeners only who reacted and who wrote are told of reactions: the others ask for
those of what they show. https://core.telegram.org/api/reactions"""

TYPING_TOLD_MAX = 1_000
"""With more listeners only those are told who types who have looked into the channel lately, else
each key of a crowd would be sent to a crowd."""

TYPERS_MAX = 3
"""Of so many at once a crowd is told: apps show no more names."""

TYPED_S = 6
"""As long as apps show it. https://core.telegram.org/method/messages.setTyping"""

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
        # Of whose activity in which channel is just being told.
        self._typing: set[tuple[int, int]] = set()
        # Of crowds, who was told to be typing, and until when.
        self._typers: dict[int, dict[int, int]] = {}
        self._listeners = ChannelListeners(app)
        self._waiting: dict[int, ChannelQueue] = {}

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
                self._enqueue(event.channel.peer_id, event)
            case PostPollChanged() | PostReacted():
                self._enqueue(event.message.peer_id, event)
            case TopicsPinned():
                self._enqueue(event.peer_id, event)
            case ChannelTyped():
                self._on_typed(event)
            case MailboxAdvanced():
                self._on_advanced(event)

    def _on_advanced(self, event: MailboxAdvanced) -> None:
        peer_id = event.change.owner_id
        for ready in self._order.admit(event):
            self._enqueue(peer_id, ready)
        if self._order.gap(peer_id) is not None and peer_id not in self._mending:
            self._mending.add(peer_id)
            self._app.spawn(self._mend(peer_id))

    def _on_typed(self, event: ChannelTyped) -> None:
        typing = (event.peer_id, event.sender_id)
        if typing not in self._typing:
            self._typing.add(typing)
            self._app.spawn(self._tell_activity(event))

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
            await self._show_whole([peer_id], sessions, missed, ())
            return
        if isinstance(event, ChannelReshaped | TopicsPinned):
            await self._show_whole([peer_id], sessions, _shape(event), ())
            return
        if isinstance(event, PostPollChanged | PostReacted):
            await self._tell_opinion(peer_id, event, sessions)
            return
        held = _shown_in(event)
        if held is not None and held.held is not None:
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
        if _shows_files(change) or _names_a_group(change):
            own, others = sessions, []
        else:
            concerned = set(self._listening(_concerned_by(change) & listeners, event))
            own = [one for one in sessions if one in concerned] if concerned else []
            others = [one for one in sessions if one not in concerned] if own else sessions
        if own:
            await self._tell_each(change, own)
        if others:
            await self._tell_others(peer_id, change, others)
        shown = _shown_in(event)
        if shown is not None and shown.poll is not None:
            # Clients hold one poll however many messages show it, and so far were told no counts.
            people = await self._app.store.shown(_NOBODY, [peer_id, *shown.mentioned])
            await self._tell_voters(peer_id, without_choices(shown), people, sessions)

    async def _tell_as_seen(
        self, change: MailboxChange, message: Message, sessions: Sequence[LiveSession]
    ) -> None:
        """Tell each account of a message of which decisions hold something, as it is shown it: whom
        it is withheld from, and those that it names, are not told of each other."""
        accounts = sorted({one.key.account_id or _NOBODY for one in sessions})
        seen = await self._app.store.post_as_seen(message.peer_id, message.id, accounts)
        for withheld in (True, False):
            theirs = {who: one for who, one in seen.items() if _is_withheld(one) is withheld}
            listening = [one for one in sessions if (one.key.account_id or _NOBODY) in theirs]
            if not listening:
                continue
            shown = next(iter(theirs.values()))
            assert isinstance(change, MessageArrived | Edited)
            named = _named_in(replace(change, message=shown))

            def made_for(
                viewer_id: int, theirs: Mapping[int, Message] = theirs
            ) -> types.TypeUpdate:
                seen = replace(theirs[viewer_id], owner_id=_NOBODY)
                return self._made_for(replace(change, message=seen), viewer_id)

            await self._push_to_each(listening, named, made_for)

    async def _tell_opinion(
        self, peer_id: int, event: PostPollChanged | PostReacted, sessions: Sequence[LiveSession]
    ) -> None:
        if isinstance(event, PostReacted):
            sessions = await self._tell_who_reacted(peer_id, event.message, sessions)
        (made,) = account_updates(opinion(event), (), self._access)
        people = await self._app.store.shown(_NOBODY, [peer_id, *event.message.mentioned])
        if isinstance(event, PostPollChanged):
            voted = await self._tell_voters(peer_id, event.message, people, sessions)
            sessions = [one for one in sessions if one.key.account_id not in voted]
        await self._push_to_others(peer_id, made, people, sessions)

    async def _tell_voters(
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
            await self._push_to_others(peer_id, made, people, theirs)
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
            await self._push_to_each(theirs, named, made_for)
        return [session for session in sessions if session.key.account_id not in chosen]

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
        shown = _shown_in(event)
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
            await self._push_to_others(peer_id, moved, people, theirs)
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
            await self._push_to_others(peer_id, passed_over(event), people, theirs)
        return [one for one in sessions if one.key.account_id not in deaf]

    def _listening(self, accounts: Iterable[int], event: Told) -> list[LiveSession]:
        return without_origin(self._app.sessions.of_accounts(accounts), event.origin)

    async def _tell_each(self, change: MailboxChange, sessions: Sequence[LiveSession]) -> None:
        await self._push_to_each(sessions, _named_in(change), partial(self._made_for, change))

    def _made_for(self, change: MailboxChange, viewer_id: int) -> types.TypeUpdate:
        made = view.change_update(_as_seen_by(change, viewer_id), self._access)
        if viewer_id != _shown_to(change):
            leave_out_choices(made)
        return made

    async def _tell_others(
        self, peer_id: int, change: MailboxChange, sessions: Sequence[LiveSession]
    ) -> None:
        neutral = view.change_update(_as_seen_by(change, _NOBODY), self._access)
        await self._push_to_others(peer_id, neutral, await self._named(change), sessions)

    async def _named(self, change: MailboxChange) -> Sequence[Shown]:
        """Whom a change names. What everybody is told of them is the same, so those that came with
        a message need not be read once more."""
        named = _named_in(change)
        if isinstance(change, MessageArrived):
            came = {peer_of(one): one for one in change.sees}
            if came.keys() >= set(named):
                return [came[peer_id] for peer_id in named]
        return await self._app.store.shown(_NOBODY, named)

    async def _push_to_others(
        self,
        peer_id: int,
        neutral: types.TypeUpdate,
        people: Sequence[Shown],
        sessions: Sequence[LiveSession],
    ) -> None:
        # Of what a session was not shown whole before, `min` says nothing to it.
        needed = {peer_id, *(one.channel.peer_id for one in people if isinstance(one, SeenChannel))}
        strange = [one for one in sessions if not needed <= one.channels_shown]
        asking = [one for one in sessions if one.asks_of_min]
        if asking:
            named = [one.account.id for one in people if isinstance(one, Seen)]
            whole = [peer_id, *sorted(needed - {peer_id}), *named]
            await self._show_whole(whole, asking, neutral, ())
            sessions = [one for one in sessions if not one.asks_of_min]
            strange = [one for one in strange if not one.asks_of_min]
        if strange:
            await self._show_whole([peer_id, *sorted(needed - {peer_id})], strange, neutral, people)
        known = [one for one in sessions if one not in set(strange)] if strange else list(sessions)
        if not known:
            return
        await push_to_many(known, self._neutral(neutral, people))

    async def _tell_activity(self, event: ChannelTyped) -> None:
        """Tell everybody else who listens what somebody is doing; who is away is told nothing."""
        try:
            accounts: Collection[int] = await self._listeners.of(event.peer_id)
            if len(accounts) > TYPING_TOLD_MAX:
                accounts = self._interested(event, accounts)
            others = [one for one in accounts if one != event.sender_id and not is_bot(one)]
            sessions = [
                session
                for session in self._app.sessions.of_accounts(others)
                if event.peer_id in session.channels_shown
            ]
            if sessions:
                named = [event.sender_id, event.peer_id]
                people = await self._app.store.shown(_NOBODY, named)
                made = types.UpdateChannelUserTyping(
                    channel_id=channel_of(event.peer_id),
                    top_msg_id=event.thread_id or None,
                    from_id=types.PeerUser(user_id=event.sender_id),
                    action=activity(event.activity),
                )
                push_to(sessions, self._neutral(made, people))
        finally:
            self._typing.discard((event.peer_id, event.sender_id))

    def _interested(self, event: ChannelTyped, accounts: Collection[int]) -> Collection[int]:
        """Who of a crowd is told that somebody types: nobody, if enough others do at the moment."""
        now = self._app.clock.now()
        typers = self._typers.get(event.peer_id, {})
        still = {one: until for one, until in typers.items() if until > now}
        if event.sender_id in still or len(still) < TYPERS_MAX:
            self._typers[event.peer_id] = {**still, event.sender_id: now + TYPED_S}
            looking = self._app.post_views.looking_into(event.peer_id, now=now)
            return [one for one in accounts if one in looking]
        return ()

    def _neutral(self, made: types.TypeUpdate, people: Sequence[Shown]) -> types.Updates:
        users = [min_user(one.account) for one in people if isinstance(one, Seen)]
        chats = [bare_channel(one.channel) for one in people if isinstance(one, SeenChannel)]
        now = self._app.clock.now()
        return types.Updates(updates=[made], users=users, chats=chats, date=now, seq=0)

    async def _show_whole(
        self,
        peers: Sequence[int],
        sessions: Sequence[LiveSession],
        made: types.TypeUpdate,
        people: Sequence[Shown],
    ) -> None:
        """Push it with the channels as each account sees them."""
        await self._push_to_each(sessions, peers, lambda _: made, people)

    async def _push_to_each(
        self,
        sessions: Sequence[LiveSession],
        named: Sequence[int],
        made_for: Callable[[int], types.TypeUpdate],
        people: Sequence[Shown] = (),
    ) -> None:
        """Push what is made for each account, with the named as it sees them, the channel first."""
        by_account: dict[int, list[LiveSession]] = {}
        for session in sessions:
            by_account.setdefault(session.key.account_id or _NOBODY, []).append(session)
        sees = await self._app.store.shown_to_many(list(by_account), named)
        users = [min_user(one.account) for one in people if isinstance(one, Seen)]
        shown = frozenset(filter(is_channel, named))
        now = self._app.clock.now()
        for number, (account_id, theirs) in enumerate(by_account.items(), 1):
            body = view.changes([made_for(account_id)], sees[account_id], now, self._access)
            body.users += users
            push_to(theirs, body)
            for session in theirs:
                if not shown <= session.channels_shown:
                    session.channels_shown |= shown
            if number % BATCH == 0:
                await asyncio.sleep(0)

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


def _shape(event: ChannelReshaped | TopicsPinned) -> types.TypeUpdate:
    """What is told of a channel's looks, which is the same for everybody."""
    if isinstance(event, TopicsPinned):
        return pinned_update(event)
    return types.UpdateChannel(channel_id=event.channel.id)


def _shown_in(event: Told) -> Message | None:
    """The message that is shown with an event; pins and deletions name no more than ids."""
    if isinstance(event, PostPollChanged | PostReacted):
        return event.message
    if isinstance(event, MailboxAdvanced) and isinstance(event.change, MessageArrived | Edited):
        return event.change.message
    return None


def _is_withheld(message: Message) -> bool:
    return message.held is not None and message.held.withheld


def _shown_to(change: MailboxChange) -> int:
    """Who sees the message as it stands in a change: whoever made that."""
    return change.message.owner_id if isinstance(change, MessageArrived | Edited) else _NOBODY


def _concerned_by(change: MailboxChange) -> frozenset[int]:
    """Who sees a change otherwise than everybody else does."""
    if not isinstance(change, MessageArrived | Edited):
        return frozenset()
    return frozenset((change.message.sender_id, change.message.owner_id, *change.called))


def _as_seen_by(change: MailboxChange, viewer_id: int) -> MailboxChange:
    if not isinstance(change, MessageArrived | Edited):
        return change
    message = change.message
    seen = replace(
        message,
        owner_id=viewer_id,
        calls_owner=viewer_id in change.called,
        unheeded=viewer_id in change.unheeded,
    )
    if viewer_id != message.owner_id:
        seen = without_choices(seen)
    return replace(change, message=seen)


def _shows_files(change: MailboxChange) -> bool:
    if not isinstance(change, MessageArrived | Edited):
        return False
    extras = change.message.extras
    return extras is not None and extras.shows_files


def _names_a_group(change: MailboxChange) -> bool:
    """Whether it shows the basic group that a supergroup was, or a channel in whose name it is
    said: to each as what they are there."""
    if not isinstance(change, MessageArrived | Edited):
        return False
    message = change.message
    if message.author_id < 0 and message.author_id != message.peer_id:
        return True
    return isinstance(change, MessageArrived) and any(map(is_chat, message.mentioned))


def _named_in(change: MailboxChange) -> list[int]:
    """Whom a session must know to show it; the channel first."""
    named = [change.owner_id]
    if isinstance(change, MessageArrived | Edited):
        message: Message = change.message
        named += [message.author_id, *message.mentioned]
    return list(dict.fromkeys(named))
