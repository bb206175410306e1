"""End-to-end messages leave no trace in the file, wait no longer than allowed, outlive a leap."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.leap import LEAP, leap
from heliograph.storage.sqlite.pruning import Keep
from support.empty_store import open_store
from support.mailboxes import NOON, open_accounts
from support.sealed_chats import HERS, HIS, accept, ask, chat_of, missed, send
from support.signing_in import sign_device_in

MARK = b"a-marked-message-nobody-else-sends"
DAY = 86_400


@pytest.fixture
async def quick(path: Path) -> SqliteStore:
    """A store that erases what the log holds at once."""
    return open_store(path, erase_within_s=0.01, now=lambda: NOON)


async def talk(store: SqliteStore) -> list[int]:
    """Ada and Bob in a chat."""
    people = await open_accounts(store, 2)
    for key_id, account_id in ((HERS, people[0]), (HIS, people[1])):
        await sign_device_in(store, key_id, account_id)
    await ask(store, chat_of(people))
    await accept(store, people)
    return people


def keep(*, encrypted_after: int = 0, sends_after: int = 0) -> Keep:
    return Keep(
        now=NOON,
        sends_after=sends_after,
        codes_after=0,
        unused_keys_after=0,
        expired_keys_after=0,
        encrypted_after=encrypted_after,
    )


async def acknowledge(store: SqliteStore, people: list[int]) -> None:
    await store.acknowledge_encrypted(HIS, qts=2)


async def log_out(store: SqliteStore, people: list[int]) -> None:
    await store.end_authorization_of_key(HIS)


async def destroy_key(store: SqliteStore, people: list[int]) -> None:
    await store.destroy_auth_key(HIS)


async def end_sessions(store: SqliteStore, people: list[int]) -> None:
    await store.end_authorizations(people[1], decide=lambda found: [one.hash for one in found])


async def disable(store: SqliteStore, people: list[int]) -> None:
    await store.set_disabled(people[1], True)


async def delete_account(store: SqliteStore, people: list[int]) -> None:
    await store.end_account(people[1], decide=lambda context: None)


async def wait_too_long(store: SqliteStore, people: list[int]) -> None:
    await store.prune(keep(encrypted_after=NOON + 1))


@pytest.mark.parametrize(
    "way",
    [acknowledge, log_out, destroy_key, end_sessions, disable, delete_account, wait_too_long],
)
@pytest.mark.parametrize("length", [100, 20_000])
async def test_message_that_went_leaves_the_files(
    quick: SqliteStore, written: Callable[[], bytes], way: Callable[..., object], length: int
) -> None:
    people = await talk(quick)
    await send(quick, people, MARK.ljust(length, b"."))
    assert MARK in written()
    await way(quick, people)  # type: ignore[misc]
    for _ in range(200):
        if MARK not in written():
            break
        await asyncio.sleep(0.01)
    assert MARK not in written()
    await quick.close()


async def test_messages_and_requests_wait_no_longer_than_allowed(store: SqliteStore) -> None:
    people = await talk(store)
    for number, date in enumerate((NOON - DAY, NOON)):
        await ask(store, chat_of(people, 50 + number, date=date))
        await send(store, people, b"%d" % number, random_id=1 + number, date=date)
    await store.prune(keep(encrypted_after=NOON))
    assert await missed(store, people) == [b"1"]
    (ended,) = await store.take_ended_chats(at_most=10)
    assert ended.chat.id == 50
    states = {chat_id: await store.encrypted_chat(chat_id) for chat_id in (7, 50, 51)}
    assert [chat.state for chat in states.values() if chat] == [1, 2, 0]
    # What is over is kept as long again, for devices that were away.
    await store.prune(keep(encrypted_after=ended.chat.changed + 1))
    assert await store.encrypted_chat(50) is None
    assert await store.encrypted_chat(7) is not None


async def test_random_ids_are_forgotten_after_their_time(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    people = await talk(store)
    for number, date in enumerate((NOON - DAY, NOON)):
        await send(store, people, MARK, random_id=1 + number, date=date)
    await store.prune(keep(sends_after=NOON))
    left = connection.execute("SELECT random_id FROM encrypted_sends").fetchall()
    assert left == [(2,)]


async def test_devices_go_on_past_the_leap_of_a_restored_store(store: SqliteStore) -> None:
    people = await talk(store)
    await send(store, people, b"kept")
    await store._change(lambda db: leap(db, by=LEAP, made=NOON, date=NOON))
    sent = await send(store, people, b"new", random_id=2)
    assert sent.message is not None
    assert sent.message.qts == 3 + LEAP
    # Whoever had more than the copy holds has received what waits in it.
    assert await missed(store, people, qts=2) == [b"new"]
    assert await store.acknowledge_encrypted(HIS, qts=40) == [1]
    assert await missed(store, people, qts=40) == [b"new"]


async def test_counts_of_what_waits_are_true(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    people = await talk(store)
    for number in range(5):
        await send(store, people, b"x" * (100 + number), random_id=1 + number)
    await store.acknowledge_encrypted(HIS, qts=3)
    counted = connection.execute("SELECT auth_key_id, messages, bytes FROM encrypted_queues")
    assert counted.fetchall() == [(HIS, 3, 102 + 103 + 104)]
    await store.acknowledge_encrypted(HIS, qts=6)
    assert connection.execute("SELECT count(*) FROM encrypted_queues").fetchall() == [(0,)]
