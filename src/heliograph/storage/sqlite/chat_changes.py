"""Making groups, changing them, and looking at them."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import (
    Asker,
    Chat,
    ChatContext,
    ChatDecision,
    Member,
    SeenChat,
)
from heliograph.domain.events import MessageArrived
from heliograph.domain.files import Photo
from heliograph.domain.peers import chat_peer
from heliograph.domain.people import Seen
from heliograph.domain.permissions import is_inside
from heliograph.domain.telling import Told
from heliograph.storage.sqlite import (
    bot_queue,
    chat_sending,
    chats,
    files,
    people,
    queries,
    rows,
    shown_before,
)

_SQL = queries.load("chats")
_PAST_ALL = 2**62


def create(
    db: apsw.Connection,
    asker: Asker,
    *,
    named: Sequence[int],
    decide: Callable[[Sequence[Seen]], tuple[Chat, tuple[Member, ...]]],
) -> ChatOutcome:
    """See `ports.chat_store.ChatOperations.create_chat`."""
    people.known_account(db, asker.account_id).check_enabled()
    wanted, members = decide(people.seen(db, asker.account_id, named))
    made = chats.add(db, wanted, members)
    users = tuple(one.account_id for one in members)
    told = Told(action="ChatCreate", arguments=(("title", made.title), ("users", users)))
    decision = ChatDecision(chat=made, told=told)
    sent = chats.write(db, asker, decision, tell=chat_sending.append)
    chats.note_all(db, made.id, users)
    return ChatOutcome(chat=made, members=members, sent=sent, audience=users)


def change(
    db: apsw.Connection,
    asker: Asker,
    *,
    named: Sequence[int],
    decide: Callable[[ChatContext], ChatDecision | None],
    photo: Photo | None,
) -> ChatOutcome:
    """See `ports.chat_store.ChatOperations.change_group`."""
    context = chats.context(db, asker, named=named)
    decision = decide(context)
    if decision is None:
        return ChatOutcome(chat=context.chat, members=context.inside, changes=False)
    if photo is not None:
        files.check_there(db, photo.id)
    if decision.chat.photo != context.chat.photo:
        chats.hold_photo(db, decision.chat.id, photo)
    before: Sequence[MessageArrived] = ()
    if decision.shown_before:
        (coming,) = decision.changed
        most = decision.shown_before
        before = shown_before.show(db, asker, coming.account_id, at_most=most)
    sent = chats.write(db, asker, decision, tell=chat_sending.append, photo=photo)
    present = tuple(m for m in chats.members(db, decision.chat.id) if is_inside(m.role))
    were_in = {one.account_id for one in context.inside}
    audience = tuple(sorted(were_in | {one.account_id for one in present}))
    chats.note_all(db, decision.chat.id, audience)
    return ChatOutcome(
        chat=decision.chat,
        members=present,
        changed=decision.changed,
        sent=sent,
        audience=audience,
        shown_before=tuple(before),
        for_bots=bot_queue.tell_chat(db, asker, context, decision),
    )


def chats_of(
    db: apsw.Connection, *, account_id: int, below_id: int, at_most: int, with_id: int | None
) -> tuple[Sequence[SeenChat], int]:
    """See `ports.chat_store.ChatOperations.chats_of`."""
    page = (account_id, below_id or _PAST_ALL, at_most)
    if with_id is None:
        found = rows.fetch(db, _SQL.chats_of, page)
        count = len(found)
    else:
        found = rows.fetch(db, _SQL.common, (*page, with_id))
        count = rows.number(db, _SQL.common_count, (account_id, with_id))
    peer_ids = [chat_peer(row[0]) for row in found]
    known = chats.seen_chats(db, account_id, peer_ids)
    return [known[peer_id] for peer_id in peer_ids], count


def look(
    db: apsw.Connection, *, viewer_id: int, chat_id: int
) -> tuple[SeenChat, Sequence[Member]] | None:
    """See `ports.chat_store.ChatOperations.chat`."""
    peer_id = chat_peer(chat_id)
    seen = chats.seen_chats(db, viewer_id, (peer_id,)).get(peer_id)
    if seen is None:
        return None
    return seen, [one for one in chats.members(db, chat_id) if is_inside(one.role)]


def photo(db: apsw.Connection, *, chat_id: int) -> Photo | None:
    """See `ports.chat_store.ChatOperations.chat_photo`."""
    row = db.execute(_SQL.photo_of, (chat_id,)).fetchone()
    found = files.file(db, row[0]) if row else None
    return found if isinstance(found, Photo) else None
