"""Telling somebody when they may have been born, for them to say so.

https://core.telegram.org/constructor/messageActionSuggestBirthday
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.robots import robot
from support.stage import RpcError
from support.talk import People, Talker

BORN = types.Birthday(day=29, month=2, year=1996)


def suggesting(by: Talker, to: Any, birthday: types.Birthday = BORN) -> Any:
    return functions.users.SuggestBirthday(id=to, birthday=birthday)


@pytest.mark.parametrize("born", [BORN, types.Birthday(day=1, month=12)])
async def test_both_sides_are_told_of_a_birthday_and_nothing_is_set(
    people: People, born: types.Birthday
) -> None:
    ann, ben = people.ann, people.ben
    _, made = (await ann(suggesting(ann, ann.user(ben), born))).updates
    told = types.MessageActionSuggestBirthday(birthday=born)
    assert (made.message.action, made.message.out) == (told, True)
    (heard,) = ben.pushed()
    assert (heard.message.action, heard.message.out) == (told, False)
    assert (await ben.history(ben.to(ann)))[0].action == told
    asked = functions.users.GetFullUser(id=types.InputUserSelf())
    assert (await ben(asked)).full_user.birthday is None


async def test_no_day_that_is_none_and_nobody_who_keeps_one_out(people: People) -> None:
    ann, ben = people.ann, people.ben
    bot = await robot(people)
    await ben(functions.contacts.Block(id=ben.to(ann)))
    for to, born, refusal in (
        (ann.user(ben), types.Birthday(day=30, month=2), "400 BIRTHDAY_INVALID"),
        (ann.user(ben), BORN, "400 USER_IS_BLOCKED|403 USER_IS_BLOCKED"),
        (types.InputUserSelf(), BORN, "400 USER_ID_INVALID"),
        (ann.user(bot), BORN, "400 USER_ID_INVALID"),
    ):
        with pytest.raises(RpcError, match=refusal):
            await ann(suggesting(ann, to, born))


async def test_nothing_is_read_of_what_others_send_to_channels(people: People) -> None:
    ann, ben = people.ann, people.ben
    query = functions.messages.ReadSavedHistory(
        parent_peer=ann.to(ben), peer=types.InputPeerSelf(), max_id=0
    )
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await ann(query)
