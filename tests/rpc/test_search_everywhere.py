"""Looking for messages in all dialogs at once, channels among them.

https://core.telegram.org/method/messages.searchGlobal
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.talk import People, Talker


async def everywhere(who: Talker, text: str = "word", **fields: Any) -> Any:
    numbers = ("min_date", "max_date", "offset_rate", "offset_id")
    asked = {
        "filter": types.InputMessagesFilterEmpty(),
        "offset_peer": types.InputPeerEmpty(),
        "limit": 20,
        **dict.fromkeys(numbers, 0),
        **fields,
    }
    return await who(functions.messages.SearchGlobal(q=text, **asked))


def texts(page: Any) -> list[str]:
    return [one.message for one in page.messages]


def peer_of(message: Any) -> Any:
    """As TDLib names where a page ends: without a hash."""
    match message.peer_id:
        case types.PeerChannel(channel_id=channel_id):
            return types.InputPeerChannel(channel_id=channel_id, access_hash=0)
        case types.PeerUser(user_id=user_id):
            return types.InputPeerUser(user_id=user_id, access_hash=0)
    raise AssertionError(message)


async def all_pages(who: Talker, *, limit: int) -> list[str]:
    """What is found, a page behind the other as clients ask for it."""
    found: list[str] = []
    behind: dict[str, Any] = {}
    for _ in range(20):
        page = await everywhere(who, limit=limit, **behind)
        found += texts(page)
        rate = getattr(page, "next_rate", None)
        if rate is None:
            return found
        last = page.messages[-1]
        behind = {"offset_rate": rate, "offset_id": last.id, "offset_peer": peer_of(last)}
    raise AssertionError("no last page")


async def places(people: People) -> tuple[Community, Community]:
    """A supergroup, a channel and a private chat, in each of which two words were said."""
    group, news = await make_community(people), await make_community(people, broadcast=True)
    ann, ben, clock = people.ann, people.ben, people.stage.clock
    for number in (1, 2):
        await ann.send(group.peer(ann), f"word {number} in the group")
        await ann.send(ann.to(ben), f"word {number} to Ben")
        clock.date += 10
        await ann.send(news.peer(ann), f"word {number} in the channel")
    return group, news


ALL = [
    "word 2 in the channel",
    "word 2 to Ben",
    "word 2 in the group",
    "word 1 in the channel",
    "word 1 to Ben",
    "word 1 in the group",
]


@pytest.mark.parametrize("limit", [1, 2, 4, 20])
async def test_everything_is_found_once_page_by_page(people: People, limit: int) -> None:
    await places(people)
    assert sorted(await all_pages(people.ben, limit=limit)) == sorted(ALL)
    first = await everywhere(people.ben, limit=2)
    assert texts(first)[0] == ALL[0]
    assert first.count == len(ALL)


async def test_one_kind_of_dialog_may_be_asked_for(people: People) -> None:
    await places(people)
    for fields, word in (
        ({"users_only": True}, "to Ben"),
        ({"groups_only": True}, "in the group"),
        ({"broadcasts_only": True}, "in the channel"),
    ):
        found = texts(await everywhere(people.ben, **fields))
        assert found == [one for one in ALL if one.endswith(word)]


async def test_what_is_not_for_the_viewer_is_not_found(people: People) -> None:
    group, _ = await places(people)
    dan = await group.stranger()
    assert texts(await everywhere(dan)) == []
    await group.change(hidden_history=True)
    asked = functions.messages.ExportChatInvite(peer=group.peer(people.ann))
    link = (await people.ann(asked)).link
    await dan(functions.messages.ImportChatInvite(hash=link.rpartition("+")[2]))
    assert texts(await everywhere(dan)) == []
    await people.ann.send(group.peer(people.ann), "word 3 in the group")
    assert texts(await everywhere(dan)) == ["word 3 in the group"]
    await dan(functions.channels.LeaveChannel(channel=group.named_by(dan)))
    assert texts(await everywhere(dan)) == []
