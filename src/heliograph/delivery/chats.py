"""Tells the members of a group what is said in it."""

import asyncio
from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.delivery.mailboxes import MailboxDelivery
from heliograph.delivery.spread import Wording, copy_of, may_spread, note_shown
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import (
    ChatMessageArrived,
    ChatTyped,
    MailboxAdvanced,
    MessageArrived,
)
from heliograph.domain.messages import Message
from heliograph.domain.peers import chat_peer
from heliograph.domain.people import Account, Seen
from heliograph.domain.spreading import Place
from heliograph.views import updates as view

BATCH = 50
"""Members told between two turns of the loop."""


class ChatDelivery:
    """Looks at those members alone who listen; the others read it from the store."""

    def __init__(self, app: App, access: AccessHasher, mailboxes: MailboxDelivery) -> None:
        self._app = app
        self._access = access
        self._mailboxes = mailboxes

    def on_event(self, event: ChatMessageArrived | ChatTyped) -> None:
        """Receive a committed message, or what somebody is doing, of which nobody is told later."""
        if isinstance(event, ChatMessageArrived):
            self._on_arrived(event)
        else:
            self._on_typed(event)

    def _on_arrived(self, event: ChatMessageArrived) -> None:
        listening = [
            place for place in event.places if self._mailboxes.expect(place.owner_id, place.pts - 1)
        ]
        if listening:
            self._app.spawn(self._tell(event, listening))

    async def _tell(self, event: ChatMessageArrived, places: Sequence[Place]) -> None:
        """First those who know everybody named: nothing has to be read for them."""
        strangers = places
        if may_spread(event.message):
            now = self._app.clock.now()
            wording = Wording(event.message, event.sees, date=now, access=self._access)
            strangers = await self._tell_acquainted(wording, places)
        if strangers:
            people = [one.account for one in event.sees if isinstance(one, Seen)]
            await self._tell_strangers(event.message, strangers, people)

    async def _tell_acquainted(self, wording: Wording, places: Sequence[Place]) -> Sequence[Place]:
        """Those who are to be told in another way."""
        strangers: list[Place] = []
        for number, place in enumerate(places, 1):
            sessions = self._app.sessions.of_account(place.owner_id)
            if all(map(wording.is_enough_for, sessions)):
                self._mailboxes.on_worded(wording, place, sessions)
            else:
                strangers.append(place)
            if number % BATCH == 0:
                await asyncio.sleep(0)
        return strangers

    async def _tell_strangers(
        self, message: Message, places: Sequence[Place], people: Sequence[Account]
    ) -> None:
        store = self._app.store
        viewers = [place.owner_id for place in places]
        named = dict.fromkeys((message.sender_id, message.peer_id, *message.mentioned))
        sees = await store.shown_to_many(viewers, list(named))
        for number, place in enumerate(places, 1):
            copy = copy_of(message, place)
            if message.poll is not None:
                # How it stands for each is their own.
                page = await store.messages(place.owner_id, [place.message_id])
                copy = page.messages[0] if page.messages else copy
            arrived = MessageArrived(
                owner_id=place.owner_id, pts=place.pts, message=copy, sees=sees[place.owner_id]
            )
            note_shown(self._app.sessions.of_account(place.owner_id), people)
            self._mailboxes.on_advanced(MailboxAdvanced(change=arrived))
            if number % BATCH == 0:
                await asyncio.sleep(0)

    def _on_typed(self, event: ChatTyped) -> None:
        listening = [one for one in event.audience if self._app.sessions.of_account(one)]
        if listening:
            self._app.spawn(self._tell_activity(event, listening))

    async def _tell_activity(self, event: ChatTyped, listening: Sequence[int]) -> None:
        named = (event.sender_id, chat_peer(event.chat_id))
        sees = await self._app.store.shown_to_many(listening, named)
        made = view.typed_in_chat(event.chat_id, event.sender_id, event.activity)
        now = self._app.clock.now()
        for number, owner_id in enumerate(listening, 1):
            body = view.changes([made], sees[owner_id], now, self._access)
            push_to(self._app.sessions.of_account(owner_id), body)
            if number % BATCH == 0:
                await asyncio.sleep(0)
