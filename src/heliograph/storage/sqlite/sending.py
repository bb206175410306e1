"""Appending a private message: one read to decide on, five statements to write."""

from collections.abc import Callable, Mapping, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.dialogs import MAIN
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft, Message, SendContext
from heliograph.domain.notifications import is_muted
from heliograph.domain.peers import box_of, is_channel
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.storage.sqlite import (
    account_events,
    bodies,
    channel_sending,
    chat_sending,
    dialogs,
    mailbox,
    polls,
    preferences,
    queries,
    repeating,
    rows,
    saved,
    send_context,
)
from heliograph.storage.sqlite.send_context import Box, Sides

_SQL = queries.load("sending")
_CLEARING = queries.load("clearing")


def append_private(
    db: apsw.Connection, draft: Draft, decide: Callable[[Draft, SendContext], Body]
) -> Sent:
    """See `ports.store.MessageOperations.append_private`."""
    if is_channel(draft.recipient_id):
        return channel_sending.append(db, draft, decide)
    if draft.recipient_id < 0:
        return chat_sending.append(db, draft, decide)
    sides = send_context.load(db, draft)
    if sides.earlier is not None:
        return repeating.repeated(db, draft, sides=sides, earlier=sides.earlier)
    body = polls.keep_asked(db, decide(draft, sides.context))
    if sides.recipient_box is None:
        raise LookupError(f"decided to send to {draft.recipient_id}, who does not exist")
    mine = _sender_copy(draft, body, sides=sides, recipient_box=sides.recipient_box)
    body_id = bodies.add(db, body, date=mine.date, reply_body=sides.reply_body)
    if mine.peer_id == mine.owner_id:
        sent = _keep_note(db, mine, sides=sides, body_id=body_id)
    elif draft.one_sided or SERVICE_ACCOUNT_ID in (mine.owner_id, mine.peer_id):
        sent = _keep_one(db, mine, sides=sides, body_id=body_id)
    else:
        sent = _keep_two(db, mine, sides=sides, body_id=body_id)
        if sides.archived:
            sent = _back_from_archive(db, sent, date=mine.date)
        if sides.begins and sides.context.ttl_period:
            keep_timer(db, (mine.owner_id, mine.peer_id), sides.context.ttl_period)
            sent = replace(sent, timer=sides.context.ttl_period)
    return bodies.settle(db, draft, sent, body=body, body_id=body_id)


def sides_of(db: apsw.Connection, draft: Draft) -> Sides:
    """Everything that a message to anybody is decided on."""
    if is_channel(draft.recipient_id):
        return channel_sending.load(db, draft)
    if draft.recipient_id < 0:
        return chat_sending.load(db, draft)
    return send_context.load(db, draft)


def keep_timer(db: apsw.Connection, sides: tuple[int, int], period: int) -> None:
    """Have what is sent between two people go after `period` seconds."""
    for owner_id, peer_id in dict.fromkeys((sides, sides[::-1])):
        db.execute(_CLEARING.set_period, (owner_id, peer_id, period))
        account_events.note(db, owner_id, kind=account_events.Kind.TIMER, subject=peer_id)


def _back_from_archive(db: apsw.Connection, sent: Sent, *, date: int) -> Sent:
    """A message in a dialog that is not muted brings it back to where it is looked for."""
    theirs = sent.delivered
    assert theirs is not None
    settings = preferences.settings_of_dialog(db, theirs.owner_id, theirs.peer_id)
    if is_muted(*settings, now=date):
        return sent
    moved = dialogs.move_dialogs(db, theirs.owner_id, {theirs.peer_id: MAIN}, date=date)
    return replace(sent, unarchived=moved)


def append_all(
    db: apsw.Connection, drafts: Sequence[Draft], decide: Callable[[Draft, SendContext], Body]
) -> tuple[Sent, ...]:
    """See `ports.store.MessageOperations.append_all`."""
    sent: list[Sent] = []
    ids: dict[int, int] = {}
    for draft in drafts:
        try:
            one = append_private(db, _answering_along(db, draft, ids), decide)
            sent.append(replace(one, random_id=draft.random_id))
            if not one.repeated:
                # A repeat takes nobody along: more would go with it each time.
                decide = along(decide)
            if draft.source is not None:
                ids[draft.source.message_id] = one.message.id
        except errors.MessageIdInvalid:
            # Gone since it was shown: the others still go.
            continue
    if not sent:
        raise errors.MessageIdInvalid
    return tuple(sent)


def along(decide: Callable[[Draft, SendContext], Body]) -> Callable[[Draft, SendContext], Body]:
    """As `decide`, for what goes with a message that was just sent, which is no word before it."""
    return lambda draft, context: decide(draft, replace(context, posted=0, posted_anywhere=0))


def _answering_along(db: apsw.Connection, draft: Draft, ids: Mapping[int, int]) -> Draft:
    """A forward of an answer answers what was forwarded just before it.

    `ids` are those of the messages that go together, by what they are forwards of.

    https://core.telegram.org/api/saved-messages
    """
    if draft.source is None or not ids:
        return draft
    box_id = box_of(draft.sender_id, draft.source.peer_id)
    source = mailbox.message(db, box_id, draft.source.message_id)
    answered = ids.get(source.reply_to_id or 0) if source is not None else None
    if answered is None:
        return draft
    # A repeat is told by what was asked, whatever became of the messages since.
    return replace(draft, reply_to_id=answered, claim=draft.fingerprint())


def _sender_copy(draft: Draft, body: Body, *, sides: Sides, recipient_box: Box) -> Message:
    return Message(
        owner_id=draft.sender_id,
        id=sides.sender_box.top_id + 1,
        peer_id=draft.recipient_id,
        sender_id=draft.sender_id,
        # A clock that stepped back must not date a message before those already there.
        date=max(body.date, sides.sender_box.date, recipient_box.date),
        text=body.text,
        entities=body.entities,
        reply_to_id=sides.reply_ids[0],
        silent=body.silent,
        noforwards=body.noforwards,
        action=body.action,
        extras=body.extras,
    )


def _recipient_copy(mine: Message, sides: Sides) -> tuple[Message, int]:
    """The recipient's copy and the pts it arrives at."""
    box = sides.recipient_box
    assert box is not None
    theirs = replace(
        mine,
        owner_id=mine.peer_id,
        id=box.top_id + 1,
        peer_id=mine.owner_id,
        reply_to_id=sides.reply_ids[1],
    )
    return theirs, box.pts + 1


def _keep_two(db: apsw.Connection, mine: Message, *, sides: Sides, body_id: int) -> Sent:
    theirs, their_pts = _recipient_copy(mine, sides)
    pts = sides.sender_box.pts + 1
    sender, recipient = mine.owner_id, theirs.owner_id
    if _waited(mine):
        _keep(db, mine, body_id=body_id)
        _keep(db, theirs, body_id=body_id)
    else:
        db.execute(_SQL.add_two_copies, (sender, mine.id, body_id, recipient, theirs.id))
        db.execute(_SQL.raise_two_dialogs, (sender, mine.id, recipient, theirs.id))
        db.execute(_SQL.raise_two_mailboxes, (sender, recipient, mine.date))
    return Sent(
        message=mine,
        pts=pts,
        sender_sees=sides.sender_sees,
        delivered=theirs,
        delivered_pts=their_pts,
        recipient_sees=sides.recipient_sees,
    )


def _keep_note(db: apsw.Connection, mine: Message, *, sides: Sides, body_id: int) -> Sent:
    """A message to oneself: one copy, read at once; one that waited is a reminder, and unread."""
    pts = sides.sender_box.pts + 1
    _keep(db, mine, body_id=body_id, read_up_to=0 if _waited(mine) else mine.id)
    if mine.extras is not None:
        saved.file(db, mine)
    return Sent(message=mine, pts=pts, sender_sees=sides.sender_sees)


def _keep_one(db: apsw.Connection, mine: Message, *, sides: Sides, body_id: int) -> Sent:
    """A message that one side alone keeps: the service account's mailbox must not grow."""
    if mine.peer_id == SERVICE_ACCOUNT_ID:
        pts = sides.sender_box.pts + 1
        _keep(db, mine, body_id=body_id)
        return Sent(message=mine, pts=pts, sender_sees=sides.sender_sees)
    theirs, their_pts = _recipient_copy(mine, sides)
    _keep(db, theirs, body_id=body_id)
    return Sent(
        message=replace(mine, id=0),
        pts=0,
        sender_sees=sides.sender_sees,
        delivered=theirs,
        delivered_pts=their_pts,
        recipient_sees=sides.recipient_sees,
    )


def _keep(db: apsw.Connection, copy: Message, *, body_id: int, read_up_to: int = 0) -> None:
    owner, peer, unread = copy.owner_id, copy.peer_id, int(not copy.out or _waited(copy))
    incoming = rows.WAITED if copy.out and unread else unread
    db.execute(_SQL.add_copy, (owner, copy.id, body_id, peer, incoming))
    db.execute(_SQL.raise_dialog, (owner, peer, copy.id, unread, read_up_to))
    db.execute(_SQL.raise_mailbox, (owner, copy.date, unread))


def _waited(copy: Message) -> bool:
    """Whether its author is told that it was sent: TDLib and Desktop count it as unread
    (`MessagesManager::has_incoming_notification`, `History::newItemAdded`)."""
    return copy.out and copy.extras is not None and copy.extras.from_scheduled
