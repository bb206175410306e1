"""Address books and blocking: who may stand in them.

https://core.telegram.org/api/contacts
"""

from heliograph.domain import errors
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Contact, Seen
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.sign_in import MAX_NAME_LENGTH


def name_contact(owner_id: int, contact_id: int, *, first_name: str, last_name: str) -> Contact:
    """The entry for somebody whose number the owner need not have, or the refusal.

    It has no number: one that is typed in would tell, by what is shown then, whether it was right.

    https://core.telegram.org/method/contacts.addContact
    """
    first_name, last_name = first_name.strip(), last_name.strip()
    if contact_id == owner_id:
        raise errors.ContactIdInvalid
    if not first_name or len(first_name) > MAX_NAME_LENGTH or len(last_name) > MAX_NAME_LENGTH:
        raise errors.ContactNameEmpty
    return Contact(
        owner_id=owner_id,
        contact_id=contact_id,
        phone="",
        first_name=first_name,
        last_name=last_name,
    )


def check_may_block(owner_id: int, blocked_id: int) -> None:
    """CONTACT_ID_INVALID for oneself, and for the service account, which brings login codes."""
    if blocked_id in (owner_id, SERVICE_ACCOUNT_ID):
        raise errors.ContactIdInvalid


def check_may_share_phone(seen: Seen | None) -> None:
    """CONTACT_REQ_MISSING unless the bar above the dialog offers to share one's number.

    It does so for contacts whom the rules keep from seeing it.

    https://core.telegram.org/method/contacts.acceptContact
    """
    if seen is None or seen.contact is None or seen.lets(PrivacyKey.PHONE_NUMBER):
        raise errors.ContactReqMissing


def is_phone(digits: str) -> bool:
    """Whether somebody could have this number one day.

    https://www.itu.int/rec/T-REC-E.164
    """
    return 7 <= len(digits) <= 15
