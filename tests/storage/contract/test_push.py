"""How every store keeps devices that want to be told, and what they have yet to be told."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.errors import AuthKeyUnregistered
from heliograph.domain.notifications import NotifyScope, NotifySettings, NotifyTarget
from heliograph.domain.preferences import ReactionNotices
from heliograph.domain.push import (
    PushBounds,
    PushDevice,
    PushTask,
    Registration,
    Subject,
    TokenKind,
    reaction_peer,
    told_peer,
)
from heliograph.domain.reactions import ReactionLimits, ReactionRequest, react
from heliograph.ports.store import Store
from support.mailboxes import NOON, delete, send
from support.signing_in import attempt, key, request_code

BOUNDS = PushBounds(dialogs_per_device=2, tasks=4, lifetime_s=100)
NOW_LATER = NOON + 9
ADA, BOB = "8880000000", "8880000001"


async def sign_in(store: Store, auth_key_id: int, phone: str = ADA, *, name: str = "") -> None:
    await store.save_auth_key(key(auth_key_id))
    code = await request_code(store, auth_key_id, phone=phone, name=name)
    await attempt(store, code, authorization_hash=1_000 + auth_key_id)


async def register(
    store: Store, account_id: int, auth_key_id: int, token: str = "token", **fields: Any
) -> PushDevice:
    fields = {"kind": TokenKind.FCM, "date": NOON, **fields}
    registration = Registration(
        account_id=account_id, auth_key_id=auth_key_id, token=token, **fields
    )
    await store.register_push(registration, at_most=3)
    found = await store.push_devices(account_id)
    return next(one for one in found if one.token == token)


async def tokens(store: Store, account_id: int) -> list[str]:
    return sorted(device.token for device in await store.push_devices(account_id))


async def queue(
    store: Store, device: PushDevice, peer_id: int, message_id: int, *, now: int = NOON
) -> int:
    return await store.queue_push(
        [device.id], peer_id=peer_id, message_id=message_id, now=now, bounds=BOUNDS
    )


async def due(store: Store, *, now: int = NOON) -> Sequence[PushTask]:
    return (await store.due_pushes(now=now, at_most=10))[0]


async def tell(store: Store) -> None:
    """A device is told the one thing that is due."""
    (task,) = await due(store)
    await store.settle_push(task, told=True, retry_at=None)


@pytest.fixture
async def device(store: Store, people: list[int]) -> PushDevice:
    """One of Ada's."""
    await sign_in(store, 1)
    return await register(store, people[0], 1)


async def test_a_registration_comes_back_whole(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await sign_in(store, 1)
    await register(
        store, ada, 1, secret=b"s" * 256, sandbox=True, no_muted=True, kind=TokenKind.APNS
    )
    (device,) = await store.push_devices(ada)
    assert device == PushDevice(
        id=device.id,
        account_id=ada,
        auth_key_id=1,
        kind=TokenKind.APNS,
        token="token",
        secret=b"s" * 256,
        sandbox=True,
        no_muted=True,
    )
    assert await store.push_devices(bob) == []
    assert await store.push_accounts() == [ada]


async def test_only_a_signed_in_key_registers(store: Store, people: list[int]) -> None:
    await store.save_auth_key(key(1))
    with pytest.raises(AuthKeyUnregistered):
        await register(store, people[0], 1)


async def test_a_key_has_one_token_of_a_kind(store: Store, people: list[int]) -> None:
    ada = people[0]
    await sign_in(store, 1)
    await register(store, ada, 1, "old")
    first = await register(store, ada, 1, "new")
    again = await register(store, ada, 1, "new")
    await register(store, ada, 1, "7", kind=TokenKind.SESSION)
    assert await tokens(store, ada) == ["7", "new"]
    assert again.id == first.id


async def test_a_token_leaves_whoever_does_not_share_the_device(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await sign_in(store, 1)
    await sign_in(store, 2, name="2")
    await sign_in(store, 3, BOB)
    await register(store, ada, 1)
    await register(store, ada, 2)
    assert [one.auth_key_id for one in await store.push_devices(ada)] == [2]
    await register(store, bob, 3, other_ids=(ada,))
    assert await tokens(store, ada) == ["token"]
    await register(store, bob, 3)
    assert await tokens(store, ada) == []
    assert await tokens(store, bob) == ["token"]


async def test_an_accounts_oldest_registrations_go(store: Store, people: list[int]) -> None:
    ada = people[0]
    await sign_in(store, 1)
    for number, kind in enumerate((TokenKind.APNS, TokenKind.FCM, TokenKind.WNS, TokenKind.TIZEN)):
        await register(store, ada, 1, f"t{number}", kind=kind, date=NOON + number)
    assert await tokens(store, ada) == ["t1", "t2", "t3"]


async def test_a_token_is_forgotten_for_the_accounts_named(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await sign_in(store, 1)
    await sign_in(store, 2, BOB)
    await register(store, ada, 1, other_ids=(bob,))
    await register(store, bob, 2, other_ids=(ada,))
    await store.unregister_push([ada, cyd], kind=TokenKind.WNS, token="token")
    assert await tokens(store, ada) == ["token"]
    await store.unregister_push([ada, cyd], kind=TokenKind.FCM, token="token")
    assert await tokens(store, ada) == []
    assert await tokens(store, bob) == ["token"]


async def test_a_registration_ends_with_the_sign_in(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, _ = people
    await store.lock_device(1, locked_from=NOON)
    await queue(store, device, bob, 1)
    await store.end_authorization_of_key(1)
    assert await store.push_accounts() == []
    assert await due(store) == []
    await sign_in(store, 1, name="again")
    assert (await register(store, ada, 1)).locked_from is None


async def test_a_key_that_somebody_else_takes_over_is_told_nothing(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await sign_in(store, 1)
    await register(store, ada, 1)
    code = await request_code(store, 1, phone=BOB, name="bob")
    await attempt(store, code, authorization_hash=9)
    assert await tokens(store, ada) == []
    assert await tokens(store, bob) == []


async def test_a_device_that_registered_anew_is_not_dropped(
    store: Store, people: list[int]
) -> None:
    ada = people[0]
    await sign_in(store, 1)
    former = await register(store, ada, 1, "old")
    await register(store, ada, 1, "new")
    await store.drop_push_device(former)
    assert await tokens(store, ada) == ["new"]
    (device,) = await store.push_devices(ada)
    await store.drop_push_device(device)
    assert await tokens(store, ada) == []


async def test_a_screen_lock_is_set_and_taken_away(store: Store, people: list[int]) -> None:
    ada = people[0]
    await sign_in(store, 1)
    await register(store, ada, 1)
    for locked_from in (NOON + 60, NOON, None):
        await store.lock_device(1, locked_from=locked_from)
        (device,) = await store.push_devices(ada)
        assert device.locked_from == locked_from


async def test_what_waits_of_a_dialog_is_one_with_its_newest_message(
    store: Store, people: list[int], device: PushDevice
) -> None:
    _, bob, cyd = people
    for message_id in (1, 3, 2):
        await queue(store, device, bob, message_id, now=NOON + message_id)
    await queue(store, device, cyd, 4, now=NOON + 4)
    found = await due(store, now=NOON + 9)
    assert [(one.peer_id, one.message_id, one.expires) for one in found] == [
        (bob, 3, NOON + 103),
        (cyd, 4, NOON + 104),
    ]
    assert await store.pushes_waiting() == 2


async def test_a_devices_stalest_dialog_goes_and_all_together_are_bounded(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await sign_in(store, 1)
    await sign_in(store, 2, BOB)
    device, other = await register(store, ada, 1), await register(store, bob, 2, "other")
    for peer_id in (11, 12, 13):
        assert await queue(store, device, peer_id, peer_id) == 1
    assert [one.peer_id for one in await due(store)] == [12, 13]
    await queue(store, other, 11, 1)
    await queue(store, other, 12, 2)
    assert await queue(store, other, 13, 3) == 0


async def test_what_was_told_is_due_no_more_until_something_new_comes(
    store: Store, people: list[int], device: PushDevice
) -> None:
    _, bob, _ = people
    await queue(store, device, bob, 1)
    (task,) = await due(store)
    await store.settle_push(task, told=True, retry_at=None)
    assert await store.due_pushes(now=NOON, at_most=10) == ([], None)
    assert await store.pushes_waiting() == 0
    assert await queue(store, device, bob, 1) == 0
    await queue(store, device, bob, 2, now=NOON + 5)
    (task,) = await due(store, now=NOON + 5)
    assert (task.message_id, task.attempts) == (2, 0)


async def test_a_message_that_comes_while_another_is_told_stays_due(
    store: Store, people: list[int], device: PushDevice
) -> None:
    _, bob, _ = people
    await queue(store, device, bob, 1)
    (task,) = await due(store)
    await queue(store, device, bob, 2)
    await store.settle_push(task, told=True, retry_at=None)
    assert [one.message_id for one in await due(store)] == [2]
    await store.settle_push(task, told=False, retry_at=None)
    assert [one.message_id for one in await due(store)] == [2]


async def test_what_failed_is_due_again_later(
    store: Store, people: list[int], device: PushDevice
) -> None:
    _, bob, _ = people
    await queue(store, device, bob, 1)
    (task,) = await due(store)
    await store.settle_push(task, told=False, retry_at=NOON + 5)
    assert await store.due_pushes(now=NOON + 4, at_most=10) == ([], NOON + 5)
    (again,) = await due(store, now=NOON + 5)
    assert again == replace(task, attempts=1)
    await store.settle_push(again, told=False, retry_at=None)
    assert await store.due_pushes(now=NOON + 5, at_most=10) == ([], None)


async def test_what_was_read_is_not_told(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, _ = people
    await queue(store, device, bob, 5)
    assert await store.read_push(ada, bob, max_id=4, now=NOON, bounds=BOUNDS) == 0
    assert [one.message_id for one in await due(store)] == [5]
    assert await store.read_push(ada, bob, max_id=5, now=NOON, bounds=BOUNDS) == 0
    assert await due(store) == []


async def test_a_device_that_was_told_is_told_that_it_was_read(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, _ = people
    await queue(store, device, bob, 5)
    await tell(store)
    assert await store.read_push(ada, bob, max_id=6, now=NOON, bounds=BOUNDS) == 1
    (read,) = await due(store)
    assert (read.subject, read.message_id) == (Subject.READ, 6)
    await store.settle_push(read, told=True, retry_at=None)
    assert await store.due_pushes(now=NOON, at_most=10) == ([], None)
    assert await store.read_push(ada, bob, max_id=7, now=NOON, bounds=BOUNDS) == 0


async def test_what_was_deleted_is_not_told_or_taken_back(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, cyd = people
    await queue(store, device, bob, 5)
    await tell(store)
    await queue(store, device, cyd, 6)
    assert await store.delete_push(ada, [4, 7], now=NOW_LATER, bounds=BOUNDS) == 0
    assert await store.delete_push(ada, [5, 6], now=NOW_LATER, bounds=BOUNDS) == 1
    (deleted,) = await due(store, now=NOW_LATER)
    assert (deleted.subject, deleted.peer_id, deleted.message_id) == (Subject.DELETED, bob, 5)
    await store.settle_push(deleted, told=True, retry_at=None)
    assert await store.due_pushes(now=NOW_LATER, at_most=10) == ([], None)


async def test_a_newer_message_takes_the_place_of_one_that_was_deleted(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, _ = people
    await queue(store, device, bob, 5)
    await tell(store)
    await store.delete_push(ada, [5], now=NOON, bounds=BOUNDS)
    await queue(store, device, bob, 6)
    assert [(one.subject, one.message_id) for one in await due(store)] == [(Subject.MESSAGE, 6)]


async def test_what_was_read_while_it_was_told_goes_away_again(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, _ = people
    sent = await send(store, bob, ada)
    assert sent.delivered is not None
    await queue(store, device, bob, sent.delivered.id)
    (task,) = await due(store)
    await store.read_history(ada, bob, max_id=sent.delivered.id, date=NOON)
    await store.read_push(ada, bob, max_id=sent.delivered.id, now=NOON, bounds=BOUNDS)
    await store.settle_push(task, told=True, retry_at=None)
    (read,) = await due(store)
    assert (read.subject, read.message_id) == (Subject.READ, sent.delivered.id)


async def test_a_message_is_told_with_its_sender_and_the_settings_in_force(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    sent = await send(store, bob, ada, "hello")
    assert sent.delivered is not None
    everybody = NotifySettings(mute_until=5, show_previews=False)
    await store.set_notify_settings(ada, NotifyTarget(NotifyScope.USERS), everybody)
    own = NotifySettings(show_previews=True)
    await store.set_notify_settings(ada, NotifyTarget(NotifyScope.PEER, bob), own)
    context = await store.push_context(ada, bob, sent.delivered.id)
    assert context is not None
    assert (context.message.text, context.sender.account.id) == ("hello", bob)
    assert (context.settings.mute_until, context.settings.show_previews) == (5, True)
    assert context.unread == 1


async def test_nothing_is_told_of_a_message_that_is_read_or_gone(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    first, second = await send(store, bob, ada), await send(store, bob, ada)
    assert first.delivered is not None
    assert second.delivered is not None
    await store.read_history(ada, bob, max_id=first.delivered.id, date=NOON)
    assert await store.push_context(ada, bob, first.delivered.id) is None
    await delete(store, ada, second.delivered.id)
    assert await store.push_context(ada, bob, second.delivered.id) is None


async def test_what_came_since_everything_was_noted_is_found(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await sign_in(store, 1)
    await register(store, ada, 1)
    await send(store, bob, ada, date=NOON)
    assert await store.unnoted_pushes(slack_s=10, at_most=9) == []
    await store.note_pushes(date=NOON + 60)
    sent = await send(store, cyd, ada, date=NOON + 50)
    await send(store, ada, bob, date=NOON + 60)
    await send(store, ada, cyd, date=NOON + 60)
    read = await send(store, cyd, ada, date=NOON + 61)
    assert sent.delivered is not None
    assert read.delivered is not None
    assert await store.unnoted_pushes(slack_s=10, at_most=9) == [(ada, cyd, read.delivered.id)]
    await store.note_pushes(date=NOON + 72)
    assert await store.unnoted_pushes(slack_s=10, at_most=9) == []
    await store.note_pushes(date=NOON + 60)
    await store.read_history(ada, cyd, max_id=0, date=NOON + 62)
    assert await store.unnoted_pushes(slack_s=10, at_most=9) == []


async def test_what_is_told_later_goes_with_what_is_told_at_once(
    store: Store, people: list[int], device: PushDevice
) -> None:
    _, bob, cyd = people

    async def later(peer_id: int, message_id: int, *, now: int = NOON) -> None:
        queued = {"peer_id": peer_id, "message_id": message_id, "now": now, "bounds": BOUNDS}
        await store.queue_push([device.id], after_s=15, **queued)

    await later(bob, 1)
    await later(cyd, 2)
    await later(bob, 3, now=NOON + 10)
    assert await store.due_pushes(now=NOON + 14, at_most=10) == ([], NOON + 15)
    await queue(store, device, cyd, 4, now=NOON + 10)
    assert [one.peer_id for one in await due(store, now=NOON + 14)] == [cyd]
    (_, task) = await due(store, now=NOON + 15)
    assert (task.peer_id, task.message_id, task.expires) == (bob, 3, NOON + 110)
    await store.settle_push(task, told=False, retry_at=NOON + 60)
    await later(bob, 5, now=NOON + 16)
    assert bob not in [one.peer_id for one in await due(store, now=NOON + 59)]


async def react_as(store: Store, who: int, other: int, message_id: int, *signs: str) -> None:
    request = ReactionRequest(
        account_id=who, peer_id=other, message_id=message_id, signs=signs, date=NOON
    )
    limits = ReactionLimits(offered=frozenset("👍"))
    await store.react(request, decide=partial(react, limits=limits))


async def queue_reaction(store: Store, device: PushDevice, peer_id: int, message_id: int) -> None:
    await store.queue_push(
        [device.id],
        peer_id=reaction_peer(peer_id),
        message_id=message_id,
        subject=Subject.REACTION,
        now=NOON,
        bounds=BOUNDS,
    )


async def test_a_reaction_is_told_with_who_reacted_until_it_was_seen(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hi")
    assert await store.reaction_push_context(ada, 1) is None
    await react_as(store, bob, ada, 1, "👍")
    found = await store.reaction_push_context(ada, 1)
    assert found is not None
    assert (found.message.id, found.who.account.id) == (1, bob)
    assert found.notices == ReactionNotices()
    # Bob did not write it, nor is anything under another.
    assert await store.reaction_push_context(bob, 1) is None
    assert await store.reaction_push_context(ada, 2) is None
    await store.read_reactions(ada, bob, at_most=1)
    assert await store.reaction_push_context(ada, 1) is None


async def test_the_latest_reaction_waits_whatever_it_is_to(
    store: Store, people: list[int], device: PushDevice
) -> None:
    _, bob, _ = people
    for message_id in (2, 1):
        await queue_reaction(store, device, bob, message_id)
    (task,) = await due(store)
    assert (task.subject, task.message_id) == (Subject.REACTION, 1)
    assert told_peer(task.peer_id) == bob
    await store.settle_push(task, told=True, retry_at=None)
    assert await due(store) == []
    # The same once more is another.
    await queue_reaction(store, device, bob, 1)
    assert len(await due(store)) == 1


async def test_a_reaction_that_was_seen_is_not_told_or_taken_back(
    store: Store, people: list[int], device: PushDevice
) -> None:
    ada, bob, cyd = people
    await queue_reaction(store, device, bob, 1)
    (told,) = await due(store)
    await store.settle_push(told, told=True, retry_at=None)
    await queue_reaction(store, device, cyd, 2)
    assert await store.see_reactions_push(ada, (1, 2), now=NOON, bounds=BOUNDS) == 1
    (task,) = await due(store)
    assert (task.subject, told_peer(task.peer_id), task.message_id) == (
        Subject.REACTION_READ,
        bob,
        1,
    )
    await store.settle_push(task, told=True, retry_at=None)
    assert await due(store) == []
    assert await store.see_reactions_push(ada, (1, 2), now=NOON, bounds=BOUNDS) == 0
