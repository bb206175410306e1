"""Moving an account to another number."""

from typing import Any

import pytest

from heliograph.actions.accounts import create_invite
from heliograph.domain.sign_in import Registration
from heliograph.tl import functions, types
from support.stage import Device, RpcError, send_code, sign_in
from support.talk import ANN, BEN, People

NEW = "12025550199"
DAY_S = 86_400


def ask(phone: str) -> functions.account.SendChangePhoneCode:
    return functions.account.SendChangePhoneCode(phone_number=phone, settings=types.CodeSettings())


def change(phone: str, code_hash: str, code: str) -> functions.account.ChangePhone:
    return functions.account.ChangePhone(
        phone_number=phone, phone_code_hash=code_hash, phone_code=code
    )


async def asked(people: People, phone: str = NEW) -> tuple[str, str]:
    """A code for Ann's new number: its hash and the code itself."""
    people.stage.clock.date += DAY_S
    sent = await people.ann.device(ask(phone))
    to, code = people.stage.messenger.codes[-1]
    assert to == phone
    return sent.phone_code_hash, code


async def test_14_1_an_account_moves_to_another_number(people: People) -> None:
    ann, ben = people.ann, people.ben
    other = await ann.on_another_device(layer=200)
    await ann.send(ann.to(ben))
    for talker in (ann, other, ben):
        talker.pushed()
    code_hash, code = await asked(people)
    user = await ann.device(change(f"+{NEW}", code_hash, code))
    assert (user.phone, user.self) == (NEW, True)
    assert other.pushed() == [types.UpdateUserPhone(user_id=ann.id, phone=NEW)]
    assert ann.pushed() == []
    # Ben may not see it.
    assert ben.pushed() == []
    again = await people.stage.device()
    assert (await again.sign_in(NEW)).user.id == ann.id
    assert (await again.sign_in(ANN)) == types.auth.AuthorizationSignUpRequired()


async def test_14_1_who_may_see_the_number_learns_the_new_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    rules = [types.InputPrivacyValueAllowAll()]
    await ann(functions.account.SetPrivacy(key=types.InputPrivacyKeyPhoneNumber(), rules=rules))
    await ann.send(ann.to(ben))
    ben.pushed()
    await ann.device(change(NEW, *await asked(people)))
    assert ben.pushed() == [types.UpdateUserPhone(user_id=ann.id, phone=NEW)]


async def test_14_1_a_code_for_a_change_signs_nobody_in(people: People) -> None:
    code_hash, code = await asked(people)
    with pytest.raises(RpcError, match="PHONE_CODE_INVALID"):
        await people.ann.device(sign_in(NEW, code_hash, code))


async def test_14_1_a_code_to_sign_in_moves_no_account(people: People) -> None:
    people.stage.clock.date += DAY_S
    ann = people.ann.device
    sent = await ann(send_code(NEW))
    code = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match="PHONE_CODE_INVALID"):
        await ann(change(NEW, sent.phone_code_hash, code))


async def test_14_1_a_number_taken_meanwhile_is_refused(people: People) -> None:
    code_hash, code = await asked(people)
    await (await people.stage.device()).sign_up(NEW, "Eve")
    with pytest.raises(RpcError, match="400 PHONE_NUMBER_OCCUPIED"):
        await people.ann.device(change(NEW, code_hash, code))
    assert (await people.ann.device.me()).phone == ANN


async def test_14_1_who_has_a_number_is_told_only_to_who_proves_to_have_it(
    people: People,
) -> None:
    key = types.InputPrivacyKeyAddedByPhone()
    rules = [types.InputPrivacyValueDisallowAll()]
    await people.ben(functions.account.SetPrivacy(key=key, rules=rules))
    people.stage.clock.date += DAY_S
    ann = people.ann.device
    free, taken = await ann(ask(NEW)), await ann(ask(BEN))
    assert free.type == taken.type
    (_, _), (to, code) = people.stage.messenger.codes[-2:]
    assert to == BEN
    with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
        await ann(change(BEN, taken.phone_code_hash, "x"))
    with pytest.raises(RpcError, match="400 PHONE_NUMBER_OCCUPIED"):
        await ann(change(BEN, taken.phone_code_hash, code))
    assert (await ann.me()).phone == ANN


async def test_14_1_wrong_codes_are_counted_and_late_ones_expire(people: People) -> None:
    code_hash, code = await asked(people)
    ann = people.ann.device
    for _ in range(people.stage.app.code_limits.attempts):
        with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
            await ann(change(NEW, code_hash, "x"))
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await ann(change(NEW, code_hash, code))
    code_hash, code = await asked(people)
    people.stage.clock.date += people.stage.app.code_limits.lifetime_s + 1
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await ann(change(NEW, code_hash, code))


async def test_14_1_wrong_codes_are_bounded_over_many_codes(people: People) -> None:
    limits, ann = people.stage.app.code_limits, people.ann.device
    people.stage.clock.date += DAY_S
    for _ in range(limits.guesses_per_phone // limits.attempts):
        sent = await ann(ask(NEW))
        for _ in range(limits.attempts):
            with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
                await ann(change(NEW, sent.phone_code_hash, "x"))
    sent = await ann(ask(NEW))
    code = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match=f"420 FLOOD_WAIT_{limits.guess_window_s}"):
        await ann(change(NEW, sent.phone_code_hash, code))
    assert (await ann.me()).phone == ANN


async def test_14_1_an_invitation_for_the_number_is_used_up(people: People) -> None:
    stage = people.stage
    invite = await create_invite(stage.app, lifetime_s=30 * DAY_S)
    await people.ann.device(change(invite.phone, *await asked(people, invite.phone)))
    await people.ann.device(change(NEW, *await asked(people)))
    stage.turn(registration=Registration.INVITE)
    stranger = await stage.device()
    sent = await stranger(send_code(invite.phone))
    with pytest.raises(RpcError, match="400 PHONE_CODE_INVALID"):
        await stranger(sign_in(invite.phone, sent.phone_code_hash, invite.code))


async def test_14_1_codes_by_mail_move_along(people: People) -> None:
    store = people.stage.store
    await store.set_code_mail(ANN, "ann@example.org")
    await people.ann.device(change(NEW, *await asked(people)))
    assert await store.code_mail(NEW) == "ann@example.org"
    assert await store.code_mail(ANN) is None


async def test_14_1_a_code_is_good_once(people: People) -> None:
    code_hash, code = await asked(people)
    await people.ann.device(change(NEW, code_hash, code))
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await people.ann.device(change(NEW, code_hash, code))


async def test_14_1_a_code_is_its_own_keys_alone(people: People) -> None:
    code_hash, code = await asked(people)
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await people.ben.device(change(NEW, code_hash, code))


async def late(people: People) -> Device:
    people.stage.clock.date += DAY_S
    return people.ann.device


async def early(people: People) -> Device:
    return people.ann.device


REFUSED: list[tuple[Any, Any, str]] = [
    (late, ask(ANN), "400 PHONE_NUMBER_OCCUPIED"),
    (late, ask("12"), "400 PHONE_NUMBER_INVALID"),
    (early, ask(NEW), "406 FRESH_CHANGE_PHONE_FORBIDDEN"),
    (late, change("12", "x", "1"), "400 PHONE_NUMBER_INVALID"),
    (late, change(NEW, "", "1"), "400 PHONE_CODE_HASH_EMPTY"),
    (late, change(NEW, "x", ""), "400 PHONE_CODE_EMPTY"),
    (late, change(NEW, "x", "1"), "400 PHONE_CODE_EXPIRED"),
    (
        late,
        functions.account.SendConfirmPhoneCode(hash="x", settings=types.CodeSettings()),
        "400 HASH_INVALID",
    ),
    (
        late,
        functions.account.ConfirmPhone(phone_code_hash="x", phone_code="1"),
        "400 CODE_HASH_INVALID",
    ),
    (
        late,
        functions.account.ConfirmPhone(phone_code_hash="x", phone_code=""),
        "400 PHONE_CODE_EMPTY",
    ),
]


@pytest.mark.parametrize(("who", "query", "error"), REFUSED)
async def test_14_1_refusals(people: People, who: Any, query: Any, error: str) -> None:
    device = await who(people)
    with pytest.raises(RpcError, match=error):
        await device(query)


async def test_14_1_numbers_are_flooded_with_no_codes(people: People) -> None:
    await asked(people)
    for _ in range(people.stage.app.code_limits.per_phone - 1):
        await people.ann.device(ask(NEW))
    with pytest.raises(RpcError, match="420 FLOOD_WAIT"):
        await people.ann.device(ask(NEW))


async def test_14_1_a_code_for_a_change_is_sent_again(people: People) -> None:
    ann = people.ann.device
    code_hash, code = await asked(people)
    again = functions.auth.ResendCode(phone_number=NEW, phone_code_hash=code_hash)
    sent = await ann(again)
    fresh = people.stage.messenger.codes[-1][1]
    with pytest.raises(RpcError, match="400 PHONE_CODE_EXPIRED"):
        await ann(change(NEW, code_hash, code))
    assert (await ann(change(NEW, sent.phone_code_hash, fresh))).phone == NEW
