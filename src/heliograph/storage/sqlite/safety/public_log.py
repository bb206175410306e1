"""Reading the public log: heads, tiles, entries, proofs and totals, of signed trees alone."""

from collections.abc import Sequence
from typing import Any

import apsw
import msgspec

from heliograph.safety.log import merkle
from heliograph.safety.log.heads import Head
from heliograph.safety.log.merkle import HASH_BYTES
from heliograph.safety.log.proofs import Receipt
from heliograph.safety.log.tiles import WIDTH, ReadTile, bundle, nodes
from heliograph.storage.sqlite import queries, rows

_SQL = queries.load("public_log")


def newest_head(db: apsw.Connection) -> Head | None:
    return _head(db, rows.fetch(db, _SQL.head, ()))


def cosigned_head(db: apsw.Connection) -> Head | None:
    return _head(db, rows.fetch(db, _SQL.cosigned_head, ()))


def tile(db: apsw.Connection, *, level: int, number: int, width: int) -> bytes | None:
    """See `safety.log.store.LogStore.tile`."""
    found = rows.fetch(db, _SQL.tile, (level, number))
    wanted = width * HASH_BYTES
    # As many leaves as the newest head signs are in tiles, and no more.
    return found[0][0][:wanted] if found and len(found[0][0]) >= wanted else None


def bundle_of(db: apsw.Connection, *, number: int, width: int) -> bytes | None:
    """See `safety.log.store.LogStore.bundle`."""
    begin = number * WIDTH
    found = rows.fetch(db, _SQL.leaves, (begin, begin + width))
    return bundle([leaf for (leaf,) in found]) if len(found) == width else None


def receipt(db: apsw.Connection, *, puid: str, event: str) -> Receipt | None:
    """See `safety.log.store.LogStore.receipt`."""
    found = rows.fetch(db, _SQL.place_of, (puid, event))
    if not found:
        return None
    place = found[0][0]
    head = _head(db, rows.fetch(db, _SQL.head_over, (place,))) or newest_head(db)
    if head is None or place >= head.size:
        return None
    ((leaf,),) = rows.fetch(db, _SQL.leaf, (place,))
    proof = merkle.inclusion(place, head.size, nodes(reader_of(db)))
    return Receipt(leaf=leaf, place=place, proof=proof, note=head.text())


def consistency(db: apsw.Connection, *, first: int, second: int) -> Sequence[bytes] | None:
    """See `safety.log.store.LogStore.consistency`."""
    head = newest_head(db)
    if head is None or second > head.size:
        return None
    return merkle.consistency(first, second, nodes(reader_of(db)))


def totals(db: apsw.Connection) -> dict[str, Any]:
    """See `safety.log.store.LogStore.totals`."""
    head = newest_head(db)
    attested = [
        {"place": place, **msgspec.json.decode(leaf)}
        for place, leaf in rows.fetch(db, _SQL.attested, ())
    ]
    recomputed = [
        {**msgspec.json.decode(kind), "count": count}
        for kind, count in rows.fetch(db, _SQL.totals, ())
    ]
    return {
        "v": 1,
        "size": 0 if head is None else head.size,
        "checkpoint": "" if head is None else head.text(),
        "recomputed": recomputed,
        "attested": attested,
    }


def root_at(db: apsw.Connection, size: int) -> bytes:
    """The root of the tree when it had so many leaves."""
    return merkle.root(size, nodes(reader_of(db)))


def reader_of(db: apsw.Connection) -> ReadTile:
    """The tiles of the tree as they are in the store now: each is read once."""
    known: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        place = (level, number)
        if place not in known:
            known[place] = rows.fetch(db, _SQL.tile, place)[0][0]
        return known[place]

    return read


def _head(db: apsw.Connection, found: Sequence[rows.Row]) -> Head | None:
    if not found:
        return None
    size, root, note, date = found[0]
    lines = tuple(line for (line,) in rows.fetch(db, _SQL.cosignatures, (size,)))
    return Head(size=size, root=root, note=note, date=date, cosignatures=lines)
