"""Has measures hold of messages, and end: everybody who has one is told how it stands by then."""

from collections.abc import Iterable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.extras import Extras, extras_or_none
from heliograph.domain.message_changes import Edited
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.safety.decisions import WITHHOLDING, MeasureKind
from heliograph.safety.withholding import QUOTE
from heliograph.storage.sqlite import (
    discussions,
    files,
    history,
    people,
    post_contents,
    posts,
    queries,
    rows,
)
from heliograph.storage.sqlite.blobs import pack_extras, unpack_extras
from heliograph.storage.sqlite.mailbox import Kind, advance

_SQL = queries.load("withholding")


def hold(
    db: apsw.Connection, found: Sequence[int], decision_id: int, *, kind: MeasureKind, date: int
) -> tuple[Edited, ...]:
    """Have a measure hold of messages, given by their bodies, and of where a channel's post is
    talked about; gives what is told."""
    bodies = [*found, *carried(db, found)]
    held = [(body_id, str(kind), decision_id) for body_id in bodies]
    if kind in WITHHOLDING:
        held += [(body_id, QUOTE, decision_id) for body_id in _quoting(db, bodies)]
        for (file_id,) in rows.fetch(db, _SQL.files, (people.as_json(bodies),)):
            # Whoever may still see it is given a new reference.
            files.withdraw(db, file_id)
    changed = [one for one in held if _adds(db, one)]
    return _told(db, [body_id for body_id, *_ in changed], date=date)


def let_go(
    db: apsw.Connection, decision_id: int, *, kind: MeasureKind, date: int
) -> tuple[Edited, ...]:
    """Have a decision's measure hold no longer; gives what is told."""
    also = QUOTE if kind in WITHHOLDING else kind
    freed = rows.fetch(db, _SQL.let_go, (decision_id, str(kind), str(also)))
    return _told(db, [row[0] for row in freed], date=date)


def unquote(db: apsw.Connection, found: Sequence[int], *, date: int) -> tuple[Edited, ...]:
    """Leave out what answers quote of messages that are about to go, given by their bodies; gives
    what is told. The answers themselves are others', and stay."""
    quoting = _quoting(db, [*found, *carried(db, found)])
    for body_id, extras in quoting.items():
        left = extras_or_none(replace(extras, quote=None))
        db.execute(_SQL.set_extras, (body_id, pack_extras(left)))
    return edited(db, tuple(quoting), date=date)


def _adds(db: apsw.Connection, held: tuple[int, str, int]) -> bool:
    db.execute(_SQL.hold, held)
    return bool(db.changes())


def carried(db: apsw.Connection, bodies: Iterable[int]) -> list[int]:
    """Where a channel's posts are talked about, by their bodies."""
    places = [
        place
        for row in rows.fetch(db, _SQL.copies, (people.as_json(bodies),))
        if is_channel(row[0])
        for place in discussions.of_posts(db, row[0], (row[1],))
    ]
    return [row[0] for row in rows.fetch(db, _SQL.bodies_of, (people.as_json(places),))]


def _quoting(db: apsw.Connection, bodies: Iterable[int]) -> dict[int, Extras]:
    """What answers carry that quote one of the messages, by their bodies."""
    answers = rows.fetch(db, _SQL.answers, (people.as_json(bodies),))
    known = {body_id: unpack_extras(blob) for body_id, blob in answers}
    return {
        body_id: extras
        for body_id, extras in known.items()
        if extras is not None and extras.quote is not None
    }


def _told(db: apsw.Connection, bodies: Sequence[int], *, date: int) -> tuple[Edited, ...]:
    if not bodies:
        return ()
    wanted = people.as_json(dict.fromkeys(bodies))
    db.execute(_SQL.mark, (wanted,))
    return edited(db, tuple(dict.fromkeys(bodies)), date=date)


def edited(db: apsw.Connection, bodies: Sequence[int], *, date: int) -> tuple[Edited, ...]:
    """Have messages, given by their bodies, stand in every mailbox as they were written by now."""
    places = rows.fetch(db, _SQL.copies, (people.as_json(bodies),)) if bodies else ()
    return tuple(_edited(db, *place, date=date) for place in places)


def _edited(db: apsw.Connection, owner_id: int, message_id: int, *, date: int) -> Edited:
    """A channel's stands as nobody sees it: each who listens is shown it as they see it."""
    called = post_contents.called(db, owner_id, message_id) if is_channel(owner_id) else {}
    copy = _copy(db, owner_id, message_id)
    return Edited(
        owner_id=owner_id,
        pts=advance(db, owner_id, kind=Kind.HELD, date=date, message_id=message_id),
        pts_count=1,
        message=copy,
        sees=people.seen_in(db, copy.owner_id, (copy,)),
        called=tuple(called),
        unheeded=tuple(one for one, unheeded in called.items() if unheeded),
    )


def _copy(db: apsw.Connection, owner_id: int, message_id: int) -> Message:
    if is_channel(owner_id):
        return posts.by_ids(db, posts.NOBODY, owner_id, (message_id,))[message_id]
    return history.by_ids(db, owner_id, (message_id,))[message_id]
