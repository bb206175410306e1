"""What has had its time is forgotten, and nothing else."""

import os
from pathlib import Path

import apsw
import msgspec
import pytest
from msgspec.structs import replace

from heliograph.domain.authorizations import AuthKeyRecord
from heliograph.domain.errors import AuthKeyUnregistered
from heliograph.domain.files import Document, EncryptedFile, Photo
from heliograph.domain.sign_in import Invite
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from support.mailboxes import NOON, open_accounts, send
from support.signing_in import attempt, request_code

DAY = 86_400
KEEP = Keep(
    now=NOON,
    sends_after=NOON,
    codes_after=NOON,
    unused_keys_after=NOON,
    expired_keys_after=NOON,
)


def _count(connection: apsw.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").get)


async def test_sends_go_after_their_time_in_bounded_portions(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    ada, bob = await open_accounts(store, 2)
    for number in range(1, 701):
        await send(store, ada, bob, random_id=number, date=NOON - DAY)
    await send(store, ada, bob, random_id=999, date=NOON)
    assert [await store.prune(KEEP) for _ in range(3)] == [500, 200, 0]
    assert _count(connection, "sends") == 1
    assert (await send(store, ada, bob, random_id=999)).repeated
    assert not (await send(store, ada, bob, random_id=1)).repeated


async def test_codes_and_invitations_go_after_their_time(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    await request_code(store, 1, date=NOON - 1)
    await request_code(store, 1, date=NOON)
    await store.add_invite(Invite(phone="1", code_mac=b"", created=0, expires=NOON - 1))
    await store.add_invite(Invite(phone="2", code_mac=b"", created=0, expires=NOON))
    await store.prune(KEEP)
    assert (_count(connection, "login_codes"), _count(connection, "invites")) == (1, 1)


async def test_only_keys_nobody_signed_in_with_go(store: SqliteStore) -> None:
    await open_accounts(store, 1)
    for auth_key_id, created in ((1, NOON - 1), (2, NOON - 1), (3, NOON), (4, NOON - 1)):
        key = AuthKeyRecord(auth_key_id=auth_key_id, secret=b"s" * 256, dc=2, created=created)
        await store.save_auth_key(key)
    await attempt(store, await request_code(store, 1))
    await attempt(store, await request_code(store, 4))
    await store.end_authorization_of_key(4)
    await store.prune(KEEP)
    kept = [await store.load_auth_key(auth_key_id) is not None for auth_key_id in (1, 2, 3, 4)]
    assert kept == [True, False, True, True]
    await store.prune(msgspec.structs.replace(KEEP, unused_keys_after=NOON + 1))
    kept = [await store.load_auth_key(auth_key_id) is not None for auth_key_id in (1, 2, 3, 4)]
    assert kept == [True, False, False, False]


async def test_temporary_keys_go_when_they_expire(store: SqliteStore) -> None:
    for auth_key_id, expires in ((1, NOON - 1), (2, NOON), (3, None)):
        key = AuthKeyRecord(
            auth_key_id=auth_key_id, secret=b"s" * 256, dc=2, created=NOON, expires=expires
        )
        await store.save_auth_key(key)
    await store.prune(KEEP)
    kept = [await store.load_auth_key(auth_key_id) is not None for auth_key_id in (1, 2, 3)]
    assert kept == [False, True, True]


async def test_copies_made_by_migrations_go_after_their_time(
    store: SqliteStore, path: Path
) -> None:
    old, fresh, own = (
        path.parent / name
        for name in ("before-schema-2.sqlite", "before-schema-3.sqlite", "before-leaving.sqlite")
    )
    for file, date in ((old, NOON - 1), (fresh, NOON), (own, NOON - 1)):
        file.touch()
        os.utime(file, (date, date))
    assert await store.drop_backups(made_before=NOON) == 1
    assert (old.exists(), fresh.exists(), own.exists()) == (False, True, True)


async def test_a_forgotten_key_cannot_sign_in(store: SqliteStore) -> None:
    await open_accounts(store, 1)
    code = await request_code(store, 1)
    with pytest.raises(AuthKeyUnregistered):
        await attempt(store, code)


async def test_pictures_wait_for_who_tells_what_they_look_like(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    (ada,) = await open_accounts(store, 1)
    photo = Photo(id=70, access_hash=1, date=NOON - DAY, sizes=())
    film = Document(
        id=71, access_hash=1, date=NOON, mime_type="video/mp4", size=0, sha256=bytes(32)
    )
    sealed = EncryptedFile(
        id=72, access_hash=1, date=NOON, size=0, sha256=bytes(32), key_fingerprint=1
    )
    await store.expect_blob(bytes(32), size=0, date=NOON)
    for file in (photo, film, replace(film, id=73, mime_type="text/plain"), sealed):
        await store.add_file(file, owner_id=ada, upload_id=1)
    jobs = "SELECT file_id, since FROM likeness_jobs ORDER BY since"
    assert connection.execute(jobs).fetchall() == [(70, NOON - DAY), (71, NOON)]
    assert await store.prune(replace(KEEP, likeness_after=NOON)) == 1
    assert connection.execute(jobs).fetchall() == [(71, NOON)]
    assert await store.free_files(unheld_before=NOON + DAY, at_most=10) == 4
    assert connection.execute(jobs).fetchall() == []
