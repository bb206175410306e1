"""Appending a message to a group: one body, and a copy in each member's mailbox.

The number of statements is the same however many members there are.
"""

from collections.abc import Callable, Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chat_calls import called_by, hears, names_in
from heliograph.domain.dialogs import ARCHIVE, MAIN
from heliograph.domain.message_changes import FoldersChanged, Sent
from heliograph.domain.messages import Body, Cited, Draft, Message, SendContext
from heliograph.domain.notifications import is_muted
from heliograph.domain.peers import chat_of
from heliograph.domain.people import BOTS_MAX, FIRST_BOT_ID, Seen
from heliograph.domain.permissions import is_inside
from heliograph.domain.spreading import Place
from heliograph.domain.usernames import fold
from heliograph.storage.sqlite import (
    bodies,
    chats,
    dialogs,
    hearing,
    people,
    polls,
    preferences,
    queries,
    repeating,
    rows,
    send_context,
)
from heliograph.storage.sqlite.send_context import Box, Earlier, Sides

_SQL = queries.load("chats")
_SENDING = queries.load("sending")
_CLEARING = queries.load("clearing")

# Where the parts of a row of `send_context` begin.
_CHAT = 3
_ROLE = _CHAT + chats.CHAT_COLUMNS
_EARLIER = _ROLE + 1

Answered = tuple[int, int]
"""The body that is answered, and who wrote it."""


def append(db: apsw.Connection, draft: Draft, decide: Callable[[Draft, SendContext], Body]) -> Sent:
    """See `ports.store.MessageOperations.append_private`."""
    chat_id = chat_of(draft.recipient_id)
    sides, answered = _load(db, draft)
    if sides.earlier is not None:
        return repeating.repeated(db, draft, sides=sides, earlier=sides.earlier)
    body = polls.keep_asked(db, decide(draft, sides.context))
    chat = sides.context.chat
    if chat is None or not is_inside(chat.role):
        # Whatever was decided: no copy would be the sender's own.
        raise errors.ChatWriteForbidden
    newest = rows.number(db, _SQL.newest_date, (chat_id,))
    # A clock that stepped back must not date a message before those already there.
    body = replace(body, date=max(body.date, newest))
    reply_body = answered[0] if answered is not None else None
    body_id = bodies.add(db, body, date=body.date, reply_body=reply_body)
    sent = _spread(db, draft, body, body_id=body_id, answered=answered)
    sent = replace(sent, sender_sees=sides.sender_sees)
    return bodies.settle(db, draft, sent, body=body, body_id=body_id)


def load(db: apsw.Connection, draft: Draft) -> Sides:
    """Everything that a message to a group is decided on."""
    return _load(db, draft)[0]


def _load(db: apsw.Connection, draft: Draft) -> tuple[Sides, Answered | None]:
    wanted = (draft.sender_id, chat_of(draft.recipient_id), draft.random_id, draft.recipient_id)
    row = db.execute(_SQL.send_context, wanted).fetchone()
    if row is None:
        raise errors.AuthKeyUnregistered
    sides = Sides()
    sender_id = draft.sender_id
    sides.sender_box = Box(*row[:_CHAT])
    known = row[_CHAT] is not None
    sides.earlier = None if row[_EARLIER] is None else Earlier(*row[_EARLIER : _EARLIER + 4])
    (sender,) = people.seen(db, sender_id, (sender_id,))
    chat = chats.seen(row[_CHAT:_ROLE], sender_id, row[_ROLE]) if known else None
    if chat is None:
        raise errors.PeerIdInvalid
    sides.sender_sees = (sender, chat)
    answered, reply = _answered(db, draft)
    source = None
    if draft.source is not None:
        source = send_context.cited(db, sender_id, draft.source.peer_id, draft.source.message_id)
    sides.context = _context(sender, draft, answered, reply)
    sides.context = replace(
        sides.context, chat=chat, source=source, ttl_period=chat.chat.ttl_period
    )
    return sides, answered


def _context(
    sender: Seen, draft: Draft, answered: Answered | None, reply: Cited | None
) -> SendContext:
    return SendContext(
        sender=sender,
        recipient=None,
        blocked_by_recipient=False,
        reply_known=answered is not None or reply is not None,
        reply=reply,
    )


def _answered(db: apsw.Connection, draft: Draft) -> tuple[Answered | None, Cited | None]:
    """What is answered: a message of the group, or one of another dialog; and what is quoted."""
    if draft.reply_to_id is None:
        return None, None
    answered = reply = None
    if draft.reply_peer_id is None:
        wanted = (draft.sender_id, draft.reply_to_id, draft.recipient_id)
        answered = db.execute(_SQL.answered, wanted).fetchone()
    if draft.reply_peer_id is not None or (draft.extras and draft.extras.quote):
        peer_id = draft.reply_peer_id or draft.recipient_id
        reply = send_context.cited(db, draft.sender_id, peer_id, draft.reply_to_id)
    return answered, reply


def _spread(
    db: apsw.Connection, draft: Draft, body: Body, *, body_id: int, answered: Answered | None
) -> Sent:
    """Put a copy into each mailbox, and tell where they lie."""
    sender_id, peer_id, chat_id = draft.sender_id, draft.recipient_id, chat_of(draft.recipient_id)
    called = _called(db, body, answered)
    deaf = people.as_json(_deaf(db, chat_id, body, called))
    calls = people.as_json(called)
    # As between two: what was to be sent later is unread for its author as well.
    waited = body.extras is not None and body.extras.from_scheduled
    boxes = rows.fetch(db, _SQL.raise_mailboxes, (chat_id, sender_id, body.date, deaf, waited))
    marks, incoming = rows.CALLED | rows.UNHEEDED, rows.WAITED if waited else 0
    copies = (chat_id, sender_id, body_id, peer_id, deaf, calls, marks, incoming)
    db.execute(_SQL.add_copies, copies)
    raised = rows.fetch(db, _SQL.raise_dialogs, (chat_id, sender_id, peer_id, deaf, waited))
    if called:
        db.execute(_SQL.add_mentions, (body_id, peer_id, calls))
    replies = dict(rows.fetch(db, _SQL.ids_of_body, (answered[0],))) if answered else {}
    roles = dict(rows.fetch(db, _SQL.roles_inside, (chat_id,)))
    own: tuple[int, int] = (0, 0)
    places: list[Place] = []
    for owner_id, message_id, pts in boxes:
        if owner_id == sender_id:
            own = (message_id, pts)
            continue
        reply_id = replies.get(owner_id)
        role = roles[owner_id]
        places.append(Place(owner_id, message_id, pts, reply_id, owner_id in called, role))
    archived = [owner_id for owner_id, folder in raised if folder == ARCHIVE]
    return Sent(
        message=_own_copy(draft, body, message_id=own[0], reply_id=replies.get(sender_id)),
        pts=own[1],
        sender_sees=(),
        spread=tuple(places),
        moved=tuple(_back_from_archive(db, archived, peer_id, date=body.date)),
    )


def _own_copy(draft: Draft, body: Body, *, message_id: int, reply_id: int | None) -> Message:
    return Message(
        owner_id=draft.sender_id,
        id=message_id,
        peer_id=draft.recipient_id,
        sender_id=draft.sender_id,
        date=body.date,
        text=body.text,
        entities=body.entities,
        reply_to_id=reply_id,
        silent=body.silent,
        noforwards=body.noforwards,
        action=body.action,
        extras=body.extras,
    )


def _deaf(db: apsw.Connection, chat_id: int, body: Body, called: frozenset[int]) -> Sequence[int]:
    """The programs in a group that are not to hear of a message."""
    found = rows.fetch(db, _SQL.bots, (chat_id, FIRST_BOT_ID, FIRST_BOT_ID + BOTS_MAX))
    return [
        bot_id
        for bot_id, *named in found
        if not hears(body, bot_id=bot_id, names=hearing.names(*named), called=bot_id in called)
    ]


def _called(db: apsw.Connection, body: Body, answered: Answered | None) -> frozenset[int]:
    """Whom a message names, and whom it answers."""
    called = set(called_by(body))
    names = names_in(body.text, body.entities)
    if names:
        folded = people.as_json(map(fold, names))
        called |= {row[0] for row in rows.fetch(db, _SQL.by_names, (folded,))}
    if answered is not None and body.action is None:
        called.add(answered[1])
    return frozenset(called - {body.sender_id})


def _back_from_archive(
    db: apsw.Connection, owner_ids: Iterable[int], peer_id: int, *, date: int
) -> Iterable[FoldersChanged]:
    """A message in a group that is not muted brings it back to where it is looked for."""
    for owner_id in owner_ids:
        settings = preferences.settings_of_dialog(db, owner_id, peer_id)
        if not is_muted(*settings, now=date):
            yield dialogs.move_dialogs(db, owner_id, {peer_id: MAIN}, date=date)
