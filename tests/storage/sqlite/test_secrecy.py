"""What must not lie in the files: key secrets, and text that was deleted or replaced."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from cryptography.exceptions import InvalidTag

from heliograph.domain.authorizations import AuthKeyRecord
from heliograph.domain.srp import Verifier
from heliograph.domain.two_step import Decided, TwoStep, TwoStepContext
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.word_hiding import WordHider
from support.empty_store import open_store
from support.mailboxes import NOON, delete, edit, open_accounts, send

MARK = "a-marked-text-nobody-else-writes"
Written = Callable[[], bytes]


async def test_auth_keys_are_not_in_the_file(
    store: SqliteStore, path: Path, written: Written
) -> None:
    secret = bytes(range(256))
    await store.save_auth_key(AuthKeyRecord(auth_key_id=7, secret=secret, dc=2, created=NOON))
    lying = written()
    assert not any(secret[i : i + 16] in lying for i in range(240))
    await store.close()
    other = SqliteStore.open(path, key_secret=b"x" * 32)
    with pytest.raises(InvalidTag):
        await other.load_auth_key(7)
    await other.close()


async def test_a_sealed_key_opens_under_its_own_id_only(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    for auth_key_id in (7, 8):
        secret = bytes([auth_key_id]) * 256
        key = AuthKeyRecord(auth_key_id=auth_key_id, secret=secret, dc=2, created=NOON)
        await store.save_auth_key(key)
    connection.execute(
        "UPDATE auth_keys SET secret = (SELECT secret FROM auth_keys WHERE auth_key_id = 8)"
        " WHERE auth_key_id = 7"
    )
    with pytest.raises(InvalidTag):
        await store.load_auth_key(7)


FOUND = "SELECT count(*) FROM search_words(?)"


@pytest.fixture
async def quick(path: Path) -> SqliteStore:
    """A store that erases what the log holds of deleted text at once."""
    return open_store(path, erase_within_s=0.01)


async def _gone(written: Written, mark: str = MARK) -> bool:
    for _ in range(200):
        if mark.encode() not in written():
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.mark.parametrize("how", ["deleted", "edited"])
async def test_text_that_went_leaves_the_files_while_the_server_runs(
    quick: SqliteStore, written: Written, how: str
) -> None:
    ada, bob = await open_accounts(quick, 2)
    for number in range(30):
        await send(quick, ada, bob, f"filler {number}")
    await send(quick, ada, bob, MARK)
    assert MARK.encode() in written()
    if how == "deleted":
        await delete(quick, ada, 31)
    else:
        await edit(quick, ada, 31, "replaced")
    assert await _gone(written)
    await quick.close()


@pytest.mark.parametrize("how", ["deleted", "edited", "deleted by one side"])
async def test_words_that_went_leave_the_index_with_the_text(
    quick: SqliteStore, written: Written, connection: apsw.Connection, how: str
) -> None:
    """The index is large enough to have several pages, and has merged some.

    SQLite may leave earlier copies of rows between others, so the words there must be hidden.
    """
    ada, bob = await open_accounts(quick, 2)
    word = "zq7xkmarker"
    for number in range(100):
        text = f"{word} https://{word}.org" if number == 50 else f"about {number} z{number * 7_919}"
        await send(quick, ada, bob, text)
        await send(quick, bob, ada, " ".join(f"w{number * 31 + i * 977}" for i in range(20)))
    while await quick.index_messages(at_most=20):
        pass
    hidden = WordHider(bytes(32)).hide(word)
    terms = {owner_id: f'"{owner_id:x}_{hidden}"' for owner_id in (ada, bob)}
    for term in terms.values():
        assert connection.execute(FOUND, (term,)).get == 1
    if how == "edited":
        await edit(quick, ada, 101, "replaced")
    else:
        await delete(quick, ada, 101, revoke=how == "deleted")
    if how == "deleted by one side":
        assert [connection.execute(FOUND, (term,)).get for term in terms.values()] == [0, 1]
        await delete(quick, bob, 101)
    for term in terms.values():
        assert connection.execute(FOUND, (term,)).get == 0
    # A page of the index spells out only what differs from the word before.
    assert await _gone(written, word[-6:])
    await quick.close()


async def test_text_stays_while_somebody_has_a_copy(quick: SqliteStore, written: Written) -> None:
    ada, bob = await open_accounts(quick, 2)
    await send(quick, ada, bob, MARK)
    await delete(quick, ada, 1, revoke=False)
    await quick.close()
    assert MARK.encode() in written()


async def test_only_the_owner_may_read_the_files(store: SqliteStore, path: Path) -> None:
    await open_accounts(store, 1)
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(modes, 0o600)
    assert len(modes) == 3


async def test_passwords_and_recovery_addresses_are_not_in_the_file(
    store: SqliteStore, connection: apsw.Connection, written: Written
) -> None:
    ada, bob = await open_accounts(store, 2)
    value = bytes(range(255, -1, -1))
    verifier = Verifier(salt1=b"marked salt of the first kind", salt2=b"x", value=value)
    state = TwoStep(generation=1, verifier=verifier, hint=MARK, email=f"{MARK}@example.org")

    def decide(context: TwoStepContext) -> Decided[None]:
        return Decided(state=state, outcome=None)

    for account_id in (ada, bob):
        await store.change_two_step(account_id, date=NOON, window_s=1, decide=decide)
    lying = written()
    marks = [verifier.salt1, MARK.encode(), *(value[i : i + 16] for i in range(240))]
    assert not any(mark in lying for mark in marks)
    # Bound to its account: who can write the file gives nobody another's password.
    connection.execute(
        "UPDATE two_step SET sealed = (SELECT sealed FROM two_step WHERE account_id = ?)"
        " WHERE account_id = ?",
        (ada, bob),
    )
    with pytest.raises(InvalidTag):
        await store.two_step(bob)
