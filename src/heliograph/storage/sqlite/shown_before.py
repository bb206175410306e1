"""Showing who is added to a basic group what was said last: copies of the same bodies."""

from collections.abc import Sequence

import apsw

from heliograph.domain.chats import Asker, peer_of
from heliograph.domain.events import MessageArrived
from heliograph.domain.peers import chat_peer
from heliograph.storage.sqlite import history, people, queries, rows

_SQL = queries.load("chats")


def show(
    db: apsw.Connection, asker: Asker, account_id: int, *, at_most: int
) -> Sequence[MessageArrived]:
    """Give somebody copies of the last messages that the asker has and that are newer than what
    they have themselves, in their order; unread, as everything that comes to them."""
    peer_id = chat_peer(asker.chat_id)
    wanted = (asker.account_id, peer_id, account_id, at_most)
    bodies = [row[0] for row in rows.fetch(db, _SQL.said_before, wanted)][::-1]
    if not bodies:
        return ()
    first = rows.fetch(db, _SQL.box, (account_id,))[0]
    place = (account_id, peer_id, people.as_json(bodies))
    db.execute(_SQL.show_before, place)
    db.execute(_SQL.raise_dialog_by, place)
    db.execute(_SQL.raise_mailbox_by, place)
    pts, top_id = first
    ids = range(top_id + 1, top_id + 1 + len(bodies))
    found = history.by_ids(db, account_id, ids)
    everybody = people.seen_in(db, account_id, found.values())
    return [
        MessageArrived(
            owner_id=account_id,
            pts=pts + number,
            message=found[message_id],
            sees=tuple(one for one in everybody if found[message_id].shows(peer_of(one))),
        )
        for number, message_id in enumerate(ids, 1)
    ]
