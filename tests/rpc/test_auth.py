"""Signing in and up, with an eye to what an answer gives away."""

from typing import Any

import pytest

from heliograph.actions import accounts
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.events import MailboxAdvanced, MessageArrived
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.sign_in import CodeLimits, Registration
from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST
from support.stage import Device, RpcError, Stage, initialised, send_code, sign_in

ANN, BEN, NOBODY = "12025550101", "12025550102", "12025550199"


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


def last_code(stage: Stage) -> str:
    return stage.messenger.codes[-1][1]


def service_texts(stage: Stage) -> list[str]:
    changes = [event.change for event in stage.events if isinstance(event, MailboxAdvanced)]
    return [
        change.message.text
        for change in changes
        if isinstance(change, MessageArrived) and change.message.sender_id == SERVICE_ACCOUNT_ID
    ]


async def test_14_1_new_number_signs_up(stage: Stage) -> None:
    device = await stage.device()
    sent = await device(send_code("+1 202 555 0101"))
    assert sent.type == types.auth.SentCodeTypeSms(length=5)
    assert [phone for phone, _ in stage.messenger.codes] == [ANN]
    asked = await device(sign_in(ANN, sent.phone_code_hash, last_code(stage)))
    assert asked == types.auth.AuthorizationSignUpRequired()
    user = await sign_up(device, ANN, sent.phone_code_hash)
    assert (user.self, user.first_name, user.phone) == (True, "Ann", ANN)
    assert device.key.account_id == user.id


async def sign_up(device: Device, phone: str, code_hash: str) -> types.User:
    done = await device(
        functions.auth.SignUp(
            phone_number=phone, phone_code_hash=code_hash, first_name="Ann", last_name="Lee"
        )
    )
    user: types.User = done.user
    return user


async def test_14_1_known_number_signs_in_on_another_device(stage: Stage) -> None:
    first = await stage.person(ANN, "Ann")
    second = await stage.device()
    done = await second.sign_in(ANN)
    assert done.user.id == first.key.account_id == second.key.account_id


async def test_sign_up_may_be_repeated_by_the_same_key(stage: Stage) -> None:
    device = await stage.device()
    sent = await device(send_code(ANN))
    await device(sign_in(ANN, sent.phone_code_hash, last_code(stage)))
    first = await sign_up(device, ANN, sent.phone_code_hash)
    again = await sign_up(device, ANN, sent.phone_code_hash)
    assert first.id == again.id
    assert len(await stage.store.authorizations(first.id)) == 1


async def test_correct_code_may_be_repeated_by_the_same_key(stage: Stage) -> None:
    await stage.person(ANN, "Ann")
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    assert (await device(query)).user == (await device(query)).user


async def test_used_code_is_worth_nothing_to_another_key(stage: Stage) -> None:
    await stage.person(ANN, "Ann")
    device, thief = await stage.device(), await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    assert await refusal(thief, query) == (400, "PHONE_CODE_EXPIRED")
    await device(query)
    assert await refusal(thief, query) == (400, "PHONE_CODE_EXPIRED")


@pytest.mark.parametrize("kind", ["known", "unknown", "disabled", "invited"])
@pytest.mark.parametrize("registration", list(Registration))
async def test_sending_a_code_tells_nothing_of_the_number(
    stage: Stage, registration: Registration, kind: str
) -> None:
    known = await stage.person(ANN, "Ann")
    disabled = await stage.person(BEN, "Ben")
    await accounts.disable_account(stage.app, disabled.key.account_id or 0)
    invite = await accounts.create_invite(stage.app, lifetime_s=60)
    stage.turn(registration=registration)
    phone = {"known": ANN, "unknown": NOBODY, "disabled": BEN, "invited": invite.phone}[kind]
    device = await stage.device()
    sent = await device(send_code(phone))
    assert len(sent.phone_code_hash) == 32
    assert sent == types.auth.SentCode(
        type=types.auth.SentCodeTypeSms(length=5),
        phone_code_hash=sent.phone_code_hash,
        next_type=types.auth.CodeTypeSms(),
        timeout=60,
    )
    wrong = sign_in(phone, sent.phone_code_hash, "0")
    assert await refusal(device, wrong) == (400, "PHONE_CODE_INVALID")
    assert known.key.account_id


@pytest.mark.parametrize("phone", [ANN, NOBODY, "1", ""])
async def test_without_delivery_every_number_gets_the_same_error(stage: Stage, phone: str) -> None:
    await stage.person(ANN, "Ann")
    device = await stage.device()
    stage.messenger.available = False
    assert await refusal(device, send_code(phone)) == (406, "SEND_CODE_UNAVAILABLE")


async def test_nobody_new_is_sent_a_code_where_registration_is_closed(stage: Stage) -> None:
    stage.turn(registration=Registration.CLOSED)
    device = await stage.device()
    sent = await device(send_code(NOBODY))
    assert stage.messenger.codes == []
    for guess in range(3):
        query = sign_in(NOBODY, sent.phone_code_hash, f"{guess:05d}")
        assert await refusal(device, query) == (400, "PHONE_CODE_INVALID")


async def test_invitation_opens_one_account(stage: Stage) -> None:
    stage.turn(registration=Registration.INVITE)
    invite = await accounts.create_invite(stage.app, lifetime_s=60)
    device = await stage.device()
    sent = await device(send_code(invite.phone))
    assert stage.messenger.codes == []
    asked = await device(sign_in(invite.phone, sent.phone_code_hash, invite.code))
    assert asked == types.auth.AuthorizationSignUpRequired()
    await sign_up(device, invite.phone, sent.phone_code_hash)
    second = await stage.device()
    sent = await second(send_code(invite.phone))
    query = sign_in(invite.phone, sent.phone_code_hash, invite.code)
    assert await refusal(second, query) == (400, "PHONE_CODE_INVALID")


async def test_expired_invitation_opens_nothing(stage: Stage) -> None:
    stage.turn(registration=Registration.INVITE)
    invite = await accounts.create_invite(stage.app, lifetime_s=60)
    stage.clock.date += 61
    device = await stage.device()
    sent = await device(send_code(invite.phone))
    query = sign_in(invite.phone, sent.phone_code_hash, invite.code)
    assert await refusal(device, query) == (400, "PHONE_CODE_INVALID")


async def test_disabled_account_learns_it_only_by_the_right_code(stage: Stage) -> None:
    person = await stage.person(ANN, "Ann")
    await accounts.disable_account(stage.app, person.key.account_id or 0)
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    assert await refusal(device, query) == (400, "PHONE_NUMBER_BANNED")


async def test_code_ends_with_its_time_and_its_attempts(stage: Stage) -> None:
    device = await stage.device()
    sent = await device(send_code(ANN))
    right = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    stage.clock.date += stage.app.code_limits.lifetime_s + 1
    assert await refusal(device, right) == (400, "PHONE_CODE_EXPIRED")
    sent = await device(send_code(ANN))
    right = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    for _ in range(stage.app.code_limits.attempts):
        wrong = sign_in(ANN, sent.phone_code_hash, "x")
        assert await refusal(device, wrong) == (400, "PHONE_CODE_INVALID")
    assert await refusal(device, right) == (400, "PHONE_CODE_EXPIRED")


async def test_wrong_codes_are_bounded_over_many_codes(stage: Stage) -> None:
    limits = stage.app.code_limits
    for _ in range(limits.guesses_per_phone // limits.attempts):
        device = await stage.device()
        sent = await device(send_code(ANN))
        for _ in range(5):
            await refusal(device, sign_in(ANN, sent.phone_code_hash, "x"))
    device = await stage.device()
    sent = await device(send_code(ANN))
    right = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    assert await refusal(device, right) == (420, f"FLOOD_WAIT_{limits.guess_window_s}")


async def test_strangers_cannot_use_up_the_attempts_without_a_code(stage: Stage) -> None:
    thief = await stage.device()
    for _ in range(50):
        assert await refusal(thief, sign_in(ANN, "no such", "1")) == (400, "PHONE_CODE_EXPIRED")
    await stage.person(ANN, "Ann")


async def test_too_many_codes_for_a_number_must_wait(stage: Stage) -> None:
    for _ in range(stage.app.code_limits.per_phone):
        await (await stage.device())(send_code(ANN))
    code, text = await refusal(await stage.device(), send_code(ANN))
    assert (code, text) == (420, f"FLOOD_WAIT_{stage.app.code_limits.window_s}")


async def test_too_many_codes_for_one_customers_ipv6_addresses_must_wait(stage: Stage) -> None:
    stage.turn(code_limits=CodeLimits(per_phone=50, per_address=3))

    async def device_at(address: str) -> Device:
        device = await stage.device()
        device.address = address
        return device

    for host in range(3):
        await (await device_at(f"2001:db8::{host}:1"))(send_code(f"99966{host}0000"))
    code, _ = await refusal(await device_at("2001:db8::ffff"), send_code(ANN))
    assert code == 420
    await (await device_at("2001:db8:0:1::1"))(send_code(ANN))


@pytest.mark.parametrize(
    ("query", "token"),
    [
        (send_code("12"), "PHONE_NUMBER_INVALID"),
        (sign_in(ANN, "", "1"), "PHONE_CODE_HASH_EMPTY"),
        (sign_in(ANN, "h", ""), "PHONE_CODE_EMPTY"),
        (sign_in("x", "h", "1"), "PHONE_NUMBER_INVALID"),
        (sign_in(ANN, "h", "1"), "PHONE_CODE_EXPIRED"),
        (
            functions.auth.SignUp(
                phone_number=ANN, phone_code_hash="h", first_name="A", last_name=""
            ),
            "PHONE_CODE_EXPIRED",
        ),
        (functions.auth.ResendCode(phone_number=ANN, phone_code_hash=""), "PHONE_CODE_HASH_EMPTY"),
        (functions.auth.CancelCode(phone_number=ANN, phone_code_hash=""), "PHONE_CODE_HASH_EMPTY"),
    ],
)
async def test_14_1_malformed_sign_in_is_refused(stage: Stage, query: Any, token: str) -> None:
    assert await refusal(await stage.device(), query) == (400, token)


async def test_sign_up_needs_the_code_first(stage: Stage) -> None:
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = functions.auth.SignUp(
        phone_number=ANN, phone_code_hash=sent.phone_code_hash, first_name="A", last_name=""
    )
    assert await refusal(device, query) == (400, "PHONE_CODE_INVALID")


async def test_resent_code_replaces_the_first(stage: Stage) -> None:
    device = await stage.device()
    first = await device(send_code(ANN))
    old = sign_in(ANN, first.phone_code_hash, last_code(stage))
    again = await device(
        functions.auth.ResendCode(phone_number=ANN, phone_code_hash=first.phone_code_hash)
    )
    assert await refusal(device, old) == (400, "PHONE_CODE_EXPIRED")
    done = await device(sign_in(ANN, again.phone_code_hash, last_code(stage)))
    assert done == types.auth.AuthorizationSignUpRequired()


async def test_resend_that_is_refused_leaves_the_first_code_valid(stage: Stage) -> None:
    await stage.person(ANN, "Ann")
    stage.turn(code_limits=CodeLimits(per_phone=2, per_address=50))
    device = await stage.device()
    sent = await device(send_code(ANN))
    again = functions.auth.ResendCode(phone_number=ANN, phone_code_hash=sent.phone_code_hash)
    assert (await refusal(device, again))[0] == 420
    stage.messenger.available = False
    assert await refusal(device, again) == (406, "SEND_CODE_UNAVAILABLE")
    done = await device(sign_in(ANN, sent.phone_code_hash, last_code(stage)))
    assert done.user.first_name == "Ann"


@pytest.mark.parametrize("make", [functions.auth.ResendCode, functions.auth.CancelCode])
@pytest.mark.parametrize("phone", [ANN, NOBODY])
async def test_14_1_code_that_lives_no_more_is_neither_resent_nor_cancelled(
    stage: Stage, phone: str, make: Any
) -> None:
    """The same for a number with an account and for one without."""
    await stage.person(ANN, "Ann")
    device, thief = await stage.device(), await stage.device()
    sent = await device(send_code(phone))
    query = make(phone_number=phone, phone_code_hash=sent.phone_code_hash)
    other = make(phone_number=BEN, phone_code_hash=sent.phone_code_hash)
    expired = (400, "PHONE_CODE_EXPIRED")
    assert await refusal(thief, query) == expired
    assert await refusal(device, other) == expired
    unknown = make(phone_number=phone, phone_code_hash="unknown")
    assert await refusal(device, unknown) == expired
    stage.clock.date += 2 * stage.app.code_limits.lifetime_s
    assert await device(query)
    assert await refusal(device, query) == expired
    sent = await device(send_code(phone))
    stage.clock.date += 2 * stage.app.code_limits.lifetime_s + 1
    query = make(phone_number=phone, phone_code_hash=sent.phone_code_hash)
    assert await refusal(device, query) == expired


async def test_14_1_resent_code_is_told_like_the_first(stage: Stage) -> None:
    device = await stage.device()
    first = await device(send_code(ANN))
    again = await device(
        functions.auth.ResendCode(phone_number=ANN, phone_code_hash=first.phone_code_hash)
    )
    assert (again.type, again.next_type, again.timeout) == (first.type, first.next_type, 60)
    assert again.phone_code_hash != first.phone_code_hash


@pytest.mark.parametrize("phone", [ANN, NOBODY])
async def test_14_1_no_number_has_a_login_address(stage: Stage, phone: str) -> None:
    await stage.person(ANN, "Ann")
    device = await stage.device()
    sent = await device(send_code(phone))
    query = functions.auth.ResetLoginEmail(phone_number=phone, phone_code_hash=sent.phone_code_hash)
    assert await refusal(device, query) == (400, "EMAIL_INSTALL_MISSING")


async def test_14_1_devices_have_the_code_before_the_messenger_is_asked(stage: Stage) -> None:
    await stage.person(ANN, "Ann")
    known: list[int] = []

    class Noting:
        available = True

        async def deliver_code(self, phone: str, code: str, language: str = "en") -> None:
            known.append(sum(code in text for text in service_texts(stage)))

    stage.turn(messenger=Noting())
    await (await stage.device())(send_code(ANN))
    assert known == [1]


async def test_code_is_sent_in_the_language_of_the_client_that_asks(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    device = await stage.device()
    await device(functions.help.GetConfig())
    sent = await device(initialised(send_code(ANN), NEWEST, lang_code="de-AT"))
    resend = functions.auth.ResendCode(phone_number=ANN, phone_code_hash=sent.phone_code_hash)
    await device(resend)
    stage.clock.date += 86_400
    settings = types.CodeSettings()
    await ann(functions.account.SendChangePhoneCode(phone_number=BEN, settings=settings))
    assert stage.messenger.languages[-3:] == ["de", "de", "en"]


async def test_cancelled_code_is_worth_nothing(stage: Stage) -> None:
    device = await stage.device()
    sent = await device(send_code(ANN))
    assert await device(
        functions.auth.CancelCode(phone_number=ANN, phone_code_hash=sent.phone_code_hash)
    )
    query = sign_in(ANN, sent.phone_code_hash, last_code(stage))
    assert await refusal(device, query) == (400, "PHONE_CODE_EXPIRED")


async def test_code_also_arrives_on_the_devices_signed_in_with_a_warning(stage: Stage) -> None:
    await stage.person(ANN, "Ann")
    await (await stage.device())(send_code(ANN))
    (text,) = service_texts(stage)
    assert last_code(stage) in text
    assert "Do not give this code to anyone" in text


async def test_the_service_account_speaks_the_language_of_the_device_used_last(
    stage: Stage,
) -> None:
    await stage.person(ANN, "Ann")
    second = await stage.device()
    await second.sign_in(ANN)
    assert service_texts(stage)[-1].startswith("New sign-in.")
    german = ClientInfo(layer=NEWEST, device_model="Desk", lang_code="de-AT")
    await stage.store.save_client(second.key.auth_key_id, german)
    stage.clock.date += 3_600
    await second(functions.updates.GetState())
    await (await stage.device())(send_code(ANN))
    assert service_texts(stage)[-1].startswith("Anmeldecode:")


async def test_code_of_an_account_without_devices_goes_by_the_messenger_alone(stage: Stage) -> None:
    device = await stage.person(ANN, "Ann")
    await device(functions.auth.LogOut())
    await (await stage.device())(send_code(ANN))
    assert service_texts(stage) == []


async def test_new_sign_in_is_told_to_the_devices_already_there(stage: Stage) -> None:
    await stage.person(ANN, "Ann")
    assert service_texts(stage) == []
    second = await stage.device()
    second.address = "198.51.100.9"
    await second.sign_in(ANN)
    assert "198.51.100.9" in service_texts(stage)[-1]


async def test_8_6_log_out_is_answered_and_ends_the_authorization(stage: Stage) -> None:
    device = await stage.person(ANN, "Ann")
    account_id = device.key.account_id or 0
    assert await device(functions.auth.LogOut()) == types.auth.LoggedOut()
    assert await stage.store.authorizations(account_id) == []
    me = functions.users.GetUsers(id=[types.InputUserSelf()])
    assert await refusal(device, me) == (401, "AUTH_KEY_UNREGISTERED")
    stored = await stage.store.load_auth_key(device.key.auth_key_id)
    assert stored is not None
    assert stored.account_id is None


async def test_log_out_without_sign_in_is_answered(stage: Stage) -> None:
    device = await stage.device()
    assert await device(functions.auth.LogOut()) == types.auth.LoggedOut()


async def test_signed_out_key_may_sign_in_again(stage: Stage) -> None:
    device = await stage.person(ANN, "Ann")
    await device(functions.auth.LogOut())
    done = await device.sign_in(ANN)
    assert done.user.first_name == "Ann"
