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
    PushDevice,
    PushTask,
    Subject,
    next_attempt,
    reaction_peer,
)
from heliograph.domain.push_notices import (
    PushNotice,
    deleted_notice,
    message_notice,
    reaction_read_notice,
    read_notice,
    secret_notice,
)
from heliograph.domain.push_reactions import is_told, reaction_notice
from heliograph.ports.push import PushPost

_TAKES_BACK = {
    Subject.READ: read_notice,
    Subject.DELETED: deleted_notice,
    Subject.REACTION_READ: reaction_read_notice,
}


async def queue_message(
    app: App, post: PushPost, owner_id: int, peer_id: int, *, message_id: int
) -> int:
    """Have the owner's absent devices told of a message; gives how many will be."""
    devices = await _absent(app, post, owner_id)
    if not devices:
        return 0
    now = app.clock.now()
    context = await app.store.push_context(owner_id, peer_id, message_id)
    if context is None:
        return 0
    muted = is_muted(context.settings, now=now)
    told = [device.id for device in devices if device.hears_of_muted or not muted]
    if not told:
        return 0
    bounds = app.push_rules.bounds
    return await app.store.queue_push(
        told,
        peer_id=peer_id,
        message_id=message_id,
        now=now,
        after_s=bounds.muted_every_s if muted else 0,
        bounds=bounds,
    )


async def queue_reaction(app: App, post: PushPost, owner_id: int, message_id: int) -> int:
    """Have the owner's absent devices told how somebody reacted to a message of theirs; gives how
    many will be."""
    devices = await _absent(app, post, owner_id)
    if not devices:
        return 0
    context = await app.store.reaction_push_context(owner_id, message_id)
    now = app.clock.now()
    if context is None or not is_told(context, now=now):
        return 0
    return await app.store.queue_push(
        [device.id for device in devices],
        peer_id=reaction_peer(context.message.peer_id),
        message_id=message_id,
        subject=Subject.REACTION,
        now=now,
        bounds=app.push_rules.bounds,
    )


async def queue_reactions_seen(app: App, owner_id: int, ids: Sequence[int]) -> int:
    """Take back what the owner's devices were told of reactions; gives how many will hear of it."""
    return await app.store.see_reactions_push(
        owner_id, ids, now=app.clock.now(), bounds=app.push_rules.bounds
    )


async def _absent(app: App, post: PushPost, owner_id: int) -> list[PushDevice]:
    """The owner's devices that no connection would bring it to, as far as there is a way there."""
    found = await app.store.push_devices(owner_id)
    return away(app, [one for one in found if post.carries(one.kind)])


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
    if (takes_back := _TAKES_BACK.get(task.subject)) is not None:
        state = await app.store.state(device.account_id)
        return takes_back(task, unread=state.unread)
    now, sealed = app.clock.now(), post.seals(device)
    match task.subject:
        case Subject.ENCRYPTED:
            secret = await secret_context(app, task)
            return secret_notice(task, secret, now=now, sealed=sealed) if secret else None
        case Subject.REACTION:
            found = await app.store.reaction_push_context(device.account_id, task.message_id)
            return reaction_notice(task, found, now=now, sealed=sealed) if found else None
    context = await app.store.push_context(device.account_id, task.peer_id, task.message_id)
    return message_notice(task, context, now=now, sealed=sealed) if context else None
