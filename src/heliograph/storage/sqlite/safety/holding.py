"""What holds for somebody by decisions, where everything that shows them finds it."""

import apsw
from msgspec.structs import replace

from heliograph.domain.peers import channel_of, is_channel
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.effects import MARKS
from heliograph.storage.sqlite import account_events, channels, queries, rows
from heliograph.storage.sqlite.account_events import Kind

_SQL = queries.load("safety_decisions")


def settle(db: apsw.Connection, kind: MeasureKind, peer_id: int, *, date: int) -> None:
    """Have somebody stand as all that holds for them by now says, of whichever decision, and who
    was away hear of it; `kind` is what has begun or ended. May be repeated."""
    if kind in MARKS:
        _mark(db, peer_id, date=date)
    else:
        account_events.note(db, peer_id, kind=Kind.CONFIG, subject="")


def _mark(db: apsw.Connection, peer_id: int, *, date: int) -> None:
    kinds = {MeasureKind(row[0]) for row in rows.fetch(db, _SQL.marks_held, (peer_id,))}
    scam, fake = MeasureKind.FLAG_SCAM in kinds, MeasureKind.FLAG_FAKE in kinds
    if is_channel(peer_id):
        before = channels.known(db, channel_of(peer_id))
        if before is not None:
            channels.keep(db, before, replace(before, scam=scam, fake=fake), date=date)
        return
    db.execute(_SQL.mark_account, (peer_id, rows.SCAM * scam | rows.FAKE * fake))
