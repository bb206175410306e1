"""The store's operations on keys and the devices that signed in with them."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.authorizations import AuthKeyRecord, Authorization, ClientInfo, StoredKey
from heliograph.storage.sqlite import keys
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.sealing import Sealer


class KeyOperations:
    """Implements `ports.store.KeyOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer

    async def save_auth_key(self, key: AuthKeyRecord) -> None:
        await self._change(partial(keys.save_auth_key, key=key, sealer=self._sealer))

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None:
        return await self._ask(
            partial(keys.load_auth_key, auth_key_id=auth_key_id, sealer=self._sealer)
        )

    async def save_client(self, auth_key_id: int, client: ClientInfo) -> None:
        await self._change(partial(keys.save_client, auth_key_id=auth_key_id, client=client))

    async def touch_authorization(self, auth_key_id: int, *, date: int, address: str) -> None:
        work = partial(
            keys.touch_authorization, auth_key_id=auth_key_id, date=date, address=address
        )
        await self._change(work, bulk=True)

    async def authorizations(self, account_id: int) -> Sequence[Authorization]:
        return await self._ask(partial(keys.authorizations, account_id=account_id))

    async def end_authorizations(
        self,
        account_id: int,
        *,
        decide: Callable[[Sequence[Authorization]], Sequence[int]],
        with_waits: bool = False,
    ) -> Sequence[int]:
        work = partial(
            keys.end_authorizations, account_id=account_id, decide=decide, with_waits=with_waits
        )
        return await self._change(work, erases=True)

    async def end_authorization_of_key(self, auth_key_id: int) -> Sequence[int]:
        work = partial(keys.end_authorization_of_key, auth_key_id=auth_key_id)
        return await self._change(work, erases=True)
