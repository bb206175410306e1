"""Links into groups as records, and those that end with who made them."""

from collections.abc import Iterable, Sequence

import apsw

from heliograph.domain.channels import ChannelMember
from heliograph.domain.chat_invites import ChatInvite, keeps_links
from heliograph.domain.chats import Member
from heliograph.storage.sqlite import people, queries, rows

_SQL = queries.load("chat_invites")


def invite(row: rows.Row) -> ChatInvite:
    """From the columns of the statement `invite`."""
    return ChatInvite(
        hash=row[0],
        chat_id=row[1],
        admin_id=row[2],
        title=row[3],
        date=row[4],
        started=row[5],
        expires=row[6],
        usage_limit=row[7],
        usage=row[8],
        requested=row[9],
        request_needed=bool(row[10]),
        permanent=bool(row[11]),
        revoked=bool(row[12]),
    )


def end_with(
    db: apsw.Connection, place: int, changed: Iterable[ChannelMember | Member]
) -> Sequence[ChatInvite]:
    """Revoke the links of those who were removed; gives them as they were."""
    gone = [one.account_id for one in changed if not keeps_links(one.role)]
    if not gone:
        return ()
    asked = (place, people.as_json(gone))
    ended = [invite(row) for row in rows.fetch(db, _SQL.open_links_of, asked)]
    if ended:
        db.execute(_SQL.revoke_links_of, asked)
    return ended
