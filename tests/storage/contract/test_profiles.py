"""What every store keeps of profiles, address books and settings."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity
from heliograph.domain.notifications import (
    NO_SETTINGS,
    NotifyScope,
    NotifySettings,
    NotifyTarget,
    Sound,
)
from heliograph.domain.people import Account, Contact, Username
from heliograph.domain.preferences import AutoDownload, Preferences
from heliograph.domain.privacy import (
    GlobalPrivacy,
    Privacy,
    PrivacyKey,
    Rule,
    RuleKind,
    with_rules,
)
from heliograph.domain.profiles import Birthday, Note
from heliograph.domain.usernames import grant_username, with_usernames
from heliograph.ports.store import Store
from support.mailboxes import NOON, send

HIDDEN = (Rule(RuleKind.ALLOW_USERS, (5, 6)), Rule(RuleKind.DISALLOW_ALL))


async def test_privacy_is_kept_whole_and_counts_at_once(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    assert (await store.privacy(ada)).rules == {}

    def decide(present: Privacy) -> Privacy:
        changed = with_rules(present, PrivacyKey.PROFILE_PHOTO, HIDDEN)
        return Privacy(rules=changed.rules, settings=GlobalPrivacy(hide_read_marks=True))

    changed = await store.change_privacy(ada, decide=decide)
    kept = await store.privacy(ada)
    assert kept.rules == changed.rules == {PrivacyKey.PROFILE_PHOTO: HIDDEN}
    assert kept.settings == GlobalPrivacy(hide_read_marks=True)
    (seen,) = await store.seen(bob, [ada])
    assert not seen.may(PrivacyKey.PROFILE_PHOTO)
    (mirrored,) = await store.seen(ada, [bob])
    assert not mirrored.lets(PrivacyKey.PROFILE_PHOTO)
    assert mirrored.may(PrivacyKey.PROFILE_PHOTO)
    with pytest.raises(errors.UserIdInvalid):
        await store.privacy(5)


async def test_a_sent_message_shows_people_as_any_look_does(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people

    def decide(present: Privacy) -> Privacy:
        named = (Rule(RuleKind.ALLOW_USERS, (bob,)), Rule(RuleKind.DISALLOW_ALL))
        return with_rules(present, PrivacyKey.PHONE_NUMBER, named)

    await store.change_privacy(ada, decide=decide)
    await store.save_contacts(
        bob, contacts=[Contact(owner_id=bob, contact_id=ada, phone="", first_name="A")]
    )
    await store.change_online(bob, decide=lambda _: NOON + 100)
    sent = await send(store, ada, bob)
    for viewer, shown in ((ada, sent.sender_sees), (bob, sent.recipient_sees)):
        looked = await store.seen(viewer, [one.account.id for one in shown])
        # The message dates what it shows by its own hour, a look by the store's.
        assert [replace(one, status=shown[i].status) for i, one in enumerate(looked)] == list(shown)
    assert sent.recipient_sees[1].may(PrivacyKey.PHONE_NUMBER)


async def test_being_there_is_kept_and_left_alone_on_none(store: Store, people: list[int]) -> None:
    ada = people[0]
    told: list[int] = []

    def decide(until: int) -> int | None:
        told.append(until)
        return NOON if until == 0 else None

    assert await store.change_online(ada, decide=decide) == NOON
    assert await store.change_online(ada, decide=decide) is None
    assert told == [0, NOON]


async def test_names_are_held_by_one_account_at_a_time(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.hold_username(ada, "one_name", decide=grant_username)
    await store.hold_username(ada, "other_name", decide=grant_username)
    with pytest.raises(errors.UsernameOccupied):
        await store.hold_username(bob, "ONE_NAME", decide=grant_username)
    assert await store.username_holder("One_Name") == ada
    found = await store.shown_by_username(bob, "other_name")
    assert found is not None
    names = (Username("other_name"), Username("one_name", active=False))
    await store.change_usernames(ada, decide=lambda account: with_usernames(account, names))
    assert await store.shown_by_username(bob, "one_name") is None
    assert await store.username_holder("one_name") == ada
    account = await store.account(ada)
    assert account is not None
    assert (account.username, account.usernames) == (None, names)

    def drop(account: Account) -> Account:
        return with_usernames(account, ())

    await store.change_usernames(ada, decide=drop)
    assert await store.username_holder("other_name") is None


async def test_a_profile_holds_what_each_side_wrote(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.save_contacts(
        ada, contacts=[Contact(owner_id=ada, contact_id=bob, phone="", first_name="B")]
    )
    note = Note(text="hm", entities=(Entity(kind="Bold", offset=0, length=2),))
    birthday = Birthday(day=29, month=2)
    await store.set_note(ada, bob, note)
    await store.set_birthday(bob, birthday)
    await store.set_blocked(ada, bob, True, stories=True, date=NOON)
    loud = NotifySettings(silent=False)
    await store.set_notify_settings(ada, NotifyTarget(NotifyScope.PEER, bob), loud)
    assert await store.hide_bar(ada, bob)
    assert not await store.hide_bar(ada, bob)
    mine = await store.profile(ada, bob)
    assert mine is not None
    assert (mine.note, mine.birthday, mine.notify) == (note, birthday, loud)
    assert mine.bar_hidden
    assert mine.stories_blocked
    assert not mine.seen.blocked
    theirs = await store.profile(bob, ada)
    assert theirs is not None
    assert (theirs.note, theirs.birthday, theirs.notify) == (None, None, NO_SETTINGS)
    assert not theirs.bar_hidden
    assert [(s.account.id, b) for s, b in await store.birthdays(ada)] == [(bob, birthday)]
    await store.set_birthday(bob, None)
    assert await store.birthdays(ada) == ()
    assert await store.profile(ada, 5) is None
    with pytest.raises(errors.ContactIdInvalid):
        await store.set_note(bob, ada, note)


async def test_an_entry_saved_again_keeps_its_note_unless_another_is_given(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    entries = [
        Contact(owner_id=ada, contact_id=other, phone="", first_name="B") for other in (bob, cyd)
    ]
    note = Note(text="hm")

    async def noted() -> list[Note | None]:
        found = [await store.profile(ada, other) for other in (bob, cyd)]
        return [one.note for one in found if one is not None]

    await store.save_contacts(ada, contacts=entries, notes={bob: note})
    assert await noted() == [note, None]
    await store.save_contacts(ada, contacts=entries, notes={cyd: note})
    assert await noted() == [note, note]
    await store.save_contacts(ada, contacts=entries, notes={bob: None})
    assert await noted() == [None, note]


async def test_close_friends_are_replaced_and_strangers_passed_over(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    for other in (bob, cyd):
        contact = Contact(owner_id=ada, contact_id=other, phone="", first_name="B")
        await store.save_contacts(ada, contacts=[contact])
    changed = await store.set_close_friends(ada, [bob, 5])
    assert [one.account.id for one in changed] == [bob]
    changed = await store.set_close_friends(ada, [cyd])
    assert [one.account.id for one in changed] == [bob, cyd]
    assert [one.contact and one.contact.close_friend for one in changed] == [False, True]
    # Renaming an entry leaves it as close as it was.
    await store.save_contacts(
        ada, contacts=[Contact(owner_id=ada, contact_id=cyd, phone="", first_name="C")]
    )
    (seen,) = await store.seen(ada, [cyd])
    assert seen.contact is not None
    assert seen.contact.close_friend


async def test_awaited_numbers_become_contacts_of_whoever_has_them(
    store: Store, people: list[int]
) -> None:
    ada, bob, _ = people

    def line(owner_id: int, phone: str) -> Contact:
        return Contact(owner_id=owner_id, contact_id=0, phone=phone, first_name="New")

    for owner in (ada, bob):
        await store.await_phones(owner, [line(owner, "777"), line(owner, "778")], most=2)
    await store.await_phones(ada, [line(ada, "779")], most=2)
    assert [one.phone for one in await store.awaited(ada)] == ["777", "778"]
    account = await store.add_account(phone="777", first_name="N", last_name="", date=NOON)
    assert await store.meet_awaiting(account.id) == (ada, bob)
    assert await store.meet_awaiting(account.id) == ()
    (seen,) = await store.contacts(ada)
    assert seen.contact == replace(line(ada, "777"), contact_id=account.id)
    await store.stop_awaiting(ada)
    assert await store.awaited(ada) == ()
    assert [one.phone for one in await store.awaited(bob)] == ["778"]
    assert [s.account.id for s in await store.delete_phones(ada, ["777"])] == [account.id]
    assert await store.contacts(ada) == ()


async def test_what_was_sent_of_late_is_counted_from_where_it_was_reset(
    store: Store, people: list[int]
) -> None:
    ada, bob, cyd = people
    for number, to in enumerate((bob, bob, cyd)):
        await send(store, ada, to, date=NOON + number)
    await send(store, bob, ada, date=NOON + 9)
    await send(store, ada, ada, date=NOON + 9)
    found = await store.sent_of_late(ada, most=100, since=NOON)
    assert sorted(found) == [(bob, NOON), (bob, NOON + 1), (cyd, NOON + 2)]
    assert len(await store.sent_of_late(ada, most=3, since=NOON)) == 1
    assert len(await store.sent_of_late(ada, most=100, since=NOON + 1)) == 2
    await store.reset_top_peer(ada, bob, date=NOON)
    assert len(await store.sent_of_late(ada, most=100, since=NOON)) == 2


async def test_notify_settings_are_kept_by_target(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    quiet = NotifySettings(mute_until=5, sound=Sound(kind="None"))
    one, kind = NotifyTarget(NotifyScope.PEER, bob), NotifyTarget(NotifyScope.USERS)
    assert await store.notify_settings(ada, one) is None
    assert await store.set_notify_settings(ada, one, quiet)
    assert not await store.set_notify_settings(ada, one, quiet)
    assert await store.set_notify_settings(ada, kind, NotifySettings(silent=True))
    assert await store.notify_settings(ada, one) == quiet
    assert await store.notify_exceptions(ada) == [(one, quiet)]
    assert await store.notify_exceptions(cyd) == []
    assert await store.set_notify_settings(ada, one, NO_SETTINGS)
    assert await store.notify_exceptions(ada) == []
    await store.reset_notify_settings(ada)
    assert await store.notify_settings(ada, kind) is None


async def test_preferences_are_kept_whole(store: Store, people: list[int]) -> None:
    ada = people[0]
    assert await store.preferences(ada) == Preferences()
    wanted = Preferences(silent_sign_ups=True, low=AutoDownload(disabled=True))
    assert await store.change_preferences(ada, decide=lambda _: wanted) == wanted
    assert await store.preferences(ada) == wanted
    assert await store.preferences(people[1]) == Preferences()
