"""What every store says of people to people."""

import asyncio
from functools import partial

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import Contact, Seen
from heliograph.domain.usernames import claim_username
from heliograph.ports.store import Store
from support.mailboxes import NOON, open_accounts, send


def _contact(owner_id: int, contact_id: int, name: str = "Pal") -> Contact:
    return Contact(owner_id=owner_id, contact_id=contact_id, phone="1", first_name=name)


async def _claim(store: Store, account_id: int, username: str) -> str | None:
    account = await store.claim_username(account_id, username, decide=claim_username)
    return account.username


async def test_people_come_in_the_order_asked_and_strangers_are_left_out(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    seen = await store.seen(ada, [cyd, 5, ada, bob])
    assert [one.account.id for one in seen] == [cyd, ada, bob]
    assert [one.is_self for one in seen] == [False, True, False]
    assert {one.viewer_id for one in seen} == {ada}


async def test_an_account_is_seen_by_many_as_by_each(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await store.save_contacts(bob, contacts=[_contact(bob, ada)])
    await store.save_contacts(ada, contacts=[_contact(ada, cyd)])
    await store.set_blocked(cyd, ada, True)
    viewers = [cyd, ada, bob]
    each = [one for viewer in viewers for one in await store.seen(viewer, [ada])]
    assert list(await store.seen_by_many(viewers, ada)) == each
    assert list(await store.seen_by_many(viewers, 5)) == []


async def test_a_contact_shows_under_its_owners_names_and_is_mutual_when_both_have_it(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    (first,) = await store.save_contacts(ada, contacts=[_contact(ada, bob)])
    assert (first.contact, first.mutual) == (_contact(ada, bob), False)
    (renamed,) = await store.save_contacts(ada, contacts=[_contact(ada, bob, "Bobby")])
    assert renamed.contact == _contact(ada, bob, "Bobby")
    (back,) = await store.save_contacts(bob, contacts=[_contact(bob, ada)])
    assert back.mutual
    assert [one.account.id for one in await store.contacts(ada)] == [bob]


async def test_oneself_is_no_contact_and_a_stranger_is_refused(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    assert list(await store.save_contacts(ada, contacts=[_contact(ada, ada)])) == []
    with pytest.raises(errors.ContactIdInvalid):
        await store.save_contacts(ada, contacts=[_contact(ada, bob), _contact(ada, 5)])
    assert list(await store.contacts(ada)) == []


async def test_deleted_contacts_are_given_as_they_are_now(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await store.save_contacts(ada, contacts=[_contact(ada, bob), _contact(ada, cyd)])
    (gone,) = await store.delete_contacts(ada, [bob, 5])
    assert (gone.account.id, gone.contact) == (bob, None)
    assert [one.account.id for one in await store.contacts(ada)] == [cyd]


async def test_numbers_find_accounts(store: Store, people: list[int]) -> None:
    found = await store.match_phones(["8880000001", "123456", "8880000002"])
    assert {account.id for account in found} == set(people[1:])
    seen = await store.seen_by_phone(people[0], "8880000001")
    assert seen is not None
    assert seen.account.id == people[1]
    assert await store.seen_by_phone(people[0], "123456") is None


async def test_usernames_are_found_whatever_their_case_and_free_when_given_up(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    assert await _claim(store, ada, "AdaLove") == "AdaLove"
    seen = await store.shown_by_username(bob, "@adalove")
    assert isinstance(seen, Seen)
    assert seen.account.username == "AdaLove"
    with pytest.raises(errors.UsernameOccupied):
        await _claim(store, bob, "ADALOVE")
    assert await _claim(store, ada, "ADALOVE") == "ADALOVE"
    assert await _claim(store, ada, "") is None
    assert await store.shown_by_username(bob, "adalove") is None
    assert await _claim(store, bob, "adalove") == "adalove"


async def test_a_username_goes_to_one_of_many_who_race_for_it(store: Store) -> None:
    ids = await open_accounts(store, 10)
    claims = await asyncio.gather(
        *(_claim(store, one, "wanted") for one in ids), return_exceptions=True
    )
    assert claims.count("wanted") == 1
    assert sum(isinstance(claim, errors.UsernameOccupied) for claim in claims) == 9


async def test_only_names_and_about_change_in_a_profile(store: Store, people: list[int]) -> None:
    decide = partial(
        replace, first_name="New", last_name="Name", about="me", phone="0", disabled=True
    )
    account = await store.update_profile(people[0], decide=decide)
    assert (account.first_name, account.last_name, account.about) == ("New", "Name", "me")
    assert (account.phone, account.disabled) == ("8880000000", False)
    assert await store.account(people[0]) == account


async def test_the_audience_is_who_has_the_contact_or_a_dialog(store: Store) -> None:
    ada, bob, cyd, dan = await open_accounts(store, 4)
    await store.save_contacts(bob, contacts=[_contact(bob, ada)])
    await store.save_contacts(ada, contacts=[_contact(ada, dan)])
    await send(store, cyd, ada)
    assert set(await store.audience(ada)) == {ada, bob, cyd}


async def test_blocking_says_whether_it_changed_anything(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    assert await store.set_blocked(ada, bob, True)
    assert not await store.set_blocked(ada, bob, True)
    assert await store.set_blocked(ada, cyd, True, date=NOON)
    page, count = await store.blocked(ada, offset=0, limit=1)
    assert ([one.seen.account.id for one in page], count) == ([cyd], 2)
    page, _ = await store.blocked(ada, offset=1, limit=5)
    assert [(one.seen.account.id, one.seen.blocked) for one in page] == [(bob, True)]
    assert await store.set_blocked(ada, bob, False)
    assert not await store.set_blocked(ada, bob, False)
    assert (await store.blocked(bob, offset=0, limit=9)) == ((), 0)
    with pytest.raises(errors.UserIdInvalid):
        await store.set_blocked(ada, 5, True)


async def test_an_unknown_account_is_none(store: Store) -> None:
    assert await store.account(NOON) is None
    assert await store.account_by_phone("1") is None
    assert await store.shown_by_username(1, "nobody") is None
