"""Telling devices of messages while they are not connected.

https://core.telegram.org/api/push-updates
"""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.push_presence import away
from heliograph.actions.push_secrets import secret_context
from heliograph.domain.notifications import is_muted
from heliograph.domain.push import (
    Attempt,
    Outcome,
    PushTask,
    Subject,
    next_attempt,
)
from heliograph.domain.push_notices import (
    PushNotice,
    deleted_notice,
    message_notice,
    read_notice,
    secret_notice,
)
from heliograph.ports.push import PushPost


async def queue_message(
    app: App, post: PushPost, owner_id: int, peer_id: int, *, message_id: int
) -> int:
    """Have the owner's absent devices told of a message; gives how many will be."""
    found = [one for one in await app.store.push_devices(owner_id) if post.carries(one.kind)]
    devices = away(app, found)
    if not devices:
        return 0
    now = app.clock.now()
    context = await app.store.push_context(owner_id, peer_id, message_id)
    if context is None or is_muted(context.settings, now=now):
        return 0
    return await app.store.queue_push(
        [device.id for device in devices],
        peer_id=peer_id,
        message_id=message_id,
        now=now,
        bounds=app.push_rules.bounds,
    )


async def queue_read(app: App, owner_id: int, peer_id: int, *, max_id: int) -> int:
    """Take back what the owner's devices were told of a dialog; gives how many will hear of it."""
    return await app.store.read_push(
        owner_id, peer_id, max_id=max_id, now=app.clock.now(), bounds=app.push_rules.bounds
    )


async def queue_edited(app: App, owner_id: int, ids: Sequence[int]) -> int:
    """Have devices that show a message show how it stands now; gives how many will."""
    return await app.store.edit_push(
        owner_id, ids, now=app.clock.now(), bounds=app.push_rules.bounds
    )


async def queue_deleted(app: App, owner_id: int, ids: Sequence[int]) -> int:
    """Take back what the owner's devices were told of messages that are gone; gives how many will
    hear of it."""
    return await app.store.delete_push(
        owner_id, ids, now=app.clock.now(), bounds=app.push_rules.bounds
    )


async def tell(app: App, post: PushPost, task: PushTask) -> Attempt | None:
    """Do one task, as things stand now; None if there is nothing to tell any more."""
    notice = await _notice(app, post, task)
    if notice is None:
        await app.store.settle_push(task, told=False, retry_at=None)
        return None
    attempt = await post.deliver(task, notice)
    if attempt.outcome is Outcome.GONE:
        await app.store.drop_push_device(task.device)
        return attempt
    retry_at = None
    if attempt.outcome is Outcome.LATER:
        now, most = app.clock.now(), app.push_rules.bounds.attempts
        retry_at = next_attempt(task, attempt, now=now, attempts_max=most)
    await app.store.settle_push(task, told=attempt.outcome is Outcome.TOLD, retry_at=retry_at)
    return attempt


async def _notice(app: App, post: PushPost, task: PushTask) -> PushNotice | None:
    device = task.device
    if not away(app, [device]) or task.expires <= app.clock.now():
        return None
    if task.subject in (Subject.READ, Subject.DELETED):
        state = await app.store.state(device.account_id)
        made = read_notice if task.subject is Subject.READ else deleted_notice
        return made(task, unread=state.unread)
    if task.subject is Subject.ENCRYPTED:
        secret = await secret_context(app, task)
        if secret is None:
            return None
        return secret_notice(task, secret, now=app.clock.now(), sealed=post.seals(device))
    context = await app.store.push_context(device.account_id, task.peer_id, task.message_id)
    if context is None:
        return None
    return message_notice(task, context, now=app.clock.now(), sealed=post.seals(device))
