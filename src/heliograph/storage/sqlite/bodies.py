"""What all copies of a message share, and what is settled once they are there."""

import apsw
from msgspec.structs import replace

from heliograph.domain.extras import Extras
from heliograph.domain.fleeting import is_opened
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft
from heliograph.domain.peers import is_channel
from heliograph.storage.sqlite import drafts, files, opening, polls, posts, queries, repeating, rows
from heliograph.storage.sqlite.blobs import pack_entities, pack_extras

_SQL = queries.load("sending")
_CLEARING = queries.load("clearing")


def add(db: apsw.Connection, body: Body, *, date: int, reply_body: int | None) -> int:
    """A new body; its id."""
    bits = rows.flags(body)
    content = (body.sender_id, date, body.text, pack_entities(body.entities), bits)
    extras = body.extras
    db.execute(_SQL.add_body, (*content, reply_body, body.action, pack_extras(extras)))
    body_id = db.last_insert_rowid()
    if extras is not None and extras.speaker_id:
        db.execute(_SQL.add_speaker, (body_id, extras.speaker_id))
    if extras is not None and extras.ttl_period:
        db.execute(_CLEARING.expire_at, (body_id, date + extras.ttl_period))
    return body_id


def settle(db: apsw.Connection, draft: Draft, sent: Sent, *, body: Body, body_id: int) -> Sent:
    """Remember what was sent, end what was begun, hold what is shown."""
    key = (draft.sender_id, draft.recipient_id, draft.random_id)
    outcome = (draft.fingerprint(), sent.message.id, sent.pts, sent.message.date)
    db.execute(_SQL.remember_send, key + outcome)
    if draft.source is not None and is_channel(draft.source.peer_id):
        posts.count_forward(db, (draft.source.peer_id, draft.source.message_id))
    cleared = drafts.clear_for(db, draft)
    if cleared is not None:
        sent = replace(sent, draft_cleared=cleared)
    if body.extras is not None:
        sent = _hang_on(db, sent, body.extras, body_id)
    return repeating.with_mentioned(db, sent) if body.entities or body.extras else sent


def _hang_on(db: apsw.Connection, sent: Sent, extras: Extras, body_id: int) -> Sent:
    """What a message's body is kept with: files, a poll, whether somebody opened it."""
    files.hold(db, body_id, extras)
    sent = polls.link(db, sent, body_id)
    return opening.wait(db, sent, body_id) if is_opened(extras) else sent
