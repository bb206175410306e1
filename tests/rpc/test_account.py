"""Profiles, devices and settings of an account."""

import asyncio
from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.domain.events import AccountChanged
from heliograph.tl import functions, types
from support.stage import Device, RpcError, Stage

DAY_S = 86_400
ANN, BEN = "12025550101", "12025550102"


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


def update_username(name: str) -> functions.account.UpdateUsername:
    return functions.account.UpdateUsername(username=name)


async def test_username_is_set_changed_and_given_up(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    assert (await ann(update_username("ann_lee"))).username == "ann_lee"
    assert (await ann(update_username("Ann_Lee"))).username == "Ann_Lee"
    assert (await ann.me()).username == "Ann_Lee"
    assert (await ann(update_username(""))).username is None


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("ben", "USERNAME_INVALID"),
        ("telegram", "USERNAME_INVALID"),
        ("ANN_LEE", "USERNAME_OCCUPIED"),
        ("", "USERNAME_NOT_MODIFIED"),
    ],
)
async def test_username_is_refused(stage: Stage, name: str, token: str) -> None:
    await (await stage.person(ANN, "Ann"))(update_username("ann_lee"))
    ben = await stage.person(BEN, "Ben")
    assert await refusal(ben, update_username(name)) == (400, token)


async def test_checking_a_username_tells_whether_it_is_free(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    await ann(update_username("ann_lee"))
    check = functions.account.CheckUsername(username="Ann_lee")
    assert await ann(check) is True
    assert await ben(check) is False
    bad = functions.account.CheckUsername(username="x")
    assert await refusal(ben, bad) == (400, "USERNAME_INVALID")


async def test_profile_changes_by_parts(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann", "Lee")
    user = await ann(functions.account.UpdateProfile(first_name="Anna", about="hello"))
    assert (user.first_name, user.last_name) == ("Anna", "Lee")
    full = await ann(functions.users.GetFullUser(id=types.InputUserSelf()))
    assert full.full_user.about == "hello"
    too_long = functions.account.UpdateProfile(about="x" * 71)
    assert await refusal(ann, too_long) == (400, "ABOUT_TOO_LONG")


async def test_changes_that_everybody_is_told_of_are_bounded(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    for number in range(Limits().profile_changes_per_account_per_hour // 2):
        await ann(functions.account.UpdateProfile(first_name=f"Ann {number}"))
        await ann(update_username(f"ann_{number}x"))
    for query in (functions.account.UpdateProfile(first_name="Anna"), update_username("ann_lee")):
        assert await refusal(ann, query) == (420, "FLOOD_WAIT_60")


async def test_changes_of_an_account_disabled_meanwhile_do_not_commit(stage: Stage) -> None:
    """The calls were under way when the operator disabled the account."""
    ann = await stage.person(ANN, "Ann")
    account_id = ann.key.account_id or 0
    await stage.store.set_disabled(account_id, True)
    for query in (
        functions.account.UpdateProfile(first_name="Anna"),
        functions.account.UpdateUsername(username="ann_lee"),
    ):
        assert await refusal(ann, query) == (401, "USER_DEACTIVATED_BAN")
    account = await stage.store.account(account_id)
    assert account is not None
    assert (account.first_name, account.username) == ("Ann", None)


async def test_new_name_is_told_to_others_but_not_to_the_calling_session(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await ann(functions.account.UpdateProfile(last_name="Lee"))
    await ann(functions.account.UpdateProfile(about="only those who look see this"))
    (event,) = [event for event in stage.events if isinstance(event, AccountChanged)]
    assert event.account.last_name == "Lee"
    assert event.origin is not None
    assert event.origin.auth_key_id == ann.key.auth_key_id


async def test_14_5_devices_are_listed_with_the_asking_one_marked(stage: Stage) -> None:
    first = await stage.person(ANN, "Ann")
    second = await stage.device()
    second.address = "198.51.100.9"
    await second.sign_in(ANN)
    listed = (await first(functions.account.GetAuthorizations())).authorizations
    assert sorted((a.current, a.ip) for a in listed) == [
        (False, "198.51.100.9"),
        (True, "192.0.2.1"),
    ]
    assert {a.hash == 0 for a in listed if a.current} == {True}
    assert {a.device_model for a in listed} == {"Desk"}


async def test_14_5_ended_device_gets_401_and_nothing_else(stage: Stage) -> None:
    first = await stage.person(ANN, "Ann")
    second = await stage.device()
    await second.sign_in(ANN)
    listed = (await first(functions.account.GetAuthorizations())).authorizations
    (other,) = [a for a in listed if not a.current]
    stage.clock.date += DAY_S
    assert await first(functions.account.ResetAuthorization(hash=other.hash)) is True
    assert stage.sessions.dropped == [second.key.auth_key_id]
    status = functions.account.UpdateStatus(offline=True)
    assert await refusal(second, status) == (401, "AUTH_KEY_UNREGISTERED")
    assert await first(status) is True
    again = functions.account.ResetAuthorization(hash=other.hash)
    assert await refusal(first, again) == (400, "HASH_INVALID")


async def test_device_of_another_account_cannot_be_ended(stage: Stage) -> None:
    ann, ben = await stage.person(ANN, "Ann"), await stage.person(BEN, "Ben")
    for hash_ in (ben.key.authorization_hash, ann.key.authorization_hash, 0):
        query = functions.account.ResetAuthorization(hash=hash_ or 0)
        assert await refusal(ann, query) == (400, "HASH_INVALID")
    assert await ben(functions.account.UpdateStatus(offline=True)) is True


async def test_all_other_devices_end_at_once(stage: Stage) -> None:
    first = await stage.person(ANN, "Ann")
    others = [await stage.device() for _ in range(3)]
    for other in others:
        await other.sign_in(ANN)
    stage.clock.date += DAY_S
    assert await first(functions.auth.ResetAuthorizations()) is True
    assert sorted(stage.sessions.dropped) == [other.key.auth_key_id for other in others]
    assert await first(functions.auth.ResetAuthorizations()) is True


async def test_of_two_devices_that_end_all_others_at_once_one_stays(stage: Stage) -> None:
    first = await stage.person(ANN, "Ann")
    second = await stage.device()
    await second.sign_in(ANN)
    stage.clock.date += DAY_S
    asked = (device(functions.auth.ResetAuthorizations()) for device in (first, second))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert answers[0] is True
    assert isinstance(answers[1], RpcError)
    assert (answers[1].code, answers[1].text) == (401, "AUTH_KEY_UNREGISTERED")
    assert await first(functions.account.UpdateStatus(offline=True)) is True
    assert stage.sessions.dropped == [second.key.auth_key_id]


async def test_password_state_offers_the_algorithms_clients_know(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    state = await ann(functions.account.GetPassword())
    assert not state.has_password
    assert state.current_algo is None
    assert isinstance(state.new_secure_algo, types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000)
    assert len(state.new_algo.p) == 256
    assert state.new_algo.g == 3


@pytest.mark.parametrize(
    ("key", "first_rule"),
    [
        (types.InputPrivacyKeyPhoneNumber(), types.PrivacyValueAllowContacts()),
        (types.InputPrivacyKeyStatusTimestamp(), types.PrivacyValueAllowAll()),
        (types.InputPrivacyKeyForwards(), types.PrivacyValueAllowAll()),
    ],
)
async def test_privacy_is_told_as_it_is(stage: Stage, key: Any, first_rule: Any) -> None:
    ann = await stage.person(ANN, "Ann")
    rules = await ann(functions.account.GetPrivacy(key=key))
    assert rules.rules[0] == first_rule
