"""What every store makes of temporary keys."""

from collections.abc import Sequence
from functools import partial

import msgspec
import pytest

from heliograph.domain import errors
from heliograph.domain.key_binding import BindContext, BindRequest, bind
from heliograph.ports.store import Store
from support.mailboxes import NOON
from support.signing_in import attempt, key, request_code

PERMANENT, OTHER = 1, 2
MOST = 3


def request_to_bind(temporary_key_id: int, permanent_key_id: int = PERMANENT) -> BindRequest:
    return BindRequest(
        temporary_key_id=temporary_key_id,
        permanent_key_id=permanent_key_id,
        nonce=5,
        expires=NOON + 60,
        session_id=6,
        msg_id=7,
    )


async def tie(store: Store, temporary_key_id: int, to: int = PERMANENT) -> Sequence[int]:
    return await store.bind_temporary_key(
        request_to_bind(temporary_key_id, to), decide=partial(bind, most=MOST)
    )


@pytest.fixture
async def keys(store: Store) -> Store:
    """Keys 1 and 2 are permanent, 11 to 14 temporary."""
    for auth_key_id in (PERMANENT, OTHER):
        await store.save_auth_key(key(auth_key_id))
    for auth_key_id in (11, 12, 13, 14):
        temporary = msgspec.structs.replace(key(auth_key_id), expires=NOON + 60)
        await store.save_auth_key(temporary)
    return store


async def bound_to(store: Store, auth_key_id: int) -> int | None:
    stored = await store.load_auth_key(auth_key_id)
    assert stored is not None
    return stored.permanent_key_id


async def test_a_temporary_key_keeps_its_end(keys: Store) -> None:
    stored = await keys.load_auth_key(11)
    assert stored is not None
    assert (stored.key.expires, stored.permanent_key_id) == (NOON + 60, None)


async def test_a_binding_is_kept_and_may_be_repeated(keys: Store) -> None:
    assert await tie(keys, 11) == ()
    assert await tie(keys, 11) == ()
    assert await bound_to(keys, 11) == PERMANENT


async def test_a_bound_key_belongs_to_nobody_else(keys: Store) -> None:
    await tie(keys, 11)
    with pytest.raises(errors.TempAuthKeyAlreadyBound):
        await tie(keys, 11, to=OTHER)
    assert await bound_to(keys, 11) == PERMANENT


@pytest.mark.parametrize("auth_key_id", [OTHER, 99])
async def test_only_a_temporary_key_is_bound(keys: Store, auth_key_id: int) -> None:
    with pytest.raises(errors.TempAuthKeyEmpty):
        await tie(keys, auth_key_id)


@pytest.mark.parametrize("permanent_key_id", [12, 99])
async def test_only_to_a_permanent_key(keys: Store, permanent_key_id: int) -> None:
    with pytest.raises(errors.EncryptedMessageInvalid):
        await tie(keys, 11, to=permanent_key_id)


async def test_beyond_the_bound_the_earliest_binding_goes(keys: Store) -> None:
    for auth_key_id in (12, 11, 13):
        assert await tie(keys, auth_key_id) == ()
    # A repeat is no new binding: it neither displaces nor makes a key newer.
    assert await tie(keys, 12) == ()
    assert await tie(keys, 14) == (12,)
    assert await keys.load_auth_key(12) is None
    assert [await bound_to(keys, one) for one in (11, 13, 14)] == [PERMANENT] * 3


async def test_the_decision_sees_what_is_bound(keys: Store) -> None:
    seen: list[BindContext] = []

    def refuse(_: BindRequest, context: BindContext) -> Sequence[int]:
        seen.append(context)
        raise errors.TempAuthKeyEmpty

    await tie(keys, 11)
    await tie(keys, 13, to=OTHER)
    with pytest.raises(errors.TempAuthKeyEmpty):
        await keys.bind_temporary_key(request_to_bind(12), decide=refuse)
    assert seen == [BindContext(is_temporary=True, bound_to=None, others=(11,))]
    assert await bound_to(keys, 12) is None


async def test_dropping_spares_what_is_named_and_what_is_others(keys: Store) -> None:
    for auth_key_id in (11, 12):
        await tie(keys, auth_key_id)
    await tie(keys, 13, to=OTHER)
    assert list(await keys.drop_temporary_keys(PERMANENT, keep=[12])) == [11]
    assert await keys.load_auth_key(11) is None
    assert await bound_to(keys, 12) == PERMANENT
    assert await bound_to(keys, 13) == OTHER


async def test_a_destroyed_key_takes_its_authorization_and_temporary_keys_along(
    keys: Store, people: list[int]
) -> None:
    await tie(keys, 11)
    await attempt(keys, await request_code(keys, PERMANENT))
    assert await keys.authorizations(people[0])
    assert list(await keys.destroy_auth_key(PERMANENT)) == []
    assert list(await keys.destroy_auth_key(PERMANENT)) == []
    assert await keys.load_auth_key(PERMANENT) is None
    assert await keys.load_auth_key(11) is None
    assert list(await keys.authorizations(people[0])) == []


async def test_nobody_signs_in_with_a_temporary_key_itself(keys: Store, people: list[int]) -> None:
    code = await request_code(keys, 11)
    with pytest.raises(errors.AuthKeyUnregistered):
        await attempt(keys, code)
