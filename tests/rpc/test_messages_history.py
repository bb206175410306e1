"""messages.getHistory and messages.getMessages.

https://core.telegram.org/api/offsets
"""

from typing import Any

import pytest

from heliograph.config import Limits
from heliograph.tl import functions, types
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker

MESSAGES = 105
"""Ids 1 to 105 in both mailboxes, a minute apart."""


@pytest.fixture
async def talking(people: People) -> People:
    ann, ben = people.ann, people.ben
    for number in range(1, MESSAGES + 1):
        people.stage.clock.date = START + 60 * number
        writer, reader = (ann, ben) if number % 2 else (ben, ann)
        await writer.send(writer.to(reader), f"m{number}")
    return people


def down(newest: int, oldest: int) -> list[int]:
    return list(range(newest, oldest - 1, -1))


# The page's rule: drop what is newer than the offset, move by add_offset, take limit; then
# min_id and max_id cut. Beside each: who asks so.
PAGES: list[tuple[dict[str, int], list[int]]] = [
    ({"limit": 0}, []),  # how many there are, nothing else
    ({"limit": 1}, [105]),
    ({"limit": 100}, down(105, 6)),
    ({"limit": 101}, down(105, 6)),
    ({"limit": 2**31 - 1}, down(105, 6)),
    ({"offset_id": 6, "limit": 100}, down(5, 1)),  # Telethon's iter_messages goes on
    ({"offset_id": 1, "limit": 100}, []),
    ({"offset_id": 2**31 - 1, "limit": 2}, [105, 104]),  # Pyrogram's first page
    ({"offset_id": 50, "add_offset": 0, "limit": 3}, [49, 48, 47]),
    ({"offset_id": 50, "add_offset": 2, "limit": 3}, [47, 46, 45]),
    ({"offset_id": 50, "add_offset": -1, "limit": 1}, [50]),  # TDLib: exactly this one
    ({"offset_id": 50, "add_offset": -2, "limit": 4}, [51, 50, 49, 48]),  # around an id
    ({"offset_id": 50, "add_offset": -3, "limit": 3}, [52, 51, 50]),
    ({"offset_id": 51, "add_offset": -3, "limit": 3}, [53, 52, 51]),  # Telethon, reversed
    ({"offset_id": 50, "add_offset": -6, "limit": 3}, [55, 54, 53]),
    ({"offset_id": 105, "add_offset": -2, "limit": 3}, [105, 104]),
    ({"offset_id": 106, "add_offset": -9, "limit": 3}, []),
    ({"offset_id": 1, "add_offset": -3, "limit": 3}, [3, 2, 1]),  # the oldest page
    ({"add_offset": 100, "limit": 9}, down(5, 1)),
    ({"add_offset": 105, "limit": 9}, []),
    ({"offset_date": START + 60 * 10, "limit": 3}, [9, 8, 7]),
    ({"offset_date": START + 60 * 10 + 1, "limit": 3}, [10, 9, 8]),
    ({"offset_date": START, "limit": 3}, []),
    ({"min_id": 103, "limit": 9}, [105, 104]),
    ({"max_id": 4, "limit": 9}, [3, 2, 1]),
    ({"min_id": 10, "max_id": 14, "limit": 9}, [13, 12, 11]),
    ({"min_id": 14, "max_id": 10, "limit": 9}, []),
    ({"offset_id": 50, "min_id": 47, "limit": 9}, [49, 48]),
]


async def test_pages_follow_the_offsets(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    for asked, expected in PAGES:
        query = functions.messages.GetHistory(peer=ann.to(ben), hash=0, **{**offsets, **asked})
        answer = await ann(query)
        assert [message.id for message in answer.messages] == expected, asked
        assert isinstance(answer, types.messages.MessagesSlice), asked
        assert answer.count == MESSAGES
        assert {user.id for user in answer.users} == {ann.id, ben.id}
        if expected:
            assert answer.offset_id_offset == MESSAGES - expected[0], asked


@pytest.mark.parametrize("add_offset", [2**31 - 1, -(2**31)])
async def test_a_skip_nobody_needs_is_refused(people: People, add_offset: int) -> None:
    ann, ben = people.ann, people.ben
    query = functions.messages.GetHistory(
        **dict.fromkeys(("offset_id", "offset_date", "max_id", "min_id", "hash"), 0),
        peer=ann.to(ben),
        add_offset=add_offset,
        limit=9,
    )
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await ann(query)


async def test_a_whole_dialog_is_no_slice(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "only")
    answer = await ann(
        functions.messages.GetHistory(
            **dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0),
            peer=ann.to(ben),
            limit=1,
            hash=0,
        )
    )
    assert isinstance(answer, types.messages.Messages)


async def test_dialog_that_never_began_is_empty(people: People) -> None:
    ann, ben = people.ann, people.ben
    assert await ann.history(ann.to(ben)) == []
    assert await ann.history(types.InputPeerSelf()) == []


async def test_each_sees_their_own_side(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    (mine,) = await ann.history(ann.to(ben))
    (theirs,) = await ben.history(ben.to(ann))
    assert (mine.out, mine.peer_id.user_id) == (True, ben.id)
    assert (theirs.out, theirs.peer_id.user_id) == (False, ann.id)


async def saved(talker: Talker, peer: Any, **fields: Any) -> list[str]:
    """The texts of what was saved from a peer."""
    offsets = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    asked = {**offsets, "limit": 100, "hash": 0, **fields}
    answer = await talker(functions.messages.GetSavedHistory(peer=peer, **asked))
    return [message.message for message in answer.messages]


async def test_saved_messages_are_of_oneself(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "not saved")
    for text in ("first", "second", "third"):
        await ann.send(types.InputPeerSelf(), text)
    assert await saved(ann, types.InputPeerSelf()) == ["third", "second", "first"]
    assert await saved(ann, types.InputPeerSelf(), limit=1, add_offset=1) == ["second"]
    assert await saved(ann, ann.to(ben)) == []
    with pytest.raises(RpcError) as refused:
        await saved(ann, types.InputPeerSelf(), parent_peer=ann.to(ben))
    assert refused.value.text == "PEER_ID_INVALID"


async def test_negative_limit_is_refused(people: People) -> None:
    with pytest.raises(RpcError) as refused:
        await people.ann.history(types.InputPeerSelf(), limit=-1)
    assert (refused.value.code, refused.value.text) == (400, "LIMIT_INVALID")


# --- by id ---------------------------------------------------------------------------------


async def by_id(talker: Talker, *ids: int | Any) -> list[Any]:
    asked = [types.InputMessageID(id=i) if isinstance(i, int) else i for i in ids]
    answer = await talker(functions.messages.GetMessages(id=asked))
    assert isinstance(answer, types.messages.Messages)
    messages: list[Any] = answer.messages
    return messages


async def test_messages_come_in_the_order_asked(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send(ann.to(ben), "one")
    await ann.send(ann.to(cat), "two")
    found = await by_id(ann, 2, 1, 2)
    assert [(m.id, m.message) for m in found] == [(2, "two"), (1, "one"), (2, "two")]


async def test_missing_messages_are_empty_in_their_places(people: People) -> None:
    ann, ben = people.ann, people.ben
    for text in ("one", "two"):
        await ann.send(ann.to(ben), text)
    await ann(functions.messages.DeleteMessages(revoke=False, id=[1]))
    found = await by_id(ann, 1, 2, 99, 0, -1, types.InputMessagePinned())
    assert [type(m).__name__ for m in found] == ["MessageEmpty", "Message", *["MessageEmpty"] * 4]
    assert [m.id for m in found] == [1, 2, 99, 0, -1, 0]


async def test_message_that_was_replied_to(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "one")
    reply = types.InputReplyToMessage(reply_to_msg_id=1)
    await ann.send(ann.to(ben), "two", reply_to=reply)
    found = await by_id(
        ann,
        types.InputMessageReplyTo(id=2),
        2,
        types.InputMessageReplyTo(id=1),
        types.InputMessageReplyTo(id=99),
    )
    assert [(type(m).__name__, m.id) for m in found] == [
        ("Message", 1),
        ("Message", 2),
        ("MessageEmpty", 0),
        ("MessageEmpty", 0),
    ]


async def test_reply_to_what_is_gone_says_nothing_of_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "one")
    reply = types.InputReplyToMessage(reply_to_msg_id=1)
    await ann.send(ann.to(ben), "two", reply_to=reply)
    await ann(functions.messages.DeleteMessages(revoke=True, id=[1]))
    (second,) = await by_id(ann, 2)
    assert second.reply_to is None


async def test_ids_of_another_mailbox_give_nothing(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "secret")
    (found,) = await by_id(people.cat, 1)
    assert found == types.MessageEmpty(id=1)


async def test_too_many_ids_are_refused(people: People) -> None:
    with pytest.raises(RpcError) as refused:
        await by_id(people.ann, *range(Limits().ids_per_request + 1))
    assert (refused.value.code, refused.value.text) == (400, "LIMIT_INVALID")
