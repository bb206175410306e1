"""The names an account is found under, its birthday and what else it says of itself."""

from typing import Any

import pytest

from heliograph.actions import profiles
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker


async def find(viewer: Talker, username: str) -> Any:
    return (await viewer(functions.contacts.ResolveUsername(username=username))).peer


async def names_of(viewer: Talker, whom: Talker) -> tuple[str | None, list[str] | None]:
    (user,) = await viewer(functions.users.GetUsers(id=[viewer.user(whom)]))
    return user.username, user.usernames and [name.username for name in user.usernames]


async def grant(people: People, whom: Talker, *usernames: str) -> None:
    for username in usernames:
        await profiles.grant(people.stage.app, whom.id, username)
    await people.stage.settle()


async def test_one_name_is_plain_and_several_are_listed(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateUsername(username="ann_lee"))
    assert await names_of(ben, ann) == ("ann_lee", None)
    await grant(people, ann, "ann_the_first")
    assert await names_of(ben, ann) == (None, ["ann_lee", "ann_the_first"])
    assert (await find(ben, "ann_the_first")).user_id == ann.id
    assert (await find(ben, "ANN_LEE")).user_id == ann.id
    await ann(functions.account.UpdateUsername(username="ann_other"))
    assert await names_of(ben, ann) == (None, ["ann_other", "ann_the_first"])
    await ann(functions.account.UpdateUsername(username=""))
    assert await names_of(ben, ann) == (None, ["ann_the_first"])


async def test_hidden_name_finds_nobody_and_stays_taken(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateUsername(username="ann_lee"))
    await grant(people, ann, "ann_the_first")
    hide = functions.account.ToggleUsername(username="ann_the_first", active=False)
    assert await ann(hide) is True
    assert await names_of(ben, ann) == (None, ["ann_lee"])
    assert await names_of(ann, ann) == (None, ["ann_lee", "ann_the_first"])
    with pytest.raises(RpcError, match="400 USERNAME_NOT_OCCUPIED"):
        await find(ben, "ann_the_first")
    assert await ben(functions.account.CheckUsername(username="ann_the_first")) is False
    with pytest.raises(RpcError, match="400 USERNAME_OCCUPIED"):
        await ben(functions.account.UpdateUsername(username="ann_the_first"))
    hide.active = True
    await ann(hide)
    assert (await find(ben, "ann_the_first")).user_id == ann.id


async def test_names_are_told_live_to_those_who_know_the_account(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    await ann(functions.account.UpdateUsername(username="ann_lee"))
    await grant(people, ann, "ann_the_first")
    ben.pushed()
    order = functions.account.ReorderUsernames(order=["ann_the_first", "ann_lee"])
    assert await ann(order) is True
    (update,) = ben.pushed()
    assert [name.username for name in update.usernames] == ["ann_the_first", "ann_lee"]
    assert [name.editable for name in update.usernames] == [False, True]
    assert await names_of(ben, ann) == (None, ["ann_the_first", "ann_lee"])


async def _with_two(people: People) -> Talker:
    await people.ann(functions.account.UpdateUsername(username="ann_lee"))
    await grant(people, people.ann, "ann_the_first")
    return people.ann


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (functions.account.ToggleUsername(username="nobodys", active=True), "USERNAME_INVALID"),
        (
            functions.account.ToggleUsername(username="ann_lee", active=True),
            "USERNAME_NOT_MODIFIED",
        ),
        (functions.account.ReorderUsernames(order=["ann_lee"]), "ORDER_INVALID"),
        (functions.account.ReorderUsernames(order=["ann_lee", "ann_lee"]), "ORDER_INVALID"),
        (functions.account.ReorderUsernames(order=["ann_lee"] * 11), "ORDER_INVALID"),
        (
            functions.account.ReorderUsernames(order=["ann_lee", "ann_the_first"]),
            "USERNAME_NOT_MODIFIED",
        ),
        (functions.account.UpdateUsername(username="ann_lee"), "USERNAME_NOT_MODIFIED"),
        (functions.account.UpdateUsername(username="ann_the_first"), "USERNAME_OCCUPIED"),
        (functions.account.UpdateUsername(username="anne"), "USERNAME_INVALID"),
        (functions.account.UpdateUsername(username="1anne"), "USERNAME_INVALID"),
        (functions.account.UpdateUsername(username="Security"), "USERNAME_INVALID"),
        (functions.account.UpdateUsername(username="joinchat"), "USERNAME_INVALID"),
        (functions.account.CheckUsername(username="abuse"), "USERNAME_INVALID"),
        (functions.account.UpdateProfile(about="x" * 71), "ABOUT_TOO_LONG"),
        (functions.account.UpdateProfile(first_name=" "), "FIRSTNAME_INVALID"),
        (functions.account.UpdateProfile(last_name="x" * 65), "LASTNAME_INVALID"),
        (
            functions.account.UpdateBirthday(birthday=types.Birthday(day=30, month=2)),
            "BIRTHDAY_INVALID",
        ),
        (
            functions.account.UpdateBirthday(birthday=types.Birthday(day=1, month=1, year=2999)),
            "BIRTHDAY_INVALID",
        ),
        (
            functions.account.UpdateBirthday(birthday=types.Birthday(day=1, month=1, year=1700)),
            "BIRTHDAY_INVALID",
        ),
        (
            functions.account.UpdateEmojiStatus(emoji_status=types.EmojiStatus(document_id=5)),
            "DOCUMENT_INVALID",
        ),
    ],
)
async def test_documented_refusals(people: People, query: Any, error: str) -> None:
    ann = await _with_two(people)
    before = await ann.device.me()
    with pytest.raises(RpcError, match=f"400 {error}"):
        await ann(query)
    assert await ann.device.me() == before


async def test_no_more_than_ten_names_are_shown(people: People) -> None:
    ann = people.ann
    await grant(people, ann, *(f"ann_number_{n}" for n in range(11)))
    _, shown = await names_of(people.ben, ann)
    assert len(shown or []) == 10
    with pytest.raises(RpcError, match="400 USERNAMES_ACTIVE_TOO_MUCH"):
        await ann(functions.account.ToggleUsername(username="ann_number_10", active=True))


async def test_emoji_status_can_be_taken_off(people: People) -> None:
    empty = types.EmojiStatusEmpty()
    assert await people.ann(functions.account.UpdateEmojiStatus(emoji_status=empty)) is True


async def test_birthdays_of_contacts_come_around(people: People) -> None:
    ann, ben = people.ann, people.ben
    # The stage's clock stands on the 14th of November 2023.
    birthday = types.Birthday(day=15, month=11, year=1990)
    assert await ben(functions.account.UpdateBirthday(birthday=birthday)) is True
    add = functions.contacts.AddContact(id=ann.user(ben), first_name="B", last_name="", phone="")
    await ann(add)
    near = functions.contacts.GetBirthdays()
    assert (await ann(near)).contacts == []
    back = functions.contacts.AddContact(id=ben.user(ann), first_name="A", last_name="", phone="")
    await ben(back)
    told = await ann(near)
    assert told.contacts == [types.ContactBirthday(contact_id=ben.id, birthday=birthday)]
    people.stage.clock.date += 3 * 86_400
    assert (await ann(near)).contacts == []
    await ben(functions.account.UpdateBirthday())
    page = await ann(functions.users.GetFullUser(id=ann.user(ben)))
    assert page.full_user.birthday is None
