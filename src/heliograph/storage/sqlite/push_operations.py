"""The store's operations on devices that want to be told of messages."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.push import (
    PushBounds,
    PushDevice,
    PushTask,
    Registration,
    Subject,
    TokenKind,
)
from heliograph.domain.push_notices import PushContext
from heliograph.domain.push_reactions import ReactionPushContext
from heliograph.storage.sqlite import push
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.sealing import Sealer


class PushOperations:
    """Implements `ports.push_store.PushOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer
    _push_room: push.Room

    async def register_push(self, registration: Registration, *, at_most: int) -> None:
        await self._change(
            partial(push.register, registration=registration, sealer=self._sealer, at_most=at_most)
        )

    async def unregister_push(
        self, account_ids: Sequence[int], *, kind: TokenKind, token: str
    ) -> None:
        work = partial(push.unregister, account_ids=account_ids, kind=kind, token=token)
        await self._change(work)

    async def drop_push_device(self, device: PushDevice) -> None:
        await self._change(partial(push.drop_device, device=device), bulk=True)

    async def lock_device(self, auth_key_id: int, *, locked_from: int | None) -> None:
        await self._change(
            partial(push.lock_device, auth_key_id=auth_key_id, locked_from=locked_from)
        )

    async def push_accounts(self) -> Sequence[int]:
        return await self._ask(push.accounts)

    async def push_devices(self, account_id: int) -> Sequence[PushDevice]:
        return await self._ask(partial(push.devices, account_id=account_id, sealer=self._sealer))

    async def queue_push(
        self,
        device_ids: Sequence[int],
        *,
        peer_id: int,
        message_id: int,
        subject: Subject = Subject.MESSAGE,
        now: int,
        after_s: int = 0,
        bounds: PushBounds,
    ) -> int:
        work = partial(
            push.queue,
            device_ids=device_ids,
            peer_id=peer_id,
            message_id=message_id,
            subject=subject,
            now=now,
            after_s=after_s,
            bounds=bounds,
            room=self._push_room,
        )
        return await self._change(work, bulk=True)

    async def read_push(
        self, account_id: int, peer_id: int, *, max_id: int, now: int, bounds: PushBounds
    ) -> int:
        work = partial(
            push.read,
            account_id=account_id,
            peer_id=peer_id,
            max_id=max_id,
            now=now,
            bounds=bounds,
        )
        return await self._change(work, bulk=True)

    async def delete_push(
        self, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        work = partial(push.delete, account_id=account_id, ids=ids, now=now, bounds=bounds)
        return await self._change(work, bulk=True)

    async def see_reactions_push(
        self, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        work = partial(push.see_reactions, account_id=account_id, ids=ids, now=now, bounds=bounds)
        return await self._change(work, bulk=True)

    async def edit_push(
        self, account_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        work = partial(push.edit, account_id=account_id, ids=ids, now=now, bounds=bounds)
        return await self._change(work, bulk=True)

    async def due_pushes(
        self, *, now: int, at_most: int, except_devices: Sequence[int] = ()
    ) -> tuple[Sequence[PushTask], int | None]:
        work = partial(
            push.due, now=now, at_most=at_most, except_devices=except_devices, sealer=self._sealer
        )
        return await self._ask(work)

    async def settle_push(self, task: PushTask, *, told: bool, retry_at: int | None) -> None:
        work = partial(push.settle, task=task, told=told, retry_at=retry_at)
        await self._change(work, bulk=True)

    async def push_context(
        self, owner_id: int, peer_id: int, message_id: int
    ) -> PushContext | None:
        return await self._ask(
            partial(push.context, owner_id=owner_id, peer_id=peer_id, message_id=message_id)
        )

    async def reaction_push_context(
        self, owner_id: int, message_id: int
    ) -> ReactionPushContext | None:
        work = partial(push.reaction_context, owner_id=owner_id, message_id=message_id)
        return await self._ask(work)

    async def pushes_waiting(self) -> int:
        return await self._ask(push.waiting)

    async def note_pushes(self, *, date: int) -> None:
        await self._change(partial(push.note, date=date), bulk=True)

    async def unnoted_pushes(self, *, slack_s: int, at_most: int) -> Sequence[tuple[int, int, int]]:
        return await self._ask(partial(push.unnoted, slack_s=slack_s, at_most=at_most))
