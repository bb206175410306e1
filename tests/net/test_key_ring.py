"""Keys that go while they are being loaded do not come back."""

import asyncio

from heliograph.domain.authorizations import AuthKeyRecord, StoredKey
from heliograph.net.keys import KeyEntry, KeyRing

PERMANENT, TEMPORARY = 1, 2


class SlowKeys:
    """A store whose answer about the permanent key waits."""

    def __init__(self) -> None:
        self.keys = {PERMANENT: self.stored(PERMANENT), TEMPORARY: self.stored(TEMPORARY)}
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()

    def stored(self, key_id: int) -> StoredKey:
        temporary = key_id == TEMPORARY
        key = AuthKeyRecord(
            auth_key_id=key_id,
            secret=bytes([key_id]) * 256,
            dc=2,
            created=0,
            expires=2**31 - 1 if temporary else None,
        )
        return StoredKey(key=key, permanent_key_id=PERMANENT if temporary else None)

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None:
        found = self.keys.get(auth_key_id)
        if auth_key_id == PERMANENT:
            self.asked.set()
            await self.go_on.wait()
        return found


def ring_of(store: SlowKeys) -> KeyRing:
    def ignore(_: KeyEntry) -> None:
        """Nobody listens."""

    return KeyRing(store, capacity=9, on_load=ignore, on_evict=ignore)  # type: ignore[arg-type]


async def test_3_3_a_temporary_key_dropped_while_its_permanent_key_is_loaded_is_gone() -> None:
    store = SlowKeys()
    ring = ring_of(store)
    loading = asyncio.create_task(ring.load(TEMPORARY))
    await store.asked.wait()
    del store.keys[TEMPORARY]
    ring.drop(TEMPORARY)
    store.go_on.set()
    assert await loading is None
    assert ring.get(TEMPORARY) is None


async def test_3_3_a_temporary_key_ends_with_a_permanent_one_that_is_gone() -> None:
    store = SlowKeys()
    store.go_on.set()
    del store.keys[PERMANENT]
    assert await ring_of(store).load(TEMPORARY) is None


async def test_3_6_a_loaded_temporary_key_has_the_permanent_keys_state() -> None:
    store = SlowKeys()
    store.go_on.set()
    ring = ring_of(store)
    temporary, permanent = await ring.load(TEMPORARY), await ring.load(PERMANENT)
    assert temporary is not None
    assert permanent is not None
    assert temporary.state is permanent.state
    assert list(permanent.family()) == [permanent, temporary]
    assert not permanent.idle
