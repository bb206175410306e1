"""Polls: kept once however often they are forwarded, and shown to each viewer with their vote."""

import json
from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.extras import NO_EXTRAS, PollMedia
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Message
from heliograph.domain.polls import PollState, shown_in
from heliograph.storage.sqlite import people, queries, rows, withholding
from heliograph.storage.sqlite.blobs import pack_poll, unpack_poll

_SQL = queries.load("polls")


def keep_asked(db: apsw.Connection, body: Body) -> Body:
    """Keep the poll that a body asks; the body that shows it."""
    poll = body.poll
    if poll is None:
        return body
    counts = json.dumps([0] * len(poll.answers))
    ((poll_id,),) = rows.fetch(db, _SQL.add, (pack_poll(poll), poll.close_date or None, counts))
    extras = body.extras or NO_EXTRAS
    place = extras.media.place if isinstance(extras.media, PollMedia) else None
    return replace(body, extras=replace(extras, media=PollMedia(poll_id=poll_id, place=place)))


def link(db: apsw.Connection, sent: Sent, body_id: int) -> Sent:
    """Note which poll a body shows, if it does: a poll goes with the last that does.

    What was sent, as each side is shown it.
    """
    poll_id = poll_of(sent.message)
    if not poll_id:
        return sent
    db.execute(_SQL.link, (body_id, poll_id))
    mine = shown(db, (sent.message,))[0]
    if sent.delivered is None:
        return replace(sent, message=mine)
    return replace(sent, message=mine, delivered=shown(db, (sent.delivered,))[0])


def shown(db: apsw.Connection, messages: Iterable[Message]) -> list[Message]:
    """The messages of one mailbox as their owner is shown them: nothing that is withheld, and polls
    with how they stand for the owner."""
    found = withholding.shown(db, list(messages))
    wanted = {poll_of(message) for message in found if message.extras is not None} - {0}
    if not wanted:
        return found
    known = states(db, found[0].owner_id, wanted)
    return [
        replace(message, poll=shown_in(known[poll_id], message.peer_id, post=message.post))
        if (poll_id := poll_of(message)) in known
        else message
        for message in found
    ]


def poll_of(message: Message) -> int:
    """The id of the poll that a message shows, 0 for none."""
    extras = message.extras
    if extras is None or not isinstance(extras.media, PollMedia):
        return 0
    return extras.media.poll_id


def states(db: apsw.Connection, viewer_id: int, poll_ids: Iterable[int]) -> dict[int, PollState]:
    """How polls stand for one viewer, by their ids."""
    found = db.execute(_SQL.states, (viewer_id, people.as_json(poll_ids)))
    return {row[0]: _state(row) for row in found}


def voted_among(db: apsw.Connection, *, poll_id: int, account_ids: Sequence[int]) -> frozenset[int]:
    """See `ports.poll_store.PollOperations.voted_among`."""
    found = rows.fetch(db, _SQL.voted_among, (poll_id, people.as_json(account_ids)))
    return frozenset(row[0] for row in found)


def _state(row: rows.Row) -> PollState:
    poll_id, asked, closed, counts, voters, chosen, unread, recent = row
    poll = replace(unpack_poll(asked), id=poll_id, closed=bool(closed))
    shows_people = poll.public_voters and not poll.hidden_until_close
    return PollState(
        poll=poll,
        counts=tuple(json.loads(counts)),
        voters=voters,
        chosen=places(chosen),
        recent_ids=tuple(dict.fromkeys(json.loads(recent))) if shows_people else (),
        unread=bool(unread),
    )


def places(chosen: int) -> tuple[int, ...]:
    """The places whose bits are set, ascending."""
    return tuple(place for place in range(chosen.bit_length()) if chosen >> place & 1)


def bits(chosen: Iterable[int]) -> int:
    """A bit for each of the places."""
    return sum(1 << place for place in chosen)
