"""Pinned messages: each mailbox has its own."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.channel_log import MessageTouched
from heliograph.domain.messages import Body, Message
from heliograph.domain.peers import box_of, is_channel
from heliograph.domain.pins import PinContext, Pinned, PinOutcome, PinRequest, check_may_pin
from heliograph.storage.sqlite import (
    channel_log,
    channels,
    mailbox,
    people,
    posts,
    queries,
    rows,
    telling,
    topic_rows,
)
from heliograph.storage.sqlite.mailbox import Kind, advance

_SQL = queries.load("pins")

_ALL = -1


def pin_message(
    db: apsw.Connection,
    request: PinRequest,
    decide: Callable[[PinRequest, PinContext], Body | None],
) -> PinOutcome:
    """See `ports.pin_store.PinOperations.pin_message`."""
    owner, peer = request.owner_id, request.peer_id
    box = box_of(owner, peer)
    copies = rows.fetch(db, _SQL.copies_of_body, (box, request.message_id))
    changing = [
        copy[:3]
        for copy in copies
        if bool(copy[3]) != request.pinned and (copy[0] == box or not request.one_sided)
    ]
    context = PinContext(
        account=people.known_account(db, owner),
        message=_message(db, request),
        changes=bool(changing),
        blocks=people.blocks(db, owner, peer),
        peer_gone=people.is_gone(db, peer),
        chat=people.seen_chat(db, owner, peer),
        channel=channels.seen_channels(db, owner, (peer,)).get(peer),
    )
    body = decide(request, context)
    parts = _set_pinned(db, changing, first=box, pinned=request.pinned, date=request.date)
    if context.channel is not None and context.message is not None:
        pinned = replace(context.message, pinned=request.pinned)
        told = MessageTouched(what="UpdatePinned", message=pinned)
        channel_log.note(db, context.channel.channel.id, owner, [told], date=request.date)
    if body is None:
        return PinOutcome(parts=parts)
    sent = telling.tell(
        db, body, peer_id=peer, reply_to_id=request.message_id, random_id=request.random_id
    )
    return PinOutcome(parts=parts, sent=sent)


def _message(db: apsw.Connection, request: PinRequest) -> Message | None:
    owner, peer = request.owner_id, request.peer_id
    if is_channel(peer):
        return posts.message(db, owner, peer, request.message_id)
    return mailbox.message(db, owner, request.message_id)


def unpin_all(
    db: apsw.Connection,
    owner_id: int,
    peer_id: int,
    *,
    saved_peer_id: int | None,
    thread_id: int,
    at_most: int,
    date: int,
) -> tuple[tuple[Pinned, ...], bool]:
    """See `ports.pin_store.PinOperations.unpin_all`."""
    channel = channels.seen_channels(db, owner_id, (peer_id,)).get(peer_id)
    check_may_pin(channel or people.seen_chat(db, owner_id, peer_id), now=date)
    box = box_of(owner_id, peer_id)
    if thread_id:
        known = pinned_ids(db, box, peer_id, at_most=_ALL)
        inside = topic_rows.within(db, peer_id, thread_id, known)
        copies = [(box, one, peer_id) for one in inside[:at_most]]
    else:
        copies = rows.fetch(db, _SQL.pinned_copies, (box, peer_id, saved_peer_id, at_most))
    parts = _set_pinned(db, copies, first=box, pinned=False, date=date)
    if not parts:
        pts = mailbox.current_pts(db, box)
        nothing = Pinned(owner_id=box, pts=pts, pts_count=0, peer_id=peer_id, ids=(), pinned=False)
        return (nothing,), False
    if thread_id:
        return parts, len(inside) > at_most
    return parts, bool(rows.number(db, _SQL.any_left, (box, peer_id, saved_peer_id)))


def _set_pinned(
    db: apsw.Connection, copies: Sequence[rows.Row], *, first: int, pinned: bool, date: int
) -> tuple[Pinned, ...]:
    """Set the marks of copies (owner, id, peer) and tell each mailbox of its own."""
    db.executemany(_SQL.mark if pinned else _SQL.unmark, [copy[:2] for copy in copies])
    db.executemany(_SQL.add if pinned else _SQL.drop, copies)
    ids_of: dict[tuple[int, int], list[int]] = defaultdict(list)
    for owner, message_id, peer in copies:
        ids_of[owner, peer].append(message_id)
    dialogs = sorted(ids_of, key=lambda dialog: dialog[0] != first)
    return tuple(
        _pinned(db, dialog, tuple(sorted(ids_of[dialog])), pinned=pinned, date=date)
        for dialog in dialogs
    )


def _pinned(
    db: apsw.Connection,
    dialog: tuple[int, int],
    ids: tuple[int, ...],
    *,
    pinned: bool,
    date: int,
) -> Pinned:
    owner, peer = dialog
    pts = advance(
        db,
        owner,
        kind=Kind.PINNED if pinned else Kind.UNPINNED,
        date=date,
        pts_count=len(ids),
        peer_id=peer,
        ids=ids,
    )
    return Pinned(owner_id=owner, pts=pts, pts_count=len(ids), peer_id=peer, ids=ids, pinned=pinned)


def pinned_ids(
    db: apsw.Connection, owner_id: int, peer_id: int, *, at_most: int
) -> tuple[int, ...]:
    """See `ports.pin_store.PinOperations.pinned_ids`."""
    return tuple(row[0] for row in rows.fetch(db, _SQL.newest, (owner_id, peer_id, at_most)))
