"""Recovery addresses, forgotten passwords, resets that wait."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.recovery import take_password_away
from heliograph.tl import functions, types
from support.passwords import new_password, no_password, proof_by, set_password, told_by, update
from support.stage import Device, RpcError, Stage, send_code, sign_in

ANN, BEN = "12025550101", "12025550102"
MAIL = "ann@example.org"
DAY = 86_400


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


@pytest.fixture
async def ann(stage: Stage) -> Device:
    """Ann's device; her account has the password `secret` and a recovery address."""
    device = await stage.person(ANN, "Ann")
    await set_password(device, "secret", email=MAIL)
    return device


async def half_signed_in(stage: Stage) -> Device:
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, stage.messenger.codes[-1][1])
    assert await refusal(device, query) == (401, "SESSION_PASSWORD_NEEDED")
    return device


def messages_in(envelope: Any) -> list[types.UpdateNewMessage]:
    return [u for u in envelope.updates if isinstance(u, types.UpdateNewMessage)]


def recover(code: str, new: Any = None) -> functions.auth.RecoverPassword:
    return functions.auth.RecoverPassword(code=code, new_settings=new)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def update_query(device: Device, current: str | None, settings: Any) -> Any:
    return functions.account.UpdatePasswordSettings(
        password=await proof_by(device, current), new_settings=settings
    )


async def test_password_with_a_new_address_waits_for_its_code(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    settings = new_password(await told_by(ann), "secret", email=MAIL)
    query = await update_query(ann, None, settings)
    assert await refusal(ann, query) == (400, "EMAIL_UNCONFIRMED_6")
    told = await told_by(ann)
    assert (told.has_password, told.email_unconfirmed_pattern) == (False, "a***n@example.org")
    assert [to for to, _ in stage.mailer.mails] == [MAIL]
    code = stage.mailer.code
    bad = functions.account.ConfirmPasswordEmail(code=wrong(code))
    assert await refusal(ann, bad) == (400, "CODE_INVALID")
    assert await ann(functions.account.ConfirmPasswordEmail(code=code))
    told = await told_by(ann)
    assert (told.has_password, told.has_recovery, told.email_unconfirmed_pattern) == (
        True,
        True,
        None,
    )


async def test_confirmation_ends_with_its_attempts_and_its_time(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    query = await update_query(ann, None, new_password(await told_by(ann), "secret", email=MAIL))
    await refusal(ann, query)
    right = functions.account.ConfirmPasswordEmail(code=stage.mailer.code)
    bad = functions.account.ConfirmPasswordEmail(code=wrong(stage.mailer.code))
    for _ in range(stage.app.two_step_limits.code_attempts):
        assert await refusal(ann, bad) == (400, "CODE_INVALID")
    assert await refusal(ann, right) == (400, "EMAIL_HASH_EXPIRED")
    assert await ann(functions.account.ResendPasswordEmail())
    late = functions.account.ConfirmPasswordEmail(code=stage.mailer.code)
    stage.clock.date += stage.app.two_step_limits.code_lifetime_s + 1
    assert await refusal(ann, late) == (400, "EMAIL_HASH_EXPIRED")
    assert not (await told_by(ann)).has_password


async def test_resent_code_replaces_the_first_and_cancelling_forgets_both(stage: Stage) -> None:
    ann = await stage.person(ANN, "Ann")
    query = await update_query(ann, None, new_password(await told_by(ann), "secret", email=MAIL))
    await refusal(ann, query)
    first = stage.mailer.code
    assert await ann(functions.account.ResendPasswordEmail())
    assert stage.mailer.code != first
    old = functions.account.ConfirmPasswordEmail(code=first)
    assert await refusal(ann, old) == (400, "CODE_INVALID")
    assert await ann(functions.account.CancelPasswordEmail())
    new = functions.account.ConfirmPasswordEmail(code=stage.mailer.code)
    assert await refusal(ann, new) == (400, "EMAIL_HASH_EXPIRED")
    assert (await told_by(ann)).email_unconfirmed_pattern is None


async def test_changed_address_holds_from_its_confirmation_on(stage: Stage, ann: Device) -> None:
    settings = types.account.PasswordInputSettings(email="other@example.org")
    query = await update_query(ann, "secret", settings)
    assert await refusal(ann, query) == (400, "EMAIL_UNCONFIRMED_6")
    pattern = (await ann(functions.auth.RequestPasswordRecovery())).email_pattern
    assert pattern == "a***n@example.org"
    code = [text for to, text in stage.mailer.mails if to == "other@example.org"][-1][:6]
    assert await ann(functions.account.ConfirmPasswordEmail(code=code))
    pattern = (await ann(functions.auth.RequestPasswordRecovery())).email_pattern
    assert pattern == "o***r@example.org"


async def test_address_may_be_taken_away(stage: Stage, ann: Device) -> None:
    assert await update(ann, "secret", types.account.PasswordInputSettings(email=""))
    told = await told_by(ann)
    assert (told.has_password, told.has_recovery) == (True, False)


async def test_without_mail_no_address_is_taken_and_none_is_offered(
    stage: Stage, ann: Device
) -> None:
    stage.mailer.available = False
    settings = types.account.PasswordInputSettings(email="other@example.org")
    query = await update_query(ann, "secret", settings)
    assert await refusal(ann, query) == (400, "EMAIL_INVALID")
    assert not (await told_by(ann)).has_recovery
    query = functions.auth.RequestPasswordRecovery()
    assert await refusal(ann, query) == (400, "PASSWORD_RECOVERY_NA")


async def test_mailbox_of_login_codes_cannot_be_the_recovery_address(
    stage: Stage, ann: Device
) -> None:
    await stage.store.set_code_mail(ANN, "codes@example.org")
    settings = types.account.PasswordInputSettings(email="Codes@example.org")
    query = await update_query(ann, "secret", settings)
    assert await refusal(ann, query) == (400, "EMAIL_NOT_ALLOWED")


async def test_forgotten_password_is_recovered_at_sign_in(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    await device(functions.auth.RequestPasswordRecovery())
    code = stage.mailer.code
    bad = functions.auth.CheckRecoveryPassword(code=wrong(code))
    assert await refusal(device, bad) == (400, "CODE_INVALID")
    assert await device(functions.auth.CheckRecoveryPassword(code=code))
    done = await device(recover(code))
    assert done.user.id == device.key.account_id == ann.key.account_id
    assert not (await told_by(device)).has_password
    notices = [u.message.message for envelope in ann.session.take() for u in messages_in(envelope)]
    assert any("was reset by a code sent to its recovery address" in text for text in notices)


async def test_recovery_may_set_the_next_password(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    await device(functions.auth.RequestPasswordRecovery())
    settings = new_password(await told_by(device), "other", hint="h")
    await device(recover(stage.mailer.code, settings))
    told = await told_by(ann)
    assert (told.has_password, told.has_recovery, told.hint) == (True, True, "h")
    query = functions.auth.CheckPassword(password=await proof_by(ann, "other"))
    assert (await ann(query)).user.first_name == "Ann"


async def test_signed_in_device_recovers_the_password_too(stage: Stage, ann: Device) -> None:
    await ann(functions.auth.RequestPasswordRecovery())
    assert (await ann(recover(stage.mailer.code))).user.first_name == "Ann"
    assert not (await told_by(ann)).has_password


async def test_recovery_code_ends_with_its_attempts(stage: Stage, ann: Device) -> None:
    device = await half_signed_in(stage)
    await device(functions.auth.RequestPasswordRecovery())
    code = stage.mailer.code
    for _ in range(stage.app.two_step_limits.code_attempts):
        assert await refusal(device, recover(wrong(code))) == (400, "CODE_INVALID")
    assert await refusal(device, recover(code)) == (400, "PASSWORD_RECOVERY_EXPIRED")
    assert (await told_by(ann)).has_password


async def test_recovery_code_works_once(stage: Stage, ann: Device) -> None:
    await ann(functions.auth.RequestPasswordRecovery())
    code = stage.mailer.code
    await ann(recover(code))
    await set_password(ann, "secret", email=MAIL)
    assert await refusal(ann, recover(code)) == (400, "PASSWORD_RECOVERY_EXPIRED")


async def test_mails_are_bounded_per_account_and_per_recipient(stage: Stage, ann: Device) -> None:
    limits = replace(stage.app.two_step_limits, letters_per_account=3)
    stage.turn(two_step_limits=limits)
    for _ in range(2):
        await ann(functions.auth.RequestPasswordRecovery())
    code, text = await refusal(ann, functions.auth.RequestPasswordRecovery())
    assert (code, text) == (420, f"FLOOD_WAIT_{limits.window_s}")

    stage.turn(two_step_limits=replace(limits, letters_per_recipient=2))
    ben = await stage.person(BEN, "Ben")
    settings = new_password(await told_by(ben), "secret", email="mallory@example.org")
    query = await update_query(ben, None, settings)
    for _ in range(2):
        assert await refusal(ben, query) == (400, "EMAIL_UNCONFIRMED_6")
    assert (await refusal(ben, functions.account.ResendPasswordEmail()))[0] == 420
    cat = await stage.person("12025550103", "Cat")
    settings = new_password(await told_by(cat), "secret", email="Mallory@example.org")
    assert (await refusal(cat, await update_query(cat, None, settings)))[0] == 420


async def test_recovery_codes_and_resent_ones_count_for_their_recipient(
    stage: Stage, ann: Device
) -> None:
    # One letter went to it when the address was confirmed.
    stage.turn(two_step_limits=replace(stage.app.two_step_limits, letters_per_recipient=3))
    await ann(functions.auth.RequestPasswordRecovery())
    ben = await stage.person(BEN, "Ben")
    settings = new_password(await told_by(ben), "secret", email=MAIL)
    query = await update_query(ben, None, settings)
    assert await refusal(ben, query) == (400, "EMAIL_UNCONFIRMED_6")
    sent = len(stage.mailer.mails)
    assert (await refusal(ben, functions.account.ResendPasswordEmail()))[0] == 420
    assert (await refusal(ann, functions.auth.RequestPasswordRecovery()))[0] == 420
    assert len(stage.mailer.mails) == sent


@pytest.mark.parametrize("email", ["", "other@example.org"])
async def test_code_sent_to_an_address_ends_with_the_address(
    stage: Stage, ann: Device, email: str
) -> None:
    """Whoever reads the mailbox that is given up must not get in by a code asked for before."""
    device = await half_signed_in(stage)
    await device(functions.auth.RequestPasswordRecovery())
    code = stage.mailer.code
    query = await update_query(ann, "secret", types.account.PasswordInputSettings(email=email))
    if email:
        assert await refusal(ann, query) == (400, "EMAIL_UNCONFIRMED_6")
        assert await ann(functions.account.ConfirmPasswordEmail(code=stage.mailer.code))
    else:
        assert await ann(query)
    for query in (functions.auth.CheckRecoveryPassword(code=code), recover(code)):
        assert await refusal(device, query) == (400, "PASSWORD_RECOVERY_EXPIRED")
    assert (await told_by(ann)).has_password


async def test_reset_waits_a_week_and_then_takes_the_password_away(
    stage: Stage, ann: Device
) -> None:
    start = stage.clock.date
    asked = await ann(functions.account.ResetPassword())
    assert asked == types.account.ResetPasswordRequestedWait(until_date=start + 7 * DAY)
    assert (await told_by(ann)).pending_reset_date == start + 7 * DAY
    stage.clock.date += 7 * DAY - 1
    assert await ann(functions.account.ResetPassword()) == asked
    assert (await told_by(ann)).has_password
    stage.clock.date += 1
    assert await ann(functions.account.ResetPassword()) == types.account.ResetPasswordOk()
    told = await told_by(ann)
    assert (told.has_password, told.pending_reset_date) == (False, None)


async def test_reset_is_told_to_all_devices_and_cancelled_by_another(
    stage: Stage, ann: Device
) -> None:
    other = await half_signed_in(stage)
    query = functions.auth.CheckPassword(password=await proof_by(other, "secret"))
    await other(query)
    ann.session.take()
    await other(functions.account.ResetPassword())
    pushed = [m for update in ann.session.take() for m in getattr(update, "updates", [])]
    assert any("asked to reset" in m.message.message for m in pushed if hasattr(m, "message"))
    start = stage.clock.date
    assert await ann(functions.account.DeclinePasswordReset())
    missing = functions.account.DeclinePasswordReset()
    assert await refusal(ann, missing) == (400, "RESET_REQUEST_MISSING")
    failed = await other(functions.account.ResetPassword())
    assert failed == types.account.ResetPasswordFailedWait(retry_date=start + 7 * DAY)
    stage.clock.date += 7 * DAY
    again = await other(functions.account.ResetPassword())
    assert isinstance(again, types.account.ResetPasswordRequestedWait)


async def test_changed_password_ends_a_reset(stage: Stage, ann: Device) -> None:
    await ann(functions.account.ResetPassword())
    await set_password(ann, "other", current="secret")
    stage.clock.date += 8 * DAY
    assert (await told_by(ann)).pending_reset_date is None
    asked = await ann(functions.account.ResetPassword())
    assert isinstance(asked, types.account.ResetPasswordRequestedWait)


async def test_operator_takes_a_password_away_and_the_devices_are_told(
    stage: Stage, ann: Device
) -> None:
    account_id = ann.key.account_id or 0
    ann.session.take()
    assert await take_password_away(stage.app, account_id)
    pushed = [m for update in ann.session.take() for m in getattr(update, "updates", [])]
    assert any("operator" in m.message.message for m in pushed if hasattr(m, "message"))
    assert not (await told_by(ann)).has_password
    assert not await take_password_away(stage.app, account_id)


async def test_change_without_address_drops_the_one_that_waited(stage: Stage, ann: Device) -> None:
    settings = types.account.PasswordInputSettings(email="other@example.org")
    await refusal(ann, await update_query(ann, "secret", settings))
    await update(ann, "secret", no_password())
    query = functions.account.ConfirmPasswordEmail(code=stage.mailer.code)
    assert await refusal(ann, query) == (400, "EMAIL_HASH_EXPIRED")
    assert not (await told_by(ann)).has_password
