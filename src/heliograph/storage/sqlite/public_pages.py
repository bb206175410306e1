"""Reading public supergroups and channels for visitors of the web, who are nobody."""

from collections.abc import Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain.albums import MOST
from heliograph.domain.channels import Channel
from heliograph.domain.history import cut_mentions
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.public_pages import MayLook, PublicPage, PublicQuery, album_of, cut_whole
from heliograph.domain.search import SearchQuery
from heliograph.domain.usernames import fold
from heliograph.safety.withholding import ELSEWHERE
from heliograph.storage.sqlite import channels, history, people, posts, queries, searching
from heliograph.storage.sqlite.posts import NOBODY
from heliograph.storage.sqlite.word_hiding import WordHider

_NAMES = queries.load("people")
_HISTORY = queries.load("history")


def channel(db: apsw.Connection, username: str, *, may_look: MayLook) -> Channel | None:
    """See `ports.public_store.PublicOperations.public_channel`."""
    row = db.execute(_NAMES.id_by_username, (fold(username),)).fetchone()
    if row is None or not is_channel(row[0]):
        return None
    found = channels.known(db, channel_of(row[0]))
    return found if found is not None and may_look(found) else None


def page(
    db: apsw.Connection,
    username: str,
    query: PublicQuery,
    *,
    may_look: MayLook,
    hider: WordHider,
) -> PublicPage | None:
    """See `ports.public_store.PublicOperations.public_posts`."""
    record = channel(db, username, may_look=may_look)
    if record is None:
        return None
    if query.sought:
        return _found(db, record, query, hider)
    forward = query.after > 0 and not query.before
    more = query.limit + MOST
    place = (record.peer_id, record.peer_id)
    if forward:
        rows = db.execute(_HISTORY.newer, (*place, query.after + 1, history.PAST_ALL, 0, more))
    else:
        below = query.before or history.PAST_ALL
        rows = db.execute(_HISTORY.older, (*place, below, query.after, 0, more))
    found = posts.shown(db, ELSEWHERE if query.elsewhere else NOBODY, rows)
    taken = cut_whole(found, query.limit)
    left = len(found) > len(taken)
    made = _page(db, record, taken if forward else taken[::-1])
    if forward:
        return replace(made, older=True, newer=left)
    return replace(made, older=left, newer=query.before > 0)


def post(
    db: apsw.Connection,
    username: str,
    message_id: int,
    *,
    may_look: MayLook,
    elsewhere: bool = False,
) -> PublicPage | None:
    """See `ports.public_store.PublicOperations.public_post`."""
    record = channel(db, username, may_look=may_look)
    if record is None:
        return None
    # What is sent together has ids next to each other.
    viewer_id = ELSEWHERE if elsewhere else NOBODY
    near = posts.by_ids(
        db, viewer_id, record.peer_id, range(message_id - MOST + 1, message_id + MOST)
    )
    if message_id not in near:
        return _page(db, record, ())
    album = album_of(near[message_id])
    shown = [
        near[one]
        for one in sorted(near)
        if one == message_id or (album and album_of(near[one]) == album)
    ]
    return _page(db, record, shown)


def _found(
    db: apsw.Connection, record: Channel, query: PublicQuery, hider: WordHider
) -> PublicPage:
    asked = SearchQuery(
        owner_id=ELSEWHERE if query.elsewhere else NOBODY,
        peer_id=record.peer_id,
        sought=query.sought,
        offset_id=query.before,
        limit=query.limit + 1,
        scan_max=query.scan_max,
        matches_max=query.matches_max,
    )
    found = searching.search(db, asked, hider).page.messages
    made = _page(db, record, found[: query.limit][::-1])
    return replace(made, older=len(found) > query.limit, newer=query.before > 0)


def _page(db: apsw.Connection, record: Channel, shown: Sequence[Message]) -> PublicPage:
    messages = cut_mentions(shown)
    there = {one.id: one for one in messages}
    wanted = {one.reply_to_id for one in messages if one.reply_to_id is not None}
    answered = {one: there[one] for one in wanted if one in there}
    answered |= posts.by_ids(db, NOBODY, record.peer_id, wanted - set(there))
    named = people.seen_in(
        db, NOBODY, (*messages, *cut_mentions(list(answered.values()))), others=(record.peer_id,)
    )
    return PublicPage(channel=record, posts=messages, sees=named, answered=answered)
