"""Devices' settings, and how long they and their accounts may stay unused."""

from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.authorizations import Authorization
from heliograph.domain.people import FIRST_ACCOUNT_ID, FIRST_BOT_ID
from heliograph.storage.sqlite import keys, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind, note

_SQL = queries.load("devices")
_DEFAULT = AccountTerms()

Device = tuple[int, int]


def change_authorization(
    db: apsw.Connection,
    account_id: int,
    decide: Callable[[Sequence[Authorization]], Authorization],
) -> Authorization:
    """See `ports.device_store.DeviceOperations.change_authorization`."""
    known = keys.authorizations(db, account_id)
    device = decide(known)
    if device.confirmed and any(d.hash == device.hash and not d.confirmed for d in known):
        note(db, account_id, kind=Kind.DEVICE, subject=device.hash)
    settings = (device.confirmed, device.no_secret_chats, device.no_calls)
    db.execute(_SQL.change_authorization, (account_id, device.hash, *map(int, settings)))
    return device


def terms(db: apsw.Connection, account_id: int) -> AccountTerms:
    found = rows.fetch(db, _SQL.terms, (account_id,))
    if not found:
        return _DEFAULT
    session_days, account_days, delete_at = found[0]
    return AccountTerms(session_days=session_days, account_days=account_days, delete_at=delete_at)


def change_terms(
    db: apsw.Connection, account_id: int, decide: Callable[[AccountTerms], AccountTerms]
) -> AccountTerms:
    people.known_account(db, account_id)
    asked = decide(terms(db, account_id))
    keep_terms(db, account_id, asked)
    return asked


def keep_terms(db: apsw.Connection, account_id: int, asked: AccountTerms) -> None:
    values = (account_id, asked.session_days, asked.account_days, asked.delete_at)
    db.execute(_SQL.keep_terms, values)


def keep_account(db: apsw.Connection, account_id: int) -> None:
    """Call a deletion off that waits, if one does."""
    db.execute(_SQL.keep_account, (account_id,))


def unused_devices(db: apsw.Connection, *, now: int, at_most: int) -> list[Device]:
    """Account and hash of devices that seem unused; one of them may just be used again."""
    values = (now, _DEFAULT.session_days, FIRST_BOT_ID, at_most)
    return [
        (account_id, hash_) for account_id, hash_ in rows.fetch(db, _SQL.unused_devices, values)
    ]


def end_unused_devices(
    db: apsw.Connection, devices: Sequence[Device], *, now: int
) -> Sequence[int]:
    """End those of the devices that are unused still; gives their auth_key_ids."""
    ended: list[int] = []
    for account_id, hash_ in devices:
        values = (account_id, hash_, now, _DEFAULT.session_days)
        gone = rows.fetch(db, _SQL.end_unused_device, values)
        keys.note_unused(db, gone)
        ended += [row[0] for row in gone]
    return ended


def accounts_to_delete(db: apsw.Connection, *, now: int, at_most: int) -> Sequence[int]:
    """See `ports.device_store.DeviceOperations.accounts_to_delete`."""
    values = (now, _DEFAULT.account_days, FIRST_ACCOUNT_ID, FIRST_BOT_ID, at_most)
    return [row[0] for row in rows.fetch(db, _SQL.accounts_to_delete, values)]
