"""updates.getState and updates.getDifference.

https://core.telegram.org/api/updates
https://core.telegram.org/method/updates.getDifference
"""

from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.config import Limits
from heliograph.tl import functions, types
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker

ME = types.InputPeerSelf()
MAX = 2**31 - 1


async def difference(talker: Talker, pts: int, **fields: Any) -> Any:
    asked = {"date": START, "qts": 0, **fields}
    return await talker(functions.updates.GetDifference(pts=pts, **asked))


async def test_new_account_stands_at_1(people: People) -> None:
    """TDLib takes a pts that is not above its pts_count for an error, so the first change is 2;
    the same of qts."""
    state = await people.ann(functions.updates.GetState())
    assert state == types.updates.State(pts=1, qts=1, date=START, seq=0, unread_count=0)


async def test_state_follows_what_happens(people: People) -> None:
    ann, ben = people.ann, people.ben
    people.stage.clock.date += 7
    await ben.send(ben.to(ann), "hello")
    state = await ann(functions.updates.GetState())
    assert (state.pts, state.date, state.unread_count) == (2, START + 7, 1)


async def test_who_missed_nothing_is_told_so(people: People) -> None:
    ann, ben = people.ann, people.ben
    assert await difference(ann, 1) == types.updates.DifferenceEmpty(date=START, seq=0)
    await ben.send(ben.to(ann), "hello")
    assert isinstance(await difference(ann, 2), types.updates.DifferenceEmpty)


async def test_11_5_new_messages_stand_apart_from_other_updates(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(ann), "one")
    await ann.send(ann.to(ben), "two")
    await ann.send(ann.to(cat), "three")
    await ben(functions.messages.ReadHistory(peer=ben.to(ann), max_id=0))
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    await ann(functions.messages.EditMessage(peer=ann.to(ben), id=2, message="dos"))
    await cat(functions.messages.DeleteMessages(revoke=True, id=[1]))
    found = await difference(ann, 1)
    assert isinstance(found, types.updates.Difference)
    assert [(m.id, m.message) for m in found.new_messages] == [(1, "one"), (2, "dos")]
    assert [(type(u).__name__, u.pts, u.pts_count) for u in found.other_updates] == [
        ("UpdateReadHistoryOutbox", 5, 1),
        ("UpdateReadHistoryInbox", 6, 1),
        ("UpdateEditMessage", 7, 1),
        ("UpdateDeleteMessages", 8, 1),
    ]
    assert found.state == await ann(functions.updates.GetState())
    assert {ann.id, ben.id} <= {user.id for user in found.users}


async def test_difference_tells_what_was_pushed(people: People) -> None:
    ann, ben = people.ann, people.ben
    witness = ann.sibling()
    await ben.send(ben.to(ann), "one")
    await ann.send(ann.to(ben), "two")
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    await ben(functions.messages.ReadHistory(peer=ben.to(ann), max_id=0))
    await ben(functions.messages.EditMessage(peer=ben.to(ann), id=1, message="uno"))
    await ann(functions.messages.DeleteMessages(revoke=True, id=[2]))
    pushed = witness.pushed()
    found = await difference(ann, 1)
    assert [u for u in pushed if not isinstance(u, types.UpdateNewMessage)] == found.other_updates
    assert [u.pts for u in pushed] == [2, 3, 4, 5, 6, 7]


async def test_11_4_slices_move_forward_and_add_up(people: People) -> None:
    ann, ben = people.ann, people.ben
    for number in range(4):
        await ben.send(ben.to(ann), f"m{number}")
        await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    await ann(functions.messages.DeleteMessages(revoke=False, id=[2, 3]))
    whole = await difference(ann, 1)
    pts, new, other = 1, [], []
    while True:
        found = await difference(ann, pts, pts_limit=2)
        new += found.new_messages
        other += found.other_updates
        assert len(found.new_messages) + len(found.other_updates) <= 2
        if isinstance(found, types.updates.Difference):
            break
        assert found.intermediate_state.pts > pts
        pts = found.intermediate_state.pts
    assert (new, other) == (whole.new_messages, whole.other_updates)
    assert found.state == whole.state
    assert isinstance(await difference(ann, found.state.pts), types.updates.DifferenceEmpty)


@pytest.mark.parametrize("pts_limit", [0, -5])
async def test_senseless_slice_still_moves_forward(people: People, pts_limit: int) -> None:
    ann, ben = people.ann, people.ben
    for text in ("one", "two"):
        await ben.send(ben.to(ann), text)
    found = await difference(ann, 1, pts_limit=pts_limit)
    assert found.intermediate_state.pts == 2


async def test_without_a_limit_slices_have_the_servers_size(people: People) -> None:
    ann = people.ann
    people.stage.service.limits = replace(Limits(), difference_page=3)
    for number in range(5):
        await ann.send(ME, f"m{number}")
    for asked in ({}, {"pts_limit": MAX}):
        found = await difference(ann, 1, **asked)
        assert isinstance(found, types.updates.DifferenceSlice)
        assert found.intermediate_state.pts == 4


async def test_11_4_too_long_only_over_the_total_that_was_asked_for(people: People) -> None:
    ann = people.ann
    for number in range(5):
        await ann.send(ME, f"m{number}")
    assert await difference(ann, 1, pts_total_limit=4) == types.updates.DifferenceTooLong(pts=6)
    for asked in ({"pts_total_limit": 5}, {"pts_total_limit": MAX}, {}):
        assert len((await difference(ann, 1, **asked)).new_messages) == 5
    slice_of_two = await difference(ann, 1, pts_total_limit=5, pts_limit=2)
    assert isinstance(slice_of_two, types.updates.DifferenceSlice)


@pytest.mark.parametrize("date", [0, 1, MAX])
async def test_11_4_date_does_not_matter(people: People, date: int) -> None:
    ann = people.ann
    await ann.send(ME, "note")
    assert len((await difference(ann, 1, date=date)).new_messages) == 1


@pytest.mark.parametrize("pts", [2, 99, MAX])
async def test_who_is_ahead_is_told_where_the_mailbox_stands(people: People, pts: int) -> None:
    ann = people.ann
    found = await difference(ann, pts)
    assert isinstance(found, types.updates.Difference)
    assert (found.new_messages, found.other_updates) == ([], [])
    assert found.state.pts == 1
    assert isinstance(await difference(ann, pts, pts_total_limit=1), types.updates.Difference)


async def test_11_9_pts_0_means_from_the_beginning(people: People) -> None:
    ann = people.ann
    await ann.send(ME, "note")
    assert len((await difference(ann, 0)).new_messages) == 1


async def test_negative_pts_is_refused(people: People) -> None:
    with pytest.raises(RpcError) as refused:
        await difference(people.ann, -1)
    assert (refused.value.code, refused.value.text) == (400, "PERSISTENT_TIMESTAMP_INVALID")


async def test_slice_of_messages_that_are_all_gone_is_empty_and_moves_forward(
    people: People,
) -> None:
    ann = people.ann
    for number in range(3):
        await ann.send(ME, f"m{number}")
    await ann(functions.messages.DeleteMessages(revoke=False, id=[1, 2, 3]))
    found = await difference(ann, 1, pts_limit=2)
    assert isinstance(found, types.updates.DifferenceSlice)
    assert (found.new_messages, found.other_updates) == ([], [])
    assert found.intermediate_state.pts == 3


async def test_nobody_reads_anothers_difference(people: People) -> None:
    await people.ann.send(people.ann.to(people.ben), "secret")
    assert isinstance(await difference(people.cat, 1), types.updates.DifferenceEmpty)


LONG_AFTER = 5_000


async def test_account_events_are_told_again_from_a_minute_before_the_date(
    people: People,
) -> None:
    """Also to the session that caused them: its answer may be what was lost."""
    ann, ben, clock = people.ann, people.ben, people.stage.clock
    await ann(functions.contacts.Block(id=ann.to(ben)))
    told = types.UpdatePeerBlocked(blocked=True, peer_id=types.PeerUser(user_id=ben.id))
    clock.date += LONG_AFTER
    for date in (0, START, START + 60):
        found = await difference(ann, 1, date=date)
        assert isinstance(found, types.updates.Difference)
        assert (found.other_updates, found.state.date) == ([told], clock.date)
        assert ben.id in [user.id for user in found.users]
    for date in (START + 61, MAX):
        assert await difference(ann, 1, date=date) == types.updates.DifferenceEmpty(
            date=clock.date, seq=0
        )


async def test_only_the_last_slice_tells_account_events_and_the_date_waits_for_it(
    people: People,
) -> None:
    ann, ben, clock = people.ann, people.ben, people.stage.clock
    clock.date += LONG_AFTER
    await ann(
        functions.contacts.AddContact(id=ann.user(ben), first_name="B", last_name="", phone="")
    )
    clock.date += LONG_AFTER
    for number in range(3):
        await ben.send(ben.to(ann), f"{number}")
    pts, date = 1, START
    for _ in range(2):
        piece = await difference(ann, pts, date=date, pts_limit=1)
        assert isinstance(piece, types.updates.DifferenceSlice)
        assert piece.other_updates == []
        pts, date = piece.intermediate_state.pts, piece.intermediate_state.date
        assert date == START
    last = await difference(ann, pts, date=date, pts_limit=1)
    assert [type(update).__name__ for update in last.other_updates] == ["UpdatePeerSettings"]
    assert last.state.date == clock.date


async def test_more_account_events_than_fit_come_in_slices_by_date(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat, clock = people.ann, people.ben, people.cat, people.stage.clock
    ask = people.stage.store.account_difference
    monkeypatch.setattr(
        people.stage.store, "account_difference", partial(ask, at_most=1), raising=False
    )
    for other in (ben, cat):
        await ann(functions.contacts.Block(id=ann.to(other)))
        clock.date += 100
    told, date, parts = [], 0, 0
    while True:
        found = await difference(ann, 1, date=date)
        told += [u.peer_id.user_id for u in getattr(found, "other_updates", [])]
        if not isinstance(found, types.updates.DifferenceSlice):
            break
        assert found.intermediate_state.date > date
        date, parts = found.intermediate_state.date, parts + 1
    assert (told, parts) == ([ben.id, cat.id], 1)


async def test_names_that_others_took_meanwhile_are_told(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben.send(ben.to(ann), "hello")
    people.stage.clock.date += LONG_AFTER
    date = people.stage.clock.date
    await ben(functions.account.UpdateProfile(first_name="Benedict"))
    found = await difference(ann, 2, date=date)
    (named,) = [u for u in found.other_updates if isinstance(u, types.UpdateUserName)]
    assert (named.user_id, named.first_name) == (ben.id, "Benedict")


async def test_a_state_is_dated_now(people: People) -> None:
    """What was before it is not told again."""
    people.stage.clock.date += LONG_AFTER
    state = await people.ann(functions.updates.GetState())
    assert state.date == START + LONG_AFTER
