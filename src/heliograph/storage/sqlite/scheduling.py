"""Keeping messages until they are due, and sending each exactly once.

A message leaves `scheduled` in the transaction that sends it: a crash finds it either waiting or
sent, never both.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import apsw
from msgspec.structs import replace

from heliograph.domain.account_events import ScheduledChanged, ScheduledGone
from heliograph.domain.errors import MessageIdInvalid, Refused, SlowmodeWait
from heliograph.domain.messages import Body, Draft, Message, SendContext
from heliograph.domain.people import Account, Seen
from heliograph.domain.schedule import (
    WHEN_ONLINE,
    Dispatched,
    Scheduled,
    ScheduledPage,
    ScheduleEdit,
    Waiting,
    goes_at_once,
)
from heliograph.safety.decisions import MeasureKind
from heliograph.storage.sqlite import (
    account_events,
    channels,
    drafts,
    files,
    people,
    queries,
    rows,
    sending,
)
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_scheduled, unpack_scheduled
from heliograph.storage.sqlite.safety import blocked_files, holding

_SQL = queries.load("scheduling")

Compose = Callable[[Draft, SendContext, int], Body]
"""Composes or refuses, by how many messages wait in the dialog already."""

EditScheduled = Callable[[ScheduleEdit, Account, Scheduled | None, Seen | None], Scheduled]
ComposeDue = Callable[[Draft, SendContext, Body], Body]


def schedule(db: apsw.Connection, asked: Sequence[Draft], decide: Compose) -> tuple[Waiting, ...]:
    """See `ports.schedule_store.ScheduleOperations.schedule`."""
    kept = []
    for draft in asked:
        try:
            kept.append(_schedule(db, draft, decide))
        except MessageIdInvalid:
            # A forwarded message that is gone: the others still wait.
            continue
    if not kept:
        raise MessageIdInvalid
    return tuple(kept)


def _schedule(db: apsw.Connection, draft: Draft, decide: Compose) -> Waiting:
    owner_id, peer_id = dialog = draft.sender_id, draft.recipient_id
    found = rows.fetch(db, _SQL.by_random_id, (*dialog, draft.random_id))
    if found:
        known = scheduled(found[0])
        draft.check_repeat(known.draft.claim)
        return replace(_waiting(db, known), repeated=True)
    sides = sending.sides_of(db, draft)
    if sides.earlier is not None:
        # It was due and sent since: clients show it in the place of what they thought waits.
        sent = sending.append_private(db, draft, lambda _, __: _never())
        return Waiting(
            message=sent.message,
            random_id=draft.random_id,
            sees=sent.sender_sees,
            repeated=True,
            sent=sent,
        )
    if goes_at_once(draft):
        sent = sending.append_private(db, draft, lambda asked, context: decide(asked, context, 0))
        return Waiting(
            message=sent.message, random_id=draft.random_id, sees=sent.sender_sees, sent=sent
        )
    body = decide(draft, sides.context, rows.number(db, _SQL.waiting, dialog))
    if sides.context.channel is not None:
        surface = channels.surface_of(db, sides.context.channel.channel)
        blocked_files.check(db, surface, files.shown(body.extras))
    address = replace(
        draft,
        **{"text": "", "entities": (), "extras": None, "source": None, "poll": None},
        claim=draft.fingerprint(),
    )
    message_id = rows.number(db, _SQL.next_id, dialog)
    content = pack_scheduled(address, body)
    db.execute(_SQL.add, (*dialog, message_id, draft.random_id, draft.due, content))
    files.hold_scheduled(db, dialog, message_id, body.extras)
    _note(db, owner_id, peer_id, (message_id,))
    kept = Scheduled(id=message_id, due=draft.due, draft=address, body=body)
    return replace(_waiting(db, kept), draft_cleared=drafts.clear_for(db, draft))


def _never() -> Body:
    raise LookupError("a repeat is not decided on")


def edit(db: apsw.Connection, asked: ScheduleEdit, decide: EditScheduled) -> Waiting:
    """See `ports.schedule_store.ScheduleOperations.edit_scheduled`."""
    dialog = (asked.owner_id, asked.peer_id)
    known = next(iter(_by_ids(db, dialog, (asked.message_id,))), None)
    owner = people.known_account(db, asked.owner_id)
    recipient = next(iter(people.seen(db, asked.owner_id, (asked.peer_id,))), None)
    changed = decide(asked, owner, known, recipient)
    content = pack_scheduled(changed.draft, changed.body)
    values = (changed.id, changed.due, changed.edit_date, content)
    db.execute(_SQL.change, (*dialog, *values))
    files.hold_scheduled(db, dialog, changed.id, changed.body.extras)
    _note(db, *dialog, (changed.id,))
    return _waiting(db, changed)


def drop(db: apsw.Connection, owner_id: int, peer_id: int, ids: Sequence[int]) -> tuple[int, ...]:
    """See `ports.schedule_store.ScheduleOperations.drop_scheduled`."""
    dialog = (owner_id, peer_id)
    found = tuple(known.id for known in _by_ids(db, dialog, ids))
    db.executemany(_SQL.drop, [(*dialog, message_id) for message_id in found])
    _note(db, owner_id, peer_id, found)
    return found


def dispatch(
    db: apsw.Connection,
    owner_id: int,
    peer_id: int,
    ids: Sequence[int],
    *,
    date: int,
    decide: ComposeDue,
    drop_refused: bool,
) -> tuple[Dispatched, ...]:
    """See `ports.schedule_store.ScheduleOperations.dispatch_scheduled`."""
    if drop_refused and holding.is_held(db, MeasureKind.FREEZE, owner_id):
        # Frozen since it was found due, or known by who came: it waits until that ends.
        return ()
    done = []
    album = 0
    for known in _by_ids(db, (owner_id, peer_id), ids):
        grouped_id = known.body.extras.grouped_id if known.body.extras is not None else 0
        decided: Callable[[Draft, SendContext], Body] = partial(_decided, known.body, decide)
        if grouped_id and grouped_id == album:
            decided = sending.along(decided)
        db.execute(_SQL.drop, (owner_id, peer_id, known.id))
        draft = replace(known.draft, date=date)
        try:
            sent = sending.append_private(db, draft, decided)
        except Refused as refused:
            if not drop_refused:
                raise
            waits = None
            if isinstance(refused, SlowmodeWait):
                waits = _postpone(db, known, due=date + refused.seconds)
            done.append(Dispatched(owner_id=owner_id, peer_id=peer_id, id=known.id, waits=waits))
            continue
        done.append(Dispatched(owner_id=owner_id, peer_id=peer_id, id=known.id, sent=sent))
        album = grouped_id
    _note(db, owner_id, peer_id, (one.id for one in done))
    return tuple(done)


def _postpone(db: apsw.Connection, known: Scheduled, *, due: int) -> Waiting:
    """Have a message that was just dropped wait on."""
    draft = known.draft
    dialog = (draft.sender_id, draft.recipient_id)
    later = replace(known, due=due)
    content = pack_scheduled(draft, known.body)
    db.execute(_SQL.add, (*dialog, known.id, draft.random_id, due, content))
    files.hold_scheduled(db, dialog, known.id, known.body.extras)
    return _waiting(db, later)


def _decided(body: Body, decide: ComposeDue, draft: Draft, context: SendContext) -> Body:
    return decide(draft, context, body)


def due(db: apsw.Connection, *, now: int, at_most: int) -> Sequence[tuple[int, int, int]]:
    """See `ports.schedule_store.ScheduleOperations.due_scheduled`."""
    found = rows.fetch(db, _SQL.due, (now, at_most))
    allowed: dict[tuple[int, int], bool] = {}
    for owner_id, peer_id, message_id in db.execute(_SQL.due_as_somebody_came, (now, WHEN_ONLINE)):
        if len(found) >= at_most:
            break
        dialog = (owner_id, peer_id)
        if dialog not in allowed:
            # Who hides by now when they are there is not told of by what is sent.
            (peer,) = people.seen(db, owner_id, (peer_id,))
            allowed[dialog] = peer.status.exact
        if allowed[dialog]:
            found.append((owner_id, peer_id, message_id))
    return found


def page(
    db: apsw.Connection, owner_id: int, peer_id: int, ids: Sequence[int] | None
) -> ScheduledPage:
    """See `ports.schedule_store.ScheduleOperations.scheduled`."""
    dialog = (owner_id, peer_id)
    if ids is None:
        found = [scheduled(row) for row in rows.fetch(db, _SQL.of_dialog, dialog)]
    else:
        found = _by_ids(db, dialog, ids)
    messages = tuple(known.message for known in found)
    return ScheduledPage(
        messages=messages, sees=people.seen_in(db, owner_id, messages, others=(peer_id,))
    )


def any_waiting(db: apsw.Connection, owner_id: int, peer_id: int) -> bool:
    """See `ports.schedule_store.ScheduleOperations.has_scheduled`."""
    return bool(rows.number(db, _SQL.any_waiting, (owner_id, peer_id)))


def load_scheduled(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[ScheduledChanged | ScheduledGone]:
    """What waits by now, and which of what waited does not."""
    ids_of: dict[int, list[int]] = defaultdict(list)
    for subject in subjects:
        peer_id, message_id = map(int, subject.split(":"))
        ids_of[peer_id].append(message_id)
    changes: list[ScheduledChanged | ScheduledGone] = []
    for peer_id, ids in ids_of.items():
        known = _by_ids(db, (owner_id, peer_id), ids)
        changes += [ScheduledChanged(message=one.message) for one in known]
        gone = tuple(sorted(set(ids) - {one.id for one in known}))
        if gone:
            changes.append(ScheduledGone(peer_id=peer_id, ids=gone))
    return changes


def _by_ids(db: apsw.Connection, dialog: tuple[int, int], ids: Iterable[int]) -> list[Scheduled]:
    """Those of the messages that wait, the first due first."""
    return [scheduled(row) for row in rows.fetch(db, _SQL.by_ids, (*dialog, people.as_json(ids)))]


def scheduled(row: rows.Row) -> Scheduled:
    """From id, due, edit_date, content."""
    draft, body = unpack_scheduled(row[3])
    return Scheduled(id=row[0], due=row[1], edit_date=row[2], draft=draft, body=body)


def _waiting(db: apsw.Connection, known: Scheduled) -> Waiting:
    message: Message = known.message
    return Waiting(
        message=message,
        random_id=known.draft.random_id,
        sees=people.seen_in(db, message.owner_id, (message,)),
    )


def _note(db: apsw.Connection, owner_id: int, peer_id: int, ids: Iterable[int]) -> None:
    subjects = [f"{peer_id}:{message_id}" for message_id in ids]
    account_events.note_all(db, owner_id, kind=Kind.SCHEDULED, subjects=subjects)
