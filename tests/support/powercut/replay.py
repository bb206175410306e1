"""What a mailbox holds after a given pts, worked out from its changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox
from heliograph.domain.messages import Message


@dataclass
class Contents:
    """Messages by id, and how far each dialog is read on either side."""

    messages: dict[int, Message] = field(default_factory=dict)
    read_inbox: dict[int, int] = field(default_factory=dict)
    read_outbox: dict[int, int] = field(default_factory=dict)

    def apply(self, change: MailboxChange) -> None:
        match change:
            case MessageArrived() | Edited():
                self.messages[change.message.id] = change.message
            case Deleted():
                for message_id in change.ids:
                    self.messages.pop(message_id, None)
            case ReadInbox():
                self.read_inbox[change.peer_id] = change.max_id
            case ReadOutbox():
                self.read_outbox[change.peer_id] = change.max_id


def replay(changes: Iterable[MailboxChange], *, up_to: int) -> Contents:
    """The contents after pts `up_to`; `changes` come in rising pts."""
    contents = Contents()
    for change in changes:
        if change.pts > up_to:
            break
        contents.apply(change)
    return contents


def gaps(changes: Iterable[MailboxChange], *, first_pts: int) -> list[int]:
    """The pts after `first_pts` that no change accounts for; `changes` come in rising pts."""
    missing = []
    reached = first_pts
    for change in changes:
        missing.extend(range(reached + 1, change.pts - change.pts_count + 1))
        reached = change.pts
    return missing
