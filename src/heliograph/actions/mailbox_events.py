"""Telling the owners of mailboxes what changed in them."""

from collections.abc import Iterable

from heliograph.actions.app import App
from heliograph.domain.events import MailboxAdvanced, MailboxChange, MessageArrived, Origin
from heliograph.domain.messages import Sent


def tell_changes(
    app: App, made: Iterable[MailboxChange], *, origin: Origin | None
) -> list[MailboxChange]:
    """Publish, in their order, changes that are durable already; gives those that there were.

    What took no pts changed nothing and is passed over. `origin` asked for them and is not told;
    None tells every session.
    """
    told = [change for change in made if change.pts_count]
    for change in told:
        app.bus.publish(MailboxAdvanced(change=change, origin=origin))
    return told


def sent_changes(sent: Sent | None) -> list[MailboxChange]:
    """What a sent message is to both mailboxes, the sender's first; nothing if there is none."""
    if sent is None:
        return []
    made = [arrival_at_sender(sent), arrival_at_recipient(sent), sent.unarchived]
    return [change for change in made if change is not None]


def arrival_at_sender(sent: Sent) -> MessageArrived:
    """The sender's part of a sent message, for their other sessions."""
    return MessageArrived(
        owner_id=sent.message.owner_id,
        pts=sent.pts,
        message=sent.message,
        sees=sent.sender_sees,
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
