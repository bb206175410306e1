"""Two-step verification: setting a password, signing in with it, changing it, taking it away."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions import accounts
from heliograph.tl import functions, types
from support.passwords import (
    new_password,
    no_password,
    proof,
    proof_by,
    set_password,
    told_by,
    update,
)
from support.stage import Device, RpcError, Stage, send_code, sign_in

ANN, BEN = "12025550101", "12025550102"
MAIL = "ann@example.org"
NEEDED = (401, "SESSION_PASSWORD_NEEDED")


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


@pytest.fixture
async def ann(stage: Stage) -> Device:
    """Ann's device; her account has the password `secret`."""
    device = await stage.person(ANN, "Ann")
    await set_password(device, "secret", hint="no hint")
    return device


async def half_signed_in(stage: Stage, phone: str = ANN) -> Device:
    """A device that entered the right code and owes the password."""
    device = await stage.device()
    sent = await device(send_code(phone))
    code = stage.messenger.codes[-1][1]
    assert await refusal(device, sign_in(phone, sent.phone_code_hash, code)) == NEEDED
    return device


async def check(device: Device, text: str) -> Any:
    return await device(functions.auth.CheckPassword(password=await proof_by(device, text)))


async def test_14_2_password_is_asked_for_at_the_next_sign_in(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    told = await told_by(device)
    assert (told.has_password, told.hint, len(told.srp_B or b"")) == (True, "no hint", 256)
    done = await check(device, "secret")
    assert done.user.id == ann.key.account_id == device.key.account_id
    assert (await device.me()).first_name == "Ann"


async def test_14_2_wrong_password_is_refused_and_the_next_one_may_be_right(
    stage: Stage, ann: Device
) -> None:
    device = await half_signed_in(stage)
    query = functions.auth.CheckPassword(password=await proof_by(device, "Secret"))
    assert await refusal(device, query) == (400, "PASSWORD_HASH_INVALID")
    assert (await check(device, "secret")).user.first_name == "Ann"


async def test_10_7_half_signed_in_key_may_do_nothing_but_offer_the_password(
    stage: Stage, ann: Device
) -> None:
    device = await half_signed_in(stage)
    for query in (
        functions.users.GetUsers(id=[types.InputUserSelf()]),
        functions.updates.GetState(),
        functions.account.GetAuthorizations(),
        functions.account.ResetPassword(),
        functions.account.GetPasswordSettings(password=types.InputCheckPasswordEmpty()),
    ):
        assert await refusal(device, query) == NEEDED
    assert isinstance(await device(functions.help.GetConfig()), types.Config)
    assert device.key.account_id is None
    assert len(await stage.store.authorizations(ann.key.account_id or 0)) == 1


async def test_10_7_key_without_code_is_unregistered_and_not_asked_for_a_password(
    stage: Stage, ann: Device
) -> None:
    device = await stage.device()
    assert await refusal(device, functions.account.GetPassword()) == (401, "AUTH_KEY_UNREGISTERED")


async def test_half_signed_in_state_outlives_the_process_and_ends(
    stage: Stage, ann: Device
) -> None:
    device = await half_signed_in(stage)
    key_id = device.key.auth_key_id
    limits, now = stage.app.two_step_limits, stage.clock.date
    assert await stage.store.awaiting_password(key_id, now=now) == ann.key.account_id
    stage.clock.date = now + limits.wait_s + 1
    query = functions.account.GetPassword()
    assert await refusal(device, query) == (401, "AUTH_KEY_UNREGISTERED")


async def test_log_out_ends_the_half_signed_in_state(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    assert await device(functions.auth.LogOut()) == types.auth.LoggedOut()
    query = functions.account.GetPassword()
    assert await refusal(device, query) == (401, "AUTH_KEY_UNREGISTERED")


async def test_code_entered_again_is_answered_the_same(stage: Stage, ann: Device) -> None:
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, stage.messenger.codes[-1][1])
    assert await refusal(device, query) == NEEDED
    assert await refusal(device, query) == NEEDED


async def test_code_entered_again_signs_in_when_the_password_is_gone(
    stage: Stage, ann: Device
) -> None:
    """TDLib does so when it finds no password after SESSION_PASSWORD_NEEDED."""
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, stage.messenger.codes[-1][1])
    assert await refusal(device, query) == NEEDED
    await update(ann, "secret", no_password())
    assert not (await told_by(device)).has_password
    assert (await device(query)).user.id == ann.key.account_id
    assert await stage.store.awaiting_password(device.key.auth_key_id, now=0) is None


async def test_signing_in_to_another_account_ends_what_the_key_carried(
    stage: Stage, ann: Device
) -> None:
    ben = await stage.person(BEN, "Ben")
    sent = await ben(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, stage.messenger.codes[-1][1])
    assert await refusal(ben, query) == NEEDED
    assert await refusal(ben, functions.updates.GetState()) == NEEDED
    assert (await check(ben, "secret")).user.first_name == "Ann"


async def test_account_disabled_meanwhile_is_not_entered(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    await accounts.disable_account(stage.app, ann.key.account_id or 0)
    query = functions.account.GetPassword()
    assert await refusal(device, query) == (401, "AUTH_KEY_UNREGISTERED")


async def test_14_2_challenge_answers_once(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    told = await told_by(device)
    wrong = functions.auth.CheckPassword(password=proof(told, "wrong"))
    assert await refusal(device, wrong) == (400, "PASSWORD_HASH_INVALID")
    right = functions.auth.CheckPassword(password=proof(told, "secret"))
    assert await refusal(device, right) == (400, "SRP_ID_INVALID")


async def test_14_2_of_two_answers_at_once_one_is_judged(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    query = functions.auth.CheckPassword(password=proof(await told_by(device), "secret"))
    done = await asyncio.gather(device(query), device(query), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in done) == ["Authorization", "RpcError"]


async def test_14_2_challenge_expires_and_is_bound_to_its_account(
    stage: Stage, ann: Device
) -> None:
    ben = await stage.person(BEN, "Ben")
    await set_password(ben, "secret")
    device = await half_signed_in(stage)
    for told in (await told_by(ben), await told_by(device)):
        stage.clock.date += 2 * stage.app.two_step_limits.challenge_lifetime_s
        query = functions.auth.CheckPassword(password=proof(told, "secret"))
        assert await refusal(device, query) == (400, "SRP_ID_INVALID")


async def test_14_2_challenge_drawn_before_a_change_says_so(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    told = await told_by(device)
    await set_password(ann, "other", current="secret")
    query = functions.auth.CheckPassword(password=proof(told, "secret"))
    assert await refusal(device, query) == (400, "SRP_PASSWORD_CHANGED")
    assert (await check(device, "other")).user.first_name == "Ann"


@pytest.mark.parametrize("text", ["other", None])
async def test_password_changed_while_a_proof_is_judged_lets_nobody_in(
    stage: Stage, ann: Device, text: str | None
) -> None:
    device = await half_signed_in(stage)
    settings = no_password() if text is None else new_password(await told_by(ann), text)
    change = functions.account.UpdatePasswordSettings(
        password=await proof_by(ann, "secret"), new_settings=settings
    )
    query = functions.auth.CheckPassword(password=await proof_by(device, "secret"))

    async def judge(work: Callable[[], Any]) -> Any:
        stage.turn(compute=at_once)
        assert await ann(change)
        return work()

    async def at_once(work: Callable[[], Any]) -> Any:
        return work()

    stage.turn(compute=judge)
    assert await refusal(device, query) == (400, "SRP_PASSWORD_CHANGED")
    assert device.key.account_id is None


async def test_password_is_changed_by_who_knows_it_alone(stage: Stage, ann: Device) -> None:
    settings = new_password(await told_by(ann), "other")
    query = functions.account.UpdatePasswordSettings(
        password=types.InputCheckPasswordEmpty(), new_settings=settings
    )
    assert await refusal(ann, query) == (400, "PASSWORD_HASH_INVALID")
    query = functions.account.UpdatePasswordSettings(
        password=await proof_by(ann, "wrong"), new_settings=settings
    )
    assert await refusal(ann, query) == (400, "PASSWORD_HASH_INVALID")
    await set_password(ann, "other", current="secret", hint="new")
    assert (await told_by(ann)).hint == "new"
    device = await half_signed_in(stage)
    assert (await check(device, "other")).user.first_name == "Ann"


async def test_password_taken_away_is_not_asked_for(stage: Stage, ann: Device) -> None:
    assert await update(ann, "secret", no_password())
    told = await told_by(ann)
    assert (told.has_password, told.current_algo, told.srp_id, told.hint) == (
        False,
        None,
        None,
        None,
    )
    device = await stage.device()
    assert (await device.sign_in(ANN)).user.first_name == "Ann"


async def test_devices_are_told_of_every_change(stage: Stage, ann: Device) -> None:
    await set_password(ann, "other", current="secret")
    await update(ann, "other", no_password())
    texts = await service_texts(stage, ann)
    assert [text.split(".", 1)[0] for text in texts] == [
        "A password was set for your account",
        "The password of your account was changed",
        "The password of your account was taken away",
    ]


async def service_texts(stage: Stage, device: Device) -> list[str]:
    """What the service account wrote to a person, oldest first."""
    peer = types.InputPeerUser(
        user_id=777000, access_hash=stage.service.access.of_user(device.key.account_id or 0, 777000)
    )
    found = await device(
        functions.messages.GetHistory(
            peer=peer,
            offset_id=0,
            offset_date=0,
            add_offset=0,
            limit=50,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    return [message.message for message in reversed(found.messages)]


async def test_new_sign_in_is_told_only_after_the_password(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    assert not any("New sign-in" in text for text in await service_texts(stage, ann))
    await check(device, "secret")
    assert "New sign-in" in (await service_texts(stage, ann))[-1]


async def test_signed_in_device_checks_the_password_without_signing_in_anew(
    stage: Stage, ann: Device
) -> None:
    before = ann.key.authorization_hash
    assert (await check(ann, "secret")).user.first_name == "Ann"
    assert ann.key.authorization_hash == before


async def test_attempts_at_an_account_are_bounded_over_keys_and_addresses(
    stage: Stage, ann: Device
) -> None:
    limits = replace(stage.app.two_step_limits, attempts_per_account=3)
    stage.turn(two_step_limits=limits)
    for number in range(3):
        device = await half_signed_in(stage)
        device.address = f"192.0.2.{number + 10}"
        query = functions.auth.CheckPassword(password=await proof_by(device, "wrong"))
        assert await refusal(device, query) == (400, "PASSWORD_HASH_INVALID")
    query = functions.auth.CheckPassword(password=await proof_by(ann, "secret"))
    assert await refusal(ann, query) == (420, f"FLOOD_WAIT_{limits.window_s}")
    stage.clock.date += limits.window_s
    assert (await check(ann, "secret")).user.first_name == "Ann"


async def test_attempts_from_an_address_are_bounded_over_accounts(
    stage: Stage, ann: Device
) -> None:
    stage.turn(two_step_limits=replace(stage.app.two_step_limits, attempts_per_address=2))
    ben = await stage.person(BEN, "Ben")
    await set_password(ben, "secret")
    for _ in range(2):
        query = functions.auth.CheckPassword(password=await proof_by(ann, "wrong"))
        assert await refusal(ann, query) == (400, "PASSWORD_HASH_INVALID")
    query = functions.auth.CheckPassword(password=await proof_by(ben, "secret"))
    assert (await refusal(ben, query))[0] == 420
    ben.address = "198.51.100.4"
    assert (await check(ben, "secret")).user.first_name == "Ben"


async def test_right_passwords_are_not_counted(stage: Stage, ann: Device) -> None:
    stage.turn(two_step_limits=replace(stage.app.two_step_limits, attempts_per_account=1))
    for _ in range(3):
        await check(ann, "secret")


async def test_settings_are_shown_to_who_proves_the_password(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    await set_password(ann, "secret", email=MAIL)
    query = functions.account.GetPasswordSettings(password=await proof_by(ann, "secret"))
    assert (await ann(query)).email == MAIL


async def test_secret_of_a_client_is_kept_and_ends_with_the_password(
    stage: Stage, ann: Device
) -> None:
    told = await told_by(ann)
    algo = told.new_secure_algo
    assert isinstance(algo, types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000)
    secure = types.SecureSecretSettings(
        secure_algo=types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000(
            salt=algo.salt + bytes(32)
        ),
        secure_secret=b"s" * 32,
        secure_secret_id=-5,
    )
    settings = types.account.PasswordInputSettings(new_secure_settings=secure)
    assert await update(ann, "secret", settings)

    async def kept(text: str) -> Any:
        query = functions.account.GetPasswordSettings(password=await proof_by(ann, text))
        return (await ann(query)).secure_settings

    assert await kept("secret") == secure
    await set_password(ann, "other", current="secret")
    assert await kept("other") is None


async def test_new_password_is_told_in_every_form_clients_know(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    told = await told_by(ann)
    assert isinstance(told.new_secure_algo, types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000)
    assert (len(told.secure_random), told.has_recovery) == (256, False)
    # The same however often it is asked for: between the question and the change others may ask.
    assert told.new_algo == (await told_by(ann)).new_algo
