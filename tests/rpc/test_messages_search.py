"""Looking for messages in a private chat."""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker


async def search(who: Talker, peer: Any, text: str = "", **fields: Any) -> Any:
    numbers = ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash")
    asked = {
        "filter": types.InputMessagesFilterEmpty(),
        "limit": 20,
        **dict.fromkeys(numbers, 0),
        **fields,
    }
    return await who(functions.messages.Search(peer=peer, q=text, **asked))


def texts(answer: Any) -> list[str]:
    return [message.message for message in answer.messages]


async def test_both_sides_find_a_message_by_its_words(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    assert texts(await search(ann, ann.to(ben), "TWO")) == ["two"]
    assert texts(await search(ben, ben.to(ann), "thr")) == ["three"]
    assert texts(await search(ben, ben.to(cat), "two")) == []


async def test_a_page_says_how_many_there_are(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ben.send(ben.to(ann), "Two more")
    answer = await search(ann, ann.to(ben), "two", limit=1)
    assert (answer.count, texts(answer), answer.inexact) == (2, ["Two more"], False)
    rest = await search(ann, ann.to(ben), "two", limit=1, offset_id=answer.messages[0].id)
    assert (rest.count, texts(rest)) == (2, ["two"])


async def test_a_sender_may_be_asked_for(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ben.send(ben.to(ann), "two as well")
    found = await search(ann, ann.to(ben), "two", from_id=ann.to(ben))
    assert texts(found) == ["two as well"]
    found = await search(ann, ann.to(ben), "two", from_id=types.InputPeerSelf())
    assert texts(found) == ["two"]


async def test_links_are_found_without_a_word(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ann.send(ann.to(ben), "see https://example.org")
    found = await search(ben, ben.to(ann), filter=types.InputMessagesFilterUrl())
    assert texts(found) == ["see https://example.org"]


async def test_what_a_message_carries_is_found_by_its_filter(talking: People) -> None:
    ann, ben, store = talking.ann, talking.ben, talking.stage.store
    place = types.InputGeoPoint(lat=1, long=2)
    text = types.TextWithEntities(text="a", entities=[])
    answers = [types.PollAnswer(text=text, option=option) for option in (b"0", b"1")]
    poll = types.Poll(id=0, question=text, answers=answers, hash=0)
    contact = types.InputMediaContact(
        phone_number="15550100200", first_name="Kit", last_name="", vcard=""
    )
    sent: dict[Any, list[int]] = {
        types.InputMessagesFilterGeo: [5, 4],
        types.InputMessagesFilterContacts: [6],
        types.InputMessagesFilterPoll: [7],
    }
    for media in (
        types.InputMediaGeoPoint(geo_point=place),
        types.InputMediaGeoLive(geo_point=place, period=600),
        contact,
        types.InputMediaPoll(poll=poll),
    ):
        await ann.send_media(ann.to(ben), media)
    for _ in range(2):
        for wanted, ids in sent.items():
            for answer in (
                await search(ann, ann.to(ben), filter=wanted()),
                await everywhere(ann, filter=wanted()),
            ):
                assert [message.id for message in answer.messages] == ids
        asked = [wanted() for wanted in sent]
        query = functions.messages.GetSearchCounters(peer=ann.to(ben), filters=asked)
        assert [counter.count for counter in await ann(query)] == [2, 1, 1]
        await store.index_messages(at_most=100)
    await ann(functions.messages.DeleteMessages(id=[5, 6], revoke=True))
    assert [
        m.id for m in (await everywhere(ann, filter=types.InputMessagesFilterGeo())).messages
    ] == [4]


@pytest.mark.parametrize(
    "fields",
    [
        {"filter": types.InputMessagesFilterPhotoVideo()},
        {"filter": types.InputMessagesFilterPinned()},
        {"filter": types.InputMessagesFilterMyMentions()},
        {"saved_reaction": [types.ReactionEmoji(emoticon="❤")]},
    ],
)
async def test_what_there_is_not_yet_finds_nothing(talking: People, fields: Any) -> None:
    ann, ben = talking.ann, talking.ben
    assert texts(await search(ann, ann.to(ben), "two", **fields)) == []


async def test_saved_messages_are_all_ones_own(people: People) -> None:
    ann, ben = people.ann, people.ben
    myself = types.InputPeerSelf()
    await ann.send(myself, "a note")
    assert texts(await search(ann, myself, "note", saved_peer_id=myself)) == ["a note"]
    assert texts(await search(ann, myself, "note", saved_peer_id=ann.to(ben))) == []


async def everywhere(who: Talker, text: str = "", **fields: Any) -> Any:
    numbers = ("min_date", "max_date", "offset_rate", "offset_id")
    asked = {
        "filter": types.InputMessagesFilterEmpty(),
        "offset_peer": types.InputPeerEmpty(),
        "limit": 20,
        **dict.fromkeys(numbers, 0),
        **fields,
    }
    return await who(functions.messages.SearchGlobal(q=text, **asked))


async def test_all_chats_are_searched_at_once_page_by_page(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    await cat.send(cat.to(ann), "two for ann")
    await cat.send(cat.to(ben), "two for ben")
    found = await everywhere(ann, "two")
    assert texts(found) == ["two for ann", "two"]
    page = await everywhere(ann, "two", limit=1)
    assert (page.count, texts(page), page.next_rate) == (2, ["two for ann"], page.messages[0].date)
    behind = {"offset_peer": ann.to(cat), "offset_id": page.messages[0].id}
    rest = await everywhere(ann, "two", limit=1, offset_rate=page.next_rate, **behind)
    assert (rest.count, texts(rest), rest.next_rate) == (2, ["two"], None)
    by_empty_peer = await search(ann, types.InputPeerEmpty(), "two", from_id=ann.to(cat))
    assert texts(by_empty_peer) == ["two for ann"]


async def test_links_are_found_everywhere(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ann.send(ann.to(ben), "see https://example.org")
    await talking.cat.send(talking.cat.to(ben), "https://example.com it is")
    links = types.InputMessagesFilterUrl()
    assert len(texts(await everywhere(ben, filter=links))) == 2
    assert texts(await everywhere(ben, "see", filter=links)) == ["see https://example.org"]


async def test_the_archive_is_searched_by_itself(talking: People) -> None:
    ann, cat = talking.ann, talking.cat
    await cat.send(cat.to(ann), "two for ann")
    archived = types.InputFolderPeer(peer=ann.to(cat), folder_id=1)
    await ann(functions.folders.EditPeerFolders(folder_peers=[archived]))
    for _ in range(2):
        assert texts(await everywhere(ann, "two", folder_id=1)) == ["two for ann"]
        assert texts(await everywhere(ann, "two", folder_id=0)) == ["two"]
        assert texts(await everywhere(ann, "two")) == ["two for ann", "two"]
        await ann.device.stage.service.app.store.index_messages(at_most=100)


@pytest.mark.parametrize("fields", [{"groups_only": True}, {"broadcasts_only": True}])
async def test_only_private_chats_can_be_searched(talking: People, fields: Any) -> None:
    assert texts(await everywhere(talking.ann, "two", users_only=True, folder_id=0)) == ["two"]
    assert texts(await everywhere(talking.ann, "two", **fields)) == []


async def test_searches_everywhere_need_something_to_look_for(talking: People) -> None:
    ann = talking.ann
    for asked in (everywhere(ann), search(ann, types.InputPeerEmpty())):
        with pytest.raises(RpcError, match="SEARCH_QUERY_EMPTY"):
            await asked
    with pytest.raises(RpcError, match="FOLDER_ID_INVALID"):
        await everywhere(ann, "two", folder_id=7)
    assert texts(await everywhere(ann, "…")) == texts(await search(ann, ann.to(ann), "…")) == []


async def test_filters_say_how_much_they_would_show(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ann.send(ann.to(ben), "see https://example.org")
    links, photos = types.InputMessagesFilterUrl(), types.InputMessagesFilterPhotos()
    asked = functions.messages.GetSearchCounters(peer=ben.to(ann), filters=[photos, links])
    counters = await ben(asked)
    assert [(c.filter, c.count, c.inexact) for c in counters] == [
        (photos, 0, False),
        (links, 1, False),
    ]
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await ben(functions.messages.GetSearchCounters(peer=ben.to(ann), filters=[links] * 21))


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({"limit": -1}, "LIMIT_INVALID"),
        ({"add_offset": 10**6}, "LIMIT_INVALID"),
        ({"top_msg_id": 1}, "MSG_ID_INVALID"),
        ({"text": "x" * 257}, "MESSAGE_TOO_LONG"),
    ],
)
async def test_bad_searches_are_refused(people: People, fields: Any, token: str) -> None:
    ann, ben = people.ann, people.ben
    with pytest.raises(RpcError, match=token):
        await search(ann, ann.to(ben), **fields)
    with pytest.raises(RpcError, match="PEER_ID_INVALID"):
        await search(ann, types.InputPeerUser(user_id=ben.id, access_hash=0))


async def test_searches_are_bounded_in_number(people: People) -> None:
    ann, ben = people.ann, people.ben
    for _ in range(Limits().searches_per_account_per_minute):
        await search(ann, ann.to(ben), "x")
    with pytest.raises(RpcError, match="FLOOD_WAIT_1"):
        await search(ann, ann.to(ben), "x")
    await search(ben, ben.to(ann), "x")


async def test_a_search_looks_back_only_so_far(talking: People) -> None:
    talking.stage.service.limits = Limits(search_messages_max=2)
    ann, ben = talking.ann, talking.ben
    found = await search(ann, ann.to(ben), limit=1)
    assert (found.inexact, found.count) == (True, 2)
    assert texts(await search(ann, ann.to(ben), "one")) == []
