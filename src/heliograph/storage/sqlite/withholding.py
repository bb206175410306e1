"""What decisions hold of messages: looked up only where a mark says that there is something."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import apsw
import msgspec
from msgspec.structs import replace

from heliograph.catalogues.countries import country_of
from heliograph.domain.channels import SeenChannel
from heliograph.domain.messages import Message
from heliograph.domain.peers import box_of, is_channel
from heliograph.domain.texts import language_of
from heliograph.domain.withholding import NOT_LOOKED_UP
from heliograph.safety import withholding
from heliograph.safety.decisions import WITHHOLDING, MeasureKind
from heliograph.safety.notice_texts import LANGUAGES, file_line
from heliograph.safety.withholding import Hold, Notice, Notices, Viewer
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.blobs import unpack_client

_SQL = queries.load("withholding")

_SCOPED = (MeasureKind.GEO_BLOCK, withholding.QUOTE)
"""What holds in a decision's countries alone."""

Place = tuple[int, int]
"""A mailbox, and an id there."""


def shown(db: apsw.Connection, messages: list[Message]) -> list[Message]:
    """The messages as those are shown them in whose `owner_id` they are."""
    limited = limited_channels(db) if any(is_channel(one.peer_id) for one in messages) else ()
    if limited:
        messages = [_in_limited(one, limited) for one in messages]
    held = [one for one in messages if one.held is not None]
    if not held:
        return messages
    holds = _holds(db, [_place(one) for one in held], limited=limited)
    viewers = _viewers(db, {one.owner_id for one in held})
    notices = _notices(db, holds, viewers.values())
    return [
        one
        if one.held is None
        else withholding.seen(one, holds.get(_place(one), ()), viewers[one.owner_id], notices)
        for one in messages
    ]


def seen_by(
    db: apsw.Connection, message: Message, viewer_ids: Collection[int]
) -> Mapping[int, Message]:
    """A message, given as its author reads it, as each of several is shown it."""
    known = _holds(db, [_place(message)], limited=limited_channels(db))
    viewers = _viewers(db, viewer_ids)
    notices = _notices(db, known, viewers.values())
    holds = known.get(_place(message), ())
    if not holds:
        return {one: replace(message, owner_id=one, held=None) for one in viewer_ids}
    return {one: withholding.seen(message, holds, viewers[one], notices) for one in viewer_ids}


def logged(
    db: apsw.Connection, viewer_id: int, peer_id: int, messages: Sequence[Message]
) -> list[Message]:
    """A channel's messages as they once stood, as somebody may see them by now."""
    ids = people.as_json({one.id for one in messages})
    held = {row[0] for row in rows.fetch(db, _SQL.marked, (peer_id, ids))}
    return shown(
        db,
        [
            replace(one, owner_id=viewer_id, held=NOT_LOOKED_UP if one.id in held else None)
            for one in messages
        ],
    )


def found(
    db: apsw.Connection, viewer_id: int, box_id: int, body_ids: Sequence[int], *, demoted: bool
) -> list[int]:
    """Those of the messages that somebody finds by what they say."""
    known = rows.fetch(db, _SQL.unsought, (people.as_json(body_ids),))
    limited = is_channel(box_id) and box_id in limited_channels(db)
    if not known and not limited:
        return list(body_ids)
    viewer = _viewers(db, (viewer_id,))[viewer_id]
    if limited and not withholding.is_found(
        _holds_of_channels(db, (box_id,)).get(box_id, ()), viewer, demoted=False
    ):
        return []
    holds: dict[int, list[Hold]] = defaultdict(list)
    for body_id, kind, affected_id, countries in known:
        holds[body_id].append(_hold(kind, 0, affected_id, countries))
    return [
        one for one in body_ids if withholding.is_found(holds.get(one, ()), viewer, demoted=demoted)
    ]


def _place(message: Message) -> Place:
    return box_of(message.owner_id, message.peer_id), message.id


def _holds(
    db: apsw.Connection, places: Collection[Place], *, limited: Collection[int]
) -> Mapping[Place, Sequence[Hold]]:
    found: dict[Place, list[Hold]] = defaultdict(list)
    for owner_id, message_id, *hold in rows.fetch(db, _SQL.held, (people.as_json(places),)):
        found[(owner_id, message_id)].append(_hold(*hold))
    concerned = {place[0] for place in places if place[0] in limited}
    of_channels = _holds_of_channels(db, concerned) if concerned else {}
    for place in places:
        # What stands before a whole channel is not said again of each message.
        found[place] += [one for one in of_channels.get(place[0], ()) if one.kind in WITHHOLDING]
    return found


def _holds_of_channels(
    db: apsw.Connection, peer_ids: Collection[int]
) -> Mapping[int, Sequence[Hold]]:
    found: dict[int, list[Hold]] = defaultdict(list)
    for peer_id, *hold in rows.fetch(db, _SQL.held_channels, (people.as_json(peer_ids),)):
        found[peer_id].append(_hold(*hold))
    return found


def _in_limited(message: Message, limited: Collection[int]) -> Message:
    if message.held is not None or message.peer_id not in limited:
        return message
    return replace(message, held=NOT_LOOKED_UP)


def limited_channels(db: apsw.Connection) -> frozenset[int]:
    """The peers of channels of which decisions hold something: in an index of these alone."""
    return frozenset(row[0] for row in rows.fetch(db, _SQL.limited, ()))


def channels_shown(db: apsw.Connection, shown: Sequence[SeenChannel]) -> Sequence[SeenChannel]:
    """Channels as those see them who look at them."""
    limited = [one for one in shown if one.channel.limited]
    holds = _holds_of_channels(db, {one.channel.peer_id for one in limited})
    viewers = _viewers(db, {one.viewer_id for one in limited})
    notices = _notices(db, holds, viewers.values())
    return [
        withholding.channel_seen(
            one, holds.get(one.channel.peer_id, ()), viewers[one.viewer_id], notices
        )
        if one.channel.limited
        else one
        for one in shown
    ]


def _hold(kind: str, decision_id: int, affected_id: int, countries: str) -> Hold:
    return Hold(
        kind=kind,
        decision_id=decision_id,
        affected_id=affected_id,
        countries=tuple(msgspec.json.decode(countries)) if kind in _SCOPED else (),
    )


def _viewers(db: apsw.Connection, ids: Iterable[int]) -> Mapping[int, Viewer]:
    return {
        row[0]: Viewer(id=row[0], country=_country(row[1]), language=_language(row[2]))
        for row in rows.fetch(db, _SQL.viewers, (people.as_json(ids),))
    }


def _country(phone: str | None) -> str:
    return "" if not phone or phone.startswith(rows.NO_NUMBER) else country_of(phone)


def _language(client: bytes | None) -> str:
    known = unpack_client(client)
    return language_of(known.lang_code if known is not None else "")


def _languages(viewers: Iterable[Viewer]) -> Collection[str]:
    known = list(viewers)
    if any(viewer.id <= withholding.NOBODY for viewer in known):
        return LANGUAGES
    return {viewer.language for viewer in known}


def _notices(
    db: apsw.Connection, holds: Mapping[Any, Sequence[Hold]], viewers: Iterable[Viewer]
) -> Notices:
    known = {(hold.decision_id, hold.kind) for some in holds.values() for hold in some}
    decided, languages = people.as_json({one[0] for one in known}), _languages(viewers)
    of_decisions = {
        (decision_id, kind, language): Notice(text, orderer)
        for language in languages
        for decision_id, kind, text, orderer in rows.fetch(db, _SQL.notices, (decided, language))
    }
    # The decision is about something else, so that its own notices say nothing of this.
    of_files = {
        (decision_id, kind, language): Notice(file_line(language))
        for decision_id, kind in known
        if kind == withholding.FILE
        for language in languages
    }
    return of_decisions | of_files
