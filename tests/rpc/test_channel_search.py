"""Looking for messages in supergroups and channels, whose mailbox is one for all in them."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.stage import RpcError
from support.talk import People, Talker, sent_id


async def search(who: Talker, place: Place, text: str = "", **fields: Any) -> Any:
    numbers = ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash")
    asked = {
        "filter": types.InputMessagesFilterEmpty(),
        "limit": 20,
        **dict.fromkeys(numbers, 0),
        **fields,
    }
    return await who(functions.messages.Search(peer=place.peer(who), q=text, **asked))


def texts(answer: Any) -> list[str]:
    return [one.message for one in answer.messages if isinstance(one, types.Message)]


@pytest.fixture
async def place(people: People) -> Place:
    made = await make_place(people)
    for who, text in (
        (people.ann, "green tea"),
        (people.ben, "black tea https://example.org"),
        (people.ann, "no drink"),
    ):
        await who.send(made.peer(who), text)
    return made


@pytest.mark.parametrize("indexed", [False, True])
async def test_everybody_inside_finds_what_was_said(
    people: People, place: Place, indexed: bool
) -> None:
    while indexed and await people.stage.store.index_messages(at_most=100):
        pass
    for who in (people.ann, people.ben):
        found = await search(who, place, "tea")
        assert isinstance(found, types.messages.ChannelMessages)
        assert (found.count, len(texts(found))) == (2, 2)
        link = await search(who, place, filter=types.InputMessagesFilterUrl())
        assert texts(link) == ["black tea https://example.org"]
        assert texts(await search(who, place, "tea", limit=1, add_offset=1)) == ["green tea"]
    counters = await people.ben(
        functions.messages.GetSearchCounters(
            peer=place.peer(people.ben), filters=[types.InputMessagesFilterUrl()]
        )
    )
    assert [one.count for one in counters] == [1]


@pytest.mark.parametrize("indexed", [False, True])
async def test_one_sender_may_be_asked_for(people: People, place: Place, indexed: bool) -> None:
    while indexed and await people.stage.store.index_messages(at_most=100):
        pass
    ann, ben = people.ann, people.ben
    mine = types.InputPeerSelf()
    assert texts(await search(ben, place, from_id=mine))[0] == "black tea https://example.org"
    assert texts(await search(ben, place, "tea", from_id=ben.to(ann))) == ["green tea"]
    assert texts(await search(ann, place, "tea", from_id=mine)) == ["green tea"]
    pages = [
        await search(ann, place, from_id=mine, offset_id=number, add_offset=-1, limit=1)
        for number in range(1, 6)
    ]
    found = [text for page in pages for text in texts(page)]
    assert list(dict.fromkeys(found)) == ["green tea", "no drink"]


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("broadcast", [False, True])
async def test_what_is_said_by_the_channel_is_found_as_its_own_alone(
    people: People, indexed: bool, broadcast: bool
) -> None:
    place = await make_place(people, broadcast=broadcast)
    ann, ben = people.ann, people.ben
    if not broadcast:
        rights = types.ChatAdminRights(anonymous=True)
        await ann(
            functions.channels.EditAdmin(
                channel=place.channel(ann),
                user_id=types.InputUserSelf(),
                admin_rights=rights,
                rank="",
            )
        )
    said = sent_id(await ann.send(place.peer(ann), "green tea"))
    await ann(functions.messages.UpdatePinnedMessage(peer=place.peer(ann), id=said, silent=True))
    while indexed and await people.stage.store.index_messages(at_most=100):
        pass
    pinned = types.InputMessagesFilterPinned()
    for text, filtered in (("tea", None), ("", None), ("", pinned)):
        fields = {"filter": filtered} if filtered else {}
        by_ann = await search(ben, place, text, from_id=ben.to(ann), **fields)
        assert texts(by_ann) == []
        by_itself = await search(ben, place, text, from_id=place.peer(ben), **fields)
        assert texts(by_itself) == ["green tea"]


async def test_who_is_out_of_a_private_supergroup_finds_nothing(
    people: People, place: Place
) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.channels.UpdateUsername(channel=place.channel(ann), username=""))
    await ben(functions.channels.LeaveChannel(channel=place.channel(ben)))
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await search(ben, place, "tea")


async def test_what_newcomers_are_not_to_see_they_do_not_find(people: People, place: Place) -> None:
    ann, cat = people.ann, people.cat
    await ann(functions.channels.UpdateUsername(channel=place.channel(ann), username=""))
    await ann(functions.channels.TogglePreHistoryHidden(channel=place.channel(ann), enabled=True))
    await ann(functions.channels.InviteToChannel(channel=place.channel(ann), users=[ann.user(cat)]))
    await ann.send(place.peer(ann), "fresh tea")
    assert texts(await search(cat, place, "tea")) == ["fresh tea"]
    assert len(texts(await search(ann, place, "tea"))) == 3
