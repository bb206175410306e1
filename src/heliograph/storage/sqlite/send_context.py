"""What a private message is decided on, read in one statement."""

import apsw

from heliograph.domain import errors
from heliograph.domain.chats import Shown
from heliograph.domain.fleeting import is_kept_from_others
from heliograph.domain.messages import Cited, Draft, Message, SendContext
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.people import Seen, is_bot, see, see_oneself
from heliograph.storage.sqlite import (
    channels,
    dialogs,
    mailbox,
    people,
    posts,
    preferences,
    queries,
    rows,
)

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

    `reply_body` and `reply_ids` are the replied-to body and its id in each mailbox; `archived`
    says that the recipient has put the dialog away, `begins` that there is none yet.
    """

    __slots__ = ("archived", "begins", "context", "earlier", "recipient_box", "recipient_sees",
                 "reply_body", "reply_ids", "sender_box", "sender_sees")  # fmt: skip

    archived: bool
    begins: bool
    context: SendContext
    sender_box: Box
    recipient_box: Box | None
    sender_sees: tuple[Shown, ...]
    recipient_sees: tuple[Seen, ...]
    reply_body: int | None
    reply_ids: tuple[int | None, int | None]
    earlier: Earlier | None


# Where the parts of a row of `send_context` begin: an account's first column is its id.
_SENDER, _RECIPIENT, _SENDER_ENTRY, _RECIPIENT_ENTRY, _BLOCKS, _BOXES, _EARLIER, _TTL, _FOLDER = (
    0, 13, 26, 32, 38, 40, 46, 50, 51,
)  # fmt: skip
_PRIVACY, _ONLINE_UNTIL = 11, 12


def load(db: apsw.Connection, draft: Draft) -> Sides:
    """Everything `append_private` looks at. AUTH_KEY_UNREGISTERED if there is no such sender."""
    sender_id, recipient_id = draft.sender_id, draft.recipient_id
    row = db.execute(_SQL.send_context, (sender_id, recipient_id, draft.random_id)).fetchone()
    if row is None:
        raise errors.AuthKeyUnregistered
    sides = Sides()
    known = row[_RECIPIENT] is not None
    sides.sender_box = Box(*row[_BOXES : _BOXES + 3])
    sides.recipient_box = Box(*row[_BOXES + 3 : _EARLIER]) if known else None
    sides.earlier = None if row[_EARLIER] is None else Earlier(*row[_EARLIER : _EARLIER + 4])
    sides.archived = bool(row[_FOLDER])
    sides.begins = row[_FOLDER] is None and not draft.one_sided and sender_id != recipient_id
    sides.reply_body, sides.reply_ids = None, (None, None)
    reply = None
    if draft.reply_to_id is not None:
        if draft.reply_peer_id is None:
            _load_reply(db, draft, sides)
        if draft.reply_peer_id is not None or (draft.extras and draft.extras.quote):
            peer_id = draft.reply_peer_id or recipient_id
            reply = cited(db, sender_id, peer_id, draft.reply_to_id)
    source = None
    if draft.source is not None:
        source = cited(db, sender_id, draft.source.peer_id, draft.source.message_id)
    sides.sender_sees, sides.recipient_sees = _seen(row, draft)
    recipient = sides.sender_sees[-1] if known else None
    blocked = bool(row[_BLOCKS + 1]) and sender_id != recipient_id
    sides.context = SendContext(
        sender=sides.sender_sees[0],
        recipient=recipient,
        blocked_by_recipient=blocked,
        # Looked up only where it matters: most people let anybody write.
        was_written_to=recipient is not None
        and (is_bot(sender_id) or not recipient.may_write)
        and not blocked
        and dialogs.has_dialog(db, recipient_id, sender_id),
        reply_known=sides.reply_body is not None or reply is not None,
        reply=reply,
        source=source,
        ttl_period=_timer_of_new(db, sender_id) if sides.begins else row[_TTL] or 0,
    )
    return sides


def _timer_of_new(db: apsw.Connection, sender_id: int) -> int:
    """After how many seconds messages go in a dialog that somebody begins, by their own choice."""
    return preferences.preferences(db, sender_id).default_timer


def _load_reply(db: apsw.Connection, draft: Draft, sides: Sides) -> None:
    wanted = (draft.sender_id, draft.reply_to_id, draft.recipient_id)
    found = db.execute(_SQL.reply_target, wanted).fetchone()
    if found:
        sides.reply_body = found[0]
        sides.reply_ids = (draft.reply_to_id, found[1])


def cited(db: apsw.Connection, owner_id: int, peer_id: int, message_id: int) -> Cited | None:
    """A message of one of the owner's dialogs, or of a channel they may look into; its author."""
    if is_channel(peer_id):
        return _cited_post(db, owner_id, peer_id, message_id)
    message = mailbox.message(db, owner_id, message_id)
    if message is None or message.peer_id != peer_id:
        return None
    (author,) = people.seen(db, owner_id, (message.sender_id,))
    kept = message.noforwards or message.hidden or is_kept_from_others(message.extras)
    kept = kept or bool(rows.number(db, _SQL.is_protected, (owner_id, peer_id)))
    return Cited(message, author, kept)


def _cited_post(db: apsw.Connection, viewer_id: int, peer_id: int, message_id: int) -> Cited | None:
    seen = channels.seen_channels(db, viewer_id, (peer_id,)).get(peer_id)
    message = posts.message(db, viewer_id, peer_id, message_id)
    if seen is None or not seen.readable or message is None:
        return None
    # A post that came by itself to the group beside its channel says where it is from.
    author_id = message.sender_id if message.sender_id > 0 else viewer_id
    (author,) = people.seen(db, viewer_id, (author_id,))
    kept = message.noforwards or message.hidden or seen.channel.noforwards
    return Cited(message, author, kept or _is_protected_where_posted(db, message))


def _is_protected_where_posted(db: apsw.Connection, message: Message) -> bool:
    """Whether the channel that a post came from by itself protects what it says by now."""
    if not is_channel(message.sender_id):
        return False
    origin = channels.known(db, channel_of(message.sender_id))
    return origin is not None and origin.noforwards


def _seen(row: rows.Row, draft: Draft) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """Whom the sender and the recipient must be shown; each side's own account comes first."""
    sender_id, recipient_id, now = draft.sender_id, draft.recipient_id, draft.date
    sender = rows.account(row)
    sender_until = row[_ONLINE_UNTIL]
    own = see_oneself(sender, online_until=sender_until, now=now)
    if row[_RECIPIENT] is None or sender_id == recipient_id:
        return (own,), ()
    recipient = rows.account(row[_RECIPIENT:_SENDER_ENTRY])
    recipient_until = row[_RECIPIENT + _ONLINE_UNTIL]
    sender_knows = rows.contact(sender_id, row[_SENDER_ENTRY:_RECIPIENT_ENTRY])
    recipient_knows = rows.contact(recipient_id, row[_RECIPIENT_ENTRY:_BLOCKS])
    senders = rows.bond(sender_knows, blocked=row[_BLOCKS], privacy=row[_PRIVACY])
    recipients = rows.bond(
        recipient_knows, blocked=row[_BLOCKS + 1], privacy=row[_RECIPIENT + _PRIVACY]
    )
    to_recipient_allowed = senders.permissions_for(recipient_id)
    to_sender_allowed = recipients.permissions_for(sender_id)
    to_sender = see(
        recipient,
        sender_knows,
        viewer_id=sender_id,
        allowed=to_sender_allowed,
        given=to_recipient_allowed,
        mine=senders,
        theirs=recipients,
        online_until=recipient_until,
        now=now,
    )
    to_recipient = see(
        sender,
        recipient_knows,
        viewer_id=recipient_id,
        allowed=to_recipient_allowed,
        given=to_sender_allowed,
        mine=recipients,
        theirs=senders,
        online_until=sender_until,
        now=now,
    )
    theirs = see_oneself(recipient, online_until=recipient_until, now=now)
    return (own, to_sender), (theirs, to_recipient)
