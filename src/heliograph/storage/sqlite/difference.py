"""What a mailbox went through after some pts.

The log holds no arrivals: a pts that none of its rows covers is the arrival of the next message id.
A restore makes both leap; whoever is past the beginning of a leap has seen what was lost by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import apsw
from msgspec.structs import replace

from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.history import Difference
from heliograph.domain.message_changes import (
    ContentsRead,
    Deleted,
    Edited,
    FoldersChanged,
    ReadInbox,
    ReadOutbox,
)
from heliograph.domain.messages import Message
from heliograph.domain.pins import Pinned
from heliograph.storage.sqlite import channels, dialogs, history, people, posts, queries, rows
from heliograph.storage.sqlite.blobs import pack_extras, pack_poll, unpack_ids
from heliograph.storage.sqlite.mailbox import Kind

_SQL = queries.load("history")

SLICE_BYTES = 1 << 20
"""Text and people of one slice: a page of the fullest messages is more than is ever sent."""

_PERSON_BYTES = 1 << 10
"""An account with the longest names, as a slice shows each that its messages mention."""

_TOLD_AGAIN = (Kind.EDITED, Kind.HELD)
"""Changes of which the message is told as it stands by now."""

_LOST_MOST = 100_000
"""Of messages that a restore took away, so many are named to a client that may hold them."""


class Step:
    """One change as the log knows it: its last pts, and its row unless it is an arrival."""

    __slots__ = ("message_id", "pts", "row")

    def __init__(self, pts: int, message_id: int | None, row: rows.Row | None) -> None:
        self.pts = pts
        self.message_id = message_id
        self.row = row


def difference(
    db: apsw.Connection, owner_id: int, *, pts: int, limit: int, viewer_id: int = 0
) -> Difference:
    """See `ports.store.MessageOperations.difference`; the people stand in `sees` of the whole.

    `viewer_id` is who looks into the mailbox of a channel.
    """
    pts, limit = max(1, pts), max(1, limit)
    state, top_id = history.state_and_top(db, owner_id)
    before = db.execute(_SQL.logged_before, (owner_id, pts)).fetchone() or (1, 0)
    log = rows.fetch(db, _SQL.log_after, (owner_id, pts, limit))
    known = _known(pts, before, until=_arrived_before(log[0]) if log else top_id)
    walk = _steps(known, log, end_id=top_id) if pts < state.pts else iter(())
    steps, messages = _within_slice(db, owner_id, list(islice(walk, limit)), viewer_id=viewer_id)
    final = not steps or steps[-1].pts == state.pts
    if not final:
        state = replace(state, pts=steps[-1].pts)
    peers = {step.row[6] for step in steps if step.row and step.row[6] is not None}
    moved = {peer_id for step in steps for peer_id in _moved(step)}
    read = {step.row[6] for step in steps if step.row and step.row[3] == Kind.READ_INBOX}
    folders = dialogs.folders_of(db, owner_id, sorted(moved | read)) if moved or read else {}
    changes = (_change(owner_id, step, messages, asked=pts, folders=folders) for step in steps)
    return Difference(
        changes=tuple(change for change in changes if change is not None),
        state=state,
        sees=people.seen_in(db, viewer_id or owner_id, messages.values(), others=peers | moved),
        final=final,
    )


def _known(pts: int, before: rows.Row, *, until: int) -> tuple[int, int]:
    """The pts and top id a client at `pts` has reached, counted on from the change before it.

    Every pts up to `until`, the top id at the next change, is one arrival; a pts beyond lies
    inside that change, which the client then gets whole.
    """
    passed = min(pts - before[0], until - before[1])
    return before[0] + passed, before[1] + passed


def _steps(known: tuple[int, int], log: Sequence[rows.Row], *, end_id: int) -> Iterator[Step]:
    """All changes after `known` (pts and top id) up to the id `end_id`, arrivals filled in."""
    pts, top_id = known
    for row in (*log, None):
        until = _arrived_before(row) if row else end_id
        for message_id in range(top_id + 1, until + 1):
            pts += 1
            yield Step(pts, message_id, None)
        top_id = until
        if row:
            pts, top_id = row[0], row[1]
            yield Step(pts, row[5] if row[3] in _TOLD_AGAIN else None, row)


def _arrived_before(row: rows.Row) -> int:
    """The top id when a change of the log began; only a leap moves it."""
    return int(row[5] if row[3] == Kind.LEAPT else row[1])


def _within_slice(
    db: apsw.Connection, owner_id: int, steps: Sequence[Step], *, viewer_id: int
) -> tuple[Sequence[Step], Mapping[int, Message]]:
    """The first steps that fit into one slice, at least one, and their messages."""
    wanted = (step.message_id for step in steps if step.message_id is not None)
    if viewer_id:
        hidden = channels.hidden_up_to(db, viewer_id, owner_id)
        found = posts.by_ids(db, viewer_id, owner_id, (one for one in wanted if one > hidden))
    else:
        found = history.by_ids(db, owner_id, wanted)
    messages: dict[int, Message] = {}
    room = SLICE_BYTES
    for number, step in enumerate(steps):
        message = found.get(step.message_id or 0)
        if message is None:
            continue
        room -= _size_bytes(message)
        if room < 0 and number:
            return steps[:number], messages
        messages[message.id] = message
    return steps, messages


def _size_bytes(message: Message) -> int:
    size_bytes = len(message.text.encode())
    told = message.reactions or message.tally or message.replies
    if message.entities or message.extras or told:
        size_bytes += sum(len(entity.extra.encode()) for entity in message.entities)
        size_bytes += _PERSON_BYTES * len(message.mentioned)
        size_bytes += len(pack_extras(message.extras) or b"")
    if message.poll is not None:
        size_bytes += len(pack_poll(message.poll.poll))
    return size_bytes


def _moved(step: Step) -> tuple[int, ...]:
    """The dialogs that a step put into other folders."""
    return unpack_ids(step.row[8]) if step.row and step.row[3] == Kind.FOLDERS else ()


def _change(
    owner_id: int,
    step: Step,
    messages: Mapping[int, Message],
    *,
    asked: int,
    folders: Mapping[int, int],
) -> MailboxChange | None:
    """The change a step stands for to a client at the pts `asked`; None if its message is gone."""
    if step.message_id is not None:
        message = messages.get(step.message_id)
        if message is None:
            return None
        if step.row is None:
            return MessageArrived(owner_id=owner_id, pts=step.pts, message=message, sees=())
        if step.row[3] == Kind.EDITED:
            message = _as_edited(message, step.row[4])
        return Edited(owner_id=owner_id, pts=step.pts, pts_count=1, message=message, sees=())
    assert step.row is not None
    pts, _, pts_count, kind, _, max_id, peer_id, unread, ids = step.row
    if kind == Kind.LEAPT:
        lost = asked - (pts - pts_count)
        if lost <= 0:
            return None
        ids = _lost_ids(max_id, lost)
        return Deleted(owner_id=owner_id, pts=pts, pts_count=pts_count, ids=ids)
    if ids is not None and kind != Kind.FOLDERS:
        return _of_messages(owner_id, step.row)
    if kind == Kind.FOLDERS:
        places = tuple((peer, folders[peer]) for peer in _moved(step) if peer in folders)
        return FoldersChanged(
            owner_id=owner_id, pts=pts, pts_count=pts_count, places=places, sees=()
        )
    if kind == Kind.READ_INBOX:
        return ReadInbox(
            owner_id=owner_id,
            pts=pts,
            pts_count=pts_count,
            peer_id=peer_id,
            max_id=max_id,
            still_unread=unread,
            folder_id=folders.get(peer_id, 0),
        )
    return ReadOutbox(
        owner_id=owner_id, pts=pts, pts_count=pts_count, peer_id=peer_id, max_id=max_id
    )


def _lost_ids(top_id: int, lost: int) -> tuple[int, ...]:
    """What a client may hold that went `lost` changes past the copy, whose newest id is `top_id`.

    Each arrival took a pts, so it holds no more and no others. Of too many the first and the last
    are named: who saw the copy restored before has the newest messages behind the leap of then.
    """
    first, end = top_id + 1, top_id + 1 + lost
    if lost <= _LOST_MOST:
        return tuple(range(first, end))
    half = _LOST_MOST // 2
    return (*range(first, first + half), *range(end - half, end))


def _of_messages(owner_id: int, row: rows.Row) -> Deleted | ContentsRead | Pinned:
    """A change of the messages that a row of the log names."""
    pts, _, pts_count, kind, date, _, peer_id, _, packed = row
    ids = unpack_ids(packed)
    place = {"owner_id": owner_id, "pts": pts, "pts_count": pts_count}
    if kind == Kind.DELETED:
        return Deleted(ids=ids, **place)
    if kind == Kind.CONTENTS_READ:
        return ContentsRead(ids=ids, date=date, **place)
    return Pinned(peer_id=peer_id, ids=ids, pinned=kind == Kind.PINNED, **place)


def _as_edited(message: Message, date: int) -> Message:
    """A message that changed at a date; one that nobody edited is told again after a restore.

    Clients that saw an edit which is lost take no message that seems to be older
    (td/telegram/MessagesManager.cpp, add_message_to_dialog).
    """
    if message.edit_date is not None:
        return message
    return replace(message, edit_date=date, edit_hidden=True)
