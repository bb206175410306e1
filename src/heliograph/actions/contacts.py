"""Address books: who is in them, and what their owners wrote beside.

https://core.telegram.org/api/contacts
"""

from collections.abc import Sequence

import msgspec

from heliograph.actions.account_events import tell_account, tell_people
from heliograph.actions.app import App
from heliograph.actions.privacy import share_phone
from heliograph.domain import errors
from heliograph.domain.account_events import PeopleChanged
from heliograph.domain.contacts import check_may_share_phone, is_phone
from heliograph.domain.events import Origin
from heliograph.domain.people import Contact, Seen
from heliograph.domain.phones import phone_digits
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.profiles import NO_NOTES, Note, check_note
from heliograph.domain.sign_in import MAX_NAME_LENGTH
from heliograph.domain.top_peers import CONSIDERED_S, Rated, rate

# How far back in a mailbox its owner's habits are looked for.
_CONSIDERED_MESSAGES = 2_000


class PhoneEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a phone book; `client_id` is the client's own name for it."""

    client_id: int
    phone: str
    first_name: str
    last_name: str
    note: Note | None = None


class ImportedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A line whose number has an account."""

    client_id: int
    account_id: int


async def import_contacts(
    app: App,
    owner_id: int,
    entries: Sequence[PhoneEntry],
    *,
    awaited_max: int,
    origin: Origin | None,
) -> tuple[list[ImportedEntry], Sequence[Seen]]:
    """Add those who have accounts and let the owner find them by their number.

    The other numbers are kept, `awaited_max` in all, until somebody signs up with one. Those of
    people who are not to be found by them are too: what is kept must not tell who has an account.

    MESSAGE_TOO_LONG, before anything is kept, for a note that is.
    """
    by_phone = {phone: entry for entry in entries if (phone := phone_digits(entry.phone))}
    notes = {phone: check_note(entry.note) for phone, entry in by_phone.items() if entry.note}
    ids = {a.phone: a.id for a in await app.store.match_phones(list(by_phone))}
    found = await app.store.seen(owner_id, list(ids.values()))
    shown = {one.account.id for one in found if one.found_by_number}
    matched = {phone: account_id for phone, account_id in ids.items() if account_id in shown}
    seen = await app.store.save_contacts(
        owner_id,
        contacts=[
            _contact(owner_id, account_id, phone, by_phone[phone])
            for phone, account_id in matched.items()
        ],
        notes={matched[phone]: note for phone, note in notes.items() if phone in matched},
    )
    awaited = [
        _contact(owner_id, 0, phone, entry)
        for phone, entry in by_phone.items()
        if phone not in matched and is_phone(phone)
    ]
    if awaited:
        await app.store.await_phones(owner_id, awaited, most=awaited_max)
    if seen:
        tell_people(app, owner_id, _ids(seen), origin=origin)
    imported = [
        ImportedEntry(client_id=entry.client_id, account_id=matched[phone])
        for entry in entries
        if (phone := phone_digits(entry.phone)) in matched
    ]
    return imported, seen


def _contact(owner_id: int, contact_id: int, phone: str, entry: PhoneEntry) -> Contact:
    name = entry.first_name.strip() or entry.last_name.strip() or entry.phone
    return Contact(
        owner_id=owner_id,
        contact_id=contact_id,
        phone=phone,
        first_name=name[:MAX_NAME_LENGTH],
        last_name=entry.last_name.strip()[:MAX_NAME_LENGTH],
    )


async def add_contact(
    app: App,
    owner_id: int,
    contact: Contact,
    *,
    note: Note | None,
    share_phone_max: int | None,
    origin: Origin | None,
) -> Seen:
    """Add or rename an entry; one that was imported keeps its number.

    `share_phone_max` lets the contact see the owner's number, by at most so many exceptions.
    """
    notes = NO_NOTES if note is None else {contact.contact_id: check_note(note)}
    (seen,) = await app.store.save_contacts(owner_id, contacts=[contact], notes=notes)
    if share_phone_max is not None and not seen.lets(PrivacyKey.PHONE_NUMBER):
        contact_id = contact.contact_id
        await share_phone(app, owner_id, contact_id, named_max=share_phone_max, origin=origin)
        (seen,) = await app.store.seen(owner_id, [contact_id])
    tell_people(app, owner_id, [contact.contact_id], origin=origin)
    return seen


async def accept_contact(
    app: App, owner_id: int, contact_id: int, *, named_max: int, origin: Origin | None
) -> Seen:
    """Let a contact see the owner's number. CONTACT_REQ_MISSING unless that is offered."""
    found = await app.store.seen(owner_id, [contact_id])
    check_may_share_phone(found[0] if found else None)
    await share_phone(app, owner_id, contact_id, named_max=named_max, origin=origin)
    tell_people(app, owner_id, [contact_id], origin=origin)
    (seen,) = await app.store.seen(owner_id, [contact_id])
    return seen


async def delete_contacts(
    app: App, owner_id: int, contact_ids: Sequence[int], *, origin: Origin | None
) -> Sequence[Seen]:
    """Take entries out and give those people as the owner sees them now."""
    gone = await app.store.delete_contacts(owner_id, contact_ids)
    if gone:
        tell_people(app, owner_id, _ids(gone), origin=origin)
    return gone


async def delete_phones(
    app: App, owner_id: int, phones: Sequence[str], *, origin: Origin | None
) -> None:
    """Take out what was imported with these numbers."""
    digits = [digits for phone in phones if (digits := phone_digits(phone))]
    gone = await app.store.delete_phones(owner_id, digits)
    if gone:
        tell_people(app, owner_id, _ids(gone), origin=origin)


async def set_note(
    app: App, owner_id: int, contact_id: int, note: Note, *, origin: Origin | None
) -> None:
    """Write something beside an entry, or nothing any more. CONTACT_ID_INVALID for no contact."""
    await app.store.set_note(owner_id, contact_id, check_note(note))
    tell_people(app, owner_id, [contact_id], origin=origin)


async def set_close_friends(
    app: App, owner_id: int, contact_ids: Sequence[int], *, origin: Origin | None
) -> None:
    """Make these of the contacts the close friends, and no others."""
    changed = await app.store.set_close_friends(owner_id, contact_ids)
    if changed:
        tell_people(app, owner_id, _ids(changed), origin=origin)


async def hide_bar(app: App, owner_id: int, peer_id: int, *, origin: Origin | None) -> None:
    """Put away what is offered above a dialog. PEER_ID_INVALID for nobody."""
    if not await app.store.seen(owner_id, [peer_id]):
        raise errors.PeerIdInvalid
    if await app.store.hide_bar(owner_id, peer_id):
        change = PeopleChanged(peer_ids=(peer_id,), bars_hidden=(peer_id,))
        tell_account(app, owner_id, change, origin=origin)


def _ids(people: Sequence[Seen]) -> list[int]:
    return [seen.account.id for seen in people]


async def top_peers(app: App, owner_id: int) -> list[Rated] | None:
    """Whom the owner writes to, most often first; None if they do not want that counted."""
    if not (await app.store.preferences(owner_id)).top_peers:
        return None
    now = app.clock.now()
    sent = await app.store.sent_of_late(
        owner_id, most=_CONSIDERED_MESSAGES, since=now - CONSIDERED_S
    )
    return rate(sent, now=now)
