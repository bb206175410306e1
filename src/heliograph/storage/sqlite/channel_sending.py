"""Appending a post to a channel: one body and one copy, however many read it."""

from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Cited, Draft, Message, SendContext
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.people import is_bot
from heliograph.domain.permissions import is_inside
from heliograph.domain.speaking import Speakers
from heliograph.storage.sqlite import (
    bodies,
    channels,
    discussions,
    files,
    paces,
    people,
    polls,
    post_contents,
    posts,
    queries,
    repeating,
    replies,
    rows,
    send_context,
    speakers,
    topic_rows,
)
from heliograph.storage.sqlite.safety import blocked_files
from heliograph.storage.sqlite.send_context import Box, Earlier, Sides

_SQL = queries.load("channels")
_SENDING = queries.load("sending")
_DIALOGS = queries.load("history")
_CHATS = queries.load("chats")

# Where the parts of a row of `send_context` begin.
_CHANNEL = 3
_STANDING = _CHANNEL + channels.CHANNEL_COLUMNS
_POSTED = _STANDING + 4
_EARLIER = _POSTED + 1


def append(db: apsw.Connection, draft: Draft, decide: Callable[[Draft, SendContext], Body]) -> Sent:
    """See `ports.store.MessageOperations.append_private`."""
    sides = load(db, draft)
    if sides.earlier is not None:
        return repeating.repeated(db, draft, sides=sides, earlier=sides.earlier)
    return write(db, draft, polls.keep_asked(db, decide(draft, sides.context)), sides=sides)


def load(db: apsw.Connection, draft: Draft) -> Sides:
    """Everything that a post is decided on. CHANNEL_INVALID if there is no such channel."""
    sender_id, peer_id = draft.sender_id, draft.recipient_id
    wanted = (sender_id, channel_of(peer_id), draft.random_id, peer_id)
    row = db.execute(_SQL.send_context, wanted).fetchone()
    if row is None:
        raise errors.ChannelInvalid
    sides = Sides()
    sides.sender_box = Box(*row[:_CHANNEL])
    sides.earlier = None if row[_EARLIER] is None else Earlier(*row[_EARLIER : _EARLIER + 4])
    found = people.seen(db, sender_id, (sender_id,))
    if not found:
        raise errors.AuthKeyUnregistered
    record = channels.channel(row[_CHANNEL:_STANDING])
    (seen,) = channels.with_beside(db, [channels.seen(record, sender_id, row[_STANDING:_POSTED])])
    sides.sender_sees = (found[0], seen)
    sides.reply_body, reply = _answered(db, draft, seen)
    sides.reply_ids = (draft.reply_to_id if sides.reply_body is not None else None, None)
    source = None
    if draft.source is not None:
        source = send_context.cited(db, sender_id, draft.source.peer_id, draft.source.message_id)
    sides.context = SendContext(
        sender=found[0],
        recipient=None,
        blocked_by_recipient=False,
        reply_known=sides.reply_body is not None or reply is not None,
        reply=reply,
        source=source,
        ttl_period=record.ttl_period,
        channel=seen,
        posted=paces.posted_in(db, record, own=row[_POSTED] or 0),
        posted_anywhere=paces.posted_anywhere(db, found[0].account),
        speakers=_speakers(db, draft, seen, chosen=row[_EARLIER + 4] or 0),
        topic=topic_rows.written_in(db, record, draft) if record.forum else None,
    )
    if sides.context.topic is not None and draft.reply_to_id == sides.context.topic.id:
        # That names the topic: whoever made it is not answered.
        sides.reply_body, sides.reply_ids = None, (None, None)
    return sides


def _speakers(db: apsw.Connection, draft: Draft, seen: SeenChannel, *, chosen: int) -> Speakers:
    """Whom the sender may speak for; most speak for themselves, and nothing is looked up."""
    asked = chosen if draft.send_as is None else draft.send_as
    if not is_channel(asked) or asked == draft.recipient_id:
        return Speakers(chosen=chosen)
    return replace(speakers.of(db, draft.sender_id, seen.channel.id), chosen=chosen)


def _answered(
    db: apsw.Connection, draft: Draft, seen: SeenChannel
) -> tuple[int | None, Cited | None]:
    """What is answered: a post of the channel, or a message of another dialog; what is quoted."""
    if draft.reply_to_id is None:
        return None, None
    body = reply = None
    peer_id = seen.channel.peer_id
    if draft.reply_peer_id is None and draft.reply_to_id > _hidden(db, draft, seen):
        row = db.execute(_CHATS.answered, (peer_id, draft.reply_to_id, peer_id)).fetchone()
        body = row[0] if row and _gets(db, draft, peer_id) else None
    if draft.reply_peer_id is not None or (draft.extras and draft.extras.quote):
        cited_in = draft.reply_peer_id or peer_id
        reply = send_context.cited(db, draft.sender_id, cited_in, draft.reply_to_id)
    return body, reply


def _gets(db: apsw.Connection, draft: Draft, peer_id: int) -> bool:
    """Whether the sender is shown what it answers: programs are not shown all that is said."""
    answered_id = draft.reply_to_id or 0
    return not is_bot(draft.sender_id) or bool(
        posts.by_ids(db, draft.sender_id, peer_id, (answered_id,))
    )


def _hidden(db: apsw.Connection, draft: Draft, seen: SeenChannel) -> int:
    """Up to which id what was said is not for the sender, who may then not answer it either."""
    if seen.channel.forum and topic_rows.known(db, seen.channel.id, draft.reply_to_id or 0):
        # A newcomer may write in a topic that was made before them.
        return 0
    return channels.hidden_up_to(db, draft.sender_id, seen.channel.peer_id)


def write(db: apsw.Connection, draft: Draft, body: Body, *, sides: Sides) -> Sent:
    """Keep what was decided as the channel's newest message."""
    seen, box = sides.context.channel, sides.sender_box
    assert seen is not None
    peer_id, sender_id = seen.channel.peer_id, draft.sender_id
    blocked_files.check(db, channels.surface_of(db, seen.channel), files.shown(body.extras))
    # A clock that stepped back must not date a post before those already there.
    body = replace(body, date=max(body.date, box.date))
    if sides.context.topic is not None:
        body = replies.in_topic(body, sides.context.topic.id)
    else:
        body = replies.threaded(db, body, peer_id=peer_id, answers_id=sides.reply_ids[0])
    body_id = bodies.add(db, body, date=body.date, reply_body=sides.reply_body)
    message_id = box.top_id + 1
    top = db.execute(_DIALOGS.dialog_top, (peer_id, peer_id)).fetchone()
    db.execute(_SENDING.add_copy, (peer_id, message_id, body_id, peer_id, 0))
    db.execute(_SENDING.raise_dialog, (peer_id, peer_id, message_id, 0, 0))
    db.execute(_SENDING.raise_mailbox, (peer_id, body.date, 0))
    db.execute(_SQL.posted, (seen.channel.id, body.date))
    before = top[0] if top else 0
    # What is told of somebody, such as that they came, is no word of theirs.
    worded = body.date if body.action is None else None
    read = (seen.channel.id, sender_id, worded, before, message_id)
    db.execute(_SQL.has_posted, read)
    if worded is not None and not is_inside(seen.role):
        # Slow mode is for guests, too.
        paces.has_written(db, sender_id, seen.channel.id, date=worded)
    sent = Sent(
        message=_own_copy(draft, body, message_id=message_id, sides=sides),
        pts=box.pts + 1,
        sender_sees=sides.sender_sees,
    )
    replies.enter(db, sent.message, forum=seen.channel.forum)
    sent = bodies.settle(db, draft, sent, body=body, body_id=body_id)
    answered_id = None
    if sides.reply_body is not None:
        ((answered_id,),) = rows.fetch(db, _SQL.written_by, (sides.reply_body,))
    sent = post_contents.call(db, sent, body, answered_id=answered_id)
    return discussions.carry(db, seen.channel, sent, body)


def _own_copy(draft: Draft, body: Body, *, message_id: int, sides: Sides) -> Message:
    return Message(
        owner_id=draft.sender_id,
        id=message_id,
        peer_id=draft.recipient_id,
        sender_id=draft.sender_id,
        date=body.date,
        text=body.text,
        entities=body.entities,
        reply_to_id=sides.reply_ids[0],
        silent=body.silent,
        noforwards=body.noforwards,
        action=body.action,
        extras=body.extras,
        as_chat=body.as_chat,
        post=body.post,
    )
