"""Pages of all that one account has, and a log that only grows."""

import pytest

from heliograph.domain import errors
from heliograph.domain.dialogs import Unsent
from heliograph.domain.exports import BEGUN, ENDED, ExportedMessages, Person, check_may_export
from heliograph.domain.files import Ownership
from heliograph.domain.messages import Body, Draft
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Account, Contact
from heliograph.domain.profiles import Note
from heliograph.domain.takeouts import Takeout, TakeoutContext, TakeoutDecision
from heliograph.ports.store import Store
from support.mailboxes import NOON, send


async def read(store: Store, owner_id: int, peer_id: int, **bounds: int) -> ExportedMessages:
    given = {"after_id": 0, "up_to_id": 1_000, "limit": 100, **bounds}
    return await store.export_messages(owner_id, peer_id, **given)


async def test_messages_come_oldest_first_between_two_ids(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    for number in range(5):
        await send(store, ada, bob, f"m{number}")
        await send(store, cyd, ada, "between")
    ids = [message.id for message in (await read(store, ada, bob)).messages]
    assert ids == [1, 3, 5, 7, 9]
    page = await read(store, ada, bob, after_id=3, up_to_id=7, limit=1)
    assert [(one.id, one.text) for one in page.messages] == [(5, "m2")]
    assert [one.id for one in (await read(store, ada, bob, after_id=3, up_to_id=7)).messages] == [
        5,
        7,
    ]
    assert (await read(store, ada, bob, after_id=9)).messages == ()
    assert await store.export_top(ada) == 10


async def test_what_waits_comes_by_dialog_in_pages(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    drafts = [
        Draft(
            sender_id=ada,
            recipient_id=peer_id,
            random_id=number,
            text=str(number),
            date=NOON,
            due=NOON + 100 - number,
        )
        for number, peer_id in enumerate((cyd, bob, cyd, bob), 1)
    ]
    await store.schedule(
        drafts, decide=lambda draft, *_: Body(sender_id=ada, date=NOON, text=draft.text)
    )
    page = await store.export_scheduled(ada, 0, after_id=0, limit=3)
    assert [(one.peer_id, one.id, one.text) for one in page] == [
        (bob, 1, "2"),
        (bob, 2, "4"),
        (cyd, 1, "1"),
    ]
    page = await store.export_scheduled(ada, cyd, after_id=1, limit=3)
    assert [(one.peer_id, one.id, one.text) for one in page] == [(cyd, 2, "3")]
    assert list(await store.export_scheduled(ada, cyd, after_id=2, limit=3)) == []
    assert list(await store.export_scheduled(bob, 0, after_id=0, limit=3)) == []


async def test_people_are_named_as_the_owner_knows_them(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    await store.save_contacts(
        ada, contacts=[Contact(owner_id=ada, contact_id=bob, phone="1", first_name="Robert")]
    )
    await send(store, bob, ada)
    page = await read(store, ada, bob)
    assert set(page.people) == {Person(id=ada, name="P0"), Person(id=bob, name="Robert")}


async def test_dialogs_come_by_peer_with_their_arrangement(store: Store, people: list[int]) -> None:
    ada, bob, cyd = people
    await send(store, ada, bob, date=NOON)
    await send(store, ada, bob, date=NOON + 5)
    await send(store, cyd, ada, date=NOON + 9)
    await store.save_unsent(ada, bob, Unsent(date=NOON, text="begun"))
    first, second = await store.export_dialogs(ada, after_id=0, limit=10)
    assert (first.person.id, first.messages, first.date) == (bob, 2, NOON + 5)
    assert first.dialog.unsent is not None
    assert (second.person.id, second.messages, second.date) == (cyd, 1, NOON + 9)
    assert [one.person.id for one in await store.export_dialogs(ada, after_id=0, limit=1)] == [bob]
    assert [one.person.id for one in await store.export_dialogs(ada, after_id=bob, limit=9)] == [
        cyd
    ]


async def test_the_rest_of_an_account_is_in_one_record(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    note = Note(text="from school")
    await store.save_contacts(
        ada,
        contacts=[Contact(owner_id=ada, contact_id=bob, phone="1", first_name="Robert")],
        notes={bob: note},
    )
    await store.accept_terms(ada, digest=b"d", date=NOON)
    found = await store.export_leftovers(ada)
    (kept,) = found.contacts
    assert (kept.contact.first_name, kept.note) == ("Robert", note)
    assert (found.terms_accepted, found.uploads) == (NOON, Ownership(files=0, size_bytes=0))
    assert (await store.export_leftovers(bob)).contacts == ()


def anyone(account: Account) -> None:
    """Refuses nobody."""


async def test_the_log_says_who_began_and_ended_what(store: Store, people: list[int]) -> None:
    ada, bob, _ = people
    begun = await store.note_audit(
        ada, kind=BEGUN, actor="root", reason="asked", date=NOON, decide=check_may_export
    )
    assert await store.audit_event(begun.id) == (begun, False)
    ended = await store.note_audit(
        ada, kind=ENDED, actor="root", of=begun.id, date=NOON + 1, decide=anyone
    )
    assert await store.audit_event(begun.id) == (begun, True)
    assert await store.audit_log(after_id=0, limit=9) == [begun, ended]
    assert await store.audit_log(after_id=begun.id, limit=9) == [ended]
    assert (await store.export_leftovers(ada)).exports == (begun, ended)
    assert (await store.export_leftovers(bob)).exports == ()
    assert await store.audit_event(99) is None


async def test_nobodys_account_is_not_exported(store: Store, people: list[int]) -> None:
    for account_id in (SERVICE_ACCOUNT_ID, 12_345):
        with pytest.raises(errors.UserIdInvalid):
            await store.note_audit(
                account_id, kind=BEGUN, actor="root", date=NOON, decide=check_may_export
            )
    assert await store.audit_log(after_id=0, limit=9) == []


async def test_a_takeout_is_kept_with_what_was_asked_of_it(store: Store, people: list[int]) -> None:
    ada = people[0]
    seen: list[TakeoutContext] = []

    def begin(asked: Takeout, context: TakeoutContext) -> TakeoutDecision:
        seen.append(context)
        return TakeoutDecision(begins=True)

    asked = Takeout(
        id=5, account_id=ada, auth_key_id=9, expires=NOON + 9, files=True, file_size_max=70
    )
    assert (await store.ask_takeout(asked, decide=begin)).begins
    key = {"takeout_id": 5, "auth_key_id": 9}
    assert await store.takeout(ada, **key, now=NOON) == asked
    for changed in ({"takeout_id": 6}, {"auth_key_id": 8}):
        assert await store.takeout(ada, **(key | changed), now=NOON) is None
    assert await store.takeout(ada, **key, now=NOON + 9) is None
    await store.ask_takeout(asked, decide=begin)
    assert [one.running for one in seen] == [None, asked]
    await store.finish_takeout(ada, 5)
    assert await store.takeout(ada, **key, now=NOON) is None
