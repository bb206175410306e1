"""Auth keys in the store, and who is signed in by them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from heliograph.domain.authorizations import AuthKeyRecord, Authorization, ClientInfo, StoredKey


class KeyOperations(Protocol):
    """Auth keys (secrets stored encrypted) and what hangs on them."""

    async def save_auth_key(self, key: AuthKeyRecord) -> None:
        """Raises KeyCollision if the id is taken by another key."""
        ...

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None: ...

    async def save_client(self, auth_key_id: int, client: ClientInfo) -> None:
        """Remember the layer and device of a key; may be repeated."""
        ...

    async def touch_authorization(self, auth_key_id: int, *, date: int, address: str) -> None:
        """Note when and from where a device was last active."""
        ...

    async def authorizations(self, account_id: int) -> Sequence[Authorization]:
        """The account's devices, most recently active first."""
        ...

    async def end_authorizations(
        self,
        account_id: int,
        *,
        decide: Callable[[Sequence[Authorization]], Sequence[int]],
        with_waits: bool = False,
    ) -> Sequence[int]:
        """Remove those of the account's authorizations whose hashes `decide` names; gives their
        auth_key_ids. `decide` sees the imported ones as well. `with_waits` lets nobody who entered
        the account's code offer its password any more."""
        ...

    async def end_authorization_of_key(self, auth_key_id: int) -> Sequence[int]:
        """Log the key out, and the keys that imported its authorization; gives all of them."""
        ...
