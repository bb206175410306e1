"""The one sequencer of the public log: places, tree and signed head in one transaction.

Nobody sees a head before the transaction is durable, so a power cut leaves either all of it or
nothing: no head without its leaves, no leaf at two places, never two heads of one size.
"""

from collections import Counter
from collections.abc import Sequence

import apsw

from heliograph.safety.log import merkle
from heliograph.safety.log.entries import kind_of
from heliograph.safety.log.heads import Head, LogHeld, LogKeeper, Standing
from heliograph.safety.log.notes import Note, is_signed, line_of, parse_note, signed_at
from heliograph.safety.log.tiles import grow
from heliograph.storage.sqlite import queries, rows
from heliograph.storage.sqlite.safety.public_log import reader_of, root_at

_SQL = queries.load("public_log")
_RELEASE = "heliograph jobs --release"


def sequence(db: apsw.Connection, *, keeper: LogKeeper, date: int, at_most: int) -> Head | None:
    """See `safety.log.store.LogStore.sequence`."""
    held = why_held(db, keeper)
    if held:
        raise LogHeld(held)
    db.execute(_SQL.goes_on)
    found = rows.fetch(db, _SQL.head, ())
    size = found[0][0] if found else 0
    waiting = rows.fetch(db, _SQL.pending, (at_most,))
    if found and not waiting:
        return None
    append(db, size, [row[3] for row in waiting])
    for place, (_, puid, event, _) in enumerate(waiting, size):
        db.execute(_SQL.tell_place, (place, puid, event))
    if waiting:
        db.execute(_SQL.placed, (waiting[-1][0],))
    size += len(waiting)
    root = root_at(db, size)
    head = Head(size=size, root=root, note=keeper.sign(size, root), date=date)
    db.execute(_SQL.sign_head, (head.size, head.root, head.note, head.date))
    return head


def append(db: apsw.Connection, size: int, leaves: Sequence[bytes]) -> None:
    """Put leaves behind the `size` that are there, with their part of the tree and the totals."""
    kinds: Counter[bytes] = Counter()
    for place, leaf in enumerate(leaves, size):
        db.execute(_SQL.take_place, (place, leaf))
        kind = kind_of(leaf)
        if kind:
            kinds[kind] += 1
        else:
            db.execute(_SQL.note_attested, (place,))
    tiles = grow(size, [merkle.leaf_hash(leaf) for leaf in leaves], reader_of(db))
    db.executemany(_SQL.keep_tile, [(*key, hashes) for key, hashes in tiles.items()])
    db.executemany(_SQL.count_kind, kinds.items())


def why_held(db: apsw.Connection, keeper: LogKeeper) -> str:
    """Why no head may be signed, for the operator; empty if one may."""
    found = rows.fetch(db, _SQL.head, ())
    size = found[0][0] if found else 0
    if found and parse_note(found[0][2]).checkpoint.origin != keeper.key.name:
        return "safety_log.pem is not the key that signed this log: bring it back from a backup"
    restored = rows.fetch(db, _SQL.was_restored, ())
    shown = {row[0]: row for row in rows.fetch(db, _SQL.witnesses, ())}
    for name in (witness.name for witness in keeper.witnesses):
        signed = 0
        if name in shown:
            _, known, note, signed = shown[name]
            if known > size:
                return f"{name} knows {known} entries, and here are {size}: bring the others back"
            if root_at(db, known) != parse_note(note).checkpoint.root:
                return f"{name} knows another history of the first {known} entries than is here"
        # Also once what it showed was brought back: it may know more than whoever sent that on.
        if restored and signed < int(restored[0][0]):
            return f"restored from a backup: {name} has yet to show the newest head it knows"
    if not rows.fetch(db, _SQL.waits_for_release, ()):
        return ""
    if keeper.witnesses:
        return f"restored from a backup: {_RELEASE} lets it go on"
    return (
        "restored from a backup, and no witness knows what was shown of it since: bring back what"
        f" somebody's copy has (heliograph log --adopt DIR), then {_RELEASE} lets it go on"
    )


def take_witnessed(db: apsw.Connection, *, note: Note, keeper: LogKeeper, date: int) -> str:
    """See `safety.log.store.LogStore.take_witnessed`."""
    shown = note.checkpoint
    found = rows.fetch(db, _SQL.head, ())
    size = found[0][0] if found else -1
    same = shown.size <= size and root_at(db, shown.size) == shown.root
    signed = bool(rows.fetch(db, _SQL.head_of_size, (shown.size,)))
    restored = rows.fetch(db, _SQL.was_restored, ())
    outdated = False
    own_line = line_of(note, keeper.key)
    for witness in keeper.witnesses:
        if not is_signed(note, witness):
            continue
        line, when = line_of(note, witness), signed_at(note, witness)
        if same and signed:
            db.execute(_SQL.keep_cosignature, (shown.size, witness.name, line, date))
        if same and restored and when < int(restored[0][0]):
            # Public since it was signed, so anybody may send it: what the witness has seen by now
            # is not said with it.
            outdated = True
            continue
        whole = f"{note.body}\n{own_line}{line}"
        db.execute(_SQL.keep_witness, (witness.name, shown.size, whole, min(when, date)))
    if same:
        return "outdated" if outdated else "kept"
    return "newer" if shown.size > size else "forked"


def adopt(
    db: apsw.Connection, *, note: Note, keeper: LogKeeper, leaves: Sequence[bytes], date: int
) -> int:
    """See `safety.log.store.LogStore.adopt`."""
    head = note.checkpoint
    found = rows.fetch(db, _SQL.head, ())
    size = found[0][0] if found else 0
    if head.size != len(leaves) or head.size <= size:
        raise LogHeld(f"the copy has {head.size} entries, and here are {size}")
    append(db, size, leaves[size:])
    if root_at(db, head.size) != head.root:
        raise LogHeld("the copy is of another history than what is here")
    # What waited here may have had its place already when the copy was made.
    places = {leaf: place for place, leaf in enumerate(leaves[size:], size)}
    for identity, puid, event, leaf in rows.fetch(db, _SQL.all_pending, ()):
        if leaf in places:
            db.execute(_SQL.tell_place, (places[leaf], puid, event))
            db.execute(_SQL.placed_one, (identity,))
    text = f"{note.body}\n{line_of(note, keeper.key)}"
    db.execute(_SQL.sign_head, (head.size, head.root, text, date))
    return head.size - size


def standing(db: apsw.Connection, *, keeper: LogKeeper) -> Standing:
    """See `safety.log.store.LogStore.log_standing`."""
    found = rows.fetch(db, _SQL.head, ())
    ((waiting, since),) = rows.fetch(db, _SQL.waiting, ())
    shown = rows.fetch(db, _SQL.witnesses, ())
    return Standing(
        size=found[0][0] if found else 0,
        waiting=waiting,
        since=since,
        held=why_held(db, keeper),
        witnesses={name: (size, date) for name, size, _, date in shown},
    )
