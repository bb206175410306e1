"""A client's idea of its mailbox, built from nothing but the difference."""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.ports.store import Store

EVERYTHING = 100_000


class Replica:
    """Follows one mailbox from its pts on; `compare` fails if the store says anything else."""

    def __init__(self, owner_id: int) -> None:
        self.owner_id = owner_id
        self.pts = 1
        self.messages: dict[int, Message] = {}
        self.read_inbox: dict[int, int] = {}
        self.read_outbox: dict[int, int] = {}

    async def catch_up(self, store: Store, *, limit: int = 50) -> None:
        """Ask for slices until there are no more; pts may skip what is gone, never go back."""
        final = False
        while not final:
            difference = await store.difference(self.owner_id, pts=self.pts, limit=limit)
            for change in difference.changes:
                assert change.pts - change.pts_count >= self.pts
                self.pts = change.pts
                self._apply(change)
            assert difference.state.pts >= self.pts
            self.pts = difference.state.pts
            final = difference.final

    def _apply(self, change: MailboxChange) -> None:
        match change:
            case Edited(message=message) if message.edit_hidden:
                # It is as it was: https://core.telegram.org/constructor/message, edit_hide.
                self.messages[message.id] = replace(message, edit_date=None, edit_hidden=False)
            case MessageArrived(message=message) | Edited(message=message):
                self.messages[message.id] = message
            case Deleted(ids=ids):
                self._forget(ids)
            case ReadInbox(peer_id=peer_id, max_id=max_id):
                self.read_inbox[peer_id] = max_id
            case ReadOutbox(peer_id=peer_id, max_id=max_id):
                self.read_outbox[peer_id] = max_id

    def _forget(self, ids: Sequence[int]) -> None:
        for message_id in ids:
            self.messages.pop(message_id, None)
        # What replied to one of them replies to nothing now.
        for message in list(self.messages.values()):
            if message.reply_to_id in ids:
                self.messages[message.id] = replace(message, reply_to_id=None)

    async def compare(self, store: Store) -> None:
        """What was replayed is what history, dialogs and state say."""
        page = await store.dialogs(DialogQuery(owner_id=self.owner_id, limit=EVERYTHING))
        stored: dict[int, Message] = {}
        unread = 0
        for dialog in page.dialogs:
            # A channel is a mailbox of its own.
            if is_channel(dialog.peer_id):
                continue
            query = HistoryQuery(owner_id=self.owner_id, peer_id=dialog.peer_id, limit=EVERYTHING)
            messages = (await store.history(query)).messages
            stored |= {message.id: message for message in messages}
            assert dialog.top_id == messages[0].id
            # Notes to oneself are read as they arrive: no change says so.
            if dialog.peer_id != self.owner_id:
                assert dialog.read_inbox_max_id == self.read_inbox.get(dialog.peer_id, 0)
                assert dialog.read_outbox_max_id == self.read_outbox.get(dialog.peer_id, 0)
            incoming = [m.id for m in messages if not m.out or was_due(m)]
            assert dialog.unread == sum(i > dialog.read_inbox_max_id for i in incoming)
            unread += dialog.unread
        assert stored == self.messages
        state = await store.state(self.owner_id)
        assert (state.pts, state.unread) == (self.pts, unread)


def was_due(message: Message) -> bool:
    """Whether it waited to be sent, and is unread to its author as well."""
    return message.extras is not None and message.extras.from_scheduled
