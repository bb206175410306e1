"""The parts of `result.json` that are about the account itself."""

from collections.abc import Iterable

from heliograph.domain.exports import ExportedAccount, ExportedContact, ExportedDevice
from heliograph.domain.people import Contact
from heliograph.export.dates import moment, readable
from heliograph.export.places import Places
from heliograph.export.texts import Value

ABOUT = (
    "This is what this Heliograph server holds of your account, in the shape that Telegram Desktop "
    "exports. What that shape has no place for is in account.json, beside this file."
)
ABOUT_CONTACTS = (
    "Your address book: people as you saved them, and numbers you imported that have no account."
)
ABOUT_FREQUENT = "Whom you wrote to most as of late; clients offer them first."
ABOUT_SESSIONS = "The devices that are signed in to your account."
ABOUT_WEB_SESSIONS = "Websites you signed in to with your account; this server offers none."
ABOUT_OTHER = "The rest of what is held of your account is in a file of its own."
ABOUT_CHATS = (
    "All chats that your account has messages of; of supergroups and channels what it wrote there."
)
ABOUT_LEFT_CHATS = "Supergroups and channels that you are not in any more: what you wrote there."


def personal_information(found: ExportedAccount) -> Value:
    """Who the account is."""
    account = found.account
    made: Value = {
        "user_id": account.id,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "phone_number": _phone(account.phone),
    }
    if account.username:
        made["username"] = f"@{account.username}"
    if account.about:
        made["bio"] = account.about
    return made


def profile_pictures(found: ExportedAccount, places: Places) -> Iterable[Value]:
    """The photos, the shown one first, then the one for who may not see that."""
    for photo in (*found.photos, *found.fallback_photos):
        path, _ = places.photo(photo, photo.date, stem="profile_pictures/photo")
        yield moment("date", photo.date) | {"photo": path}


def contacts(found: ExportedAccount) -> Value:
    """The address book by name; entries are dated 0, as nobody keeps when they were made."""
    lines = [*found.leftovers.contacts, *(ExportedContact(contact=one) for one in found.awaited)]
    ordered = sorted(lines, key=lambda one: _sorted_by(one.contact))
    return {"about": ABOUT_CONTACTS, "list": [_contact(one.contact) for one in ordered]}


def _sorted_by(contact: Contact) -> tuple[str, str]:
    return f"{contact.first_name} {contact.last_name}".casefold(), contact.phone


def _contact(contact: Contact) -> Value:
    return {
        **({"user_id": contact.contact_id} if contact.contact_id else {}),
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "phone_number": _phone(contact.phone),
        "date": readable(0),
        "date_unixtime": "0",
    }


def frequent_contacts(found: ExportedAccount) -> Value:
    """Whom the account writes to, by rating."""
    return {
        "about": ABOUT_FREQUENT,
        "list": [
            {
                "id": person.id,
                "category": "people",
                "type": "user",
                "name": person.name or None,
                "rating": rating,
            }
            for person, rating in found.top_peers
        ],
    }


def sessions(found: ExportedAccount) -> Value:
    """The devices that are signed in."""
    return {"about": ABOUT_SESSIONS, "list": [_session(device) for device in found.devices]}


def _session(device: ExportedDevice) -> Value:
    client = device.client
    return {
        **moment("last_active", device.active),
        "last_ip": device.address,
        "last_country": "",
        "last_region": "",
        "application_name": None,
        "application_version": client.app_version,
        "device_model": client.device_model,
        "platform": "",
        "system_version": client.system_version,
        **moment("created", device.created),
    }


def web_sessions() -> Value:
    """None: nobody signs in to websites by this server."""
    return {"about": ABOUT_WEB_SESSIONS, "list": []}


def _phone(phone: str) -> str:
    return f"+{phone}" if phone else ""
