"""Basic groups: their rows, and every change of one as a single operation."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.domain.chat_membership import leave_for_good
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, Chat, ChatContext, ChatDecision, Member, SeenChat
from heliograph.domain.extras import NO_EXTRAS, Extras, PhotoMedia
from heliograph.domain.files import Photo
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.peers import chat_of, chat_peer, is_chat
from heliograph.domain.permissions import Right, Role, is_inside
from heliograph.domain.telling import Told
from heliograph.storage.sqlite import account_events, link_rows, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import (
    pack_chosen_reactions,
    pack_shown_photo,
    unpack_chosen_reactions,
    unpack_shown_photo,
)

_SQL = queries.load("chats")

CHAT_COLUMNS = 14


def chat(row: rows.Row) -> Chat:
    """From the columns of the statement `chat`."""
    return Chat(
        id=row[0],
        title=row[1],
        about=row[2],
        date=row[3],
        version=row[4],
        creator_id=row[5],
        members=row[6],
        banned=Right(row[7]),
        noforwards=bool(row[8]),
        ttl_period=row[9],
        photo=unpack_shown_photo(row[10]),
        reactions=unpack_chosen_reactions(row[11]),
        closed=bool(row[12]),
        migrated_to=row[13],
    )


def seen_chats(db: apsw.Connection, viewer_id: int, peer_ids: Iterable[int]) -> dict[int, SeenChat]:
    """The groups among the peers as a viewer sees them, by peer."""
    wanted = people.as_json(chat_of(peer_id) for peer_id in peer_ids if is_chat(peer_id))
    found = rows.fetch(db, _SQL.seen_chats, (viewer_id, wanted))
    shown = (seen(row, viewer_id, row[CHAT_COLUMNS]) for row in found)
    return {one.chat.peer_id: one for one in shown}


def seen_by_many(
    db: apsw.Connection, viewer_ids: Sequence[int], peer_id: int
) -> Iterable[SeenChat]:
    """One group as each of the viewers sees it; nothing if it is unknown."""
    row = db.execute(_SQL.chat, (chat_of(peer_id),)).fetchone()
    if row is None:
        return
    record = chat(row)
    known = dict(rows.fetch(db, _SQL.roles, (record.id, people.as_json(viewer_ids))))
    for viewer_id in viewer_ids:
        role = Role(known.get(viewer_id, Role.STRANGER))
        yield SeenChat(chat=record, viewer_id=viewer_id, role=role)


def seen(row: rows.Row, viewer_id: int, role: int | None) -> SeenChat:
    """A group with the viewer's role, None for a stranger."""
    known = Role.STRANGER if role is None else Role(role)
    return SeenChat(chat=chat(row), viewer_id=viewer_id, role=known)


def members(db: apsw.Connection, chat_id: int) -> tuple[Member, ...]:
    """Whoever is or was in a group, in the order in which they came."""
    return tuple(
        Member(account_id=row[0], role=Role(row[1]), inviter_id=row[2], date=row[3])
        for row in rows.fetch(db, _SQL.members, (chat_id,))
    )


def keep(db: apsw.Connection, record: Chat) -> None:
    """Write a group as it stands."""
    db.execute(_SQL.keep_chat, _values(record))


def _values(record: Chat) -> tuple[object, ...]:
    return (
        *(record.id, record.title, record.about, record.date, record.version, record.creator_id),
        *(record.members, int(record.banned), int(record.noforwards), record.ttl_period),
        *(pack_shown_photo(record.photo), pack_chosen_reactions(record.reactions)),
        *(int(record.closed), record.migrated_to),
    )


def add(db: apsw.Connection, record: Chat, its_members: Sequence[Member]) -> Chat:
    """A new group."""
    db.execute(_SQL.add_chat, _values(record))
    keep_members(db, record.id, its_members)
    return record


def keep_members(db: apsw.Connection, chat_id: int, changed: Iterable[Member]) -> None:
    """Write what some of a group's members are."""
    lines = [(chat_id, m.account_id, int(m.role), m.inviter_id, m.date) for m in changed]
    if lines:
        db.executemany(_SQL.keep_member, lines)


def context(db: apsw.Connection, asker: Asker, *, named: Sequence[int] = ()) -> ChatContext:
    """What a change of a group is decided on. PEER_ID_INVALID if there is no such group."""
    row = db.execute(_SQL.chat, (asker.chat_id,)).fetchone()
    if row is None:
        raise errors.PeerIdInvalid
    return ChatContext(
        chat=chat(row),
        actor=people.known_account(db, asker.account_id),
        members=members(db, asker.chat_id),
        named=people.seen(db, asker.account_id, named) if named else (),
    )


def hold_photo(db: apsw.Connection, chat_id: int, photo: Photo | None) -> None:
    """Note which file a group shows."""
    db.execute(_SQL.drop_photo, (chat_id,))
    if photo is not None:
        db.execute(_SQL.add_photo, (chat_id, photo.id))


def body_of(told: Told, *, sender_id: int, date: int, photo: Photo | None = None) -> Body:
    """What a group is told of a change."""
    extras: Extras | None = None
    if told.arguments:
        extras = Extras(arguments=told.arguments)
    if photo is not None:
        extras = replace(extras or NO_EXTRAS, media=PhotoMedia(photo=photo, of_chat=True))
    return Body(sender_id=sender_id, date=date, text="", action=told.action, extras=extras)


Tell = Callable[[apsw.Connection, Draft, Callable[[Draft, SendContext], Body]], Sent]


def drop_waiting(db: apsw.Connection, chat_id: int, account_ids: Iterable[int]) -> None:
    """Have some wait no longer to be let in; a channel is named by its peer."""
    db.execute(_SQL.drop_waiting, (chat_id, people.as_json(account_ids)))


def drop_all_waiting(db: apsw.Connection, chat_id: int) -> None:
    """As `drop_waiting`, of all who do."""
    db.execute(_SQL.drop_all_waiting, (chat_id,))


def write(
    db: apsw.Connection,
    asker: Asker,
    decision: ChatDecision,
    *,
    tell: Tell,
    photo: Photo | None = None,
) -> Sent | None:
    """Write a decision and tell the group: whoever comes hears of it, and whoever goes."""
    coming = [one for one in decision.changed if is_inside(one.role)]
    going = [one for one in decision.changed if not is_inside(one.role)]
    keep_members(db, decision.chat.id, coming)
    # Who is in, however they came, does not wait to be let in any more.
    drop_waiting(db, decision.chat.id, (one.account_id for one in coming))
    keep(db, decision.chat)
    sent = None
    if decision.told is not None:
        teller_id = asker.account_id if decision.teller_id is None else decision.teller_id
        body = body_of(decision.told, sender_id=teller_id, date=asker.date, photo=photo)
        draft = Draft(
            sender_id=teller_id,
            recipient_id=decision.chat.peer_id,
            random_id=asker.random_id,
            text="",
            date=asker.date,
        )
        sent = tell(db, draft, lambda _draft, _context: body)
        sent = replace(sent, random_id=asker.random_id)
    keep_members(db, decision.chat.id, going)
    link_rows.end_with(db, decision.chat.id, going)
    return sent


def leave_all(db: apsw.Connection, account_id: int, *, date: int) -> tuple[ChatOutcome, ...]:
    """Take an account that ends out of its groups, which go on without it; those that it left and
    still owns get another creator."""
    outcomes = []
    for (chat_id,) in rows.fetch(db, _SQL.bound_to, (account_id,)):
        asker = Asker(account_id=account_id, chat_id=chat_id, date=date, random_id=0)
        decision = leave_for_good(context(db, asker), account_id, date=date)
        keep_members(db, chat_id, decision.changed)
        keep(db, decision.chat)
        present = tuple(m for m in members(db, chat_id) if is_inside(m.role))
        audience = tuple(one.account_id for one in present)
        note_all(db, chat_id, audience)
        outcomes.append(ChatOutcome(chat=decision.chat, members=present, audience=audience))
    return tuple(outcomes)


def load_chats(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> Iterable[ChatChanged]:
    """How groups stand by now that the owner is in, and that of others something changed."""
    known = seen_chats(db, owner_id, (chat_peer(int(subject)) for subject in subjects))
    for one in known.values():
        if not is_inside(one.role):
            yield ChatChanged(chat=one.chat, parts=(ChatPart.OTHERS,))
            continue
        now_in = tuple(m for m in members(db, one.chat.id) if is_inside(m.role))
        parts = (ChatPart.MEMBERS, ChatPart.RIGHTS)
        yield ChatChanged(chat=one.chat, parts=parts, members=now_in)


def note_all(db: apsw.Connection, chat_id: int, owner_ids: Iterable[int]) -> None:
    """Have the clients of those accounts hear that a group changed."""
    for owner_id in owner_ids:
        account_events.note(db, owner_id, kind=Kind.CHAT, subject=chat_id)


def inside(db: apsw.Connection, chat_id: int) -> tuple[int, ...]:
    """Who gets what is said in a group."""
    return tuple(chain.from_iterable(rows.fetch(db, _SQL.inside, (chat_id,))))
