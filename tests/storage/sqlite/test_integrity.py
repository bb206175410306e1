"""The check finds each kind of damage, and nothing in a sound store."""

import apsw
import pytest

from heliograph.storage.sqlite import SqliteStore
from support.mailboxes import NOON, delete, edit, open_accounts, send

DAMAGES = {
    "pts with holes": "UPDATE log SET pts_count = pts_count - 1 WHERE kind = 3",
    "pts not of the last change": "UPDATE mailboxes SET pts = pts + 1 WHERE account_id = ?1",
    "top id passed": "UPDATE mailboxes SET top_id = 1 WHERE account_id = ?1",
    "dialog counters wrong": "UPDATE dialogs SET top_id = top_id + 1",
    "copy without dialog": "DELETE FROM dialogs WHERE owner_id = ?1",
    "mailbox unread wrong": "UPDATE mailboxes SET unread = unread + 1",
    "body without copy": "DELETE FROM copies WHERE body_id = 1",
    "kept body without mark": "UPDATE copies SET marks = 32 WHERE owner_id = ?1",
    "copy without body": "DELETE FROM bodies WHERE id = 1",
    "bodies out of order": "UPDATE copies SET body_id = -body_id WHERE owner_id = ?1",
    "indexed beyond all": "UPDATE search_progress SET indexed_to = 99",
    "username not of its account": "INSERT INTO usernames VALUES ('stray', ?1, 1, 1)",
    "account without mailbox": "DELETE FROM mailboxes WHERE account_id = 777000",
    "key use wrong": "UPDATE auth_keys SET unused_since = 5",
    "encrypted queue wrong": "INSERT INTO encrypted_queue VALUES (1, 5, 7, 1, 0, 0, x'00', NULL)",
    "encrypted queue wrong: 1 (1/1)": "UPDATE auth_keys SET qts = 9;"
    " INSERT INTO encrypted_queue VALUES (1, 5, 7, 1, 0, 0, x'00', NULL);"
    " UPDATE encrypted_queues SET bytes = 9",
    "encrypted queue wrong: 1 (1/3)": "INSERT INTO encrypted_queues VALUES (1, 3, 9)",
    "encrypted chat without its device": "INSERT INTO encrypted_chats (id, admin_id, admin_key_id,"
    " participant_id, state, date, changed, g_a, g_b, touched)"
    " SELECT 7, min(id), 77, max(id), 0, 0, 0, x'', x'', 0 FROM accounts",
    "own unread miscounted: 1 (7/": "INSERT INTO channel_members"
    " SELECT 7, min(id), 4, 0, 0, 0, 0, 0, 0, '', 0, 0, 3, 0, 0 FROM accounts",
    "file holders miscounted: 1 (7/2)": "INSERT INTO files (id, kind, owner_id,"
    " upload_id, date, size, holders, record) VALUES (7, 1, ?1, 1, 0, 9, 2, x'')",
    "file holders miscounted: 1 (7/0)": "INSERT INTO files (id, kind, owner_id,"
    " upload_id, date, size, holders, record) VALUES (7, 1, ?1, 1, 0, 9, 0, x'')",
    "points at nothing": "UPDATE authorizations SET auth_key_id = 99",
}


@pytest.fixture
async def owner_id(store: SqliteStore, connection: apsw.Connection) -> int:
    ada, bob = await open_accounts(store, 2)
    for number in range(4):
        await send(store, ada, bob, f"{number}")
        await send(store, bob, ada, f"{number}")
    await edit(store, ada, 1, "edited")
    await delete(store, ada, 4)
    await store.read_history(bob, ada, max_id=3, date=NOON)
    connection.execute(
        "INSERT INTO auth_keys (auth_key_id, secret, dc, created) VALUES (1, x'00', 2, 0)"
    )
    connection.execute(
        "INSERT INTO authorizations (auth_key_id, account_id, hash, created, active, address)"
        " VALUES (1, ?, 1, 0, 0, '')",
        (ada,),
    )
    return ada


async def test_a_sound_store_has_no_problems(store: SqliteStore, owner_id: int) -> None:
    assert list(await store.check(whole=True)) == []


@pytest.mark.parametrize("name", DAMAGES)
async def test_damage_is_found_and_named(
    store: SqliteStore, connection: apsw.Connection, owner_id: int, name: str
) -> None:
    connection.pragma("foreign_keys", "OFF")
    statement = DAMAGES[name]
    connection.execute(statement, (owner_id,) if "?1" in statement else ())
    assert any(name in problem for problem in await store.check())
