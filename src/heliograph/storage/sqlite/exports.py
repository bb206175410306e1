"""Pages of all that one account has, and the log of who had it read out."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import apsw
import msgspec

from heliograph.domain.bots import BotCommand
from heliograph.domain.chats import peer_of
from heliograph.domain.encrypted_chats import ChatState
from heliograph.domain.exports import (
    AskedTakeout,
    AuditEvent,
    ExportedBot,
    ExportedContact,
    ExportedDecision,
    ExportedDialog,
    ExportedGroup,
    ExportedLink,
    ExportedMessages,
    ExportedPosts,
    Leftovers,
    Person,
    Restricted,
    SecretChat,
    Since,
    as_person,
)
from heliograph.domain.files import Ownership, Photo
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_peer, chat_peer
from heliograph.domain.people import Account
from heliograph.domain.permissions import Role
from heliograph.storage.sqlite import (
    dialog_list,
    files,
    people,
    polls,
    posts,
    queries,
    rows,
    scheduling,
)
from heliograph.storage.sqlite.blobs import unpack_note

_SQL = queries.load("exports")


def note_audit(
    db: apsw.Connection,
    account_id: int,
    *,
    kind: str,
    actor: str,
    reason: str,
    of: int,
    date: int,
    decide: Callable[[Account], None],
) -> AuditEvent:
    """See `ports.export_store.ExportOperations.note_audit`."""
    decide(people.known_account(db, account_id))
    values = (date, kind, account_id, actor, reason, of or None)
    return AuditEvent(
        id=rows.number(db, _SQL.note_audit, values),
        date=date,
        kind=kind,
        account_id=account_id,
        actor=actor,
        reason=reason,
        of=of,
    )


def audit_event(db: apsw.Connection, event_id: int) -> tuple[AuditEvent, bool] | None:
    """See `ports.export_store.ExportOperations.audit_event`."""
    row = db.execute(_SQL.audit_event, (event_id,)).fetchone()
    return (_event(row), bool(row[7])) if row else None


def audit_log(db: apsw.Connection, *, after_id: int, limit: int) -> Sequence[AuditEvent]:
    """See `ports.export_store.ExportOperations.audit_log`."""
    return [_event(row) for row in db.execute(_SQL.audit_log, (after_id, limit))]


def _event(row: rows.Row) -> AuditEvent:
    return AuditEvent(
        id=row[0],
        date=row[1],
        kind=row[2],
        account_id=row[3],
        actor=row[4],
        reason=row[5],
        of=row[6],
    )


def dialogs(
    db: apsw.Connection, owner_id: int, *, after_id: int, limit: int, now: int
) -> Sequence[ExportedDialog]:
    """See `ports.export_store.ExportOperations.export_dialogs`."""
    found = rows.fetch(db, _SQL.dialogs, (owner_id, after_id, limit))
    peer_ids = [row[0] for row in found]
    page = dialog_list.dialogs_of(db, owner_id, peer_ids, archive=False, now=now)
    known = {dialog.peer_id: dialog for dialog in page.dialogs}
    named = _people(db, owner_id, peer_ids)
    pinned: dict[int, list[int]] = {peer_id: [] for peer_id in peer_ids}
    for peer_id, message_id in db.execute(_SQL.pinned_in, (owner_id, people.as_json(peer_ids))):
        pinned[peer_id].append(message_id)
    return [
        ExportedDialog(
            person=named[peer_id],
            dialog=known[peer_id],
            messages=messages,
            date=date,
            pinned_ids=tuple(pinned[peer_id]),
            protected=bool(protected),
            bar_hidden=bool(hidden),
        )
        for peer_id, messages, date, protected, hidden in found
    ]


def messages(
    db: apsw.Connection, owner_id: int, peer_id: int, *, after_id: int, up_to_id: int, limit: int
) -> ExportedMessages:
    """See `ports.export_store.ExportOperations.export_messages`."""
    found = db.execute(_SQL.messages, (owner_id, peer_id, after_id, up_to_id, limit))
    page = tuple(polls.shown(db, map(rows.message, found)))
    sees = people.seen_in(db, owner_id, page, others=(peer_id,)) if page else ()
    return ExportedMessages(
        messages=page,
        people=tuple(map(as_person, sees)),
        restricted=_restricted(db, owner_id, page, account_id=owner_id),
    )


def _restricted(
    db: apsw.Connection, box_id: int, page: Iterable[Message], *, account_id: int
) -> tuple[Restricted, ...]:
    """What decisions do with those of a mailbox's messages that an account wrote."""
    ids = people.as_json(one.id for one in page)
    return tuple(
        Restricted(
            message_id=message_id,
            measure=measure,
            part=part,
            decision=puid,
            date=date,
            ends=ends,
            countries=tuple(sorted(msgspec.json.decode(countries))),
        )
        for message_id, measure, part, puid, date, ends, countries in rows.fetch(
            db, _SQL.restricted, (box_id, ids, account_id)
        )
    )


def own_posts(
    db: apsw.Connection, account_id: int, peer_id: int, *, after_id: int, looked_at: int
) -> ExportedPosts:
    """See `ports.export_store.ExportOperations.export_posts`."""
    reached = after_id + looked_at
    found = db.execute(_SQL.posts, (peer_id, account_id, after_id, reached))
    page = tuple(posts.shown(db, account_id, found))
    sees = people.seen_in(db, account_id, page, others=(peer_id,))
    return ExportedPosts(
        messages=page,
        people=tuple(map(as_person, sees)),
        restricted=_restricted(db, peer_id, page, account_id=account_id),
        reached=reached,
        over=reached >= rows.number(db, _SQL.top_post, (peer_id,)),
    )


def scheduled(
    db: apsw.Connection, owner_id: int, peer_id: int, *, after_id: int, limit: int
) -> Sequence[Message]:
    """See `ports.export_store.ExportOperations.export_scheduled`."""
    found = db.execute(_SQL.scheduled, (owner_id, peer_id, after_id, limit))
    return [scheduling.scheduled(row).message for row in found]


def leftovers(db: apsw.Connection, account_id: int) -> Leftovers:
    """See `ports.export_store.ExportOperations.export_leftovers`."""
    chats = rows.fetch(db, _SQL.secret_chats, (account_id,))
    resets = rows.fetch(db, _SQL.top_peer_resets, (account_id,))
    pins = [row[0] for row in db.execute(_SQL.saved_pins, (account_id,))]
    bots = rows.fetch(db, _SQL.owned_bots, (account_id,))
    groups = rows.fetch(db, _SQL.groups, (account_id,))
    channels = rows.fetch(db, _SQL.channels, (account_id,))
    requests = rows.fetch(db, _SQL.group_requests, (account_id,))
    links = rows.fetch(db, _SQL.group_links, (account_id,))
    inside = [chat_peer(row[0]) for row in groups]
    inside += [_led_to(row) for row in (*links, *requests)]
    inside += [channel_peer(row[0]) for row in channels]
    inviters = [row[3] for row in (*groups, *channels)]
    mentioned = [*(row[0] for row in (*chats, *resets, *bots)), *pins, *inside, *inviters]
    named = _people(db, account_id, mentioned)
    used = db.execute(_SQL.uploads, (account_id,)).fetchone() or (0, 0)
    return Leftovers(
        contacts=tuple(
            _contact(account_id, row) for row in db.execute(_SQL.contacts, (account_id,))
        ),
        secret_chats=tuple(_secret_chat(row, named[row[0]]) for row in chats),
        top_peers_reset=tuple(Since(person=named[peer], date=date) for peer, date in resets),
        saved_pinned=tuple(named[peer_id] for peer_id in pins),
        groups=tuple(_group(db, row, named[chat_peer(row[0])], named) for row in groups),
        channels=tuple(_group(db, row, named[channel_peer(row[0])], named) for row in channels),
        group_requests=tuple(Since(person=named[_led_to(row)], date=row[1]) for row in requests),
        group_links=tuple(_link(row, named[_led_to(row)]) for row in links),
        bots=tuple(_bot(db, row, named[row[0]]) for row in bots),
        takeouts=tuple(
            AskedTakeout(asked=asked, confirmed=bool(allowed), ends=expires)
            for asked, allowed, expires in db.execute(_SQL.takeouts, (account_id,))
        ),
        uploads=Ownership(files=used[0], size_bytes=used[1]),
        terms_accepted=rows.number(db, _SQL.terms_accepted, (account_id,)),
        last_used=rows.number(db, _SQL.last_used, (account_id,)),
        exports=tuple(_event(row) for row in db.execute(_SQL.audit_of, (account_id,))),
        decisions=tuple(_decision(row) for row in db.execute(_SQL.decisions, (account_id,))),
    )


def _decision(row: rows.Row) -> ExportedDecision:
    return ExportedDecision(
        number=row[0],
        date=row[1],
        ends=row[2],
        about=row[3],
        measures=tuple(sorted(msgspec.json.decode(row[4]))),
        part=row[5],
        ground=row[6],
        clause=row[7],
        category=row[8],
        keyword=row[9],
        facts=row[10],
        taken_back=bool(row[11]),
    )


def _contact(owner_id: int, row: rows.Row) -> ExportedContact:
    contact = rows.contact(owner_id, row)
    assert contact is not None
    photo = None if row[7] is None else files.record(row[7:9])
    return ExportedContact(
        contact=contact,
        note=unpack_note(row[6]),
        photo=photo if isinstance(photo, Photo) else None,
    )


def _secret_chat(row: rows.Row, person: Person) -> SecretChat:
    return SecretChat(
        person=person,
        begun=row[1],
        changed=row[2],
        over=row[3] == ChatState.DISCARDED,
        asked_by_account=bool(row[4]),
    )


def _bot(db: apsw.Connection, row: rows.Row, person: Person) -> ExportedBot:
    bot_id, about, description = row
    commands = [
        one
        for (said,) in db.execute(_SQL.all_commands, (bot_id,))
        for one in msgspec.json.decode(said, type=list[BotCommand])
    ]
    return ExportedBot(
        person=person, about=about, description=description, commands=tuple(commands)
    )


def _group(
    db: apsw.Connection, row: rows.Row, group: Person, named: Mapping[int, Person]
) -> ExportedGroup:
    _, role, date, inviter_id, came_by, rank, about, photo_id = row
    photo = files.file(db, photo_id) if photo_id is not None else None
    return ExportedGroup(
        group=group,
        role=Role(role),
        date=date,
        inviter=named[inviter_id],
        came_by=came_by,
        rank=rank,
        about=about,
        photo=photo if isinstance(photo, Photo) else None,
    )


def _led_to(row: rows.Row) -> int:
    """The peer that a link leads into: a channel stands as one there, a group by its id."""
    place: int = row[0]
    return place if place < 0 else chat_peer(place)


def _link(row: rows.Row, group: Person) -> ExportedLink:
    _, invite_hash, title, date, expires, usage_limit, used, asks, revoked = row
    return ExportedLink(
        group=group,
        hash=invite_hash,
        title=title,
        date=date,
        expires=expires,
        usage_limit=usage_limit,
        used=used,
        asks=bool(asks),
        revoked=bool(revoked),
    )


def _people(db: apsw.Connection, viewer_id: int, ids: Iterable[int]) -> dict[int, Person]:
    """The named, somebody the store does not know by their id alone."""
    wanted = list(ids)
    found = {peer_of(one): as_person(one) for one in people.shown(db, viewer_id, wanted)}
    return {one: found.get(one) or Person(id=one) for one in wanted}
