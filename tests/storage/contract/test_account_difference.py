"""What every store tells of an account besides its mailbox."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from heliograph.domain.account_events import (
    AccountChange,
    NotifySettingsChanged,
    PeerBlockedChanged,
    PeopleChanged,
    PersonChanged,
    PrivacyChanged,
)
from heliograph.domain.notifications import NotifyScope, NotifySettings, NotifyTarget
from heliograph.domain.people import Contact
from heliograph.domain.privacy import PrivacyKey, Rule, RuleKind, with_rules
from heliograph.domain.usernames import claim_username
from heliograph.ports.store import Store
from support.mailboxes import NOON, open_accounts, send

Opener = Callable[..., Any]
ALWAYS = 0
NEVER = 2**31 - 1
NOBODY = (Rule(RuleKind.DISALLOW_ALL),)


async def _changes(store: Store, owner_id: int, since: int = ALWAYS) -> Sequence[AccountChange]:
    found = await store.account_difference(owner_id, since=since)
    return [change for change in found.changes if not isinstance(change, PersonChanged)]


async def test_whoever_changed_nothing_missed_nothing(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await send(store, ada, bob, "hello")
    found = await store.account_difference(ada, since=ALWAYS)
    assert (found.changes, found.sees) == ((), ())


async def test_a_block_is_told_as_it_stands_by_now(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await store.set_blocked(ada, bob, True, date=NOON)
    await store.set_blocked(ada, cyd, True, date=NOON, stories=True)
    await store.set_blocked(ada, bob, False, date=NOON)
    found = await store.account_difference(ada, since=ALWAYS)
    assert set(found.changes) == {
        PeerBlockedChanged(peer_id=bob, blocked=False),
        PeerBlockedChanged(peer_id=cyd, blocked=False, stories_hidden=True),
    }
    assert {seen.account.id for seen in found.sees} == {bob, cyd}
    assert await _changes(store, bob) == []


async def test_what_changed_before_a_date_is_not_told(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.set_blocked(ada, bob, True, date=NOON)
    assert await _changes(store, ada, since=NEVER) == []


async def test_only_the_privacy_that_changed_is_told(store: Store, people: list[int]) -> None:
    ada, _, _ = people

    await store.change_privacy(ada, decide=lambda kept: with_rules(kept, PrivacyKey.ABOUT, NOBODY))
    await store.change_privacy(ada, decide=lambda kept: kept)
    assert await _changes(store, ada) == [PrivacyChanged(key=PrivacyKey.ABOUT, rules=NOBODY)]


async def test_notify_settings_are_told_by_target_also_once_they_are_gone(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    muted = NotifySettings(mute_until=NOON)
    of_bob, of_cyd = (NotifyTarget(NotifyScope.PEER, peer_id) for peer_id in (bob, cyd))
    users = NotifyTarget(NotifyScope.USERS)
    for target in (of_bob, of_cyd, users):
        await store.set_notify_settings(ada, target, muted)
    await store.set_notify_settings(ada, of_cyd, NotifySettings())
    told = {c.target: c.settings for c in await _changes(store, ada) if _of_notify(c)}
    assert told[of_bob] == muted
    assert told[of_cyd] == NotifySettings()
    assert (told[users].mute_until, told[users].show_previews) == (NOON, True)
    assert set(await store.reset_notify_settings(ada)) == {of_bob, users}
    told = {c.target: c.settings for c in await _changes(store, ada) if _of_notify(c)}
    assert told[of_bob] == NotifySettings()
    assert told[users].mute_until == 0


def _of_notify(change: AccountChange) -> bool:
    return isinstance(change, NotifySettingsChanged)


async def test_entries_of_the_address_book_are_told_however_they_changed(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    entry = Contact(owner_id=ada, contact_id=bob, phone="1", first_name="B", last_name="")
    await store.save_contacts(ada, contacts=[entry, replace(entry, contact_id=cyd, phone="2")])
    await store.delete_contacts(ada, [cyd])
    await store.hide_bar(ada, cyd)
    found = await store.account_difference(ada, since=ALWAYS)
    (change,) = found.changes
    assert isinstance(change, PeopleChanged)
    assert set(change.peer_ids) == {bob, cyd}
    assert change.bars_hidden == (cyd,)
    assert {seen.account.id: seen.contact is not None for seen in found.sees} == {
        bob: True,
        cyd: False,
    }


async def test_new_names_are_told_to_those_who_share_a_dialog_or_have_the_contact(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    await send(store, ada, bob, "hello")
    entry = Contact(owner_id=cyd, contact_id=ada, phone="1", first_name="A", last_name="")
    await store.save_contacts(cyd, contacts=[entry])
    await store.update_profile(ada, decide=lambda kept: replace(kept, first_name="Countess"))
    await store.claim_username(bob, "bobby", decide=claim_username)

    async def told(owner_id: int, since: int = ALWAYS) -> set[int]:
        found = await store.account_difference(owner_id, since=since)
        return {c.user_id for c in found.changes if isinstance(c, PersonChanged)}

    assert await told(ada) == {ada, bob}
    assert await told(bob) == {ada, bob}
    assert await told(cyd) == {ada}
    assert await told(ada, since=NEVER) == set()


async def test_a_deleted_account_leaves_nothing_that_changed(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people
    await store.set_blocked(ada, bob, True, date=NOON)
    await store.end_account(ada, decide=lambda _: None)
    assert await _changes(store, ada) == []


async def test_more_than_is_told_at_once_comes_in_parts_by_date(
    open_store: Opener, tmp_path: Path
) -> None:
    clock = [NOON]
    store = open_store(tmp_path, now=lambda: clock[0])
    ada, *others = await open_accounts(store, 6)
    for second, blocked in enumerate(others[:4]):
        clock[0] = NOON + second // 2
        await store.set_blocked(ada, blocked, True, date=NOON)
    clock[0] = NOON + 9
    await store.set_blocked(ada, others[4], True, date=NOON)
    told, since, parts = [], ALWAYS, 0
    while True:
        found = await store.account_difference(ada, since=since, at_most=1)
        told += [c.peer_id for c in found.changes if isinstance(c, PeerBlockedChanged)]
        parts += 1
        if found.reached is None:
            break
        since = found.reached + 1
    assert (told, parts) == (others, 3)
    await store.close()
