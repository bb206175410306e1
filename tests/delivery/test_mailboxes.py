"""Committed changes reach every session of both sides, in order, each in its own layer.

https://core.telegram.org/api/updates
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from heliograph.actions.mailbox_events import arrival_at_recipient
from heliograph.actions.service_messages import send_service_message
from heliograph.delivery import encoding, mailboxes
from heliograph.delivery.mailboxes import MailboxDelivery
from heliograph.domain.events import MailboxAdvanced
from heliograph.domain.messages import Draft
from heliograph.tl import functions, types
from heliograph.tl.codec import decode_as_written, encode
from support.mailboxes import send
from support.stage import RpcError
from support.talk import People, Talker


async def listening(people: People) -> dict[str, Talker]:
    """Two keys and two sessions of one key on each side."""
    ann, ben = people.ann, people.ben
    found = {
        "ann": ann,
        "ann's other session": ann.sibling(),
        "ann's other key": await ann.on_another_device(layer=229),
        "ben": ben,
        "ben's other session": ben.sibling(),
        "ben's other key": await ben.on_another_device(layer=229),
        "cat": people.cat,
    }
    for talker in found.values():
        talker.pushed()
    return found


@pytest.fixture
def encodes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The layers that pushes were encoded for, in turn."""
    layers: list[int] = []

    def counted(value: object, layer: int) -> bytes:
        layers.append(layer)
        return encode(value, layer)

    monkeypatch.setattr(encoding, "encode", counted)
    return layers


CHANGES: dict[str, tuple[Callable[[People], Any], type, type]] = {
    "send": (
        lambda p: functions.messages.SendMessage(peer=p.ann.to(p.ben), message="new", random_id=1),
        types.UpdateNewMessage,
        types.UpdateNewMessage,
    ),
    "edit": (
        lambda p: functions.messages.EditMessage(peer=p.ann.to(p.ben), id=2, message="changed"),
        types.UpdateEditMessage,
        types.UpdateEditMessage,
    ),
    "delete": (
        lambda p: functions.messages.DeleteMessages(revoke=True, id=[2]),
        types.UpdateDeleteMessages,
        types.UpdateDeleteMessages,
    ),
    "read": (
        lambda p: functions.messages.ReadHistory(peer=p.ann.to(p.ben), max_id=0),
        types.UpdateReadHistoryInbox,
        types.UpdateReadHistoryOutbox,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_11_2_all_sessions_of_both_sides_are_told_except_the_caller(
    people: People, change: str
) -> None:
    ann, ben = people.ann, people.ben
    await ben.send(ben.to(ann), "for Ann to read")
    await ann.send(ann.to(ben), "for Ann to change")
    talkers = await listening(people)
    query, own, theirs = CHANGES[change]
    await ann(query(people))
    told = {name: talker.pushed() for name, talker in talkers.items()}
    assert told.pop("ann") == told.pop("cat") == []
    for name, updates in told.items():
        assert [type(u) for u in updates] == [own if name.startswith("ann") else theirs], name


async def test_sessions_that_did_not_subscribe_are_told_nothing(people: People) -> None:
    ann, ben = people.ann, people.ben
    ben.device.session.subscribed = False
    await ann.send(ann.to(ben))
    assert ben.device.session.pushed == []


async def test_signed_out_sessions_are_told_nothing(people: People) -> None:
    ann, ben = people.ann, people.ben
    sibling = ben.sibling()
    await ben(functions.auth.LogOut())
    await ann.send(ann.to(ben))
    assert (ben.device.session.pushed, sibling.device.session.pushed) == ([], [])


async def test_saved_messages_reach_the_other_sessions(people: People) -> None:
    sibling = people.ann.sibling()
    answer = await people.ann.send(types.InputPeerSelf(), "note")
    assert sibling.pushed() == answer.updates[1:]


async def test_service_messages_reach_all_sessions(people: People) -> None:
    sibling = people.ann.sibling()
    await send_service_message(people.stage.app, people.ann.id, "hello")
    assert people.ann.pushed() == sibling.pushed() != []


async def test_envelope_has_no_seq_and_is_dated_now(people: People) -> None:
    people.stage.clock.date += 9
    await people.ann.send(people.ann.to(people.ben))
    (envelope,) = people.ben.device.session.take()
    assert isinstance(envelope, types.Updates)
    assert (envelope.seq, envelope.date) == (0, people.stage.clock.now())


# --- layers --------------------------------------------------------------------------------


async def test_each_layer_is_encoded_once(people: People, encodes: list[int]) -> None:
    ann, ben = people.ann, people.ben
    others = [await ben.on_another_device(layer=layer) for layer in (158, 158, 198, 229)]
    sessions = [other.device.session for other in others]
    for session in (*sessions, ben.device.session):
        session.take()
    encodes.clear()
    await ann.send(ann.to(ben))
    assert sorted(encodes) == [158, 198, 229]
    bodies = [session.pushed[0] for session in sessions]
    assert bodies[0] is bodies[1]
    assert bodies[3] is ben.device.session.pushed[0]
    for body, layer in zip(bodies, (158, 158, 198, 229), strict=True):
        (update,) = decode_as_written(body).updates
        definition = update.message.TL_DEFINITION
        assert definition.first <= layer <= definition.last


async def test_session_without_a_layer_gets_the_oldest(people: People) -> None:
    ann, ben = people.ann, people.ben
    ben.device.key.client = None
    ben.device.session.said_layer = 0
    await ann.send(ann.to(ben))
    (body,) = ben.device.session.pushed
    assert decode_as_written(body).updates[0].message.TL_DEFINITION.first <= 152


# --- order ---------------------------------------------------------------------------------


class Heard:
    """A delivery to Ann that hears of changes when and as a test tells it."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.session = people.ann.device.session
        self.delivery = MailboxDelivery(people.stage.app, people.stage.service.access)

    async def messages(self, count: int) -> list[MailboxAdvanced]:
        """Messages from Ben in Ann's mailbox that nobody was told of; the first has pts 2."""
        store, (ann, ben) = self.people.stage.store, (self.people.ann.id, self.people.ben.id)
        sent = [await send(store, ben, ann, f"m{number}") for number in range(count)]
        arrivals = [arrival_at_recipient(one) for one in sent]
        return [MailboxAdvanced(change=arrived) for arrived in arrivals if arrived is not None]

    def pushed(self) -> list[int]:
        """The pts of what was pushed since the last time, in order."""
        return [update.pts for update in self.people.ann.pushed()]


@pytest.fixture
def heard(people: People, monkeypatch: pytest.MonkeyPatch) -> Heard:
    monkeypatch.setattr(mailboxes, "GAP_WAIT_S", 0)
    return Heard(people)


async def test_11_2_change_that_overtook_another_waits_for_it(heard: Heard) -> None:
    first, second, third = await heard.messages(3)
    for event in (first, third):
        heard.delivery.on_advanced(event)
    assert heard.pushed() == [2]
    heard.delivery.on_advanced(second)
    assert heard.pushed() == [3, 4]
    await heard.people.stage.settle()
    assert heard.pushed() == []


async def test_11_2_change_never_heard_of_is_read_from_the_store(heard: Heard) -> None:
    first, _, _, fourth = await heard.messages(4)
    for event in (first, fourth):
        heard.delivery.on_advanced(event)
    assert heard.pushed() == [2]
    await heard.people.stage.settle()
    assert heard.pushed() == [3, 4, 5]
    (following,) = await heard.messages(1)
    heard.delivery.on_advanced(following)
    assert heard.pushed() == [6]
    _, last = await heard.messages(2)
    heard.delivery.on_advanced(last)
    await heard.people.stage.settle()
    assert heard.pushed() == [7, 8]


async def test_11_2_what_is_heard_of_while_the_store_is_read_is_not_pushed_again(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = heard.people.stage.store
    first, second, third = await heard.messages(3)
    read = store.difference
    fourth: list[MailboxAdvanced] = []

    async def overtaken(*arguments: Any, **named: Any) -> Any:
        found = await read(*arguments, **named)
        if not fourth:
            fourth.extend(await heard.messages(1))
            for event in (second, *fourth):
                heard.delivery.on_advanced(event)
        return found

    monkeypatch.setattr(store, "difference", overtaken)
    for event in (first, third):
        heard.delivery.on_advanced(event)
    await heard.people.stage.settle()
    assert heard.pushed() == [2, 3, 4, 5]
    (following,) = await heard.messages(1)
    heard.delivery.on_advanced(following)
    assert heard.pushed() == [6]


async def test_gap_is_mended_in_parts_as_large_as_it_is(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "READ_AT_ONCE", 2)
    events = await heard.messages(8)
    for event in (events[0], events[7], events[6]):
        heard.delivery.on_advanced(event)
    await heard.people.stage.settle()
    assert heard.pushed() == list(range(2, 10))


async def test_gap_whose_messages_are_gone_does_not_hold_up_the_rest(heard: Heard) -> None:
    first, second, third = await heard.messages(3)
    message_id = second.change.message.id
    await heard.people.stage.store.delete_messages(
        heard.people.ann.id, [message_id], revoke=False, date=0
    )
    for event in (first, third):
        heard.delivery.on_advanced(event)
    await heard.people.stage.settle()
    assert heard.pushed() == [2, 4, 5]


async def test_nobody_listening_is_forgotten(heard: Heard) -> None:
    first, _, third = await heard.messages(3)
    heard.delivery.on_advanced(first)
    heard.session.subscribed = False
    heard.delivery.on_advanced(third)
    heard.session.subscribed = True
    (fourth,) = await heard.messages(1)
    heard.delivery.on_advanced(fourth)
    assert heard.pushed() == [2, 5]


# --- what goes wrong -----------------------------------------------------------------------


class HeldStore:
    """The real store, with an answer that waits for the test."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.written = asyncio.Event()
        self.acknowledge = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def append_private(self, draft: Draft, *, decide: Any) -> Any:
        sent = await self._store.append_private(draft, decide=decide)
        self.written.set()
        await self.acknowledge.wait()
        return sent


async def test_11_2_nothing_is_pushed_before_the_commit_is_acknowledged(people: People) -> None:
    ann, ben = people.ann, people.ben
    store = HeldStore(people.stage.store)
    people.stage.turn(store=store)
    sending = asyncio.create_task(ann.send(ann.to(ben)))
    await store.written.wait()
    assert ben.pushed() == []
    store.acknowledge.set()
    await sending
    assert len(ben.pushed()) == 1


async def test_refused_message_is_pushed_to_nobody(people: People) -> None:
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    with pytest.raises(RpcError):
        await ann.send(ann.to(ben), "")
    assert (sibling.pushed(), ben.pushed()) == ([], [])


async def test_broken_session_does_not_hurt_the_others_or_the_caller(people: People) -> None:
    ann, ben = people.ann, people.ben
    ben.device.session.broken = True
    sibling = ben.sibling()
    for _ in range(2):
        await ann.send(ann.to(ben))
    assert [update.pts for update in sibling.pushed()] == [2, 3]


async def test_layer_that_cannot_be_written_does_not_hurt_the_others(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = people.ann, people.ben
    old = await ben.on_another_device(layer=158)
    ben.pushed()

    def fails(value: object, layer: int) -> bytes:
        if layer == 158:
            raise ValueError("no such thing at this layer")
        return encode(value, layer)

    monkeypatch.setattr(encoding, "encode", fails)
    await ann.send(ann.to(ben))
    assert old.device.session.pushed == []
    assert len(ben.pushed()) == 1


async def test_fault_of_delivery_is_not_the_callers(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("cannot be shown")

    monkeypatch.setattr(mailboxes, "push_to", fails)
    answer = await people.ann.send(people.ann.to(people.ben))
    assert answer.updates[1].pts == 2
