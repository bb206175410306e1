"""Notes what devices are to be told of while they are not connected."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from itertools import islice

from heliograph.actions.app import App
from heliograph.actions.push_secrets import queue_secret_chat, queue_secret_message
from heliograph.actions.push_sending import (
    queue_deleted,
    queue_edited,
    queue_message,
    queue_reaction,
    queue_reactions_seen,
    queue_read,
)
from heliograph.delivery.push_doubts import EVERY_S, Dialog, PushDoubts
from heliograph.delivery.push_posts import PostNotes
from heliograph.domain.account_events import ChannelRead, MessageReactionsChanged
from heliograph.domain.encrypted_events import EncryptedChatChanged, EncryptedMessageArrived
from heliograph.domain.events import (
    AccountUpdated,
    ChatMessageArrived,
    Event,
    MailboxAdvanced,
    MailboxChange,
    MessageArrived,
    PushRegistered,
)
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox
from heliograph.domain.peers import channel_peer, is_channel
from heliograph.domain.push_reactions import unseen_reaction
from heliograph.ports.push import PushPost
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)

_NOTES_MAX = 100_000
"""Dialogs with something to tell that the store was not told of yet; more are left out."""

Messages = tuple[int, tuple[int, ...]]
"""Messages of a mailbox: its owner, and their ids there."""

_AT_ONCE = 64
_NOTED_EVERY_S = 10
_FOUND_MAX = 10_000

RECOVER_AFTER_S = 30
"""After a start, clients have come back by then, and need not be told."""


class PushWatch:
    """Follows the mailboxes of accounts with devices to tell; others cost a look into a set.

    Subscribe `receive` to the bus and let `follow` and `recover` run. It writes off the path of
    messages; what a crash leaves out in between is found after the next start.
    """

    def __init__(self, app: App, post: PushPost, *, wake: Callable[[], None]) -> None:
        self._app = app
        self._post = post
        self._wake = wake
        self._accounts: set[int] = set()
        # Per dialog the newest message, and up to where it was read.
        self._arrived: dict[Dialog, int] = {}
        self._read: dict[Dialog, int] = {}
        self._deleted: list[Messages] = []
        self._edited: list[Messages] = []
        self._reacted: list[Messages] = []
        self._reactions_seen: list[Messages] = []
        self._secrets: list[EncryptedMessageArrived | EncryptedChatChanged] = []
        self._posts = PostNotes(app, post)
        self._doubts = PushDoubts(app)
        self._noted = asyncio.Event()
        self._caught_up = asyncio.Event()
        self._noted_until = 0

    async def caught_up(self) -> None:
        """Wait until the store knows of all that happened so far."""
        await self._caught_up.wait()

    def receive(self, event: Event) -> None:
        """Receive a committed change."""
        if not self._accounts and not isinstance(event, PushRegistered):
            return
        match event:
            case MailboxAdvanced(change=change):
                self._on_advanced(change)
            case AccountUpdated(owner_id=owner_id) if owner_id in self._accounts:
                self._on_updated(event)
            case ChatMessageArrived():
                self._on_spread(event)
            case EncryptedMessageArrived() | EncryptedChatChanged():
                if self._concerns(event):
                    self._note_secret(event)
            case PushRegistered():
                self._accounts.add(event.account_id)

    def _on_advanced(self, change: MailboxChange) -> None:
        if is_channel(change.owner_id):
            if self._posts.note(change):
                self._wake_up()
        elif change.owner_id in self._accounts:
            self._on_change(change)

    def _on_updated(self, event: AccountUpdated) -> None:
        match event.change:
            case MessageReactionsChanged() as change:
                self._on_reactions(change)
            case ChannelRead(channel_id=channel_id, max_id=max_id):
                self._note(self._read, (event.owner_id, channel_peer(channel_id)), max_id)

    def _on_spread(self, event: ChatMessageArrived) -> None:
        peer_id = event.message.peer_id
        for place in event.places:
            if place.owner_id in self._accounts:
                self._note(self._arrived, (place.owner_id, peer_id), place.message_id)

    def _on_change(self, change: MailboxChange) -> None:
        match change:
            case MessageArrived(owner_id=owner_id, message=message):
                if not message.out:
                    self._note(self._arrived, (owner_id, message.peer_id), message.id)
            case ReadInbox(owner_id=owner_id, peer_id=peer_id, max_id=max_id):
                self._note(self._read, (owner_id, peer_id), max_id)
            case Deleted(owner_id=owner_id, ids=ids):
                self._note_messages(self._deleted, (owner_id, ids))
            case Edited(owner_id=owner_id, message=message):
                if not message.out:
                    self._note_messages(self._edited, (owner_id, (message.id,)))

    def _on_reactions(self, change: MessageReactionsChanged) -> None:
        message = change.message
        if is_channel(message.peer_id):
            # Its ids are no ids of the owner's mailbox.
            return
        changed = (message.owner_id, (message.id,))
        if unseen_reaction(message) is None:
            if message.out:
                self._note_messages(self._reactions_seen, changed)
        elif change.by_id not in (0, message.owner_id):
            self._note_messages(self._reacted, changed)

    def _concerns(self, event: EncryptedMessageArrived | EncryptedChatChanged) -> bool:
        """Whether somebody with a device to tell is to hear of it."""
        if isinstance(event, EncryptedChatChanged):
            sides = (event.chat.admin_id, event.chat.participant_id)
            return not self._accounts.isdisjoint(sides)
        return event.owner_id in self._accounts and not event.message.service

    def _note(self, notes: dict[Dialog, int], dialog: Dialog, message_id: int) -> None:
        if len(notes) >= _NOTES_MAX and dialog not in notes:
            metrics.PUSH_OVERFLOWS.inc()
            return
        notes[dialog] = max(message_id, notes.get(dialog, 0))
        self._wake_up()

    def _note_messages(self, notes: list[Messages], changed: Messages) -> None:
        if len(notes) >= _NOTES_MAX:
            metrics.PUSH_OVERFLOWS.inc()
            return
        notes.append(changed)
        self._wake_up()

    def _note_secret(self, event: EncryptedMessageArrived | EncryptedChatChanged) -> None:
        if len(self._secrets) >= _NOTES_MAX:
            metrics.PUSH_OVERFLOWS.inc()
            return
        self._secrets.append(event)
        self._wake_up()

    def _wake_up(self) -> None:
        self._caught_up.clear()
        self._noted.set()

    async def follow(self) -> None:
        """Write down what was noted, as long as the server lives."""
        self._accounts |= set(await self._app.store.push_accounts())
        while True:
            if not self._noted.is_set():
                self._caught_up.set()
            await self._wait()
            arrived, self._arrived = self._arrived, {}
            read, self._read = self._read, {}
            secrets, self._secrets = self._secrets, []
            deleted, self._deleted = self._deleted, []
            edited, self._edited = self._edited, []
            reacted, self._reacted = self._reacted, []
            reactions_seen, self._reactions_seen = self._reactions_seen, []
            missed = self._doubts.settle()
            for dialog, message_id in arrived.items():
                self._doubts.keep(dialog, message_id)
            try:
                queued = await _in_turns(self._posts.work(self._accounts))
                queued += await self._queue({**missed, **arrived}, read)
                queued += await _in_turns(
                    queue_edited(self._app, owner_id, ids) for owner_id, ids in edited
                )
                queued += await _in_turns(
                    queue_deleted(self._app, owner_id, ids) for owner_id, ids in deleted
                )
                queued += await self._queue_reactions(reacted, reactions_seen)
                if queued + await self._queue_secrets(secrets):
                    self._wake()
                await self._say_noted()
            except Exception:
                # The outermost loop of a worker: the messages themselves are safe.
                log.exception("Noting what devices are to be told failed.")

    async def recover(self, *, after_s: float = RECOVER_AFTER_S) -> None:
        """Note what came in before the last end and was not noted any more."""
        found = await self._app.store.unnoted_pushes(slack_s=_NOTED_EVERY_S, at_most=_FOUND_MAX)
        await asyncio.sleep(after_s)
        for owner_id, peer_id, message_id in found:
            self._note(self._arrived, (owner_id, peer_id), message_id)

    async def _wait(self) -> None:
        """Until something happened; or for a moment, while it is doubted that all arrived."""
        try:
            async with asyncio.timeout(EVERY_S if self._doubts else None):
                await self._noted.wait()
            self._noted.clear()
        except TimeoutError:
            return

    async def _say_noted(self) -> None:
        now = self._app.clock.now()
        if now - self._noted_until >= _NOTED_EVERY_S:
            self._noted_until = now
            await self._app.store.note_pushes(date=now)

    async def _queue(self, arrived: dict[Dialog, int], read: dict[Dialog, int]) -> int:
        unread = [
            (dialog, message_id)
            for dialog, message_id in arrived.items()
            if message_id > read.get(dialog, 0)
        ]
        queued = await _in_turns(
            queue_message(self._app, self._post, owner_id, peer_id, message_id=message_id)
            for (owner_id, peer_id), message_id in unread
        )
        return queued + await _in_turns(
            queue_read(self._app, owner_id, peer_id, max_id=max_id)
            for (owner_id, peer_id), max_id in read.items()
        )

    async def _queue_reactions(self, reacted: list[Messages], seen: list[Messages]) -> int:
        # In this order: whether one that came is still new, the store knows.
        queued = await _in_turns(
            queue_reactions_seen(self._app, owner_id, ids) for owner_id, ids in seen
        )
        return queued + await _in_turns(
            queue_reaction(self._app, self._post, owner_id, message_id)
            for owner_id, ids in reacted
            for message_id in ids
        )

    async def _queue_secrets(
        self, events: Iterable[EncryptedMessageArrived | EncryptedChatChanged]
    ) -> int:
        queued = 0
        for event in events:
            # In their order: a request is queued before the first message.
            if isinstance(event, EncryptedMessageArrived):
                queued += await queue_secret_message(self._app, self._post, event)
            else:
                queued += await queue_secret_chat(self._app, self._post, event)
        return queued


async def _in_turns(work: Iterable[Coroutine[object, object, int]]) -> int:
    """Do pieces of work, so many at once that they share commits; gives the sum of what they give.

    One that fails is logged and keeps none of the others from being done.
    """
    done, waiting = 0, iter(work)
    while turn := list(islice(waiting, _AT_ONCE)):
        for result in await asyncio.gather(*turn, return_exceptions=True):
            if isinstance(result, BaseException):
                log.error("Noting what a device is to be told failed.", exc_info=result)
            else:
                done += result
    return done
