"""What an entry of the address book holds beyond its name: notes, closeness, one's own number."""

from datetime import UTC, datetime

from heliograph.actions import contacts
from heliograph.domain import errors
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.profiles import Note, is_near
from heliograph.rpc.context import Context
from heliograph.rpc.peers import user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.contacts import contacts_changed
from heliograph.views.entities import entity_records
from heliograph.views.profiles import birthday
from heliograph.views.users import users


@method("contacts.acceptContact")
async def accept_contact(
    context: Context, query: functions.contacts.AcceptContact
) -> types.TypeUpdates:
    """Lets a contact see one's number, as the bar above the dialog offers.

    https://core.telegram.org/method/contacts.acceptContact
    """
    contact_id = await user_account(context, query.id)
    seen = await contacts.accept_contact(
        context.app,
        context.account_id,
        contact_id,
        named_max=context.limits.privacy_exceptions_max,
        origin=context.origin,
    )
    return contacts_changed([seen], context.clock.now(), context.access)


@method("contacts.updateContactNote")
async def update_contact_note(
    context: Context, query: functions.contacts.UpdateContactNote
) -> bool:
    """https://core.telegram.org/method/contacts.updateContactNote"""
    contact_id = await user_account(context, query.id)
    note = _note(query.note)
    await contacts.set_note(
        context.app, context.account_id, contact_id, note, origin=context.origin
    )
    return True


def asked_note(note: types.TypeTextWithEntities | None) -> Note | None:
    """The note a client writes, if it writes one."""
    return None if note is None else _note(note)


def _note(note: types.TypeTextWithEntities) -> Note:
    # A mention is left out: the profile page that shows the note brings nobody but its owner.
    shown = [e for e in note.entities if not isinstance(e, types.MessageEntityMentionName)]
    return Note(text=note.text, entities=entity_records(shown))


@method("contacts.editCloseFriends")
async def edit_close_friends(context: Context, query: functions.contacts.EditCloseFriends) -> bool:
    """https://core.telegram.org/method/contacts.editCloseFriends"""
    if len(query.id) > context.limits.privacy_exceptions_max:
        raise errors.LimitInvalid
    await contacts.set_close_friends(
        context.app, context.account_id, query.id, origin=context.origin
    )
    return True


@method("contacts.getContactIDs", rate=Rate.LISTS)
async def get_contact_ids(context: Context, query: functions.contacts.GetContactIDs) -> list[int]:
    """Always whole, as there is no form for "not modified"; ids over 31 bits have none here.

    https://core.telegram.org/method/contacts.getContactIDs
    """
    found = await context.store.contacts(context.account_id)
    return [seen.account.id for seen in found if seen.account.id < 2**31]


@method("contacts.getBirthdays", rate=Rate.LISTS)
async def get_birthdays(
    context: Context, query: functions.contacts.GetBirthdays
) -> types.contacts.ContactBirthdays:
    """Contacts who show their birthday and have it yesterday, today or tomorrow, in any timezone.

    https://core.telegram.org/method/contacts.getBirthdays
    """
    today = datetime.fromtimestamp(context.clock.now(), UTC).date()
    found = [
        (seen, born)
        for seen, born in await context.store.birthdays(context.account_id)
        if seen.may(PrivacyKey.BIRTHDAY) and is_near(born, today)
    ]
    return types.contacts.ContactBirthdays(
        contacts=[
            types.ContactBirthday(contact_id=seen.account.id, birthday=birthday(born))
            for seen, born in found
        ],
        users=users([seen for seen, _ in found], context.access),
    )


@method("contacts.getSaved", rate=Rate.LISTS)
async def get_saved(
    context: Context, query: functions.contacts.GetSaved
) -> list[types.SavedPhoneContact]:
    """The lines of imported phone books whose numbers nobody has yet, as part of an export.

    https://core.telegram.org/method/contacts.getSaved
    """
    if context.takeout is None:
        raise errors.TakeoutRequired
    return [
        types.SavedPhoneContact(
            phone=entry.phone, first_name=entry.first_name, last_name=entry.last_name, date=0
        )
        for entry in await context.store.awaited(context.account_id)
    ]


@method("contacts.resetSaved")
async def reset_saved(context: Context, query: functions.contacts.ResetSaved) -> bool:
    """https://core.telegram.org/method/contacts.resetSaved"""
    await context.store.stop_awaiting(context.account_id)
    return True
