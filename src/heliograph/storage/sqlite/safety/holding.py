"""What holds for somebody by decisions, where everything that shows them finds it."""

import apsw
from msgspec.structs import replace

from heliograph.domain.peers import channel_of, is_channel
from heliograph.safety.decisions import OF_SIGHT, MeasureKind
from heliograph.storage.sqlite import account_events, channels, listing, queries, rows
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("safety_decisions")


def settle(db: apsw.Connection, kind: MeasureKind, peer_id: int, *, date: int) -> None:
    """Have somebody stand as all that holds for them by now says, of whichever decision, and who
    was away hear of it; `kind` is what has begun or ended. May be repeated."""
    if kind is MeasureKind.FREEZE:
        account_events.note(db, peer_id, kind=Kind.CONFIG, subject="")
    elif is_channel(peer_id):
        _mark_channel(db, peer_id, date=date)
    else:
        _mark_account(db, peer_id)


def is_held(db: apsw.Connection, kind: MeasureKind, peer_id: int) -> bool:
    """Whether a measure holds for somebody by now."""
    return bool(rows.number(db, _SQL.is_held, (str(kind), peer_id)))


def _mark_account(db: apsw.Connection, account_id: int) -> None:
    held = _held(db, account_id)
    bits = rows.SCAM * (MeasureKind.FLAG_SCAM in held) | rows.FAKE * (MeasureKind.FLAG_FAKE in held)
    bits |= rows.READ_ONLY * (MeasureKind.READ_ONLY in held)
    bits |= rows.DEMOTED * (MeasureKind.DEMOTE in held)
    bits |= rows.LIMITED * (MeasureKind.HIDE in held)
    bits |= held.get(MeasureKind.SLOW, 0) << rows.PACE_SHIFT
    db.execute(_SQL.mark_account, (account_id, bits, rows.HELD_BITS))


def _mark_channel(db: apsw.Connection, peer_id: int, *, date: int) -> None:
    before = channels.known(db, channel_of(peer_id))
    if before is None:
        return
    held = _held(db, peer_id)
    # What its creator deleted does not come back by a decision that is taken back.
    ended = MeasureKind.TERMINATE in held and (before.ended or not before.closed)
    after = replace(
        before,
        scam=MeasureKind.FLAG_SCAM in held,
        fake=MeasureKind.FLAG_FAKE in held,
        read_only=MeasureKind.READ_ONLY in held,
        demoted=MeasureKind.DEMOTE in held,
        limited=bool(held.keys() & OF_SIGHT - {MeasureKind.DEMOTE}),
        pace=held.get(MeasureKind.SLOW, 0),
        ended=ended,
        closed=ended or (before.closed and not before.ended),
    )
    channels.keep(db, before, after, date=date)
    if after.ended != before.ended:
        listing.settle(db, after, date=date)


def _held(db: apsw.Connection, peer_id: int) -> dict[MeasureKind, int]:
    """What holds, with the seconds between two posts: of several the most."""
    held: dict[MeasureKind, int] = {}
    for name, every_s in rows.fetch(db, _SQL.marks_held, (peer_id,)):
        kind = MeasureKind(name)
        held[kind] = max(held.get(kind, 0), every_s)
    return held
