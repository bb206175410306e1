"""Reactions, which lie in the body of a message, and which of them its writer has not seen."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_events import MessageReactionsChanged
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.permissions import Standing
from heliograph.domain.reactions import (
    Reaction,
    ReactionContext,
    ReactionRequest,
    Reactions,
    Withdrawal,
    of_account,
    read,
    remember,
    signs_of_others,
)
from heliograph.storage.sqlite import (
    account_events,
    history,
    kept,
    mailbox,
    people,
    post_reactions,
    preferences,
    queries,
    rows,
    topic_rows,
)
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_reactions, unpack_reactions

_SQL = queries.load("reactions")

_ALL = -1

_WITHDRAWN_FROM = 2_000
"""Of so many messages of a basic group somebody's reactions are taken away at once."""

_TOLD_AGAIN_MAX = 500
"""Messages of which a client that was away is told; of others clients ask when they show them."""


def react(
    db: apsw.Connection,
    request: ReactionRequest,
    decide: Callable[[ReactionRequest, ReactionContext], Reaction | None],
    *,
    remember: bool = False,
) -> tuple[MessagePage, ...]:
    """See `ports.reaction_store.ReactionOperations.react`."""
    owner, peer = request.account_id, request.peer_id
    if is_channel(peer):
        pages = post_reactions.react(db, request, decide)
        if remember:
            use_reactions(db, owner, request.signs)
        return pages
    kept.before_change(db, owner, peer, request.message_id)
    message = mailbox.message(db, owner, request.message_id)
    known = message is not None and message.peer_id == peer
    reactions = message.reactions if message is not None else ()
    chat = people.seen_chat(db, owner, peer)
    context = ReactionContext(
        account=people.known_account(db, owner),
        writer_id=message.sender_id if message is not None and known else None,
        happened=message is not None and message.action is not None,
        mine=of_account(reactions, owner),
        others=signs_of_others(reactions, owner),
        blocks=people.blocks(db, owner, peer),
        standing=chat.standing if chat is not None else None,
        wanted=chat.chat.reactions if chat is not None else None,
    )
    chosen = decide(request, context)
    if remember:
        use_reactions(db, owner, request.signs)
    after = tuple(one for one in reactions if one.account_id != owner)
    if chosen is not None:
        after = (*after, chosen)
    return _keep(db, owner, request.message_id, reactions=after)


def withdraw(
    db: apsw.Connection,
    asked: Withdrawal,
    decide: Callable[[Withdrawal, Standing | None, bool], None],
    *,
    at_most: int,
) -> tuple[tuple[MessagePage, ...], ...]:
    """See `ports.reaction_store.ReactionOperations.withdraw_reactions`."""
    admin, peer = asked.admin_id, asked.peer_id
    if is_channel(peer):
        return post_reactions.withdraw(db, asked, decide, at_most=at_most)
    chat = people.seen_chat(db, admin, peer)
    decide(asked, chat.standing if chat is not None else None, False)
    ids = [asked.message_id]
    if not asked.message_id:
        found = rows.fetch(db, _SQL.reacted_to, (admin, peer, _WITHDRAWN_FROM))
        theirs = (i for i, packed in found if of_account(unpack_reactions(packed), asked.of_peer))
        ids = list(islice(theirs, at_most))
    told = []
    for message_id in ids:
        kept.before_change(db, admin, peer, message_id)
        message = mailbox.message(db, admin, message_id)
        if message is None or message.peer_id != peer:
            raise errors.MessageIdInvalid
        after = tuple(one for one in message.reactions if one.account_id != asked.of_peer)
        told.append(_keep(db, admin, message_id, reactions=after))
    return tuple(told)


def _keep(
    db: apsw.Connection, owner_id: int, message_id: int, *, reactions: Reactions
) -> tuple[MessagePage, ...]:
    """Write the reactions of a message; the message as it stands in each mailbox by then."""
    db.execute(_SQL.keep, (owner_id, message_id, pack_reactions(reactions)))
    copies = []
    for owner, own_id in rows.fetch(db, _SQL.copies_of_body, (owner_id, message_id)):
        copy = mailbox.message(db, owner, own_id)
        assert copy is not None
        copies.append(copy)
        account_events.note_passing(db, owner, kind=Kind.REACTIONS, subjects=(own_id,))
        if copy.out:
            _mark_unread(db, copy, unread=any(one.unread for one in reactions))
    copies.sort(key=lambda copy: copy.owner_id != owner_id)
    return tuple(_page(db, copy) for copy in copies)


def _page(db: apsw.Connection, copy: Message) -> MessagePage:
    sees = people.seen_in(db, copy.owner_id, (copy,))
    return MessagePage(messages=(copy,), count=1, sees=sees)


def _mark_unread(db: apsw.Connection, copy: Message, *, unread: bool) -> None:
    db.execute(_SQL.mark if unread else _SQL.unmark, (copy.owner_id, copy.id))
    place = (copy.owner_id, copy.id, copy.peer_id)
    db.execute(_SQL.add_unread if unread else _SQL.drop_unread, place)


def read_reactions(
    db: apsw.Connection, owner_id: int, peer_id: int, *, thread_id: int, at_most: int
) -> tuple[MessagePage, ...]:
    """See `ports.reaction_store.ReactionOperations.read_reactions`."""
    found = rows.fetch(db, _SQL.unread, (owner_id, peer_id, _ALL if thread_id else at_most))
    ids = topic_rows.within(db, peer_id, thread_id, [row[0] for row in found])[:at_most]
    if is_channel(peer_id):
        return post_reactions.see(db, owner_id, peer_id, ids)
    seen = []
    for message in history.by_ids(db, owner_id, ids).values():
        reactions = read(message.reactions)
        db.execute(_SQL.keep, (owner_id, message.id, pack_reactions(reactions)))
        _mark_unread(db, message, unread=False)
        seen.append(_page(db, replace(message, reactions=reactions)))
    account_events.note_all(db, owner_id, kind=Kind.REACTIONS, subjects=ids)
    return tuple(seen)


def unread_reactions(db: apsw.Connection, query: HistoryQuery) -> MessagePage:
    """See `ports.reaction_store.ReactionOperations.unread_reactions`."""
    dialog = (query.owner_id, query.peer_id)
    ids = [row[0] for row in rows.fetch(db, _SQL.unread, (*dialog, _ALL))]
    within = topic_rows.within(db, query.peer_id, query.thread_id, ids)
    return history.page_of(db, query, within)


def unread_counts(db: apsw.Connection, owner_id: int) -> dict[int, int]:
    """How many messages of each dialog have reactions that the owner has not seen; no zeros."""
    return dict(rows.fetch(db, _SQL.unread_counts, (owner_id,)))


def use_reactions(db: apsw.Connection, account_id: int, signs: Sequence[str]) -> None:
    """See `ports.reaction_store.ReactionOperations.use_reactions`."""
    known = preferences.preferences(db, account_id)
    recent = remember(known.recent_reactions, signs) if signs else ()
    preferences.set_preferences(db, account_id, replace(known, recent_reactions=recent))
    account_events.note(db, account_id, kind=Kind.RECENT_REACTIONS, subject="")


def set_default_reaction(db: apsw.Connection, account_id: int, sign: str) -> None:
    """See `ports.reaction_store.ReactionOperations.set_default_reaction`."""
    known = preferences.preferences(db, account_id)
    preferences.set_preferences(db, account_id, replace(known, default_reaction=sign))
    account_events.note(db, account_id, kind=Kind.CONFIG, subject="")


def load_reactions(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[MessageReactionsChanged]:
    """The reactions of those of the messages that are still there."""
    own = [int(one) for one in subjects if ":" not in one]
    found = list(history.by_ids(db, owner_id, sorted(own)[-_TOLD_AGAIN_MAX:]).values())
    posts = [one for one in subjects if ":" in one]
    found += post_reactions.reacted(db, owner_id, posts[-_TOLD_AGAIN_MAX:])
    return [MessageReactionsChanged(message=message) for message in found]
