"""How every store remembers who accepted which terms of service."""

from heliograph.ports.store import Store
from support.mailboxes import NOON

OLD, NEW = b"o" * 32, b"n" * 32


async def test_the_last_accepted_text_is_known(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    assert await store.accepted_terms(ada) is None
    for digest in (OLD, OLD, NEW):
        await store.accept_terms(ada, digest=digest, date=NOON)
    assert await store.accepted_terms(ada) == NEW
    assert await store.accepted_terms(bob) is None


async def test_what_a_deleted_account_accepted_is_forgotten(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    for account_id in (ada, bob):
        await store.accept_terms(account_id, digest=OLD, date=NOON)
    await store.end_account(ada, decide=lambda context: None)
    assert await store.accepted_terms(ada) is None
    assert await store.accepted_terms(bob) == OLD
