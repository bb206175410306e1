"""Links by which somebody is found for some minutes, without a name or a number.

https://core.telegram.org/api/links#temporary-profile-links
"""

import base64
import binascii
import struct

import msgspec

from heliograph.domain import errors
from heliograph.domain.access import AccessHasher

LIFETIME_S = 600
"""So long as one shows a code to who stands beside them; clients ask for a fresh one by then."""

_TOKEN = struct.Struct(">qIq")


class ContactToken(msgspec.Struct, frozen=True, kw_only=True):
    """What a link says, and until when (Unix seconds)."""

    text: str
    expires: int


def issue(access: AccessHasher, account_id: int, *, now: int) -> ContactToken:
    """What leads to an account; nothing is kept of it."""
    expires = now + LIFETIME_S
    packed = _TOKEN.pack(account_id, expires, access.of_contact_token(account_id, expires))
    text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return ContactToken(text=text, expires=expires)


def holder(access: AccessHasher, text: str, *, now: int) -> int:
    """Whom a token leads to. IMPORT_TOKEN_INVALID for what was never issued or is over."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        account_id, expires, proof = _TOKEN.unpack(packed)
    except (ValueError, binascii.Error, struct.error):
        raise errors.ImportTokenInvalid from None
    if not access.may_use_contact_token(account_id, expires, proof) or now >= expires:
        raise errors.ImportTokenInvalid
    return int(account_id)
