"""How every store keeps end-to-end chats and the queues of their messages."""

import asyncio
from functools import partial

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.encrypted_chats import (
    ChatState,
    EncryptedChat,
    RequestContext,
    discard_chat,
)
from heliograph.domain.encrypted_events import EncryptedChatChanged
from heliograph.domain.encrypted_messages import Sealed, SealedContext
from heliograph.ports.store import Store
from support.mailboxes import NOON
from support.sealed_chats import CHAT, HERS, HIS, OTHER, accept, ask, chat_of, missed, send
from support.signing_in import sign_device_in

MARK = b"m" * 40


@pytest.fixture
async def devices(store: Store, people: list[int]) -> list[int]:
    """Ada's device HERS, Bob's devices HIS and OTHER; gives the accounts."""
    ada, bob, _ = people
    for key_id, account_id in ((HERS, ada), (HIS, bob), (OTHER, bob)):
        await sign_device_in(store, key_id, account_id)
    return people


@pytest.fixture
async def talking(store: Store, devices: list[int]) -> list[int]:
    """Ada's chat with Bob's first device; gives the accounts."""
    await ask(store, chat_of(devices))
    await accept(store, devices)
    return devices


async def test_what_is_asked_for_is_kept_as_it_was_decided(
    store: Store, devices: list[int]
) -> None:
    told, context = await ask(store, chat_of(devices))
    assert told.news
    assert told.chat == chat_of(devices) == await store.encrypted_chat(CHAT)
    assert (context.existing, context.waiting) == (None, 0)
    assert context.participant is not None
    assert context.participant.account.id == devices[1]
    assert {seen.account.id for seen in told.participant_sees} == set(devices[:2])
    again, seen = await ask(store, chat_of(devices))
    assert (again.news, seen.existing, seen.waiting) == (False, chat_of(devices), 1)


async def test_blocks_and_dialogs_are_known_to_the_decision(
    store: Store, devices: list[int]
) -> None:
    ada, bob, _ = devices
    await store.set_blocked(bob, ada, True)
    _, context = await ask(store, chat_of(devices))
    assert context.blocked_by_participant
    assert not context.was_written_to


async def test_refused_chat_leaves_nothing(store: Store, devices: list[int]) -> None:
    def refuse(context: RequestContext) -> EncryptedChat:
        raise errors.UserIsBlocked

    with pytest.raises(errors.UserIsBlocked):
        await store.request_chat(chat_of(devices), decide=refuse)
    assert await store.encrypted_chat(CHAT) is None


async def test_device_that_was_logged_out_begins_and_accepts_nothing(
    store: Store, devices: list[int]
) -> None:
    await ask(store, chat_of(devices))
    await store.end_authorization_of_key(HIS)
    with pytest.raises(errors.AuthKeyUnregistered):
        await accept(store, devices)
    await store.end_authorization_of_key(HERS)
    with pytest.raises(errors.AuthKeyUnregistered):
        await ask(store, chat_of(devices, 8))


async def test_of_two_devices_that_accept_at_once_one_wins(
    store: Store, devices: list[int]
) -> None:
    await ask(store, chat_of(devices))
    both = [accept(store, devices, key_id) for key_id in (HIS, OTHER)]
    first, second = await asyncio.gather(*both, return_exceptions=True)
    assert isinstance(first, EncryptedChatChanged)
    assert isinstance(second, errors.EncryptionAlreadyAccepted)
    kept = await store.encrypted_chat(CHAT)
    assert kept is not None
    assert (kept.participant_key_id, kept.state) == (HIS, ChatState.ACCEPTED)
    assert (kept.g_b, kept.key_fingerprint, kept.changed) == (b"b", 9, NOON + 1)


async def test_devices_that_want_no_requests_are_named(store: Store, devices: list[int]) -> None:
    bob = devices[1]
    await store.change_authorization(
        bob,
        decide=lambda found: replace(
            next(one for one in found if one.auth_key_id == OTHER), no_secret_chats=True
        ),
    )
    told, _ = await ask(store, chat_of(devices))
    assert told.refusing == (OTHER,)
    shown = [
        (await store.missed_encrypted(bob, key_id, qts=1, since=0, limit=1)).chats
        for key_id in (HIS, OTHER)
    ]
    assert [len(chats) for chats in shown] == [1, 0]


async def test_each_device_counts_for_itself(store: Store, talking: list[int]) -> None:
    for number in range(3):
        sent = await send(store, talking, MARK, random_id=number + 1)
        assert sent.message is not None
        assert (sent.message.qts, sent.auth_key_id, sent.waiting) == (number + 2, HIS, number + 1)
    assert [await store.encrypted_qts(key_id) for key_id in (HERS, HIS, OTHER)] == [1, 4, 1]
    assert await missed(store, talking, OTHER) == []


async def test_repeat_gives_the_first_date_while_the_first_waits(
    store: Store, talking: list[int]
) -> None:
    await send(store, talking, MARK)
    again = await send(store, talking, b"other" * 8, date=NOON + 9)
    assert (again.date, again.message) == (NOON, None)
    assert await missed(store, talking) == [MARK]
    await store.acknowledge_encrypted(HIS, qts=2)
    resent = await send(store, talking, b"other" * 8, date=NOON + 9)
    assert (resent.date, resent.message is None) == (NOON, False)
    assert await missed(store, talking, qts=2) == [b"other" * 8]


async def test_refused_message_takes_no_qts(store: Store, talking: list[int]) -> None:
    def refuse(context: SealedContext) -> EncryptedChat:
        raise errors.UserIsBlocked

    sealed = Sealed(
        chat_id=CHAT,
        sender_id=talking[0],
        auth_key_id=HERS,
        random_id=1,
        data=MARK,
        service=True,
        date=NOON,
    )
    with pytest.raises(errors.UserIsBlocked):
        await store.queue_encrypted(sealed, decide=refuse)
    assert await store.encrypted_qts(HIS) == 1


async def test_acknowledged_is_erased_and_counts_no_more(store: Store, talking: list[int]) -> None:
    for number in range(3):
        await send(store, talking, MARK, random_id=number + 1)
    assert sorted(await store.acknowledge_encrypted(HIS, qts=3)) == [1, 2]
    assert await store.acknowledge_encrypted(HIS, qts=3) == ()
    assert await store.acknowledge_encrypted(OTHER, qts=1) == ()
    sent = await send(store, talking, MARK, random_id=9)
    assert sent.waiting == 2
    assert len(await missed(store, talking)) == 2


async def test_qts_that_was_never_given_out_erases_nothing(
    store: Store, talking: list[int]
) -> None:
    await send(store, talking, MARK)
    assert await store.acknowledge_encrypted(HIS, qts=3) == ()
    assert await missed(store, talking, qts=3) == [MARK]


async def test_slices_say_where_they_end(store: Store, talking: list[int]) -> None:
    for number in range(3):
        await send(store, talking, MARK, random_id=number + 1)
    ask_for = partial(store.missed_encrypted, talking[1], HIS, since=0)
    part = await ask_for(qts=1, limit=2)
    assert ([m.qts for m in part.messages], part.qts, part.final) == ([2, 3], 3, False)
    rest = await ask_for(qts=3, limit=2)
    assert ([m.qts for m in rest.messages], rest.qts, rest.final) == ([4], 4, True)


async def test_only_chats_that_changed_since_are_told_of(store: Store, talking: list[int]) -> None:
    for account_id, key_id in ((talking[0], HERS), (talking[1], HIS)):
        ask_for = partial(store.missed_encrypted, account_id, key_id, qts=1, limit=1)
        assert len((await ask_for(since=NOON + 1)).chats) == 1
        assert (await ask_for(since=NOON + 2)).chats == ()
    nobody = await store.missed_encrypted(talking[2], 999, qts=1, since=0, limit=1)
    assert (nobody.chats, nobody.sees, nobody.messages) == ((), (), ())


@pytest.mark.parametrize("ended", [HERS, HIS])
async def test_chats_end_with_either_device(store: Store, talking: list[int], ended: int) -> None:
    await send(store, talking, MARK)
    assert await store.take_ended_chats(at_most=10) == ()
    await store.end_authorization_of_key(ended)
    (told,) = await store.take_ended_chats(at_most=10)
    assert (told.chat.state, told.chat.g_a, told.chat.g_b) == (ChatState.DISCARDED, b"", b"")
    assert await store.take_ended_chats(at_most=10) == ()
    assert await missed(store, talking) == ([MARK] if ended == HERS else [])


async def test_log_out_of_another_device_ends_nothing(store: Store, talking: list[int]) -> None:
    await store.end_authorization_of_key(OTHER)
    assert await store.take_ended_chats(at_most=10) == ()


async def test_request_outlives_a_device_that_did_not_accept_but_not_the_account(
    store: Store, devices: list[int]
) -> None:
    await ask(store, chat_of(devices))
    await store.end_authorization_of_key(HIS)
    assert await store.take_ended_chats(at_most=10) == ()
    await store.end_account(devices[1], decide=lambda context: None)
    (told,) = await store.take_ended_chats(at_most=10)
    assert told.chat.state is ChatState.DISCARDED


@pytest.mark.parametrize("delete_history", [True, False])
async def test_history_that_is_deleted_takes_what_waits(
    store: Store, talking: list[int], delete_history: bool
) -> None:
    await send(store, talking, MARK)
    decide = partial(
        discard_chat,
        account_id=talking[0],
        auth_key_id=HERS,
        delete_history=delete_history,
        date=NOON + 5,
    )
    told = await store.change_chat(CHAT, by_key=HERS, decide=decide, erases=delete_history)
    assert told.chat.history_deleted == delete_history
    assert await missed(store, talking) == ([] if delete_history else [MARK])


async def test_key_that_carries_another_account_gives_its_chats_up(
    store: Store, talking: list[int]
) -> None:
    await sign_device_in(store, HIS, talking[2])
    (told,) = await store.take_ended_chats(at_most=10)
    assert told.chat.id == CHAT


async def test_qts_rises_on_after_a_log_out(store: Store, talking: list[int]) -> None:
    await send(store, talking, MARK)
    await store.end_authorization_of_key(HIS)
    await sign_device_in(store, HIS, talking[1])
    assert await store.encrypted_qts(HIS) == 2
