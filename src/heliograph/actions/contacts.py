"""Address books and blocking.

https://core.telegram.org/api/contacts
"""

from collections.abc import Sequence

import msgspec

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.domain.contacts import check_may_block, name_contact
from heliograph.domain.events import Origin
from heliograph.domain.people import Contact, Seen
from heliograph.domain.sign_in import MAX_NAME_LENGTH


class PhoneEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a phone book; `client_id` is the client's own name for it."""

    client_id: int
    phone: str
    first_name: str
    last_name: str


class ImportedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A line whose number has an account."""

    client_id: int
    account_id: int


async def import_contacts(
    app: App, owner_id: int, entries: Sequence[PhoneEntry]
) -> tuple[list[ImportedEntry], Sequence[Seen]]:
    """Add those who have accounts to the address book; numbers without one are not kept."""
    by_phone = {phone: entry for entry in entries if (phone := phone_digits(entry.phone))}
    accounts = await app.store.match_phones(list(by_phone))
    contacts = [
        Contact(
            owner_id=owner_id,
            contact_id=account.id,
            phone=account.phone,
            first_name=_first_name(by_phone[account.phone]),
            last_name=by_phone[account.phone].last_name.strip()[:MAX_NAME_LENGTH],
        )
        for account in accounts
        if account.id != owner_id
    ]
    seen = await app.store.save_contacts(owner_id, contacts=contacts)
    ids = {account.phone: account.id for account in accounts}
    imported = [
        ImportedEntry(client_id=entry.client_id, account_id=ids[phone])
        for entry in entries
        if (phone := phone_digits(entry.phone)) in ids
    ]
    return imported, seen


def _first_name(entry: PhoneEntry) -> str:
    name = entry.first_name.strip() or entry.last_name.strip() or entry.phone
    return name[:MAX_NAME_LENGTH]


async def add_contact(
    app: App, owner_id: int, contact_id: int, *, first_name: str, last_name: str
) -> Seen:
    """Add or rename an entry; one that was imported keeps its number."""
    contact = name_contact(owner_id, contact_id, first_name=first_name, last_name=last_name)
    (seen,) = await app.store.save_contacts(owner_id, contacts=[contact])
    return seen


async def delete_contacts(app: App, owner_id: int, contact_ids: Sequence[int]) -> Sequence[Seen]:
    """Take entries out and give those people as the owner sees them now."""
    return await app.store.delete_contacts(owner_id, contact_ids)


async def set_blocked(
    app: App, owner_id: int, blocked_id: int, *, blocked: bool, origin: Origin | None
) -> None:
    """Keep somebody's messages out, or let them in again; may be repeated."""
    if blocked:
        check_may_block(owner_id, blocked_id)
    if await app.store.set_blocked(owner_id, blocked_id, blocked):
        change = PeerBlockedChanged(peer_id=blocked_id, blocked=blocked)
        sees = await app.store.seen(owner_id, [blocked_id])
        tell_account(app, owner_id, change, sees=sees, origin=origin)


def phone_digits(phone: str) -> str:
    """The digits of a number as clients send it ("+1 23…", digits, or nothing)."""
    return "".join(c for c in phone if c.isascii() and c.isdigit())
