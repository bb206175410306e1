"""Telling a device of its end-to-end chats while it is not connected.

https://core.telegram.org/api/end-to-end
"""

from collections.abc import Iterable

from heliograph.actions.app import App
from heliograph.actions.push_presence import away
from heliograph.domain.encrypted_chats import ChatState, Shown
from heliograph.domain.encrypted_events import EncryptedChatChanged, EncryptedMessageArrived
from heliograph.domain.notifications import NotifyScope, NotifyTarget, in_force
from heliograph.domain.push import (
    PushDevice,
    PushTask,
    Subject,
    secret_chat,
    secret_peer,
)
from heliograph.domain.push_notices import SecretContext
from heliograph.ports.push import PushPost

_TOLD = (Shown.OPEN, Shown.REQUESTED)


async def queue_secret_message(app: App, post: PushPost, event: EncryptedMessageArrived) -> int:
    """Have the one device that a message is for told of it; gives how many will be."""
    devices = await app.store.push_devices(event.owner_id)
    mine = [device for device in devices if device.auth_key_id == event.auth_key_id]
    return await _queue(app, post, mine, event.message.chat_id, qts=event.message.qts)


async def queue_secret_chat(app: App, post: PushPost, event: EncryptedChatChanged) -> int:
    """Have devices told that they are asked for a chat, or that theirs was accepted; gives how
    many will be."""
    chat = event.chat
    if not event.news or chat.state is ChatState.DISCARDED:
        return 0
    if chat.state is ChatState.REQUESTED:
        asked = await app.store.push_devices(chat.participant_id)
        devices = [device for device in asked if device.auth_key_id not in event.refusing]
    else:
        asking = await app.store.push_devices(chat.admin_id)
        devices = [device for device in asking if device.auth_key_id == chat.admin_key_id]
    return await _queue(app, post, devices, chat.id, qts=0)


async def _queue(
    app: App, post: PushPost, devices: Iterable[PushDevice], chat_id: int, *, qts: int
) -> int:
    told = [device.id for device in away(app, devices) if post.carries(device.kind)]
    if not told:
        return 0
    return await app.store.queue_push(
        told,
        peer_id=secret_peer(chat_id),
        message_id=qts,
        subject=Subject.ENCRYPTED,
        now=app.clock.now(),
        bounds=app.push_rules.bounds,
    )


async def secret_context(app: App, task: PushTask) -> SecretContext | None:
    """What a device may be told of an end-to-end chat; None if it has all that was sent, or if
    another device has the chat."""
    device, chat_id = task.device, secret_chat(task.peer_id)
    chat = await app.store.encrypted_chat(chat_id)
    if chat is None or chat.shown_to(device.account_id, device.auth_key_id) not in _TOLD:
        return None
    other_id, _ = chat.other_side(device.account_id)
    random_id = None
    if task.message_id:
        random_id = await _waiting(app, task)
        if random_id is None:
            return None
    (other,) = await app.store.seen(device.account_id, [other_id]) or (None,)
    if other is None:
        return None
    own = await app.store.notify_settings(
        device.account_id, NotifyTarget(NotifyScope.PEER, other_id)
    )
    everybody = await app.store.notify_settings(device.account_id, NotifyTarget(NotifyScope.USERS))
    state = await app.store.state(device.account_id)
    return SecretContext(
        chat=chat,
        other=other,
        settings=in_force(own, everybody),
        unread=state.unread,
        random_id=random_id,
    )


async def _waiting(app: App, task: PushTask) -> int | None:
    """The random_id of a message that its device has not acknowledged, else None."""
    device, qts = task.device, task.message_id
    missed = await app.store.missed_encrypted(
        device.account_id, device.auth_key_id, qts=qts - 1, since=2**62, limit=1
    )
    return next((one.random_id for one in missed.messages if one.qts == qts), None)
