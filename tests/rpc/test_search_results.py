"""Where what a filter shows lies in time."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker

LINKS = types.InputMessagesFilterUrl()
DAY_S = 86_400


async def calendar(who: Talker, peer: Any, **fields: Any) -> Any:
    asked = {"filter": LINKS, "offset_id": 0, "offset_date": 0, **fields}
    return await who(functions.messages.GetSearchResultsCalendar(peer=peer, **asked))


async def positions(who: Talker, peer: Any, **fields: Any) -> Any:
    asked = {"filter": LINKS, "offset_id": 0, "limit": 10, **fields}
    return await who(functions.messages.GetSearchResultsPositions(peer=peer, **asked))


@pytest.fixture
async def linked(talking: People) -> tuple[People, list[int]]:
    """Links of two days: one, then two, among other messages. Their ids as Ann has them."""
    ann, ben = talking.ann, talking.ben
    for number in range(3):
        if number == 1:
            talking.stage.clock.date += DAY_S
        await ann.send(ann.to(ben), f"https://example.org/{number}")
        await ben.send(ben.to(ann), "I see")
    query = functions.messages.GetHistory(
        peer=ann.to(ben), limit=100, **dict.fromkeys(("offset_id", "offset_date", "add_offset"), 0),
        max_id=0, min_id=0, hash=0,
    )  # fmt: skip
    history = (await ann(query)).messages
    return talking, [message.id for message in history if "example" in message.message]


async def test_a_calendar_counts_what_each_day_has(linked: tuple[People, list[int]]) -> None:
    people, ids = linked
    ann, ben = people.ann, people.ben
    found = await calendar(ann, ann.to(ben))
    assert (found.count, found.min_msg_id, found.offset_id_offset) == (3, ids[-1], 0)
    newest, oldest = found.periods
    assert (newest.max_msg_id, newest.min_msg_id, newest.count) == (ids[0], ids[1], 2)
    assert (oldest.max_msg_id, oldest.min_msg_id, oldest.count) == (ids[2], ids[2], 1)
    assert newest.date - oldest.date == DAY_S
    assert newest.date % DAY_S == 0
    assert [message.id for message in found.messages] == [ids[0], ids[2]]
    behind = await calendar(ann, ann.to(ben), offset_id=ids[1])
    assert ([p.count for p in behind.periods], behind.offset_id_offset) == ([1], 2)
    before = await calendar(ann, ann.to(ben), offset_date=newest.date)
    assert [p.max_msg_id for p in before.periods] == [ids[2]]


async def test_positions_say_how_many_are_newer(linked: tuple[People, list[int]]) -> None:
    people, ids = linked
    ann, ben = people.ann, people.ben
    found = await positions(ann, ann.to(ben))
    assert [(p.msg_id, p.offset) for p in found.positions] == [*zip(ids, range(3), strict=True)]
    assert found.count == 3
    behind = await positions(ann, ann.to(ben), offset_id=ids[0], limit=1)
    assert [(p.msg_id, p.offset) for p in behind.positions] == [(ids[1], 1)]
    with pytest.raises(RpcError, match="LIMIT_INVALID"):
        await positions(ann, ann.to(ben), limit=-1)


async def test_what_no_message_has_lies_nowhere(linked: tuple[People, list[int]]) -> None:
    people, _ = linked
    ann, ben = people.ann, people.ben
    for wanted in (types.InputMessagesFilterPhotos(), types.InputMessagesFilterPinned()):
        empty = await calendar(ann, ann.to(ben), filter=wanted)
        assert (empty.count, empty.periods, empty.min_date) == (0, [], 0)
    myself = types.InputPeerSelf()
    assert (await positions(ann, myself, saved_peer_id=ann.to(ben))).count == 0
    with pytest.raises(RpcError, match="FILTER_NOT_SUPPORTED"):
        await calendar(ann, ann.to(ben), filter=types.InputMessagesFilterEmpty())
