"""Clearing dialogs, messages that go by themselves, and when one's own were read.

https://core.telegram.org/method/messages.deleteHistory
"""

from typing import Any

import pytest

from heliograph.actions import clearing
from heliograph.actions.scheduling import send_due
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker

DAY = 86_400


async def _clear(talker: Talker, other: Talker, **fields: Any) -> types.messages.AffectedHistory:
    query = functions.messages.DeleteHistory(peer=talker.to(other), **{"max_id": 0, **fields})
    answer: types.messages.AffectedHistory = await talker(query)
    return answer


async def _texts(talker: Talker, other: Talker) -> list[str]:
    return [getattr(m, "message", "-") for m in await talker.history(talker.to(other))]


async def test_a_cleared_dialog_leaves_one_side_and_its_list(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    pts = await ann.pts()
    sibling = ann.sibling()
    gone = await _clear(ann, ben)
    assert (gone.pts, gone.pts_count, gone.offset) == (pts + 3, 3, 0)
    (told,) = sibling.pushed()
    assert (told.messages, told.pts, told.pts_count) == ([1, 2, 3], pts + 3, 3)
    assert await _texts(ann, ben) == []
    assert (await ann.dialogs()).dialogs == []
    assert await _texts(ben, ann) == ["three", "two", "one"]
    again = await _clear(ann, ben)
    assert (again.pts, again.pts_count, again.offset) == (pts + 3, 0, 0)


async def test_revoking_clears_both_sides(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await _clear(ann, ben, revoke=True)
    assert await _texts(ben, ann) == []
    (told,) = ben.pushed()
    assert told.messages == [2, 3, 4]


async def test_24_just_clear_keeps_the_place_of_the_newest(talking: People) -> None:
    """Desktop clears so, with no bounds: the dialog stays where it is in the list."""
    ann, ben = talking.ann, talking.ben
    pts = await ann.pts()
    sibling = ann.sibling()
    gone = await _clear(ann, ben, just_clear=True)
    assert (gone.pts, gone.pts_count, gone.offset) == (pts + 3, 3, 0)
    deleted, marked = sibling.pushed()
    assert (deleted.messages, deleted.pts) == ([1, 2], pts + 2)
    assert isinstance(marked, types.UpdateEditMessage)
    assert (marked.message.id, marked.pts) == (3, pts + 3)
    assert marked.message.action == types.MessageActionHistoryClear()
    (row,) = (await ann.dialogs()).dialogs
    assert row.top_message == 3
    (kept,) = await ann.history(ann.to(ben))
    assert kept.action == types.MessageActionHistoryClear()
    assert await _texts(ben, ann) == ["three", "two", "one"]
    assert (await _clear(ann, ben, just_clear=True)).pts_count == 0


async def test_just_clear_may_take_the_other_side_along(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await _clear(ann, ben, just_clear=True, revoke=True)
    assert len(await ann.history(ann.to(ben))) == 1
    assert await _texts(ben, ann) == []


async def test_bounds_leave_what_is_outside_them(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    talking.stage.clock.date += 100
    await ann.send(ann.to(ben), "four")
    await _clear(ann, ben, max_id=1)
    assert await _texts(ann, ben) == ["four", "three", "two"]
    await _clear(ann, ben, min_date=START + 1, max_date=START + 200)
    assert await _texts(ann, ben) == ["three", "two"]
    await _clear(ann, ben, just_clear=True, max_id=2)
    assert await _texts(ann, ben) == ["three"]


async def test_long_histories_go_in_steps(talking: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = talking.ann, talking.ben
    monkeypatch.setattr(clearing, "_CLEARED_AT_ONCE", 2)
    first = await _clear(ann, ben, just_clear=True)
    assert (first.pts_count, first.offset) == (3, 0)
    for text in ("four", "five"):
        await ann.send(ann.to(ben), text)
    first = await _clear(ann, ben)
    assert (first.pts_count, first.offset) == (2, 1)
    rest = await _clear(ann, ben)
    assert (rest.pts, rest.pts_count, rest.offset) == (first.pts + 1, 1, 0)


async def test_an_emptied_dialog_is_no_longer_pinned(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    peer = types.InputDialogPeer(peer=ann.to(ben))
    await ann(functions.messages.ToggleDialogPin(pinned=True, peer=peer))
    ann.pushed()
    await _clear(ann, ben)
    # The answer does not say it, so the session that asked is told as well.
    there = types.DialogPeer(peer=types.PeerUser(user_id=ben.id))
    assert ann.pushed() == [types.UpdateDialogPinned(peer=there)]
    await ben.send(ben.to(ann), "once more")
    (row,) = (await ann.dialogs()).dialogs
    assert not row.pinned


async def test_bounds_that_bound_nothing_are_refused(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    with pytest.raises(RpcError, match="MIN_DATE_INVALID"):
        await _clear(ann, ben, min_date=-1)
    with pytest.raises(RpcError, match="MAX_DATE_INVALID"):
        await _clear(ann, ben, min_date=5, max_date=4)
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await _clear(ann, ben, max_id=-1)


async def test_a_timer_is_told_to_both_sides_and_what_follows_goes_by_it(
    talking: People,
) -> None:
    ann, ben, clock = talking.ann, talking.ben, talking.stage.clock
    answer = await ann(functions.messages.SetHistoryTTL(peer=ann.to(ben), period=DAY))
    arrived, timer = answer.updates
    assert arrived.message.action == types.MessageActionSetMessagesTTL(period=DAY)
    assert timer == types.UpdatePeerHistoryTTL(peer=types.PeerUser(user_id=ben.id), ttl_period=DAY)
    theirs = ben.pushed()
    assert [type(u).__name__ for u in theirs] == ["UpdateNewMessage", "UpdatePeerHistoryTTL"]
    assert (await ben.dialog_with(ben.to(ann))).ttl_period == DAY
    sent = await ben.send(ben.to(ann), "soon gone")
    assert sent.updates[1].message.ttl_period == DAY
    clock.date += DAY - 1
    assert await clearing.expire_messages(talking.stage.app) == 0
    clock.date += 1
    ann.pushed()
    assert await clearing.expire_messages(talking.stage.app) == 2
    (gone,) = ann.pushed()
    assert isinstance(gone, types.UpdateDeleteMessages)
    assert "soon gone" not in await _texts(ann, ben)
    assert "soon gone" not in await _texts(ben, ann)
    assert await clearing.expire_messages(talking.stage.app) == 0


async def test_what_is_forwarded_and_what_waited_goes_by_the_timer_of_its_dialog(
    talking: People,
) -> None:
    ann, ben, clock = talking.ann, talking.ben, talking.stage.clock
    later = clock.date + 60
    await ann.send(ann.to(ben), "waited", schedule_date=later)
    await ann(functions.messages.SetHistoryTTL(peer=ann.to(ben), period=DAY))
    await ann.forward(ann.to(ben), [1], ann.to(ben))
    clock.date = later
    await send_due(talking.stage.app)
    waited, forwarded, *_ = await ben.history(ben.to(ann))
    assert (waited.message, forwarded.message) == ("waited", "one")
    assert (waited.ttl_period, forwarded.ttl_period) == (DAY, DAY)
    clock.date += DAY
    await clearing.expire_messages(talking.stage.app)
    assert (await _texts(ben, ann))[-3:] == ["three", "two", "one"]
    assert "waited" not in await _texts(ben, ann)


async def test_a_timer_that_is_taken_off_holds_for_what_came_before(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ann(functions.messages.SetHistoryTTL(peer=ann.to(ben), period=DAY))
    with pytest.raises(RpcError, match="CHAT_NOT_MODIFIED"):
        await ben(functions.messages.SetHistoryTTL(peer=ben.to(ann), period=DAY))
    await ann.send(ann.to(ben), "goes")
    await ben(functions.messages.SetHistoryTTL(peer=ben.to(ann), period=0))
    await ann.send(ann.to(ben), "stays")
    talking.stage.clock.date += DAY
    await clearing.expire_messages(talking.stage.app)
    assert "goes" not in await _texts(ann, ben)
    assert "stays" in await _texts(ann, ben)
    for period in (-1, 5, 400 * DAY):
        with pytest.raises(RpcError, match="TTL_PERIOD_INVALID"):
            await ann(functions.messages.SetHistoryTTL(peer=ann.to(ben), period=period))


async def test_notes_and_what_the_server_says_have_no_timer(people: People) -> None:
    ann = people.ann
    access_hash = people.stage.service.access.of_user(ann.id, SERVICE_ACCOUNT_ID)
    server = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=access_hash)
    for peer in (types.InputPeerSelf(), server):
        with pytest.raises(RpcError, match="PEER_ID_INVALID"):
            await ann(functions.messages.SetHistoryTTL(peer=peer, period=86_400))


async def test_who_was_away_hears_of_a_timer(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    pts = await ben.pts()
    await ann(functions.messages.SetHistoryTTL(peer=ann.to(ben), period=DAY))
    found = await ben(functions.updates.GetDifference(pts=pts, date=START, qts=0))
    assert found.other_updates == [
        types.UpdatePeerHistoryTTL(peer=types.PeerUser(user_id=ann.id), ttl_period=DAY)
    ]


async def test_the_timer_for_new_dialogs_is_kept(people: People) -> None:
    ann = people.ann
    assert (await ann(functions.messages.GetDefaultHistoryTTL())).period == 0
    assert await ann(functions.messages.SetDefaultHistoryTTL(period=7 * DAY))
    assert (await ann(functions.messages.GetDefaultHistoryTTL())).period == 7 * DAY
    with pytest.raises(RpcError, match="TTL_PERIOD_INVALID"):
        await ann(functions.messages.SetDefaultHistoryTTL(period=1))


async def test_a_dialog_begins_with_the_timer_its_beginner_wants(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await cat.send(cat.to(ann), "older")
    await ann(functions.messages.SetDefaultHistoryTTL(period=7 * DAY))
    ben.pushed()
    sent = await ann.send(ann.to(ben), "hello")
    assert sent.updates[1].message.ttl_period == 7 * DAY
    assert [type(u).__name__ for u in ben.pushed()] == ["UpdateNewMessage", "UpdatePeerHistoryTTL"]
    assert isinstance(ann.pushed()[-1], types.UpdatePeerHistoryTTL)
    for one, other in ((ann, ben), (ben, ann)):
        assert (await one.dialog_with(one.to(other))).ttl_period == 7 * DAY
    await ann.send(ann.to(cat), "not there")
    assert (await ann.dialog_with(ann.to(cat))).ttl_period is None
    await ann.send(types.InputPeerSelf(), "nor here")
    assert (await ann.history(types.InputPeerSelf()))[0].ttl_period is None


async def _read_date(talker: Talker, other: Talker, msg_id: int) -> int:
    query = functions.messages.GetOutboxReadDate(peer=talker.to(other), msg_id=msg_id)
    date: int = (await talker(query)).date
    return date


async def test_a_read_date_is_that_of_the_first_reading(talking: People) -> None:
    ann, ben, clock = talking.ann, talking.ben, talking.stage.clock
    with pytest.raises(RpcError, match="MESSAGE_NOT_READ_YET"):
        await _read_date(ann, ben, 1)
    for max_id in (3, 4):
        clock.date += 10
        await ben(functions.messages.ReadHistory(peer=ben.to(ann), max_id=max_id))
    assert [await _read_date(ann, ben, msg_id) for msg_id in (1, 2, 3)] == [
        START + 10,
        START + 10,
        START + 20,
    ]
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await _read_date(ben, ann, 2)
    clock.date += 8 * DAY
    with pytest.raises(RpcError, match="MESSAGE_TOO_OLD"):
        await _read_date(ann, ben, 1)


async def _hide(talker: Talker) -> None:
    await talker(
        functions.account.SetPrivacy(
            key=types.InputPrivacyKeyStatusTimestamp(),
            rules=[types.InputPrivacyValueDisallowAll()],
        )
    )
    await talker(
        functions.account.SetGlobalPrivacySettings(
            settings=types.GlobalPrivacySettings(hide_read_marks=True)
        )
    )


async def test_who_hides_read_dates_sees_none(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ben(functions.messages.ReadHistory(peer=ben.to(ann), max_id=0))
    await _hide(ben)
    with pytest.raises(RpcError, match="USER_PRIVACY_RESTRICTED"):
        await _read_date(ann, ben, 1)
    await _hide(ann)
    with pytest.raises(RpcError, match="YOUR_PRIVACY_RESTRICTED"):
        await _read_date(ann, ben, 1)
