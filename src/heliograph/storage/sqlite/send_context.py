"""What a private message is decided on, read in one statement."""

import apsw

from heliograph.domain import errors
from heliograph.domain.messages import Draft, SendContext
from heliograph.domain.people import Seen
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("sending")


class Earlier:
    """What the same random_id sent before."""

    __slots__ = ("date", "fingerprint", "message_id", "pts")

    def __init__(self, fingerprint: bytes, message_id: int, pts: int, date: int) -> None:
        self.fingerprint = fingerprint
        self.message_id = message_id
        self.pts = pts
        self.date = date


class Box:
    """The counters of a mailbox before the message."""

    __slots__ = ("date", "pts", "top_id")

    def __init__(self, pts: int, top_id: int, date: int) -> None:
        self.pts = pts
        self.top_id = top_id
        self.date = date


class Sides:
    """Both sides of a message to be sent; `recipient_box` is None if there is no such account.

    `reply_body` and `reply_ids` are the replied-to body and its id in each mailbox.
    """

    __slots__ = ("context", "earlier", "recipient_box", "recipient_sees", "reply_body",
                 "reply_ids", "sender_box", "sender_sees")  # fmt: skip

    context: SendContext
    sender_box: Box
    recipient_box: Box | None
    sender_sees: tuple[Seen, ...]
    recipient_sees: tuple[Seen, ...]
    reply_body: int | None
    reply_ids: tuple[int | None, int | None]
    earlier: Earlier | None


def load(db: apsw.Connection, draft: Draft) -> Sides:
    """Everything `append_private` looks at. AUTH_KEY_UNREGISTERED if there is no such sender."""
    sender_id, recipient_id = draft.sender_id, draft.recipient_id
    row = db.execute(_SQL.send_context, (sender_id, recipient_id, draft.random_id)).fetchone()
    if row is None:
        raise errors.AuthKeyUnregistered
    sides = Sides()
    sides.sender_box = Box(*row[26:29])
    sides.recipient_box = None if row[8] is None else Box(*row[29:32])
    sides.earlier = None if row[32] is None else Earlier(*row[32:36])
    sides.reply_body, sides.reply_ids = None, (None, None)
    if draft.reply_to_id is not None:
        _load_reply(db, draft, sides)
    sides.sender_sees, sides.recipient_sees = _seen(row, sender_id, recipient_id)
    sides.context = SendContext(
        sender=sides.sender_sees[0],
        recipient=None if row[8] is None else sides.sender_sees[-1],
        blocked_by_recipient=bool(row[25]) and sender_id != recipient_id,
        reply_known=sides.reply_body is not None,
    )
    return sides


def _load_reply(db: apsw.Connection, draft: Draft, sides: Sides) -> None:
    wanted = (draft.sender_id, draft.reply_to_id, draft.recipient_id)
    found = db.execute(_SQL.reply_target, wanted).fetchone()
    if found:
        sides.reply_body = found[0]
        sides.reply_ids = (draft.reply_to_id, found[1])


def _seen(
    row: rows.Row, sender_id: int, recipient_id: int
) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """Whom the sender and the recipient must be shown; each side's own account comes first."""
    sender = rows.account(row)
    own = Seen(account=sender, viewer_id=sender_id)
    if row[8] is None or sender_id == recipient_id:
        return (own,), ()
    recipient = rows.account(row[8:16])
    sender_knows = rows.contact(sender_id, row[16:20])
    recipient_knows = rows.contact(recipient_id, row[20:24])
    to_sender = Seen(
        account=recipient,
        viewer_id=sender_id,
        contact=sender_knows,
        knows_viewer=recipient_knows is not None,
        blocked=bool(row[24]),
    )
    to_recipient = Seen(
        account=sender,
        viewer_id=recipient_id,
        contact=recipient_knows,
        knows_viewer=sender_knows is not None,
        blocked=bool(row[25]),
    )
    return (own, to_sender), (Seen(account=recipient, viewer_id=recipient_id), to_recipient)
