"""The address book."""

from heliograph.actions import contacts
from heliograph.actions.contacts import PhoneEntry
from heliograph.domain import errors
from heliograph.domain.contacts import name_contact
from heliograph.rpc.contacts.entries import asked_note
from heliograph.rpc.context import Context
from heliograph.rpc.hashes import list_hash
from heliograph.rpc.peers import user_account, user_accounts
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.contacts import contacts_changed
from heliograph.views.users import status, users


@method("contacts.importContacts")
async def import_contacts(
    context: Context, query: functions.contacts.ImportContacts
) -> types.contacts.ImportedContacts:
    """https://core.telegram.org/method/contacts.importContacts"""
    # What is too much for one request the client is to send again.
    taken = query.contacts[: context.limits.contacts_per_import]
    context.spend(Rate.IMPORTS, max(1, len(taken)))
    entries = [
        PhoneEntry(
            client_id=contact.client_id,
            phone=contact.phone,
            first_name=contact.first_name,
            last_name=contact.last_name,
            note=asked_note(contact.note),
        )
        for contact in taken
    ]
    imported, seen = await contacts.import_contacts(
        context.app,
        context.account_id,
        entries,
        awaited_max=context.limits.awaited_phones_per_account,
        origin=context.origin,
    )
    return types.contacts.ImportedContacts(
        imported=[
            types.ImportedContact(user_id=entry.account_id, client_id=entry.client_id)
            for entry in imported
        ],
        popular_invites=[],
        retry_contacts=[contact.client_id for contact in query.contacts[len(taken) :]],
        users=users(seen, context.access),
    )


@method("contacts.getContacts", rate=Rate.LISTS)
async def get_contacts(
    context: Context, query: functions.contacts.GetContacts
) -> types.contacts.TypeContacts:
    """https://core.telegram.org/method/contacts.getContacts"""
    seen = await context.store.contacts(context.account_id)
    # Clients hash the saved count in front of the ids.
    current = list_hash([len(seen), *(s.account.id for s in seen)])
    if query.hash and query.hash == current:
        return types.contacts.ContactsNotModified()
    return types.contacts.Contacts(
        contacts=[types.Contact(user_id=s.account.id, mutual=s.mutual) for s in seen],
        saved_count=len(seen),
        users=users(seen, context.access),
    )


@method("contacts.getStatuses", rate=Rate.LISTS)
async def get_statuses(
    context: Context, query: functions.contacts.GetStatuses
) -> list[types.TypeContactStatus]:
    """https://core.telegram.org/method/contacts.getStatuses"""
    seen = await context.store.contacts(context.account_id)
    return [types.ContactStatus(user_id=s.account.id, status=status(s.status)) for s in seen]


@method("contacts.addContact")
async def add_contact(context: Context, query: functions.contacts.AddContact) -> types.TypeUpdates:
    """The number that a client adds is passed over: whoever guesses one must not see it confirmed.

    https://core.telegram.org/method/contacts.addContact
    """
    contact_id = await user_account(context, query.id)
    contact = name_contact(
        context.account_id,
        contact_id,
        first_name=query.first_name,
        last_name=query.last_name,
    )
    named_max = context.limits.privacy_exceptions_max
    seen = await contacts.add_contact(
        context.app,
        context.account_id,
        contact,
        note=asked_note(query.note),
        share_phone_max=named_max if query.add_phone_privacy_exception else None,
        origin=context.origin,
    )
    return contacts_changed([seen], context.clock.now(), context.access)


@method("contacts.deleteContacts")
async def delete_contacts(
    context: Context, query: functions.contacts.DeleteContacts
) -> types.TypeUpdates:
    """https://core.telegram.org/method/contacts.deleteContacts"""
    ids = await user_accounts(context, query.id)
    if context.account_id in ids:
        raise errors.ContactIdInvalid
    seen = await contacts.delete_contacts(
        context.app, context.account_id, ids, origin=context.origin
    )
    return contacts_changed(seen, context.clock.now(), context.access)


@method("contacts.deleteByPhones")
async def delete_by_phones(context: Context, query: functions.contacts.DeleteByPhones) -> bool:
    """https://core.telegram.org/method/contacts.deleteByPhones"""
    if len(query.phones) > context.limits.contacts_per_import:
        raise errors.LimitInvalid
    await contacts.delete_phones(
        context.app, context.account_id, query.phones, origin=context.origin
    )
    return True
