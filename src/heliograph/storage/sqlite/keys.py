"""Auth keys, what clients said under them, and the authorizations they carry."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import apsw

from heliograph.domain.account_events import DeviceConfirmed, DeviceSignedIn
from heliograph.domain.authorizations import AuthKeyRecord, Authorization, ClientInfo, StoredKey
from heliograph.domain.errors import AuthKeyUnregistered, KeyCollision
from heliograph.storage.sqlite import encrypted_chats, password_waits, people, queries, rows
from heliograph.storage.sqlite.account_events import Kind, note
from heliograph.storage.sqlite.blobs import pack_client, unpack_client
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("keys")

_SILENT_CLIENT = ClientInfo(layer=0)
"""Stands for a client that signed in without ever sending initConnection."""


def save_auth_key(db: apsw.Connection, key: AuthKeyRecord, sealer: Sealer) -> None:
    """Saving the same key once more changes nothing."""
    row = db.execute(_SQL.key, (key.auth_key_id,)).fetchone()
    if row is None:
        sealed = sealer.seal(key.auth_key_id, key.secret)
        db.execute(_SQL.add_key, (key.auth_key_id, sealed, key.dc, key.created, key.expires))
    elif sealer.open(key.auth_key_id, row[0]) != key.secret:
        raise KeyCollision


def load_auth_key(db: apsw.Connection, auth_key_id: int, sealer: Sealer) -> StoredKey | None:
    row = db.execute(_SQL.key, (auth_key_id,)).fetchone()
    if row is None:
        return None
    secret, dc, created, expires, permanent_key_id, client, account_id, authorization_hash = row
    key = AuthKeyRecord(
        auth_key_id=auth_key_id,
        secret=sealer.open(auth_key_id, secret),
        dc=dc,
        created=created,
        expires=expires,
    )
    return StoredKey(
        key=key,
        permanent_key_id=permanent_key_id,
        client=unpack_client(client),
        account_id=account_id,
        authorization_hash=authorization_hash,
    )


def save_client(db: apsw.Connection, auth_key_id: int, client: ClientInfo) -> None:
    db.execute(_SQL.save_client, (auth_key_id, pack_client(client)))


def touch_authorization(db: apsw.Connection, auth_key_id: int, *, date: int, address: str) -> None:
    db.execute(_SQL.touch_authorization, (auth_key_id, date, address))


def authorizations(db: apsw.Connection, account_id: int) -> Sequence[Authorization]:
    return [one for one in _all_authorizations(db, account_id) if not one.imported]


def _all_authorizations(db: apsw.Connection, account_id: int) -> Sequence[Authorization]:
    return [_authorization(row) for row in db.execute(_SQL.authorizations, (account_id,))]


def authorization_of_key(db: apsw.Connection, auth_key_id: int) -> Authorization | None:
    row = db.execute(_SQL.authorization_of_key, (auth_key_id,)).fetchone()
    return _authorization(row) if row else None


class Entering(Protocol):
    """Who comes into an account by a key, from where, and what their authorization is to be."""

    @property
    def auth_key_id(self) -> int: ...
    @property
    def authorization_hash(self) -> int: ...
    @property
    def date(self) -> int: ...
    @property
    def address(self) -> str: ...
    @property
    def client(self) -> ClientInfo: ...


def let_in(
    db: apsw.Connection, entry: Entering, account_id: int, *, accepted: bool = False
) -> Authorization:
    """As `authorize`, all by what was asked."""
    return authorize(
        db,
        entry.auth_key_id,
        account_id=account_id,
        authorization_hash=entry.authorization_hash,
        date=entry.date,
        address=entry.address,
        client=entry.client,
        accepted=accepted,
    )


def authorize(
    db: apsw.Connection,
    auth_key_id: int,
    *,
    account_id: int,
    authorization_hash: int,
    date: int,
    address: str,
    client: ClientInfo,
    imported: bool = False,
    accepted: bool = False,
) -> Authorization:
    """Tie a key to an account in place of what it carried before.

    `accepted` says that another of the account's devices let it in.

    AUTH_KEY_UNREGISTERED if the key was forgotten while its client kept it unused for too long.
    """
    if not rows.fetch(db, _SQL.key_used, (auth_key_id, pack_client(client))):
        raise AuthKeyUnregistered
    carried = authorization_of_key(db, auth_key_id)
    if carried is not None and carried.account_id != account_id:
        encrypted_chats.end_devices(db, [auth_key_id])
    displaced = rows.fetch(db, _SQL.end_imports, (auth_key_id, authorization_hash))
    note_unused(db, displaced)
    others = has_sessions(db, account_id, besides=auth_key_id)
    confirmed = accepted or imported or not others
    if others and not imported:
        note(db, account_id, kind=Kind.DEVICE, subject=authorization_hash)
    values = (auth_key_id, account_id, authorization_hash, date, address, imported, confirmed)
    db.execute(_SQL.authorize, values)
    password_waits.end_wait(db, auth_key_id)
    return Authorization(
        hash=authorization_hash,
        auth_key_id=auth_key_id,
        account_id=account_id,
        created=date,
        active=date,
        address=address,
        client=client,
        imported=imported,
        displaced=tuple(row[0] for row in displaced),
        confirmed=confirmed,
    )


def load_devices(
    db: apsw.Connection, account_id: int, subjects: Sequence[str]
) -> Iterable[DeviceSignedIn | DeviceConfirmed]:
    """Which of the devices others are to be asked about, and of which nobody need be any more."""
    now = rows.number(db, _SQL.now, ())
    known = {one.hash: one for one in authorizations(db, account_id)}
    for hash_ in map(int, subjects):
        device = known.get(hash_)
        if device is None or not device.unconfirmed(now):
            yield DeviceConfirmed(hash=hash_)
        else:
            yield DeviceSignedIn(device=device, asks=True)


def has_sessions(db: apsw.Connection, account_id: int, *, besides: int) -> bool:
    """Whether the account is signed in with a key other than `besides`."""
    return bool(rows.number(db, _SQL.has_sessions, (account_id, besides)))


def end_authorizations(
    db: apsw.Connection,
    account_id: int,
    decide: Callable[[Sequence[Authorization]], Sequence[int]],
    *,
    with_waits: bool,
) -> Sequence[int]:
    """See `ports.store.KeyOperations.end_authorizations`."""
    hashes = decide(_all_authorizations(db, account_id))
    if with_waits:
        password_waits.end_waits_of(db, account_id)
    ended = rows.fetch(db, _SQL.end_authorizations, (account_id, people.as_json(hashes)))
    note_unused(db, ended)
    return [row[0] for row in ended]


def end_all_authorizations(db: apsw.Connection, account_id: int) -> Sequence[int]:
    """Log every device of an account out; gives their auth_key_ids."""
    ended = rows.fetch(db, _SQL.end_all_authorizations, (account_id,))
    note_unused(db, ended)
    return [row[0] for row in ended]


def end_authorization_of_key(db: apsw.Connection, auth_key_id: int) -> Sequence[int]:
    """Log a key out, and those that imported from it; gives their auth_key_ids."""
    ended = rows.fetch(db, _SQL.end_authorization_of_key, (auth_key_id,))
    note_unused(db, ended)
    return [row[0] for row in ended]


def note_unused(db: apsw.Connection, ended: Sequence[rows.Row]) -> None:
    """Let keys that lost their authorization be forgotten in time, and end what hung on it."""
    encrypted_chats.end_devices(db, [row[0] for row in ended])
    db.executemany(_SQL.key_unused, [(row[0], row[1]) for row in ended])


def _authorization(row: rows.Row) -> Authorization:
    return Authorization(
        hash=row[0],
        auth_key_id=row[1],
        account_id=row[2],
        created=row[3],
        active=row[4],
        address=row[5],
        client=unpack_client(row[6]) or _SILENT_CLIENT,
        imported=bool(row[7]),
        confirmed=bool(row[8]),
        no_secret_chats=bool(row[9]),
        no_calls=bool(row[10]),
    )
