"""Accounts as one viewer sees them, usernames, contacts, blocking."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import apsw
import msgspec

from heliograph.domain import errors
from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat, Shown
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Account, Blocked, Blocks, Contact, Seen
from heliograph.domain.profiles import Note
from heliograph.domain.usernames import change_editable, fold, held_usernames
from heliograph.storage.sqlite import account_events, channels, chats, queries, rows
from heliograph.storage.sqlite.account_events import Kind
from heliograph.storage.sqlite.blobs import pack_note, pack_usernames

_SQL = queries.load("people")


def as_json(ids: Iterable[int | str | tuple[int, ...]]) -> str:
    """A list as a statement takes it: one JSON array."""
    return msgspec.json.encode(list(ids)).decode()


def account(db: apsw.Connection, account_id: int) -> Account | None:
    row = db.execute(_SQL.account, (account_id,)).fetchone()
    return rows.account(row) if row else None


def known_account(db: apsw.Connection, account_id: int) -> Account:
    """The account, or USER_ID_INVALID."""
    found = account(db, account_id)
    if found is None:
        raise errors.UserIdInvalid
    return found


def is_gone(db: apsw.Connection, account_id: int) -> bool:
    """Whether somebody has deleted their account; nothing is to come into their mailbox.

    Groups stay.
    """
    if account_id < 0:
        return False
    found = account(db, account_id)
    return found is None or found.deleted


def account_by_phone(db: apsw.Connection, phone: str) -> Account | None:
    row = db.execute(_SQL.account_by_phone, (phone,)).fetchone()
    return rows.account(row) if row else None


def accounts(db: apsw.Connection, *, after_id: int, limit: int) -> Sequence[Account]:
    """Without the service account, which no operator made."""
    found = db.execute(_SQL.accounts_after, (after_id, limit, SERVICE_ACCOUNT_ID))
    return [rows.account(row) for row in found]


def match_phones(db: apsw.Connection, phones: Sequence[str]) -> Sequence[Account]:
    found = db.execute(_SQL.accounts_by_phones, (as_json(phones),))
    return [rows.account(row) for row in found]


def seen(db: apsw.Connection, viewer_id: int, account_ids: Iterable[int]) -> tuple[Seen, ...]:
    """In the order asked, each once, unknown ids left out."""
    wanted = dict.fromkeys(account_ids)
    found = db.execute(_SQL.seen, (viewer_id, as_json(wanted)))
    by_id = {row[0]: rows.seen(viewer_id, row) for row in found}
    return tuple(by_id[account_id] for account_id in wanted if account_id in by_id)


def seen_by_many(
    db: apsw.Connection, viewer_ids: Sequence[int], account_id: int
) -> tuple[Seen, ...]:
    found = db.execute(_SQL.seen_by_many, (as_json(viewer_ids), account_id))
    return tuple(rows.seen(row[25], row) for row in found)


def shown(db: apsw.Connection, viewer_id: int, peer_ids: Iterable[int]) -> tuple[Shown, ...]:
    """People, groups and channels in the order asked, each once, unknown ones left out."""
    wanted = dict.fromkeys(peer_ids)
    if not wanted or min(wanted) > 0:
        return seen(db, viewer_id, wanted)
    by_id: dict[int, Shown] = {**chats.seen_chats(db, viewer_id, wanted)}
    by_id |= channels.seen_channels(db, viewer_id, wanted)
    by_id |= {one.account.id: one for one in seen(db, viewer_id, wanted)}
    return tuple(by_id[peer_id] for peer_id in wanted if peer_id in by_id)


def shown_to_many(
    db: apsw.Connection, viewer_ids: Sequence[int], peer_ids: Sequence[int]
) -> dict[int, tuple[Shown, ...]]:
    """See `ports.store.PeopleOperations.shown_to_many`."""
    shown_to: dict[int, list[Shown]] = {viewer_id: [] for viewer_id in viewer_ids}
    for peer_id in dict.fromkeys(peer_ids):
        for one in _seen_by_many(db, viewer_ids, peer_id):
            shown_to[one.viewer_id].append(one)
    return {viewer_id: tuple(sees) for viewer_id, sees in shown_to.items()}


def _seen_by_many(db: apsw.Connection, viewer_ids: Sequence[int], peer_id: int) -> Iterable[Shown]:
    if is_channel(peer_id):
        return channels.seen_by_many(db, viewer_ids, peer_id)
    if peer_id < 0:
        return chats.seen_by_many(db, viewer_ids, peer_id)
    return seen_by_many(db, viewer_ids, peer_id)


def seen_chat(db: apsw.Connection, viewer_id: int, peer_id: int) -> SeenChat | None:
    """The group that a dialog is with, None for a dialog with a person."""
    if peer_id > 0:
        return None
    return chats.seen_chats(db, viewer_id, (peer_id,)).get(peer_id)


def seen_in(
    db: apsw.Connection, viewer_id: int, messages: Iterable[Message], *, others: Iterable[int] = ()
) -> tuple[Shown, ...]:
    """Everybody a viewer must be shown with the messages: itself, peers, authors, mentioned."""
    wanted = {viewer_id: None, **dict.fromkeys(others)}
    for message in messages:
        wanted[message.peer_id] = wanted[message.author_id] = None
        told = message.reactions or message.tally or message.replies
        if message.entities or message.extras or told:
            wanted.update(dict.fromkeys(message.mentioned))
    return shown(db, viewer_id, wanted)


def shown_by_username(db: apsw.Connection, viewer_id: int, username: str) -> Shown | None:
    row = db.execute(_SQL.id_by_username, (fold(username),)).fetchone()
    found = next(iter(shown(db, viewer_id, row)), None) if row else None
    # What was ended keeps its name, and is found by it no more.
    return None if isinstance(found, SeenChannel) and found.channel.closed else found


def seen_by_phone(db: apsw.Connection, viewer_id: int, phone: str) -> Seen | None:
    found = account_by_phone(db, phone)
    return next(iter(seen(db, viewer_id, (found.id,))), None) if found else None


def claim_username(
    db: apsw.Connection,
    account_id: int,
    username: str,
    decide: Callable[[Account, str, int | None], str | None],
) -> Account:
    claimant = known_account(db, account_id)
    name = decide(claimant, username, username_holder(db, username))
    return write_usernames(db, change_editable(claimant, name))


def hold_username(
    db: apsw.Connection,
    account_id: int,
    username: str,
    decide: Callable[[Account, str, int | None], Account],
) -> Account:
    """See `ports.profile_store.ProfileOperations.hold_username`."""
    account = known_account(db, account_id)
    return write_usernames(db, decide(account, username, username_holder(db, username)))


def change_usernames(
    db: apsw.Connection, account_id: int, decide: Callable[[Account], Account]
) -> Account:
    """See `ports.profile_store.ProfileOperations.change_usernames`."""
    return write_usernames(db, decide(known_account(db, account_id)))


def username_holder(db: apsw.Connection, username: str) -> int | None:
    row = db.execute(_SQL.holder_of_username, (fold(username),)).fetchone()
    return row[0] if row else None


def write_usernames(db: apsw.Connection, account: Account) -> Account:
    """Keep the names of an account as the record has them."""
    db.execute(_SQL.drop_usernames, (account.id,))
    names = [
        (fold(name.name), account.id, int(name.active), int(name.editable))
        for name in held_usernames(account)
    ]
    if names:
        db.executemany(_SQL.add_username, names)
    db.execute(
        _SQL.set_usernames, (account.id, account.username, pack_usernames(account.usernames))
    )
    return account


def update_profile(
    db: apsw.Connection, account_id: int, decide: Callable[[Account], Account]
) -> Account:
    present = known_account(db, account_id)
    asked = decide(present)
    bits = (rows.APPEARANCE_BITS, rows.appearance_bits(asked.appearance))
    said = (asked.first_name, asked.last_name, asked.about)
    db.execute(_SQL.set_profile, (account_id, *said, *bits))
    return msgspec.structs.replace(
        present,
        first_name=asked.first_name,
        last_name=asked.last_name,
        about=asked.about,
        appearance=asked.appearance,
    )


def audience(db: apsw.Connection, account_id: int) -> Sequence[int]:
    # A dialog stands in both mailboxes, so one's own dialogs name everybody who shares one.
    found = {row[0] for row in db.execute(_SQL.audience, (account_id,))}
    return sorted((found | {account_id}) - {SERVICE_ACCOUNT_ID})


def save_contacts(
    db: apsw.Connection,
    owner_id: int,
    contacts: Sequence[Contact],
    *,
    notes: Mapping[int, Note | None],
) -> tuple[Seen, ...]:
    """Raises CONTACT_ID_INVALID for an account that does not exist."""
    others = [contact for contact in contacts if contact.contact_id != owner_id]
    known = {seen.account.id for seen in seen(db, owner_id, (c.contact_id for c in others))}
    if any(contact.contact_id not in known for contact in others):
        raise errors.ContactIdInvalid
    entries = []
    for c in others:
        note = pack_note(notes.get(c.contact_id))
        entry = (owner_id, c.contact_id, c.phone, c.first_name, c.last_name, note)
        entries.append((*entry, int(c.contact_id in notes)))
    db.executemany(_SQL.save_contact, entries)
    account_events.note_all(
        db, owner_id, kind=Kind.PEER_SETTINGS, subjects=(c.contact_id for c in others)
    )
    return seen(db, owner_id, (contact.contact_id for contact in others))


def delete_contacts(
    db: apsw.Connection, owner_id: int, contact_ids: Sequence[int]
) -> tuple[Seen, ...]:
    """Those that were contacts, as the owner sees them now."""
    gone = sorted(
        row[0] for row in rows.fetch(db, _SQL.drop_contacts, (owner_id, as_json(contact_ids)))
    )
    account_events.note_all(db, owner_id, kind=Kind.PEER_SETTINGS, subjects=gone)
    return seen(db, owner_id, gone)


def contacts(db: apsw.Connection, owner_id: int) -> tuple[Seen, ...]:
    return seen(db, owner_id, [row[0] for row in rows.fetch(db, _SQL.contact_ids, (owner_id,))])


def blocks(db: apsw.Connection, owner_id: int, peer_id: int) -> Blocks:
    """Who of the two keeps the other out."""
    ((of_peer, by_peer),) = rows.fetch(db, _SQL.blocks, (owner_id, peer_id))
    return Blocks(by_peer=bool(by_peer), of_peer=bool(of_peer))


def set_blocked(
    db: apsw.Connection,
    owner_id: int,
    blocked_id: int,
    blocked: bool,
    *,
    date: int = 0,
    stories: bool = False,
) -> PeerBlockedChanged | None:
    """Raises USER_ID_INVALID for an account that does not exist."""
    known_account(db, blocked_id)
    if blocked:
        block = _SQL.block_from_stories if stories else _SQL.block
        changed = rows.fetch(db, block, (owner_id, blocked_id, date))
    else:
        unblock = _SQL.unblock_from_stories if stories else _SQL.unblock
        changed = rows.fetch(db, unblock, (owner_id, blocked_id))
    if not changed:
        return None
    account_events.note(db, owner_id, kind=Kind.PEER_BLOCKED, subject=blocked_id)
    (state,) = load_blocked(db, owner_id, [str(blocked_id)])
    return state


def load_blocked(
    db: apsw.Connection, owner_id: int, subjects: Sequence[str]
) -> list[PeerBlockedChanged]:
    """Whether each is kept out by now, and from what."""
    found = rows.fetch(db, _SQL.block_states, (owner_id, as_json(map(int, subjects))))
    return [
        PeerBlockedChanged(peer_id=row[0], blocked=bool(row[1]), stories_hidden=bool(row[2]))
        for row in found
    ]


def blocked(
    db: apsw.Connection, owner_id: int, *, offset: int, limit: int, stories: bool
) -> tuple[tuple[Blocked, ...], int]:
    read = _SQL.page_blocked_from_stories if stories else _SQL.blocked_page
    page = rows.fetch(db, read, (owner_id, offset, limit))
    count = _SQL.count_blocked_from_stories if stories else _SQL.count_blocked
    dates: dict[int, int] = dict(page)
    people = seen(db, owner_id, dates)
    found = tuple(Blocked(seen=one, date=dates[one.account.id]) for one in people)
    return found, rows.number(db, count, (owner_id,))
