"""Temporary keys in the store: binding them, and letting them go."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from heliograph.domain.key_binding import BindContext, BindRequest


class KeyBindingOperations(Protocol):
    """What ties temporary keys to permanent ones; a key that goes takes those bound to it along."""

    async def bind_temporary_key(
        self,
        request: BindRequest,
        *,
        decide: Callable[[BindRequest, BindContext], Sequence[int]],
    ) -> Sequence[int]:
        """Bind a temporary key and drop those that `decide` names; gives these.

        ENCRYPTED_MESSAGE_INVALID if the permanent key has gone. A key that is bound already to the
        wanted one stays as it is.
        """
        ...

    async def drop_temporary_keys(
        self, permanent_key_id: int, *, keep: Collection[int]
    ) -> Sequence[int]:
        """Drop the keys bound to a permanent one but those to keep; gives the dropped."""
        ...

    async def destroy_auth_key(self, auth_key_id: int) -> Sequence[int]:
        """Forget a key for good, with its authorization and the temporary keys bound to it.

        Gives the other keys that had imported the authorization: they are logged out.
        """
        ...
