"""The store's operations on what devices are told of supergroups and channels."""

from collections.abc import Sequence
from functools import partial

from heliograph.domain.push import PushBounds, PushDevice
from heliograph.storage.sqlite import push, push_posts
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.sealing import Sealer


class PushPostOperations:
    """Implements `ports.push_post_store.PushPostOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer

    async def members_after(self, channel_id: int, after_id: int, *, at_most: int) -> Sequence[int]:
        work = partial(
            push_posts.members_after, channel_id=channel_id, after_id=after_id, at_most=at_most
        )
        return await self._ask(work)

    async def post_listeners(
        self, peer_id: int, message_id: int, account_ids: Sequence[int], *, now: int
    ) -> Sequence[tuple[int, bool]]:
        work = partial(
            push_posts.listeners,
            peer_id=peer_id,
            message_id=message_id,
            account_ids=account_ids,
            now=now,
        )
        return await self._ask(work)

    async def push_devices_of(self, account_ids: Sequence[int]) -> Sequence[PushDevice]:
        work = partial(push.devices_of, account_ids=account_ids, sealer=self._sealer)
        return await self._ask(work)

    async def delete_post_push(
        self, peer_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        work = partial(push_posts.delete, peer_id=peer_id, ids=ids, now=now, bounds=bounds)
        return await self._change(work, bulk=True)

    async def edit_post_push(
        self, peer_id: int, ids: Sequence[int], *, now: int, bounds: PushBounds
    ) -> int:
        work = partial(push_posts.edit, peer_id=peer_id, ids=ids, now=now, bounds=bounds)
        return await self._change(work, bulk=True)
