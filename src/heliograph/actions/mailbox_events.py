"""Telling the owners of mailboxes what changed in them."""

from collections.abc import Iterable

from heliograph.actions.app import App
from heliograph.domain.events import (
    ChatMessageArrived,
    MailboxAdvanced,
    MailboxChange,
    MessageArrived,
    Origin,
)
from heliograph.domain.message_changes import Sent
from heliograph.domain.peers import box_of
from heliograph.domain.pins import Pinned


def tell_changes(
    app: App, made: Iterable[MailboxChange | ChatMessageArrived], *, origin: Origin | None
) -> list[MailboxChange]:
    """Publish, in their order, changes that are durable already; gives those of one mailbox each.

    What took no pts changed nothing and is passed over. `origin` asked for them and is not told;
    None tells every session.
    """
    told: list[MailboxChange] = []
    for change in made:
        if isinstance(change, ChatMessageArrived):
            app.bus.publish(change)
        elif change.pts_count:
            told.append(change)
            app.bus.publish(MailboxAdvanced(change=change, origin=origin))
    return told


def sent_changes(sent: Sent | None) -> list[MailboxChange | ChatMessageArrived]:
    """What a sent message is to the mailboxes, the sender's first; nothing if there is none."""
    if sent is None:
        return []
    made = [arrival_at_sender(sent), arrival_at_recipient(sent), sent.unarchived, *sent.moved]
    told: list[MailboxChange | ChatMessageArrived] = [one for one in made if one is not None]
    if sent.spread:
        spread = ChatMessageArrived(message=sent.message, places=sent.spread, sees=sent.sender_sees)
        told.insert(0, spread)
    return told


def carried_changes(sent: Sent) -> list[MailboxChange]:
    """What became of the group to which a post came by itself; nothing if it did not."""
    if sent.carried is None:
        return []
    arrival = arrival_at_sender(sent.carried)
    owner_id, ids = arrival.owner_id, (sent.carried.message.id,)
    pinned = Pinned(
        owner_id=owner_id,
        pts=arrival.pts + 1,
        pts_count=1,
        peer_id=owner_id,
        ids=ids,
        pinned=True,
    )
    return [arrival, pinned]


def arrival_at_sender(sent: Sent) -> MessageArrived:
    """The sender's part of a sent message, for their other sessions; a channel's is everybody's."""
    return MessageArrived(
        owner_id=box_of(sent.message.owner_id, sent.message.peer_id),
        pts=sent.pts,
        message=sent.message,
        sees=sent.sender_sees,
        called=sent.called,
    )


def arrival_at_recipient(sent: Sent) -> MessageArrived | None:
    """The recipient's part of a sent message; None for a note to oneself."""
    if sent.delivered is None:
        return None
    return MessageArrived(
        owner_id=sent.delivered.owner_id,
        pts=sent.delivered_pts,
        message=sent.delivered,
        sees=sent.recipient_sees,
    )
