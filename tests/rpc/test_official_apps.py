"""What the official apps need of answers; the numbers are official-apps.md's."""

from typing import Any

import pytest

from heliograph.actions import profiles
from heliograph.ports.sessions import Call
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.covered import objects_in
from support.talk import People

ME = types.InputPeerSelf()
INT32_MAX = 2**31 - 1

AWAITED_FIRST: list[Any] = [
    functions.messages.GetDialogs(
        offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=1, hash=0
    ),
    functions.messages.GetPinnedDialogs(folder_id=0),
    functions.updates.GetDifference(pts=1, date=1, qts=0),
    functions.updates.GetState(),
]


async def is_urgent(people: People, query: Any) -> bool:
    device = people.ann.device
    call = Call(key=device.key, session=device.session, msg_id=1, address=device.address)
    await people.stage.dispatcher.handle(call, memoryview(encode(query, NEWEST)))
    return call.urgent


@pytest.mark.parametrize("query", AWAITED_FIRST)
async def test_14_what_an_app_shows_nothing_without_is_answered_first(
    people: People, query: Any
) -> None:
    assert await is_urgent(people, query)
    assert not await is_urgent(people, functions.help.GetAppConfig(hash=0))


async def test_19_whoever_asks_is_told_who_they_are_among_the_users(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ME, "note")
    await ben.send(ben.to(ann), "hello")
    answers = [
        await ann.dialogs(),
        await ann(functions.users.GetUsers(id=[types.InputUserSelf(), ann.user(ben)])),
        await ann(functions.users.GetFullUser(id=types.InputUserSelf())),
        await ann(functions.updates.GetDifference(pts=1, date=1, qts=0)),
        await ann(functions.messages.GetMessages(id=[types.InputMessageID(id=1)])),
    ]
    for answer in answers:
        users = [one for one in objects_in(answer) if isinstance(one, types.User)]
        assert [user.self for user in users if user.id == ann.id] == [True]
        assert not any(user.self for user in users if user.id != ann.id)


@pytest.mark.parametrize("offset_id", [0, INT32_MAX])
async def test_23_the_first_page_of_saved_messages_by_either_offset(
    people: People, offset_id: int
) -> None:
    """Desktop asks with 0, Android with the highest id there is."""
    ann = people.ann
    for text in ("one", "two"):
        await ann.send(ME, text)
    page = {"offset_date": 0, "add_offset": 0, "limit": 20, "max_id": 0, "min_id": 0, "hash": 0}
    for query in (functions.messages.GetSavedHistory, functions.messages.GetHistory):
        answer = await ann(query(peer=ME, offset_id=offset_id, **page))
        assert [message.message for message in answer.messages] == ["two", "one"]
        assert [m.saved_peer_id for m in answer.messages] == [types.PeerUser(user_id=ann.id)] * 2


async def test_29_several_usernames_never_come_with_a_single_one(people: People) -> None:
    ann, ben = people.ann, people.ben
    shown = await ann(functions.users.GetUsers(id=[ann.user(ben)]))
    assert (shown[0].username, shown[0].usernames) == (None, None)
    await ben(functions.account.UpdateUsername(username="benny"))
    shown = await ann(functions.users.GetUsers(id=[ann.user(ben)]))
    assert (shown[0].username, shown[0].usernames) == ("benny", None)
    await profiles.grant(people.stage.app, ben.id, "benjamin")
    shown = await ann(functions.users.GetUsers(id=[ann.user(ben)]))
    assert shown[0].username is None
    assert {name.username for name in shown[0].usernames} == {"benny", "benjamin"}
