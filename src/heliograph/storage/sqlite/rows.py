"""Rows as the records the domain knows; the order of the columns is the queries' contract."""

from collections.abc import Sequence
from typing import Any

import apsw

from heliograph.domain.messages import Dialog, Message
from heliograph.domain.people import Account, Contact, Seen
from heliograph.storage.sqlite.blobs import unpack_entities

Row = Sequence[Any]

SILENT = 1
NOFORWARDS = 2


def fetch(db: apsw.Connection, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement; reading to the end also finishes one with RETURNING."""
    return db.execute(statement, tuple(values)).fetchall()


def number(db: apsw.Connection, statement: str, values: Sequence[Any]) -> int:
    """The one number that a statement gives."""
    (row,) = fetch(db, statement, values)
    return int(row[0])


def account(row: Row) -> Account:
    """From id, phone, first_name, last_name, username, about, created, disabled."""
    return Account(
        id=row[0],
        phone=row[1],
        first_name=row[2],
        last_name=row[3],
        username=row[4],
        about=row[5],
        created=row[6],
        disabled=bool(row[7]),
    )


def contact(owner_id: int, row: Row) -> Contact | None:
    """From contact_id (NULL for no contact), phone, first_name, last_name."""
    if row[0] is None:
        return None
    return Contact(
        owner_id=owner_id, contact_id=row[0], phone=row[1], first_name=row[2], last_name=row[3]
    )


def seen(viewer_id: int, row: Row) -> Seen:
    """From an account's columns, a contact's, knows_viewer, blocked."""
    return Seen(
        account=account(row),
        viewer_id=viewer_id,
        contact=contact(viewer_id, row[8:12]),
        knows_viewer=bool(row[12]),
        blocked=bool(row[13]),
    )


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
    )


def flags(*, silent: bool, noforwards: bool) -> int:
    """The bits of bodies.flags."""
    return SILENT * silent | NOFORWARDS * noforwards


def dialog(row: Row) -> Dialog:
    """From owner_id, peer_id, top_id, read_inbox_max_id, read_outbox_max_id, unread."""
    return Dialog(
        owner_id=row[0],
        peer_id=row[1],
        top_id=row[2],
        read_inbox_max_id=row[3],
        read_outbox_max_id=row[4],
        unread=row[5],
    )
