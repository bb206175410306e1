"""Rows as the records the domain knows; the order of the columns is the queries' contract."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import apsw

from heliograph.domain.appearance import PLAIN, Appearance, Tab
from heliograph.domain.messages import Body, Dialog, Message
from heliograph.domain.people import Account, Bond, Contact, Seen, see, see_oneself
from heliograph.domain.withholding import NOT_LOOKED_UP
from heliograph.storage.sqlite.blobs import (
    unpack_entities,
    unpack_extras,
    unpack_privacy,
    unpack_reactions,
    unpack_shown_photo,
    unpack_shown_photos,
    unpack_usernames,
)

Row = Sequence[Any]

# About 1 KiB each.
_ACCOUNTS_KEPT = 8_192

NO_NUMBER = "~"
"""Begins what stands in the place of a number, with the id: numbers are unique."""

HEARS_ALL = 1
"""A bit of accounts.flags: a bot hears everything said in groups it is in."""

STAYS_OUT = 2
"""A bit of accounts.flags: nobody puts a bot into groups."""

SCAM = 4
FAKE = 8
"""Bits of accounts.flags and channels.flags: everybody is warned of it."""

READ_ONLY = 16
"""A bit of both: nobody posts in the channel; the account posts in none."""

ENDED = 32
"""A bit of channels.flags: it was ended by a decision."""

DEMOTED = 64
"""A bit of both: found by its exact address alone."""

LIMITED = 128
"""A bit of both: of a channel decisions hold something of how it is seen, an account is hidden."""

ANTI_SPAM = 256
"""A bit of channels.flags: its admins have what members say looked at."""

PACE_SHIFT = 16
"""From which bit on both say, in 32 of them, how many seconds lie between two posts at least."""

_PACE_BITS = 0xFFFF_FFFF

_APPEARANCE_SHIFT = 48
"""From which bit on both hold what was chosen of how it looks: five for the colour of the name,
five for that of the page, four for the tab, each 0 for none."""

HELD_BITS = SCAM | FAKE | READ_ONLY | ENDED | DEMOTED | LIMITED | (1 << 48) - (1 << PACE_SHIFT)
"""What of both decisions hold."""

SILENT = 1
NOFORWARDS = 2
AS_CHAT = 4
"""Said in the name of the group or channel."""

POST = 8
"""A post of a channel in which only admins write."""

PINNED = 1
"""A bit of copies.marks: pinned in the dialog of this mailbox."""

UNOPENED = 16
"""A bit of copies.marks: the recipient has not looked at or listened to what it shows."""
CALLED = 4
"""A bit of copies.marks: it names the owner or answers them."""

UNHEEDED = 8
"""A bit of copies.marks: as long as the owner has not looked at that."""

HELD = 64
"""A bit of copies.marks: decisions hold something of it."""


WAITED = 2
"""copies.incoming of what the owner wrote to be sent later: unread until it is read."""


def fetch(db: apsw.Connection, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement; reading to the end also finishes one with RETURNING."""
    return db.execute(statement, tuple(values)).fetchall()


def fetch_named(
    db: apsw.Connection, statement: str, values: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """As `fetch`, with values by name; those that the statement does not ask for are left out."""
    return db.execute(statement, values).fetchall()


def number(db: apsw.Connection, statement: str, values: Sequence[Any]) -> int:
    """The one number that a statement gives."""
    (row,) = fetch(db, statement, values)
    return int(row[0])


def pace(bits: int) -> int:
    """The seconds between two posts that the flags of an account or a channel hold."""
    return bits >> PACE_SHIFT & _PACE_BITS


def appearance(bits: int) -> Appearance:
    """How an account or a channel looks, by its flags."""
    chosen = bits >> _APPEARANCE_SHIFT
    if not chosen:
        return PLAIN
    name, page, tab = chosen & 31, chosen >> 5 & 31, chosen >> 10 & 15
    return Appearance(
        name_color=name - 1 if name else None,
        page_color=page - 1 if page else None,
        tab=Tab(tab) if tab else None,
    )


def appearance_bits(record: Appearance) -> int:
    """The flags that hold it."""
    name = 0 if record.name_color is None else record.name_color + 1
    page = 0 if record.page_color is None else record.page_color + 1
    return (name | page << 5 | int(record.tab or 0) << 10) << _APPEARANCE_SHIFT


APPEARANCE_BITS = 0x3FFF << _APPEARANCE_SHIFT


def account(row: Row) -> Account:
    """From id, phone, first_name, last_name, username, about, created, disabled, usernames,
    photos, flags."""
    return _known_account(row[:11])


# The same people stand in message after message: the same record is told apart and shown faster.
@lru_cache(maxsize=_ACCOUNTS_KEPT)
def _known_account(row: Row) -> Account:
    return Account(
        id=row[0],
        phone="" if row[1].startswith(NO_NUMBER) else row[1],
        first_name=row[2],
        last_name=row[3],
        username=row[4],
        about=row[5],
        created=row[6],
        disabled=bool(row[7]),
        usernames=unpack_usernames(row[8]),
        photos=unpack_shown_photos(row[9]),
        hears_all=bool(row[10] & HEARS_ALL),
        stays_out=bool(row[10] & STAYS_OUT),
        scam=bool(row[10] & SCAM),
        fake=bool(row[10] & FAKE),
        read_only=bool(row[10] & READ_ONLY),
        pace=pace(row[10]),
        demoted=bool(row[10] & DEMOTED),
        hidden=bool(row[10] & LIMITED),
        appearance=appearance(row[10]),
    )


def contact(owner_id: int, row: Row) -> Contact | None:
    """From contact_id (NULL for no contact), phone, first_name, last_name, close_friend, photo."""
    if row[0] is None:
        return None
    return Contact(
        owner_id=owner_id,
        contact_id=row[0],
        phone=row[1],
        first_name=row[2],
        last_name=row[3],
        close_friend=bool(row[4]),
        photo=unpack_shown_photo(row[5]),
    )


def seen(viewer_id: int, row: Row) -> Seen:
    """From the columns of the statement `seen`."""
    shown = account(row)
    if shown.id == viewer_id:
        return see_oneself(shown, online_until=row[12], now=row[24])
    entry = contact(viewer_id, row[13:19])
    mine = bond(entry, blocked=row[21], privacy=row[23])
    theirs = Bond(bool(row[19]), bool(row[20]), bool(row[22]), unpack_privacy(row[11]))
    return see(
        shown,
        entry,
        viewer_id=viewer_id,
        allowed=theirs.permissions_for(viewer_id),
        given=mine.permissions_for(shown.id),
        mine=mine,
        theirs=theirs,
        online_until=row[12],
        now=row[24],
    )


def bond(entry: Contact | None, *, blocked: int, privacy: bytes | None) -> Bond:
    """What the owner of an entry chose; `blocked` is 0 or 1, `privacy` the blob of its choices."""
    close = entry is not None and entry.close_friend
    return Bond(entry is not None, close, bool(blocked), unpack_privacy(privacy))


def message(row: Row) -> Message:
    """From the columns of the view `messages`, in its order."""
    return Message(
        owner_id=row[0],
        id=row[1],
        peer_id=row[2],
        sender_id=row[3],
        date=row[4],
        edit_date=row[5],
        text=row[6],
        entities=unpack_entities(row[7]),
        silent=bool(row[8] & SILENT),
        noforwards=bool(row[8] & NOFORWARDS),
        reply_to_id=row[9],
        action=row[10],
        extras=unpack_extras(row[11]),
        pinned=bool(row[12] & PINNED),
        unopened=bool(row[12] & UNOPENED),
        reactions=unpack_reactions(row[13]),
        calls_owner=bool(row[12] & CALLED),
        unheeded=bool(row[12] & UNHEEDED),
        as_chat=bool(row[8] & AS_CHAT),
        post=bool(row[8] & POST),
        held=NOT_LOOKED_UP if row[12] & HELD else None,
    )


def flags(body: Body) -> int:
    """The bits of bodies.flags."""
    bits = SILENT * body.silent | NOFORWARDS * body.noforwards
    return bits | AS_CHAT * body.as_chat | POST * body.post


def dialog(row: Row) -> Dialog:
    """From owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread, folder, pin,
    unread_mark, ttl_period, as_messages."""
    return Dialog(
        owner_id=row[0],
        peer_id=row[1],
        top_id=row[2],
        read_inbox_max_id=row[3],
        read_outbox_max_id=row[4],
        unread=row[5],
        folder_id=row[6],
        pinned=row[7] > 0,
        unread_mark=bool(row[8]),
        ttl_period=row[9],
        as_messages=bool(row[10]),
    )
