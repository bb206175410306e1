"""Reacting to channels' messages, and seeing how others did: a row for each who reacted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import apsw

from heliograph.domain import errors
from heliograph.domain.history import MessagePage
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of
from heliograph.domain.permissions import Standing
from heliograph.domain.reactions import (
    ListedReactions,
    Reaction,
    ReactionContext,
    ReactionRequest,
    ReactionsQuery,
    Withdrawal,
)
from heliograph.storage.sqlite import (
    account_events,
    channels,
    people,
    posts,
    queries,
    rows,
    tallies,
)
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("post_reactions")


def react(
    db: apsw.Connection,
    request: ReactionRequest,
    decide: Callable[[ReactionRequest, ReactionContext], Reaction | None],
) -> tuple[MessagePage, ...]:
    """See `ports.reaction_store.ReactionOperations.react`."""
    own, peer_id, message_id = request.account_id, request.peer_id, request.message_id
    place = (channel_of(peer_id), message_id)
    seen = channels.seen_channels(db, own, (peer_id,)).get(peer_id)
    message = None
    if seen is not None and seen.readable:
        message = posts.message(db, own, peer_id, message_id)
    mine = tallies.own(db, own, place)
    context = ReactionContext(
        account=people.known_account(db, own),
        writer_id=message.sender_id if message is not None else None,
        happened=message is not None and message.action is not None,
        mine=mine,
        others=_signs_of_others(message, mine),
        standing=seen.standing if seen is not None else None,
        wanted=seen.channel.reactions if seen is not None else None,
    )
    chosen = decide(request, context)
    assert message is not None
    writer_id = _listening_writer(db, message)
    db.execute(_SQL.take_away, (*place, own))
    if chosen is not None:
        _add(db, chosen, message, unread_by=writer_id if chosen.unread else 0)
    return _tell(db, own, message, writer_id=writer_id)


def withdraw(
    db: apsw.Connection,
    asked: Withdrawal,
    decide: Callable[[Withdrawal, Standing | None, bool], None],
    *,
    at_most: int,
) -> tuple[tuple[MessagePage, ...], ...]:
    """See `ports.reaction_store.ReactionOperations.withdraw_reactions`."""
    admin, peer_id = asked.admin_id, asked.peer_id
    seen = channels.seen_channels(db, admin, (peer_id,)).get(peer_id)
    readable = seen is not None and seen.readable
    broadcast = seen is not None and seen.channel.broadcast
    decide(asked, seen.standing if seen is not None and readable else None, broadcast)
    of_whom = (channel_of(peer_id), asked.of_peer)
    ids = [asked.message_id]
    if not asked.message_id:
        ids = [row[0] for row in rows.fetch(db, _SQL.reacted_to, (*of_whom, at_most))]
    return tuple(_withdraw_under(db, asked, message_id) for message_id in ids)


def _withdraw_under(
    db: apsw.Connection, asked: Withdrawal, message_id: int
) -> tuple[MessagePage, ...]:
    message = posts.message(db, asked.admin_id, asked.peer_id, message_id)
    if message is None or message.action is not None:
        raise errors.MessageIdInvalid
    place = (channel_of(asked.peer_id), message_id, asked.of_peer)
    gone = {row[0] for row in rows.fetch(db, _SQL.withdraw, place)}
    writer_id = _listening_writer(db, message)
    return _tell(db, asked.admin_id, message, writer_id=writer_id, others=gone)


def _signs_of_others(message: Message | None, mine: Reaction | None) -> frozenset[str]:
    if message is None or message.tally is None:
        return frozenset()
    chosen = mine.signs if mine is not None else ()
    return frozenset(sign for sign, count in message.tally.counts if count > (sign in chosen))


def _add(db: apsw.Connection, chosen: Reaction, message: Message, *, unread_by: int) -> None:
    place = (channel_of(message.peer_id), message.id)
    common = (chosen.date, chosen.big, unread_by)
    lines = [(*place, chosen.account_id, chosen.peer_id, sign, *common) for sign in chosen.signs]
    db.executemany(_SQL.add, lines)
    db.execute(_SQL.mark, (message.peer_id, message.id))


def _listening_writer(db: apsw.Connection, message: Message) -> int:
    """Who wrote the message and hears of reactions to it, 0 for nobody.

    Nobody is told who reacted to a channel's post, not even who wrote it.
    """
    writer_id, peer_id = message.sender_id, message.peer_id
    if message.post:
        return 0
    seen = channels.seen_channels(db, writer_id, (peer_id,)).get(peer_id)
    hidden = channels.hidden_up_to(db, writer_id, peer_id)
    return writer_id if seen is not None and seen.inside and message.id > hidden else 0


def _tell(
    db: apsw.Connection,
    own: int,
    message: Message,
    *,
    writer_id: int,
    others: Iterable[int] = (),
) -> tuple[MessagePage, ...]:
    """The message as who did it sees it, as its writer and others do whom it concerns, and as
    everybody else."""
    told = dict.fromkeys(one for one in (own, writer_id, *others) if one)
    for account_id in told:
        subject = f"{message.peer_id}:{message.id}"
        account_events.note_passing(db, account_id, kind=Kind.REACTIONS, subjects=(subject,))
    return tuple(_page(db, viewer_id, message) for viewer_id in (*told, posts.NOBODY))


def _page(db: apsw.Connection, viewer_id: int, message: Message) -> MessagePage:
    (found,) = posts.by_ids(db, viewer_id, message.peer_id, (message.id,)).values()
    sees = people.seen_in(db, viewer_id, (found,)) if viewer_id else ()
    return MessagePage(messages=(found,), count=1, sees=sees)


def see(
    db: apsw.Connection, owner_id: int, peer_id: int, ids: Sequence[int]
) -> tuple[MessagePage, ...]:
    """The owner has seen the reactions to these messages of theirs; each as it stands by now."""
    db.execute(_SQL.seen, (channel_of(peer_id), people.as_json(ids), owner_id))
    subjects = [f"{peer_id}:{message_id}" for message_id in ids]
    account_events.note_all(db, owner_id, kind=Kind.REACTIONS, subjects=subjects)
    found = posts.by_ids(db, owner_id, peer_id, ids)
    return tuple(
        MessagePage(messages=(one,), count=1, sees=people.seen_in(db, owner_id, (one,)))
        for one in found.values()
    )


def reacted(db: apsw.Connection, owner_id: int, subjects: Iterable[str]) -> list[Message]:
    """Those of the messages that the owner may still look at, which are named by peer and id."""
    ids: dict[int, list[int]] = defaultdict(list)
    for subject in subjects:
        peer_id, _, message_id = subject.partition(":")
        ids[int(peer_id)].append(int(message_id))
    seen = channels.seen_channels(db, owner_id, ids)
    return [
        message
        for peer_id, wanted in ids.items()
        if peer_id in seen and seen[peer_id].readable
        for message in posts.messages(db, owner_id, peer_id, wanted).messages
    ]


def chosen_by(
    db: apsw.Connection, peer_id: int, message_id: int, account_ids: Iterable[int]
) -> dict[int, tuple[str, ...]]:
    """See `ports.reaction_store.ReactionOperations.chosen_by`."""
    wanted = (channel_of(peer_id), message_id, people.as_json(account_ids))
    chosen: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for account_id, sign in rows.fetch(db, _SQL.chosen_by, wanted):
        chosen[account_id] += (sign,)
    return dict(chosen)


def listed(db: apsw.Connection, query: ReactionsQuery) -> ListedReactions:
    """See `ports.reaction_store.ReactionOperations.post_reactions`."""
    wanted = (channel_of(query.peer_id), query.message_id, query.sign)
    found = rows.fetch(db, _SQL.listed, (*wanted, query.offset, query.limit))
    reactions = tuple(map(tallies.one_sign, found))
    return ListedReactions(
        reactions=reactions,
        count=rows.number(db, _SQL.listed_count, wanted),
        sees=people.shown(db, query.viewer_id, dict.fromkeys(one.peer_id for one in reactions)),
    )
