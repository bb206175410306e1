"""Posts of channels in the groups that belong to them: they come there by themselves, are changed
with the post and go with it.

https://core.telegram.org/api/discussion
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.discussions import carried
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.threads import Place, Replies
from heliograph.storage.sqlite import (
    bodies,
    channels,
    files,
    people,
    polls,
    queries,
    replies,
    rows,
)
from heliograph.storage.sqlite.mailbox import Kind, advance
from heliograph.storage.sqlite.safety import blocked_files

_SQL = queries.load("threads")
_CHANNELS = queries.load("channels")
_SENDING = queries.load("sending")
_PINS = queries.load("pins")


def carry(db: apsw.Connection, channel: Channel, sent: Sent, body: Body) -> Sent:
    """Bring a post that was just written to the group in which it is talked about, if there is one.

    It is pinned there. What was sent, with what was carried.
    """
    if not channel.linked_id or not body.post or body.action is not None:
        return sent
    group = channels.known(db, channel.linked_id)
    if group is None or group.closed or group.linked_id != channel.id:
        return sent
    peer_id = group.peer_id
    ((pts, top_id, date),) = rows.fetch(db, _CHANNELS.box_of, (peer_id,))
    made = carried(channel, group, sent.message, body)
    made = replace(made, date=max(made.date, date))
    if blocked_files.is_blocked(db, channels.surface_of(db, group), files.shown(made.extras)):
        return sent
    message_id = top_id + 1
    body_id = bodies.add(db, made, date=made.date, reply_body=None)
    db.execute(_SENDING.add_copy, (peer_id, message_id, body_id, peer_id, 0))
    db.execute(_SENDING.raise_dialog, (peer_id, peer_id, message_id, 0, 0))
    db.execute(_SENDING.raise_mailbox, (peer_id, made.date, 0))
    db.execute(_CHANNELS.posted, (group.id, made.date))
    files.hold(db, body_id, made.extras)
    replies.begin(db, Place(peer_id, message_id), post=Place(channel.peer_id, sent.message.id))
    copy = Message(
        owner_id=0,
        id=message_id,
        peer_id=peer_id,
        sender_id=made.sender_id,
        date=made.date,
        text=made.text,
        entities=made.entities,
        silent=made.silent,
        noforwards=made.noforwards or channel.noforwards,
        extras=made.extras,
        replies=Replies(count=0, pts=pts + 1),
    )
    arrived = polls.link(db, Sent(message=copy, pts=pts + 1, sender_sees=()), body_id)
    told = Replies(count=0, pts=pts + 1, place_id=peer_id)
    sees = (*sent.sender_sees, *people.shown(db, sent.message.owner_id, (peer_id,)))
    message = replace(sent.message, replies=told)
    _pin(db, peer_id, message_id, date=made.date)
    return replace(sent, message=message, sender_sees=sees, carried=arrived)


def _pin(db: apsw.Connection, peer_id: int, message_id: int, *, date: int) -> None:
    """Pin what was carried; takes one pts, which follows that of its arrival."""
    db.execute(_PINS.mark, (peer_id, message_id))
    db.execute(_PINS.add, (peer_id, message_id, peer_id))
    advance(db, peer_id, kind=Kind.PINNED, date=date, peer_id=peer_id, ids=(message_id,))


def copies_of(db: apsw.Connection, gone: Sequence[rows.Row]) -> list[rows.Row]:
    """What goes with posts that go, in the form of `gone`, and is not among it."""
    posts_of: dict[int, list[int]] = defaultdict(list)
    for owner_id, message_id, *_ in gone:
        if is_channel(owner_id):
            posts_of[owner_id].append(message_id)
    places = [place for peer_id, ids in posts_of.items() for place in of_posts(db, peer_id, ids)]
    known = {(row[0], row[1]) for row in gone}
    wanted = [place for place in places if place not in known]
    if not wanted:
        return []
    return list(rows.fetch(db, _SQL.gone_copies, (people.as_json(wanted),)))


def of_posts(db: apsw.Connection, peer_id: int, ids: Iterable[int]) -> list[tuple[int, int]]:
    """Where posts of a channel were carried: the groups' peers, and the ids there."""
    found = rows.fetch(db, _SQL.copies_of_posts, (channel_of(peer_id), people.as_json(ids)))
    return [(row[0], row[1]) for row in found]
