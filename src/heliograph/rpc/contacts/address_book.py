"""The address book."""

from heliograph.actions import contacts
from heliograph.actions.contacts import PhoneEntry
from heliograph.domain import errors
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
    context.spend(Rate.IMPORTS, max(1, len(query.contacts)))
    entries = [
        PhoneEntry(
            client_id=contact.client_id,
            phone=contact.phone,
            first_name=contact.first_name,
            last_name=contact.last_name,
        )
        for contact in query.contacts
    ]
    imported, seen = await contacts.import_contacts(context.app, context.account_id, entries)
    return types.contacts.ImportedContacts(
        imported=[
            types.ImportedContact(user_id=entry.account_id, client_id=entry.client_id)
            for entry in imported
        ],
        popular_invites=[],
        retry_contacts=[],
        users=users(seen, context.access),
    )


@method("contacts.getContacts")
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


@method("contacts.getStatuses")
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
    seen = await contacts.add_contact(
        context.app,
        context.account_id,
        contact_id,
        first_name=query.first_name,
        last_name=query.last_name,
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
    seen = await contacts.delete_contacts(context.app, context.account_id, ids)
    return contacts_changed(seen, context.clock.now(), context.access)
