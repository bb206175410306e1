"""The devices of an account: what the others hear of a new one, and when one ends by itself."""

from typing import Any

import pytest

from heliograph.actions.sessions import end_other_sessions, end_unused_sessions
from heliograph.domain.authorizations import CONFIRMED_AFTER_S
from heliograph.tl import functions, types
from support.passwords import set_password
from support.stage import Device, RpcError, sign_in_again
from support.talk import ANN, People, Talker

DAY_S = 86_400
LIST = functions.account.GetAuthorizations()
STATUS = functions.account.UpdateStatus(offline=True)


async def listed(device: Device) -> list[types.Authorization]:
    """The account's other devices."""
    found = (await device(LIST)).authorizations
    return [one for one in found if not one.current]


async def newcomer(people: People) -> Device:
    """Another device of Ann's, by a code."""
    device = await people.stage.device()
    await device.sign_in(ANN)
    return device


def told_of_devices(talker: Talker) -> list[Any]:
    return [u for u in talker.pushed() if isinstance(u, types.UpdateNewAuthorization)]


async def test_14_5_the_others_are_asked_about_a_new_device(people: People) -> None:
    device = await newcomer(people)
    (told,) = told_of_devices(people.ann)
    assert told == types.UpdateNewAuthorization(
        unconfirmed=True,
        hash=device.key.authorization_hash,
        date=people.stage.clock.date,
        device="Desk",
        location="192.0.2.1",
    )
    assert not [u for u in device.session.take() if "NewAuthorization" in repr(u)]
    assert [one.unconfirmed for one in await listed(people.ann.device)] == [True]
    assert [one.unconfirmed for one in await listed(device)] == [False]
    # It is not asked about itself.
    (own,) = [one for one in (await device(LIST)).authorizations if one.current]
    assert not own.unconfirmed


async def test_14_5_a_new_device_is_confirmed_by_another(people: People) -> None:
    ann, device = people.ann, await newcomer(people)
    ann.pushed()
    hash_ = device.key.authorization_hash or 0
    change = functions.account.ChangeAuthorizationSettings(confirmed=True, hash=hash_)
    assert await ann(change) is True
    assert told_of_devices(ann) == [types.UpdateNewAuthorization(hash=hash_)]
    assert [one.unconfirmed for one in await listed(ann.device)] == [False]


async def missed(device: Device, date: int) -> list[Any]:
    """What the difference since a date says of devices."""
    asked = functions.updates.GetDifference(pts=1, date=date, qts=0)
    told = (await device(asked)).other_updates
    return [one for one in told if isinstance(one, types.UpdateNewAuthorization)]


async def test_14_5_who_was_away_is_asked_about_a_new_device(people: People) -> None:
    ann, clock = people.ann.device, people.stage.clock
    begun = clock.date
    device = await newcomer(people)
    clock.date += 3_600
    (told,) = await missed(ann, begun)
    assert (told.hash, told.unconfirmed) == (device.key.authorization_hash, True)
    assert await missed(device, begun) == [], "it is not told of itself"
    confirm = functions.account.ChangeAuthorizationSettings(confirmed=True, hash=told.hash)
    await ann(confirm)
    assert await missed(ann, begun) == [types.UpdateNewAuthorization(hash=told.hash)]


async def test_14_5_who_was_away_is_not_asked_about_what_was_ended(people: People) -> None:
    ann, begun = people.ann.device, people.stage.clock.date
    device = await newcomer(people)
    hash_ = device.key.authorization_hash or 0
    await device(functions.auth.LogOut())
    assert await missed(ann, begun) == [types.UpdateNewAuthorization(hash=hash_)]


async def test_14_5_nobody_is_asked_after_a_week(people: People) -> None:
    await newcomer(people)
    people.stage.clock.date += CONFIRMED_AFTER_S
    assert [one.unconfirmed for one in await listed(people.ann.device)] == [False]


async def test_14_5_a_device_that_was_let_in_by_another_is_confirmed(people: People) -> None:
    device = await people.stage.device()
    shown = await device(functions.auth.ExportLoginToken(api_id=1, api_hash="", except_ids=[]))
    await people.ann.device(functions.auth.AcceptLoginToken(token=shown.token))
    hash_ = device.key.authorization_hash or 0
    assert told_of_devices(people.ann) == [types.UpdateNewAuthorization(hash=hash_)]
    assert [one.unconfirmed for one in await listed(people.ann.device)] == [False]


async def test_14_5_a_password_proves_no_device_is_the_owners(people: People) -> None:
    await set_password(people.ann.device, "secret")
    device = await people.stage.device()
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await device.sign_in(ANN)
    assert await listed(people.ann.device) == []


async def test_14_5_what_may_reach_a_device_is_kept_for_each(people: People) -> None:
    ann, device = people.ann.device, await newcomer(people)
    hash_ = device.key.authorization_hash or 0
    change = functions.account.ChangeAuthorizationSettings
    assert await ann(change(hash=hash_, call_requests_disabled=True)) is True
    assert await ann(change(hash=0, encrypted_requests_disabled=True)) is True
    (other,) = await listed(ann)
    assert (other.call_requests_disabled, other.encrypted_requests_disabled) == (True, False)
    (own,) = await listed(device)
    assert (own.call_requests_disabled, own.encrypted_requests_disabled) == (False, True)
    assert await ann(change(hash=hash_, call_requests_disabled=False)) is True
    assert not (await listed(ann))[0].call_requests_disabled


async def test_14_5_unused_devices_end_by_themselves(people: People) -> None:
    ann, device = people.ann.device, await newcomer(people)
    people.stage.clock.date += DAY_S
    await ann(functions.account.SetAuthorizationTTL(authorization_ttl_days=7))
    assert (await ann(LIST)).authorization_ttl_days == 7
    people.stage.clock.date += 6 * DAY_S
    assert await end_unused_sessions(people.stage.app) == 0
    people.stage.clock.date += 1
    assert await ann(STATUS) is True
    assert await end_unused_sessions(people.stage.app) == 1
    assert people.stage.sessions.dropped == [device.key.auth_key_id]
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await device(STATUS)
    # Ben's account set nothing: a year.
    assert await people.ben.device(STATUS) is True


async def test_14_5_a_key_that_imported_counts_with_its_device(people: People) -> None:
    ann, other = people.ann.device, await people.stage.device(dc=4)
    made = await ann(functions.auth.ExportAuthorization(dc_id=4))
    await other(functions.auth.ImportAuthorization(id=made.id, bytes=made.bytes))
    people.stage.clock.date += 365 * DAY_S
    await people.ben.device(STATUS)
    await people.cat.device(STATUS)
    await other(STATUS)
    people.stage.clock.date += 1
    assert await end_unused_sessions(people.stage.app) == 0
    people.stage.clock.date += 366 * DAY_S
    await people.ben.device(STATUS)
    await people.cat.device(STATUS)
    assert await end_unused_sessions(people.stage.app) == 2


REFUSED = [
    (functions.account.ResetAuthorization(hash=1), "400 HASH_INVALID"),
    (functions.account.ResetAuthorization(hash=0), "400 HASH_INVALID"),
    (functions.auth.ResetAuthorizations(), "406 FRESH_RESET_AUTHORISATION_FORBIDDEN"),
    (
        functions.account.SetAuthorizationTTL(authorization_ttl_days=30),
        "406 FRESH_RESET_AUTHORISATION_FORBIDDEN",
    ),
    *(
        (functions.account.SetAuthorizationTTL(authorization_ttl_days=d), "400 TTL_DAYS_INVALID")
        for d in (0, -1, 367, 2**31 - 1)
    ),
    (
        functions.account.ChangeAuthorizationSettings(hash=1, confirmed=True),
        "400 HASH_INVALID",
    ),
    (functions.account.ResetWebAuthorization(hash=1), "400 HASH_INVALID"),
]


@pytest.mark.parametrize(("query", "error"), REFUSED)
async def test_14_5_refusals(people: People, query: Any, error: str) -> None:
    with pytest.raises(RpcError, match=error):
        await people.ann.device(query)


async def test_14_5_who_has_just_come_in_ends_no_other_device(people: People) -> None:
    people.stage.clock.date += DAY_S
    ann, device = people.ann.device, await newcomer(people)
    people.stage.clock.date += DAY_S - 1
    (own,) = await listed(device)
    end = functions.account.ResetAuthorization(hash=own.hash)
    with pytest.raises(RpcError, match="406 FRESH_RESET_AUTHORISATION_FORBIDDEN"):
        await device(end)
    people.stage.clock.date += 1
    assert await device(end) is True
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await ann(STATUS)


async def test_14_5_nobody_signs_in_on_websites_here(people: People) -> None:
    ann = people.ann.device
    found = await ann(functions.account.GetWebAuthorizations())
    assert (found.authorizations, found.users) == ([], [])
    assert await ann(functions.account.ResetWebAuthorizations()) is True


async def test_14_5_devices_settings_end_with_their_authorization(people: People) -> None:
    ann = people.ann.device
    device = await sign_in_again(ann, ANN, layer=200)
    hash_ = device.key.authorization_hash or 0
    await ann(
        functions.account.ChangeAuthorizationSettings(hash=hash_, call_requests_disabled=True)
    )
    await device.sign_in(ANN)
    (again,) = await listed(ann)
    assert not again.call_requests_disabled


async def test_14_5_who_owes_the_password_is_thrown_out_too(people: People) -> None:
    ann = people.ann.device
    await set_password(ann, "secret")
    device = await people.stage.device()
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await device.sign_in(ANN)
    bens_key_id = people.ben.device.key.auth_key_id
    await end_other_sessions(people.stage.app, people.ben.id, auth_key_id=bens_key_id, settled_s=0)
    with pytest.raises(RpcError, match="SESSION_PASSWORD_NEEDED"):
        await device(STATUS)
    await end_other_sessions(
        people.stage.app, people.ann.id, auth_key_id=ann.key.auth_key_id, settled_s=0
    )
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await device(STATUS)
