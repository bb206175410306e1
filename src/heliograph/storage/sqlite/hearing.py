"""Which of a supergroup's messages a program in it gets that does not hear everything.

https://core.telegram.org/bots/features#privacy-mode
"""

from collections.abc import Iterable, Mapping

import apsw

from heliograph.domain.chat_calls import hears
from heliograph.domain.messages import Message
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.people import is_bot
from heliograph.storage.sqlite import people, queries, rows
from heliograph.storage.sqlite.blobs import unpack_usernames

_SQL = queries.load("hearing")

Deaf = Mapping[int, frozenset[str]]
"""Programs that hear only what is for them, each with its usernames in lower case."""


def deaf(db: apsw.Connection, peer_id: int, bot_ids: Iterable[int]) -> Deaf:
    """See `ports.bot_store.BotOperations.deaf_bots`."""
    found = rows.fetch(db, _SQL.deaf, (channel_of(peer_id), people.as_json(bot_ids)))
    return {bot_id: names(*named) for bot_id, *named in found}


def names(username: str | None, packed: bytes | None) -> frozenset[str]:
    """The usernames of an account in lower case, from its columns."""
    several = [one.name for one in unpack_usernames(packed)]
    return frozenset(one.lower() for one in (username, *several) if one)


def heard(db: apsw.Connection, viewer_id: int, found: list[Message]) -> list[Message]:
    """Those of the messages that a viewer gets: all, unless it is a program that hears less."""
    if not is_bot(viewer_id):
        return found
    places = {one.peer_id for one in found if is_channel(one.peer_id)}
    named = {place: deaf(db, place, (viewer_id,)).get(viewer_id) for place in places}
    return [one for one in found if _hears(one, viewer_id, named.get(one.peer_id))]


def _hears(message: Message, bot_id: int, named: frozenset[str] | None) -> bool:
    if named is None:
        return True
    return hears(message, bot_id=bot_id, names=named, called=message.calls_owner)
