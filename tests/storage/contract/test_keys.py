"""What every store keeps of auth keys and authorizations."""

from collections.abc import Sequence

import pytest

from heliograph.domain.authorizations import AuthKeyRecord, Authorization, ClientInfo
from heliograph.domain.errors import KeyCollision
from heliograph.domain.sign_in import AttemptResult
from heliograph.ports.store import Store
from support.mailboxes import NOON
from support.signing_in import attempt, key, request_code

CLIENT = ClientInfo(layer=198, device_model="Test", app_version="1")


async def test_an_unknown_key_is_none(store: Store) -> None:
    assert await store.load_auth_key(7) is None


async def test_a_saved_key_comes_back_whole(store: Store) -> None:
    await store.save_auth_key(key(-5))
    stored = await store.load_auth_key(-5)
    assert stored is not None
    assert stored.key == key(-5)
    assert (stored.client, stored.account_id, stored.authorization_hash) == (None, None, None)


async def test_the_same_key_may_be_saved_again_but_no_other_under_its_id(store: Store) -> None:
    await store.save_auth_key(key(1))
    await store.save_auth_key(key(1))
    other = AuthKeyRecord(auth_key_id=1, secret=b"z" * 256, dc=2, created=NOON)
    with pytest.raises(KeyCollision):
        await store.save_auth_key(other)


async def test_the_last_client_of_a_key_is_kept(store: Store) -> None:
    await store.save_auth_key(key(1))
    await store.save_client(1, ClientInfo(layer=152))
    await store.save_client(1, CLIENT)
    stored = await store.load_auth_key(1)
    assert stored is not None
    assert stored.client == CLIENT


async def _sign_in(store: Store, auth_key_id: int, *, date: int = NOON) -> None:
    await store.save_auth_key(key(auth_key_id))
    code = await request_code(store, auth_key_id, date=date)
    done = await attempt(store, code, authorization_hash=100 + auth_key_id, date=date)
    assert done.result is AttemptResult.SIGNED_IN


async def test_authorizations_come_most_recently_active_first(
    store: Store, people: list[int]
) -> None:
    for auth_key_id in (1, 2, 3):
        await _sign_in(store, auth_key_id, date=NOON + auth_key_id)
    await store.touch_authorization(1, date=NOON + 50, address="10.0.0.9")
    found = await store.authorizations(people[0])
    assert [one.auth_key_id for one in found] == [1, 3, 2]
    assert (found[0].active, found[0].address) == (NOON + 50, "10.0.0.9")
    assert found[0].created == NOON + 1
    assert found[0].client == ClientInfo(layer=198)


async def test_ending_authorizations_gives_the_keys_they_were_on(
    store: Store, people: list[int]
) -> None:
    for auth_key_id in (1, 2, 3):
        await _sign_in(store, auth_key_id)
    assert await store.end_authorizations(people[1], decide=lambda _: [101]) == []
    assert list(await store.end_authorizations(people[0], decide=lambda _: [102, 999])) == [2]
    assert list(await store.end_authorization_of_key(3)) == [3]
    assert list(await store.end_authorization_of_key(3)) == []
    left = await store.authorizations(people[0])

    def all_of(devices: Sequence[Authorization]) -> list[int]:
        assert devices == left
        return [device.hash for device in devices]

    assert list(await store.end_authorizations(people[0], decide=all_of)) == [1]
    stored = await store.load_auth_key(1)
    assert stored is not None
    assert stored.account_id is None


async def test_disabling_ends_all_sessions_before_it_returns(
    store: Store, people: list[int]
) -> None:
    await _sign_in(store, 1)
    await _sign_in(store, 2)
    assert sorted(await store.set_disabled(people[0], True)) == [1, 2]
    account = await store.account(people[0])
    assert account is not None
    assert account.disabled
    assert await store.authorizations(people[0]) == []
    assert list(await store.set_disabled(people[0], False)) == []


async def test_a_device_is_never_active_earlier_than_it_was(
    store: Store, people: list[int]
) -> None:
    await _sign_in(store, 1, date=NOON)
    for date in (NOON + 100, NOON + 50):
        await store.touch_authorization(1, date=date, address="192.0.2.1")
    (device,) = await store.authorizations(people[0])
    assert device.active == NOON + 100
