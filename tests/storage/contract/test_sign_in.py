"""What every store makes of codes, invitations and new accounts."""

import asyncio

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import FIRST_ACCOUNT_ID, SERVICE_ACCOUNT_ID
from heliograph.domain.sign_in import AttemptResult, CodeLimits, Invite, Registration
from heliograph.ports.store import Store
from support.mailboxes import NOON, open_accounts
from support.signing_in import ADA_PHONE, LIMITS, attempt, cancel, key, request_code, sign_up

NEW_PHONE = "4912345"


async def test_a_right_code_signs_in_and_a_repeat_by_its_key_gives_the_same(
    store: Store, people: list[int]
) -> None:
    await store.save_auth_key(key(1))
    code = await request_code(store, 1)
    done = await attempt(store, code, authorization_hash=11)
    again = await attempt(store, code, authorization_hash=12)
    assert done.result is again.result is AttemptResult.SIGNED_IN
    assert done.authorization is not None
    assert (done.authorization.hash, done.authorization.account_id) == (11, people[0])
    assert again.authorization == done.authorization
    assert not again.has_other_sessions


async def test_a_used_code_is_worth_nothing_once_its_key_logged_out(
    store: Store, people: list[int]
) -> None:
    await store.save_auth_key(key(1))
    code = await request_code(store, 1)
    await attempt(store, code)
    await store.end_authorization_of_key(1)
    assert (await attempt(store, code)).result is AttemptResult.EXPIRED


async def test_a_code_is_worth_nothing_to_another_key(store: Store, people: list[int]) -> None:
    await store.save_auth_key(key(1))
    await store.save_auth_key(key(2))
    code = await request_code(store, 1)
    assert (await attempt(store, code, auth_key_id=2)).result is AttemptResult.EXPIRED


async def test_wrong_codes_are_counted_until_the_code_ends(store: Store, people: list[int]) -> None:
    await store.save_auth_key(key(1))
    code = await request_code(store, 1)
    tries = [await attempt(store, code, code_mac=b"wrong") for _ in range(5)]
    assert {one.result for one in tries} == {AttemptResult.WRONG}
    assert (await attempt(store, code)).result is AttemptResult.EXPIRED


async def test_concurrent_guesses_are_counted_one_by_one(store: Store, people: list[int]) -> None:
    await store.save_auth_key(key(1))
    code = await request_code(store, 1)
    tries = await asyncio.gather(*(attempt(store, code, code_mac=b"wrong") for _ in range(20)))
    assert [one.result for one in tries].count(AttemptResult.WRONG) == 5


async def test_guesses_are_counted_over_all_codes_of_a_number_for_a_day(
    store: Store, people: list[int]
) -> None:
    """Also by codes that ended, and whatever else was tried meanwhile: nothing pushes them out."""
    await store.save_auth_key(key(1))
    for number in range(4):
        code = await request_code(store, 1, date=NOON + number)
        for _ in range(5):
            await attempt(store, code, code_mac=b"wrong", date=NOON + number)
        await cancel(store, code)
    day = LIMITS.guess_window_s
    code = await request_code(store, 1, date=NOON + day - 1)
    with pytest.raises(errors.Wait) as refused:
        await attempt(store, code, date=NOON + day - 1)
    assert refused.value.seconds == 1
    other = await request_code(store, 1, phone=NEW_PHONE, date=NOON + day - 1)
    assert (await attempt(store, other, date=NOON + day - 1)).result is AttemptResult.SIGN_UP
    assert (await attempt(store, code, date=NOON + day)).result is AttemptResult.SIGNED_IN


async def test_a_second_device_learns_that_there_is_another(
    store: Store, people: list[int]
) -> None:
    for auth_key_id in (1, 2):
        await store.save_auth_key(key(auth_key_id))
        done = await attempt(store, await request_code(store, auth_key_id))
        assert done.has_other_sessions is (auth_key_id == 2)


async def test_signing_in_with_another_account_replaces_what_the_key_carried(
    store: Store, people: list[int]
) -> None:
    await store.save_auth_key(key(1))
    await attempt(store, await request_code(store, 1))
    await attempt(store, await request_code(store, 1, phone="8880000001"))
    assert await store.authorizations(people[0]) == []
    stored = await store.load_auth_key(1)
    assert stored is not None
    assert stored.account_id == people[1]


async def test_a_cancelled_code_is_dead_but_still_counts_as_asked_for(
    store: Store, people: list[int]
) -> None:
    await store.save_auth_key(key(1))
    limits = CodeLimits(per_phone=1)
    code = await request_code(store, 1, limits=limits)
    await cancel(store, code)
    assert (await attempt(store, code)).result is AttemptResult.EXPIRED
    with pytest.raises(errors.Wait):
        await request_code(store, 1, limits=limits, date=NOON + 1)
    await request_code(store, 1, limits=limits, date=NOON + limits.window_s)


async def test_a_code_takes_the_place_of_the_named_one_only_if_it_is_issued(
    store: Store, people: list[int]
) -> None:
    await store.save_auth_key(key(1))
    limits = CodeLimits(per_phone=2)
    first = await request_code(store, 1, limits=limits)
    second = await request_code(store, 1, limits=limits, date=NOON + 1, replaces=first.code_hash)
    assert (await attempt(store, first)).result is AttemptResult.EXPIRED
    with pytest.raises(errors.Wait):
        await request_code(store, 1, limits=limits, date=NOON + 2, replaces=second.code_hash)
    assert (await attempt(store, second)).result is AttemptResult.SIGNED_IN


async def test_a_code_of_another_number_is_not_replaced(store: Store, people: list[int]) -> None:
    await store.save_auth_key(key(1))
    first = await request_code(store, 1)
    with pytest.raises(errors.PhoneCodeExpired):
        await request_code(store, 1, phone="8880000001", replaces=first.code_hash)
    assert (await attempt(store, first)).result is AttemptResult.SIGNED_IN


async def test_a_code_is_replaced_and_cancelled_by_the_key_that_asked_for_it_alone(
    store: Store, people: list[int]
) -> None:
    for auth_key_id in (1, 2):
        await store.save_auth_key(key(auth_key_id))
    code = await request_code(store, 1)
    with pytest.raises(errors.PhoneCodeExpired):
        await request_code(store, 2, replaces=code.code_hash)
    with pytest.raises(errors.PhoneCodeExpired):
        await cancel(store, replace(code, auth_key_id=2))
    assert (await attempt(store, code)).result is AttemptResult.SIGNED_IN
    with pytest.raises(errors.PhoneCodeExpired):
        await cancel(store, code)


async def test_codes_are_limited_by_address_too(store: Store, people: list[int]) -> None:
    limits = CodeLimits(per_address=2)
    for number in range(2):
        await request_code(store, 1, phone=f"5550000{number}", limits=limits)
    with pytest.raises(errors.Wait):
        await request_code(store, 1, phone="55500009", limits=limits)
    await request_code(store, 1, phone="55500009", limits=limits, address="10.0.0.2")


async def test_concurrent_code_requests_cannot_pass_the_limit(store: Store) -> None:
    limits = CodeLimits(per_phone=3)
    asked = await asyncio.gather(
        *(request_code(store, n, limits=limits) for n in range(10)), return_exceptions=True
    )
    assert sum(isinstance(one, errors.Wait) for one in asked) == 7


async def test_a_new_number_signs_up_and_a_repeat_gives_the_same_account(store: Store) -> None:
    await store.save_auth_key(key(1))
    code = await request_code(store, 1, phone=NEW_PHONE)
    assert (await attempt(store, code)).result is AttemptResult.SIGN_UP
    done = await sign_up(store, code)
    again = await sign_up(store, code)
    assert done.account is not None
    assert done.account == again.account == await store.account_by_phone(NEW_PHONE)
    assert done.authorization == again.authorization
    state = await store.state(done.account.id)
    assert (state.pts, state.date, state.unread) == (1, NOON, 0)


async def test_sign_up_needs_the_verified_code(store: Store) -> None:
    await store.save_auth_key(key(1))
    code = await request_code(store, 1, phone=NEW_PHONE)
    with pytest.raises(errors.PhoneCodeInvalid):
        await sign_up(store, code)
    assert await store.account_by_phone(NEW_PHONE) is None


async def test_two_keys_cannot_open_two_accounts_for_one_number(store: Store) -> None:
    codes = []
    for auth_key_id in (1, 2):
        await store.save_auth_key(key(auth_key_id))
        codes.append(await request_code(store, auth_key_id, phone=NEW_PHONE))
        await attempt(store, codes[-1])
    first, second = await asyncio.gather(
        *(sign_up(store, code) for code in codes), return_exceptions=True
    )
    assert not isinstance(first, BaseException)
    assert isinstance(second, errors.PhoneNumberOccupied)


async def test_an_invitation_is_the_code_and_is_used_up(store: Store) -> None:
    await store.save_auth_key(key(1))
    invite = Invite(phone=NEW_PHONE, code_mac=b"invited", created=NOON, expires=NOON + 100)
    await store.add_invite(invite)
    code = await request_code(store, 1, phone=NEW_PHONE, registration=Registration.INVITE)
    assert not code.deliver
    assert (await attempt(store, code, code_mac=b"invited")).result is AttemptResult.SIGN_UP
    await sign_up(store, code)
    with pytest.raises(errors.PhoneNumberOccupied):
        await store.add_invite(invite)


async def test_an_expired_invitation_opens_nothing(store: Store) -> None:
    invite = Invite(phone=NEW_PHONE, code_mac=b"invited", created=NOON, expires=NOON)
    await store.add_invite(invite)
    code = await request_code(store, 1, phone=NEW_PHONE, registration=Registration.INVITE)
    assert code.code_mac != b"invited"


async def test_an_operator_adds_accounts_and_lists_them_without_the_service(
    store: Store,
) -> None:
    ids = await open_accounts(store, 5)
    assert ids == list(range(FIRST_ACCOUNT_ID, FIRST_ACCOUNT_ID + 5))
    listed = [account.id for account in await store.accounts(after_id=0, limit=3)]
    assert listed == ids[:3]
    assert [a.id for a in await store.accounts(after_id=listed[-1], limit=3)] == ids[3:]
    with pytest.raises(errors.PhoneNumberOccupied):
        await store.add_account(phone=ADA_PHONE, first_name="X", last_name="", date=NOON)


async def test_the_service_account_exists_has_no_number_and_cannot_be_disabled(
    store: Store,
) -> None:
    service = await store.account(SERVICE_ACCOUNT_ID)
    assert service is not None
    assert (service.first_name, service.phone) == ("Heliograph", "")
    assert await store.account_by_phone("") is None
    assert list(await store.match_phones([""])) == []
    with pytest.raises(errors.UserIdInvalid):
        await store.set_disabled(SERVICE_ACCOUNT_ID, True)
