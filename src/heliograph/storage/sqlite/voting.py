"""Voting in polls and closing them; whoever is shown the poll is told."""

import json
from collections.abc import Callable, Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_events import PollChanged
from heliograph.domain.channel_log import MessageTouched
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.permissions import AdminRight, Standing
from heliograph.domain.polls import (
    Ballot,
    MayClose,
    PollState,
    Voter,
    VotersPage,
    VotersQuery,
    named_for,
    recount,
)
from heliograph.storage.sqlite import (
    account_events,
    channel_log,
    channels,
    history,
    mailbox,
    people,
    polls,
    posts,
    queries,
    rows,
    topic_rows,
)
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("polls")

_TOLD_MAX = 50
"""Mailboxes told of each vote. A poll that is forwarded further tells the others when they ask:
clients do so every minute for a poll they show."""

_TOLD_AGAIN_MAX = 500
"""Polls of which a client that was away is told at once."""

_ANY = -1


def vote(
    db: apsw.Connection,
    ballot: Ballot,
    decide: Callable[[Ballot, PollState | None], tuple[int, ...]],
) -> tuple[MessagePage, ...]:
    """See `ports.poll_store.PollOperations.vote`."""
    message = _asked_about(db, ballot.account_id, ballot.peer_id, ballot.message_id)
    state = message.poll if message is not None else None
    chosen = decide(ballot, state)
    assert message is not None
    assert state is not None
    if chosen == state.chosen:
        return (_page(db, message),)
    poll_id = state.poll.id
    if chosen:
        shown_as = _named_for(db, ballot, poll_id)
        row = (poll_id, ballot.account_id, polls.bits(chosen), ballot.date, shown_as)
        db.execute(_SQL.set_vote, row)
    else:
        db.execute(_SQL.drop_vote, (poll_id, ballot.account_id))
    counts = recount(state.counts, state.chosen, chosen)
    change = bool(chosen) - bool(state.chosen)
    asker = state.poll.creator_id
    news = chosen and state.poll.public_voters and asker != ballot.account_id
    db.execute(_SQL.count, (poll_id, json.dumps(counts), change, asker if news else None))
    return tell(db, poll_id, first=message)


def _named_for(db: apsw.Connection, ballot: Ballot, poll_id: int) -> int:
    place = channels.seen_channels(db, ballot.account_id, (ballot.peer_id,)).get(ballot.peer_id)
    standing = place.standing if place is not None else None
    found = rows.fetch(db, _SQL.voted_as, (poll_id, ballot.account_id))
    if not found:
        wanted = (poll_id, ballot.account_id, int(AdminRight.ANONYMOUS))
        found = rows.fetch(db, _SQL.speaks_where_shown, wanted)
    return named_for(ballot, standing, elsewhere=found[0][0] if found else 0)


def close(
    db: apsw.Connection,
    account_id: int,
    peer_id: int,
    message_id: int,
    decide: MayClose,
    *,
    date: int,
) -> tuple[MessagePage, ...]:
    """See `ports.poll_store.PollOperations.close_poll`."""
    message = _asked_about(db, account_id, peer_id, message_id)
    if message is None:
        raise errors.MessageIdInvalid
    decide(message.poll, account_id, _where_asked(db, message))
    assert message.poll is not None
    poll_id = message.poll.poll.id
    db.execute(_SQL.close, (poll_id,))
    if is_channel(peer_id):
        # What the one who stopped it had chosen is nobody else's business.
        shown = replace(message, poll=replace(message.poll, chosen=()))
        stopped = MessageTouched(what="StopPoll", message=shown)
        channel_log.note(db, channel_of(peer_id), account_id, [stopped], date=date)
    return tell(db, poll_id, first=message)


def _where_asked(db: apsw.Connection, message: Message) -> Standing | None:
    """What a message's viewer is in the channel whose post asks the poll itself; None for a copy of
    it, and elsewhere."""
    state, extras = message.poll, message.extras
    if state is None or not message.post or message.sender_id != state.poll.creator_id:
        return None
    if extras is not None and extras.forward is not None:
        return None
    seen = channels.seen_channels(db, message.owner_id, (message.peer_id,)).get(message.peer_id)
    return seen.standing if seen is not None else None


def due(db: apsw.Connection, *, now: int, at_most: int) -> tuple[int, ...]:
    """See `ports.poll_store.PollOperations.due_polls`."""
    return tuple(row[0] for row in rows.fetch(db, _SQL.due, (now, at_most)))


def close_due(db: apsw.Connection, *, poll_id: int) -> tuple[MessagePage, ...]:
    """See `ports.poll_store.PollOperations.close_due_poll`."""
    return tell(db, poll_id) if rows.fetch(db, _SQL.close_due, (poll_id,)) else ()


def _asked_about(
    db: apsw.Connection, owner_id: int, peer_id: int, message_id: int
) -> Message | None:
    if is_channel(peer_id):
        return posts.message(db, owner_id, peer_id, message_id)
    message = mailbox.message(db, owner_id, message_id)
    return message if message is not None and message.peer_id == peer_id else None


def tell(
    db: apsw.Connection, poll_id: int, *, first: Message | None = None
) -> tuple[MessagePage, ...]:
    """Note for everybody who is shown a poll that it changed, and how they see it by now."""
    copies = dict(rows.fetch(db, _SQL.shown_to, (poll_id, _TOLD_MAX)))
    pages = []
    if first is not None and is_channel(first.peer_id):
        copies[first.peer_id] = first.id
        shown = posts.by_ids(db, first.owner_id, first.peer_id, (first.id,))
        pages.append(_page(db, shown[first.id]))
    elif first is not None:
        copies = {**copies, first.owner_id: first.id}
        copies = {first.owner_id: copies.pop(first.owner_id), **copies}
    for owner, message_id in copies.items():
        if is_channel(owner):
            # As anybody there sees it; who was away finds it when they look.
            whole = posts.for_anybody(db, owner, message_id)
            pages += [MessagePage(messages=(one,), count=1, sees=()) for one in whole]
            continue
        account_events.note_passing(db, owner, kind=Kind.POLL, subjects=(poll_id,))
        message = mailbox.message(db, owner, message_id)
        if message is not None:
            pages.append(_page(db, message))
    return tuple(pages)


def _page(db: apsw.Connection, message: Message) -> MessagePage:
    sees = people.seen_in(db, message.owner_id, (message,))
    return MessagePage(messages=(message,), count=1, sees=sees)


def voters(db: apsw.Connection, query: VotersQuery) -> VotersPage:
    """See `ports.poll_store.PollOperations.voters`."""
    wanted = _ANY if query.place is None else 1 << query.place
    asked = (query.poll_id, wanted, query.offset, query.limit, query.peer_id)
    found = rows.fetch(db, _SQL.voters, asked)
    state = polls.states(db, query.account_id, (query.poll_id,)).get(query.poll_id)
    if state is None:
        return VotersPage(voters=(), count=0, sees=())
    listed = tuple(
        Voter(account_id=account_id, chosen=polls.places(chosen), date=date, shown_as=shown_as)
        for account_id, chosen, date, shown_as in found
    )
    return VotersPage(
        voters=listed,
        count=state.voters if query.place is None else state.counts[query.place],
        sees=people.shown(db, query.account_id, (one.peer_id for one in listed)),
    )


def unread_counts(db: apsw.Connection, owner_id: int) -> dict[int, int]:
    """How many messages of each dialog have votes that the owner has not seen; no zeros."""
    return dict(rows.fetch(db, _SQL.unread_counts, (owner_id,)))


def unread_votes(db: apsw.Connection, query: HistoryQuery) -> MessagePage:
    """See `ports.poll_store.PollOperations.unread_votes`."""
    found = rows.fetch(db, _SQL.unread, (query.owner_id, query.peer_id, _ANY))
    ids = topic_rows.within(db, query.peer_id, query.thread_id, [row[0] for row in found])
    return history.page_of(db, query, ids)


def read_votes(
    db: apsw.Connection, owner_id: int, peer_id: int, *, thread_id: int, at_most: int
) -> tuple[MessagePage, ...]:
    """See `ports.poll_store.PollOperations.read_votes`."""
    found = rows.fetch(db, _SQL.unread, (owner_id, peer_id, _ANY if thread_id else at_most))
    inside = set(topic_rows.within(db, peer_id, thread_id, [row[0] for row in found]))
    found = [row for row in found if row[0] in inside][:at_most]
    poll_ids = [row[1] for row in found]
    db.execute(_SQL.looked_at, (people.as_json(poll_ids),))
    account_events.note_all(db, owner_id, kind=Kind.POLL, subjects=poll_ids)
    ids = [row[0] for row in found]
    if is_channel(peer_id):
        messages = posts.by_ids(db, owner_id, peer_id, ids)
    else:
        messages = history.by_ids(db, owner_id, ids)
    return tuple(_page(db, message) for message in messages.values())


def load_polls(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[PollChanged]:
    """Those of the polls that the owner is still shown somewhere."""
    newest = people.as_json(list(map(int, subjects))[-_TOLD_AGAIN_MAX:])
    copies = rows.fetch(db, _SQL.copies_of, (owner_id, newest))
    found = history.by_ids(db, owner_id, (row[0] for row in copies))
    return [PollChanged(message=message) for message in found.values()]


def take_back_votes(db: apsw.Connection, account_id: int) -> None:
    """Take the votes of an account that ends out of the polls."""
    voted = [row[0] for row in rows.fetch(db, _SQL.votes_of, (account_id,))]
    states = polls.states(db, account_id, voted)
    db.executemany(_SQL.drop_vote, [(poll_id, account_id) for poll_id in states])
    db.executemany(
        _SQL.count,
        [
            (poll_id, json.dumps(recount(state.counts, state.chosen, ())), -1, None)
            for poll_id, state in states.items()
        ],
    )
