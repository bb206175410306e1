"""What every store makes of passwords, attempts at them and keys that owe one."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.password_attempts import AttemptsContext, Entry, PasswordAttempt
from heliograph.domain.sign_in import AttemptResult
from heliograph.domain.srp import Verifier
from heliograph.domain.two_step import Decided, TwoStep, TwoStepContext, Verdict
from heliograph.ports.store import Store
from support.mailboxes import NOON, open_accounts
from support.signing_in import ADA_PHONE, attempt, key, request_code

DAY = 86_400
SECRET = TwoStep(
    generation=1,
    verifier=Verifier(salt1=b"1" * 40, salt2=b"2" * 8, value=bytes(range(256))),
    hint="a hint nobody else has",
    email="ada@example.org",
    changed=NOON,
)


async def keep(store: Store, account_id: int, state: TwoStep, *, letter: bool = False) -> None:
    def decide(context: TwoStepContext) -> Decided[None]:
        return Decided(state=state, outcome=None, letter=letter)

    await store.change_two_step(
        account_id, date=NOON, window_s=DAY, recipient_mac=lambda state: b"mac", decide=decide
    )


async def test_what_was_set_up_is_kept_whole(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    assert await store.two_step(ada) == TwoStep()
    await keep(store, ada, SECRET)
    assert await store.two_step(ada) == SECRET
    assert await store.two_step(bob) == TwoStep()
    assert await store.with_password(people) == {ada}
    await keep(store, ada, replace(SECRET, verifier=None))
    assert await store.with_password(people) == frozenset()


async def test_refused_change_changes_nothing(store: Store, people: list[int]) -> None:
    ada = people[0]
    await keep(store, ada, SECRET)

    def decide(context: TwoStepContext) -> Decided[None]:
        assert context.state == SECRET
        raise errors.PasswordHashInvalid

    with pytest.raises(errors.PasswordHashInvalid):
        await store.change_two_step(ada, date=NOON, window_s=DAY, decide=decide)
    assert await store.two_step(ada) == SECRET
    with pytest.raises(errors.UserIdInvalid):
        await store.change_two_step(5, date=NOON, window_s=DAY, decide=decide)


async def test_letters_count_for_the_account_and_for_the_recipient(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await keep(store, ada, SECRET, letter=True)
    await store.set_code_mail(ADA_PHONE, "codes@example.org")
    seen: list[TwoStepContext] = []

    def decide(context: TwoStepContext) -> Decided[None]:
        seen.append(context)
        return Decided(state=context.state, outcome=None)

    told: list[TwoStep] = []

    def mac(state: TwoStep) -> bytes:
        told.append(state)
        return b"mac"

    await store.change_two_step(ada, date=NOON, window_s=DAY, decide=decide)
    for account_id, date in ((ada, NOON), (bob, NOON), (bob, NOON + DAY)):
        await store.change_two_step(
            account_id, date=date, window_s=DAY, recipient_mac=mac, decide=decide
        )
    assert told == [SECRET, TwoStep(), TwoStep()]
    assert [(c.account_letters, c.recipient_letters, c.code_mail) for c in seen] == [
        ((NOON,), (), "codes@example.org"),
        ((NOON,), (NOON,), "codes@example.org"),
        ((), (NOON,), None),
        ((), (), None),
    ]


async def owing(store: Store, account_id: int, auth_key_id: int = 1) -> None:
    """Let a key enter the code of Ada, who has a password."""
    await keep(store, account_id, SECRET)
    await store.save_auth_key(key(auth_key_id))
    code = await request_code(store, auth_key_id)
    assert (await attempt(store, code)).result is AttemptResult.PASSWORD


async def test_key_that_owes_a_password_carries_no_account(store: Store, people: list[int]) -> None:
    ada = people[0]
    await owing(store, ada)
    stored = await store.load_auth_key(1)
    assert stored is not None
    assert stored.account_id is None
    assert await store.awaiting_password(1, now=NOON) == ada
    assert await store.awaiting_password(1, now=NOON + 3601) is None
    assert await store.awaiting_password(2, now=NOON) is None
    assert await store.authorizations(ada) == []
    await store.end_password_wait(1)
    assert await store.awaiting_password(1, now=NOON) is None


async def test_key_that_owes_a_password_lost_what_it_carried(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await store.save_auth_key(key(1))
    await attempt(store, await request_code(store, 1, phone="8880000001"))
    assert len(await store.authorizations(bob)) == 1
    await owing(store, ada)
    assert await store.authorizations(bob) == []
    stored = await store.load_auth_key(1)
    assert stored is not None
    assert stored.account_id is None


async def test_key_goes_on_owing_the_password_after_a_restart(
    open_store: Any, tmp_path: Path
) -> None:
    store = open_store(tmp_path)
    (ada,) = await open_accounts(store, 1)
    await owing(store, ada)
    await store.close()
    store = open_store(tmp_path)
    assert await store.awaiting_password(1, now=NOON) == ada
    assert await store.two_step(ada) == SECRET
    await store.close()


def entry(account_id: int, *, date: int = NOON) -> Entry:
    return Entry(
        auth_key_id=1,
        account_id=account_id,
        address="10.0.0.1",
        client=ClientInfo(layer=198),
        authorization_hash=9,
        date=date,
    )


def right(context: TwoStepContext) -> Decided[Verdict]:
    return Decided(state=context.state, outcome=Verdict.RIGHT)


async def test_key_is_let_in_once_and_only_to_the_account_it_waits_for(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await owing(store, ada)
    for other in (entry(bob), entry(ada, date=NOON + 3601)):
        with pytest.raises(errors.AuthKeyUnregistered):
            await store.let_in(other, decide=right)
    verdict, done = await store.let_in(entry(ada), decide=right)
    assert verdict is Verdict.RIGHT
    assert done is not None
    assert done.authorization is not None
    assert [device.hash for device in await store.authorizations(ada)] == [9]
    with pytest.raises(errors.AuthKeyUnregistered):
        await store.let_in(entry(ada), decide=right)


async def test_key_is_not_let_in_but_what_was_counted_stays(
    store: Store, people: list[int]
) -> None:
    ada = people[0]
    await owing(store, ada)

    def wrong(context: TwoStepContext) -> Decided[Verdict]:
        return Decided(state=replace(context.state, changed=5), outcome=Verdict.WRONG)

    assert await store.let_in(entry(ada), decide=wrong) == (Verdict.WRONG, None)
    assert (await store.two_step(ada)).changed == 5
    assert await store.awaiting_password(1, now=NOON) == ada


async def test_disabled_account_lets_nobody_in(store: Store, people: list[int]) -> None:
    ada = people[0]
    await owing(store, ada)
    await store.set_disabled(ada, True)
    assert await store.awaiting_password(1, now=NOON) is None
    with pytest.raises(errors.AuthKeyUnregistered):
        await store.let_in(entry(ada), decide=right)


async def test_attempts_are_counted_before_they_are_judged(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await keep(store, ada, SECRET)
    seen: list[AttemptsContext] = []

    def note(attempt: PasswordAttempt, context: AttemptsContext) -> None:
        seen.append(context)
        if context.used:
            raise errors.SrpIdInvalid

    def tried(account_id: int, srp_id: int, date: int) -> PasswordAttempt:
        return PasswordAttempt(account_id=account_id, address="::1", srp_id=srp_id, date=date)

    first = tried(ada, 1, NOON)
    done = await asyncio.gather(
        *(store.try_password(first, window_s=DAY, decide=note) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in done) == ["SrpIdInvalid", "TwoStep"]
    await store.try_password(tried(bob, 1, NOON + 1), window_s=DAY, decide=note)
    await store.forgive_attempt(first)
    await store.try_password(tried(ada, 2, NOON + 2), window_s=DAY, decide=note)
    await store.try_password(tried(ada, 3, NOON + DAY + 1), window_s=DAY, decide=note)
    assert [(c.account_times, c.address_times, c.used) for c in seen] == [
        ((), (), False),
        ((NOON,), (NOON,), True),
        ((), (NOON,), False),
        ((), (NOON + 1,), False),
        ((NOON + 2,), (NOON + 2,), False),
    ]


async def test_address_for_codes_is_noted_changed_and_taken_away(store: Store) -> None:
    assert await store.code_mail("1") is None
    for mail in ("a@example.org", "b@example.org", None):
        await store.set_code_mail("1", mail)
        assert await store.code_mail("1") == mail
