"""Devices are told of messages while they are not connected, and only then."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import AsyncMock

import pytest
from msgspec.structs import replace
from prometheus_client import REGISTRY

from heliograph.actions.push_sending import tell
from heliograph.delivery import pushes
from heliograph.delivery.push_session import SessionPush
from heliograph.delivery.pushes import PushWatch
from heliograph.domain.push import (
    Attempt,
    Outcome,
    PushBounds,
    PushDevice,
    PushRules,
    PushTask,
    Subject,
    TokenKind,
)
from heliograph.domain.push_notices import PushNotice
from heliograph.tl import functions, types
from support.fake_post import FakePost
from support.push_tokens import Browser
from support.push_watch import Watched, registered, watching
from support.talk import People, Talker, sent_id


@pytest.fixture
async def watched(people: People) -> AsyncIterator[Watched]:
    async with watching(people) as made:
        yield made


FOR_EVER = 2**31 - 1


async def edit(writer: Talker, reader: Talker, message_id: int, text: str) -> None:
    peer = writer.to(reader)
    await writer(functions.messages.EditMessage(peer=peer, id=message_id, message=text))


async def mute(watched: Watched, **settings: Any) -> None:
    peer = types.InputNotifyPeer(peer=watched.ann.to(watched.ben))
    asked = types.InputPeerNotifySettings(**settings)
    await watched.ann(functions.account.UpdateNotifySettings(peer=peer, settings=asked))


async def test_an_absent_device_is_told_of_a_message(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann), "hello Ann")
    assert await watched.tell_due() == [
        ("phone", "MESSAGE_TEXT", ["Ben", "hello Ann"], {"from_id": str(ben.id), "msg_id": "3"})
    ]
    assert watched.woken.is_set()
    assert await watched.due() == []


async def test_a_connected_device_is_told_nothing(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    watched.phone.device.session.connected = True
    await ben.send(ben.to(ann))
    assert await watched.due() == []


async def test_a_device_that_came_back_meanwhile_is_told_nothing(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann))
    (task,) = await watched.due()
    watched.phone.device.session.connected = True
    assert await tell(watched.stage.app, watched.post, task) is None
    assert watched.post.told == []
    watched.phone.device.session.connected = False
    assert await watched.due() == []


async def test_what_a_lost_connection_took_along_is_told(watched: Watched) -> None:
    ann, ben, cat = watched.ann, watched.ben, watched.people.cat
    phone = watched.phone.device.session
    phone.connected = phone.undelivered = True
    await ben.send(ben.to(ann))
    assert await watched.due() == []
    phone.connected = False
    await cat.send(cat.to(ann))
    assert {task.peer_id for task in await watched.due()} == {ben.id, cat.id}


async def test_what_was_acknowledged_is_not_told_later(watched: Watched) -> None:
    ann, ben, cat = watched.ann, watched.ben, watched.people.cat
    phone = watched.phone.device.session
    phone.connected = True
    await ben.send(ben.to(ann))
    assert await watched.due() == []
    phone.connected = False
    await cat.send(cat.to(ann))
    assert {task.peer_id for task in await watched.due()} == {cat.id}


async def test_what_the_owner_writes_is_told_nowhere(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ann.send(ann.to(ben))
    await ann.send(types.InputPeerSelf())
    assert await watched.due() == []


async def test_a_kind_that_nothing_carries_is_not_queued(watched: Watched) -> None:
    watched.post.kinds = {TokenKind.WEB}
    await watched.ben.send(watched.ben.to(watched.ann))
    assert await watched.due() == []


async def test_a_muted_dialog_is_quiet_until_it_is_not(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    now = watched.stage.clock.now()
    await mute(watched, mute_until=now + 60)
    await ben.send(ben.to(ann))
    assert await watched.due() == []
    watched.stage.clock.date = now + 60
    await ben.send(ben.to(ann))
    assert len(await watched.tell_due()) == 1


async def test_everybody_muted_is_quiet_too_but_for_whom_it_is_not(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    later = watched.stage.clock.now() + 60
    settings = types.InputPeerNotifySettings(mute_until=later)
    everybody = types.InputNotifyUsers()
    await ann(functions.account.UpdateNotifySettings(peer=everybody, settings=settings))
    await ben.send(ben.to(ann))
    assert await watched.due() == []
    await mute(watched, mute_until=0)
    await ben.send(ben.to(ann))
    assert len(await watched.due()) == 1


async def test_a_dialog_muted_meanwhile_is_only_counted(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann), "secret plan")
    await watched.noted()
    await mute(watched, mute_until=FOR_EVER)
    assert await watched.tell_due() == [("phone", "MESSAGE_MUTED", [], {})]
    assert await watched.due() == []


async def test_a_muted_message_that_no_device_counts_costs_no_writing(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = watched.ann, watched.ben
    await registered(watched.phone, "phone", no_muted=True)
    await mute(watched, mute_until=FOR_EVER)
    queued = AsyncMock(wraps=watched.stage.store.queue_push)
    monkeypatch.setattr(watched.stage.store, "queue_push", queued)
    await ben.send(ben.to(ann))
    await watched.noted()
    assert not queued.called
    await mute(watched, mute_until=0)
    await ben.send(ben.to(ann))
    await watched.noted()
    assert queued.called


async def test_a_muted_dialog_is_counted_in_silence_and_not_often(watched: Watched) -> None:
    ann, ben, clock = watched.ann, watched.ben, watched.stage.clock
    await mute(watched, mute_until=FOR_EVER)
    await ben.send(ben.to(ann))
    await watched.noted()
    clock.date += 14
    await ben.send(ben.to(ann))
    assert await watched.due() == []
    clock.date += 1
    (task,) = await watched.due()
    await tell(watched.stage.app, watched.post, task)
    ((_, notice),) = watched.post.told
    assert (notice.loc_key, notice.silent, notice.quiet) == ("MESSAGE_MUTED", True, True)
    assert notice.badge == (await watched.stage.store.state(ann.id)).unread
    await ben.send(ben.to(ann))
    assert await watched.due() == []


async def test_a_dialog_that_is_muted_no_more_is_told_of_at_once(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await mute(watched, mute_until=FOR_EVER)
    await ben.send(ben.to(ann))
    assert await watched.due() == []
    await mute(watched, mute_until=0)
    await ben.send(ben.to(ann), "ring")
    ((_, key, args, _),) = await watched.tell_due()
    assert (key, args) == ("MESSAGE_TEXT", ["Ben", "ring"])


async def test_what_was_counted_is_read_and_edited_in_silence(watched: Watched) -> None:
    ann, ben, clock = watched.ann, watched.ben, watched.stage.clock
    await mute(watched, mute_until=FOR_EVER)
    sent = await ben.send(ben.to(ann))
    await watched.noted()
    clock.date += 15
    assert [key for _, key, _, _ in await watched.tell_due()] == ["MESSAGE_MUTED"]
    await edit(ben, ann, sent_id(sent), "corrected")
    assert await watched.tell_due() == []
    await ben.send(ben.to(ann))
    await watched.noted()
    clock.date += 15
    assert [key for _, key, _, _ in await watched.tell_due()] == ["MESSAGE_MUTED"]
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    assert [key for _, key, _, _ in await watched.tell_due()] == ["READ_HISTORY"]


@pytest.mark.parametrize(
    ("kind", "no_muted"), [(TokenKind.FCM, True), (TokenKind.WEB, False), (TokenKind.WEB, True)]
)
async def test_who_wants_no_silence_is_told_nothing_of_what_is_muted(
    watched: Watched, kind: TokenKind, no_muted: bool
) -> None:
    ann, ben, clock = watched.ann, watched.ben, watched.stage.clock
    token = "other" if kind is TokenKind.FCM else Browser("https://push.example.org/x").token()
    await watched.phone(
        functions.account.UnregisterDevice(
            token_type=int(TokenKind.FCM), token="phone", other_uids=[]
        )
    )
    await registered(watched.phone, token, kind, no_muted=no_muted)
    await ben.send(ben.to(ann))
    await watched.noted()
    await mute(watched, mute_until=FOR_EVER)
    assert await watched.tell_due() == []
    await ben.send(ben.to(ann))
    await watched.noted()
    clock.date += 15
    assert await watched.due() == []


async def test_previews_that_are_off_show_no_text(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await mute(watched, show_previews=False)
    await ben.send(ben.to(ann), "secret plan")
    ((_, key, args, _),) = await watched.tell_due()
    assert (key, args) == ("MESSAGE_NOTEXT", ["Ben"])


async def test_a_vendor_learns_neither_text_nor_name(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    watched.post.sealed = False
    await ben.send(ben.to(ann), "secret plan")
    (task,) = await watched.due()
    await tell(watched.stage.app, watched.post, task)
    ((_, notice),) = watched.post.told
    assert notice.loc_key == "MESSAGE_NOTEXT"
    assert "secret" not in repr(notice)
    assert "Ben" not in repr(notice)


async def test_a_locked_device_learns_that_there_is_something(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await watched.phone(functions.account.UpdateDeviceLocked(period=60))
    watched.stage.clock.date += 60
    await ben.send(ben.to(ann), "secret plan")
    assert await watched.tell_due() == [("phone", "LOCKED_MESSAGE", [], {})]


async def test_a_silent_message_is_told_without_a_sound(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann), silent=True)
    (task,) = await watched.due()
    await tell(watched.stage.app, watched.post, task)
    ((_, notice),) = watched.post.told
    assert notice.custom["silent"] == "1"
    assert "sound" not in notice.as_record()


async def test_what_was_read_before_it_was_told_is_not_told(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann))
    await watched.noted()
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    assert await watched.due() == []


async def test_what_was_told_goes_away_when_it_is_read(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann))
    await watched.tell_due()
    await ann(functions.messages.ReadHistory(peer=ann.to(ben), max_id=0))
    assert await watched.tell_due() == [
        ("phone", "READ_HISTORY", [], {"from_id": str(ben.id), "max_id": "3"})
    ]
    assert await watched.due() == []


async def test_a_message_deleted_before_it_was_told_is_not_told(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    sent = await ben.send(ben.to(ann))
    await watched.noted()
    await ben(functions.messages.DeleteMessages(id=[sent_id(sent)], revoke=True))
    assert await watched.tell_due() == []


async def test_a_message_deleted_after_it_was_told_goes_away(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    sent = await ben.send(ben.to(ann))
    await watched.tell_due()
    await ben(functions.messages.DeleteMessages(id=[sent_id(sent)], revoke=True))
    assert await watched.tell_due() == [
        ("phone", "MESSAGE_DELETED", [], {"from_id": str(ben.id), "messages": "3"})
    ]
    assert await watched.due() == []
    await ben.send(ben.to(ann), "another")
    assert [key for _, key, _, _ in await watched.tell_due()] == ["MESSAGE_TEXT"]


async def test_a_message_edited_before_it_was_told_is_told_as_it_stands(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    sent = await ben.send(ben.to(ann), "frist")
    await watched.noted()
    await edit(ben, ann, sent_id(sent), "first")
    assert await watched.tell_due() == [
        ("phone", "MESSAGE_TEXT", ["Ben", "first"], {"from_id": str(ben.id), "msg_id": "3"})
    ]
    assert await watched.due() == []


async def test_a_message_edited_after_it_was_told_is_told_again_without_a_sound(
    watched: Watched,
) -> None:
    ann, ben = watched.ann, watched.ben
    sent = await ben.send(ben.to(ann), "frist")
    await watched.tell_due()
    await edit(ben, ann, sent_id(sent), "first")
    for task in await watched.due():
        await tell(watched.stage.app, watched.post, task)
    assert "sound" not in watched.post.told[0][1].as_record()
    custom = {"from_id": str(ben.id), "msg_id": "3", "edit_date": str(watched.stage.clock.now())}
    assert watched.post.take() == [("phone", "MESSAGE_TEXT", ["Ben", "first"], custom)]
    assert await watched.due() == []
    # A device shows the newest of a dialog, and what its owner wrote on none.
    await ben.send(ben.to(ann), "second")
    await watched.tell_due()
    await edit(ben, ann, sent_id(sent), "once more")
    own = await ann.send(ann.to(ben), "mine")
    await edit(ann, ben, sent_id(own), "mine, edited")
    assert await watched.due() == []


async def test_notices_that_too_many_wait_before_are_counted(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left_out() -> float:
        return REGISTRY.get_sample_value("heliograph_push_overflows_total") or 0.0

    monkeypatch.setattr(pushes, "_NOTES_MAX", 0)
    before = left_out()
    await watched.ben.send(watched.ben.to(watched.ann))
    assert await watched.due() == []
    assert left_out() == before + 1


async def test_what_is_not_worth_telling_any_more_is_not_told(watched: Watched) -> None:
    lifetime_s = watched.stage.app.push_rules.bounds.lifetime_s
    await watched.ben.send(watched.ben.to(watched.ann))
    (task,) = await watched.due()
    watched.stage.clock.date += lifetime_s
    assert await tell(watched.stage.app, watched.post, task) is None
    assert watched.post.told == []


async def test_a_device_that_is_gone_is_forgotten(watched: Watched) -> None:
    ann, ben = watched.ann, watched.ben
    watched.post.outcomes = [Attempt(Outcome.GONE)]
    await ben.send(ben.to(ann))
    await watched.tell_due()
    assert await watched.stage.store.push_devices(ann.id) == []


async def test_what_failed_is_tried_again_ever_later_and_not_for_ever(watched: Watched) -> None:
    watched.stage.turn(push_rules=PushRules(bounds=PushBounds(attempts=3)))
    watched.post.outcomes = [Attempt(Outcome.LATER)]
    ann, ben = watched.ann, watched.ben
    await ben.send(ben.to(ann))
    for wait_s in (5, 10):
        assert len(await watched.tell_due()) == 1
        watched.stage.clock.date += wait_s - 1
        assert await watched.due() == []
        watched.stage.clock.date += 1
    assert len(await watched.tell_due()) == 1
    watched.stage.clock.date += 10_000
    assert await watched.due() == []


async def test_a_service_that_asks_for_patience_gets_it(watched: Watched) -> None:
    watched.post.outcomes = [Attempt(Outcome.LATER, 600)]
    await watched.ben.send(watched.ben.to(watched.ann))
    await watched.tell_due()
    watched.stage.clock.date += 599
    assert await watched.due() == []
    watched.stage.clock.date += 1
    assert len(await watched.due()) == 1


async def test_accounts_that_registered_before_a_restart_are_known(people: People) -> None:
    await registered(people.ann, "desk")
    people.ann.device.session.connected = False
    watched = Watched(people, people.ann, FakePost())
    following = asyncio.create_task(watched.watch.follow())
    await watched.noted()
    await people.ben.send(people.ben.to(people.ann))
    assert len(await watched.due()) == 1
    following.cancel()


async def test_many_dialogs_are_noted_and_one_that_fails_stops_none(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, cat = watched.ann, watched.ben, watched.people.cat
    queue = watched.stage.store.queue_push

    async def broken(devices: Any, *, peer_id: int, **fields: Any) -> int:
        if peer_id == ben.id:
            raise RuntimeError("broken")
        return await queue(devices, peer_id=peer_id, **fields)

    monkeypatch.setattr(watched.stage.store, "queue_push", broken)
    await asyncio.gather(ben.send(ben.to(ann)), cat.send(cat.to(ann)))
    assert [task.peer_id for task in await watched.due()] == [cat.id]


async def test_what_a_crash_left_out_is_told_after_the_next_start(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await registered(ann, "desk")
    ann.device.session.connected = False
    before = Watched(people, ann, FakePost())
    following = asyncio.create_task(before.watch.follow())
    await before.noted()
    await cat.send(cat.to(ann))
    await before.noted()
    following.cancel()

    await ben.send(ben.to(ann))
    after = PushWatch(people.stage.app, before.post, wake=lambda: None)
    following = asyncio.create_task(after.follow())
    await after.caught_up()
    await after.recover(after_s=0)
    await after.caught_up()
    found = (await people.stage.store.due_pushes(now=people.stage.clock.now(), at_most=9))[0]
    assert {task.peer_id for task in found} == {ben.id, cat.id}
    following.cancel()


def session_task(watched: Watched, token: str) -> PushTask:
    device = PushDevice(
        id=1,
        account_id=watched.ann.id,
        auth_key_id=watched.phone.device.key.auth_key_id,
        kind=TokenKind.SESSION,
        token=token,
    )
    return PushTask(device=device, peer_id=1, subject=Subject.MESSAGE, message_id=1, expires=2**31)


async def test_a_session_kept_for_it_is_told_to_ask_for_updates(watched: Watched) -> None:
    kept = watched.phone.device.sibling()
    push = SessionPush(watched.stage.app)
    task = session_task(watched, str(kept.session.session_id))
    assert (await push.deliver(task)).outcome is Outcome.TOLD
    assert kept.session.take() == [types.UpdatesTooLong()]
    kept.session.connected = False
    assert (await push.deliver(task)).outcome is Outcome.LATER
    assert (await push.deliver(session_task(watched, "x"))).outcome is Outcome.GONE
    assert watched.phone.device.session.take() == []


async def test_the_session_kept_for_it_is_no_reason_to_tell_nothing(watched: Watched) -> None:
    kept = watched.phone.device.sibling()
    kept.session.subscribe()
    await registered(watched.phone, str(kept.session.session_id), TokenKind.SESSION)
    await watched.ben.send(watched.ben.to(watched.ann))
    assert [task.device.kind for task in await watched.due()] == [TokenKind.SESSION]


def test_a_notice_is_worth_no_more_than_its_ids() -> None:
    notice = PushNotice(user_id=1, loc_key="MESSAGE_NOTEXT", badge=3)
    assert notice.as_record()["badge"] == "3"
    assert replace(notice, silent=True).as_record().get("sound") is None
