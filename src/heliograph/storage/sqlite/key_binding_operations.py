"""The store's operations on temporary keys."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from heliograph.domain.key_binding import BindContext, BindRequest
from heliograph.storage.sqlite import key_binding
from heliograph.storage.sqlite.asking import Change


class KeyBindingOperations:
    """Implements `ports.key_binding_store.KeyBindingOperations`."""

    _change: Change

    async def bind_temporary_key(
        self,
        request: BindRequest,
        *,
        decide: Callable[[BindRequest, BindContext], Sequence[int]],
    ) -> Sequence[int]:
        work = partial(key_binding.bind_temporary_key, request=request, decide=decide)
        return await self._change(work)

    async def drop_temporary_keys(
        self, permanent_key_id: int, *, keep: Collection[int]
    ) -> Sequence[int]:
        work = partial(
            key_binding.drop_temporary_keys, permanent_key_id=permanent_key_id, keep=keep
        )
        return await self._change(work)

    async def destroy_auth_key(self, auth_key_id: int) -> Sequence[int]:
        work = partial(key_binding.destroy_auth_key, auth_key_id=auth_key_id)
        return await self._change(work, erases=True)
