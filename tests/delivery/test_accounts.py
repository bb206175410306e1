"""A new name reaches everybody who knows the account, as each of them sees it."""

import asyncio
from typing import Any

import pytest

from heliograph.domain.events import AccountChanged
from heliograph.tl import functions, types
from support.talk import People, Talker


async def rename(talker: Talker, first_name: str) -> Any:
    return await talker(functions.account.UpdateProfile(first_name=first_name))


def names(talker: Talker) -> list[tuple[str, str]]:
    """The names a session was told of: in the update, and of the user beside it."""
    found = []
    for envelope in talker.device.session.take():
        (update,) = envelope.updates
        assert isinstance(update, types.UpdateUserName)
        (user,) = envelope.users
        assert user.id == update.user_id
        found.append((update.first_name, user.first_name))
    return found


async def test_people_with_a_dialog_are_told_and_strangers_are_not(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben))
    ben.pushed()
    await rename(ann, "Anna")
    assert names(ben) == [("Anna", "Anna")]
    assert names(cat) == []


async def test_a_name_that_stays_the_same_is_told_to_nobody(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    ben.pushed()
    await rename(ann, " Ann ")
    await ann(functions.account.UpdateProfile(last_name="", about="new"))
    assert names(ben) == []


async def test_own_other_sessions_are_told_and_the_caller_is_not(people: People) -> None:
    ann = people.ann
    sibling, device = ann.sibling(), await ann.on_another_device(layer=229)
    sibling.pushed()
    await rename(ann, "Anna")
    assert names(sibling) == names(device) == [("Anna", "Anna")]
    assert names(ann) == []


async def test_people_who_chose_a_name_for_a_contact_keep_it(people: People) -> None:
    """TDLib shows the names of the update, whatever the user beside it says."""
    ann, ben = people.ann, people.ben
    await ben(
        functions.contacts.AddContact(
            id=ben.user(ann), first_name="Sister", last_name="", phone=ann.phone
        )
    )
    await rename(ann, "Anna")
    assert names(ben) == [("Sister", "Sister")]


async def test_username_is_told_as_the_active_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    ben.pushed()
    await ann(functions.account.UpdateUsername(username="ann_of_old"))
    (update,) = ben.pushed()
    assert update.usernames == [types.Username(editable=True, active=True, username="ann_of_old")]
    await ann(functions.account.UpdateUsername(username=""))
    (update,) = ben.pushed()
    assert update.usernames == []


async def test_of_two_quick_changes_the_later_is_told_last(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    ben.pushed()
    await asyncio.gather(rename(ann, "Anna"), rename(ann.sibling(), "Annika"))
    (account,) = await people.stage.store.seen(ben.id, [ann.id])
    told = names(ben)
    assert len(told) == 2
    assert told[-1][0] == account.account.first_name


async def test_large_audience_lets_others_run_in_between(people: People) -> None:
    ann, cat, stage = people.ann, people.cat, people.stage
    (account,) = [e.account for e in await stage.store.seen(ann.id, [ann.id])]
    nobody = range(1, 200)
    stage.app.bus.publish(AccountChanged(account=account, audience=(*nobody, cat.id)))
    turns = 0
    while not cat.device.session.pushed:
        turns += 1
        await asyncio.sleep(0)
    assert turns > 2
    await stage.settle()
    assert names(cat) == [("Ann", "Ann")]


async def test_listeners_are_read_of_by_the_batch(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, store = people.ann, people.stage.store
    for other in (people.ben, people.cat):
        await ann.send(ann.to(other))
        other.pushed()
    reads = 0

    def counted(read: Any) -> Any:
        async def count(*arguments: Any) -> Any:
            nonlocal reads
            reads += 1
            return await read(*arguments)

        return count

    monkeypatch.setattr(store, "seen", counted(store.seen))
    monkeypatch.setattr(store, "seen_by_many", counted(store.seen_by_many))
    (account,) = [e.account for e in await store.seen(ann.id, [ann.id])]
    reads = 0
    people.stage.app.bus.publish(
        AccountChanged(account=account, audience=(ann.id, people.ben.id, people.cat.id))
    )
    await people.stage.settle()
    assert reads == 1
    assert names(ann) == names(people.ben) == names(people.cat) == [("Ann", "Ann")]
