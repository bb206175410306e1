"""How every store lets accounts end, and keeps those whose owners object."""

from functools import partial

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.account_terms import DAY_S, AccountTerms
from heliograph.domain.deletion import DeletionContext, delete_if_due
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.sign_in import AccountCode, CodeStanding, Guess
from heliograph.ports.store import Store
from support.mailboxes import NOON
from support.signing_in import ADA_PHONE, key, request_code


async def wait_for_the_end(store: Store, account_id: int) -> None:
    def ask(context: DeletionContext) -> AccountTerms:
        return replace(context.terms, delete_at=NOON)

    ended = await store.end_account(account_id, decide=ask)
    assert (ended.left, ended.before.delete_at, ended.terms.delete_at) == (None, None, NOON)


async def test_an_account_stays_on_the_terms_that_are_decided(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await wait_for_the_end(store, ada)
    assert (await store.terms(ada)).delete_at == NOON
    assert (await store.terms(bob)).delete_at is None
    account = await store.account(ada)
    assert account is not None
    assert not account.deleted


async def test_an_account_ends_where_no_terms_are_left(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    ended = await store.end_account(ada, decide=lambda context: None)
    assert ended.left is not None
    assert (ended.left.id, ended.left.deleted) == (ada, True)
    other = await store.account(bob)
    assert other is not None
    assert not other.deleted


async def test_when_an_account_was_used_is_decided_on(store: Store, people: list[int]) -> None:
    ada, *_ = people
    used: list[int] = []

    def look(context: DeletionContext) -> AccountTerms:
        used.append(context.used)
        return context.terms

    await store.end_account(ada, decide=look)
    await store.change_online(ada, decide=lambda present: NOON + DAY_S)
    await store.end_account(ada, decide=look)
    assert used[1] == NOON + DAY_S > used[0]
    due = partial(delete_if_due, now=used[1] + AccountTerms().account_days * DAY_S)
    assert (await store.end_account(ada, decide=due)).left is None


@pytest.mark.parametrize("account_id", [SERVICE_ACCOUNT_ID, 5])
async def test_nobody_else_ends(store: Store, people: list[int], account_id: int) -> None:
    with pytest.raises(errors.UserIdInvalid):
        await store.end_account(account_id, decide=lambda context: None)


async def test_a_right_code_keeps_the_account_and_is_used_up(
    store: Store, people: list[int]
) -> None:
    ada, *_ = people
    await wait_for_the_end(store, ada)
    await store.save_auth_key(key(1))
    code = await request_code(store, 1)
    request = AccountCode(
        account_id=ada,
        phone=ADA_PHONE,
        code_hash=code.code_hash,
        code_mac=b"",
        auth_key_id=1,
        guesses_since=0,
        date=NOON,
    )
    standings: list[CodeStanding] = []

    async def enter(guess: Guess) -> int | None:
        def decide(request: AccountCode, standing: CodeStanding) -> Guess:
            standings.append(standing)
            return guess

        assert await store.keep_account(request, decide=decide) is guess
        return (await store.terms(ada)).delete_at

    assert await enter(Guess.WRONG) == NOON
    assert await enter(Guess.EXPIRED) == NOON
    assert await enter(Guess.RIGHT) is None
    await enter(Guess.EXPIRED)
    assert [standing.code and standing.code.attempts for standing in standings] == [0, 1, 1, None]
    assert standings[-1].guessed == ((code.created, 1),)
