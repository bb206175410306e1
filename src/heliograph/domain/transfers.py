"""Taking an authorization along to a key on another data centre.

https://core.telegram.org/api/datacenter
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo


class ExportedAuthorization(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody may import once, until `expires`, with a key of data centre `dc`.

    `digest` is the hash of the secret bytes; `auth_key_id` is the key that exported.
    """

    digest: bytes
    auth_key_id: int
    account_id: int
    authorization_hash: int
    dc: int
    expires: int


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """Secret bytes, as their digest, offered by a key; `account_id` is who it says it is.

    `dc` is what the key's exchange named, 0 if it named none.
    """

    digest: bytes
    account_id: int
    auth_key_id: int
    dc: int
    address: str
    client: ClientInfo
    date: int


class ImportContext(msgspec.Struct, frozen=True, kw_only=True):
    """What an import is decided on: the export, and whether its key still holds what it gave."""

    exported: ExportedAuthorization | None
    still_holds: bool


def check_import(request: Import, context: ImportContext) -> None:
    """AUTH_BYTES_INVALID unless the bytes are good here and now; it never says why they are not."""
    exported = context.exported
    if (
        exported is None
        or not context.still_holds
        or exported.account_id != request.account_id
        # GramJS, Telethon and Pyrogram never name one, wherever they believe they are.
        or request.dc not in (exported.dc, 0)
        or exported.expires <= request.date
        or exported.auth_key_id == request.auth_key_id
    ):
        raise errors.AuthBytesInvalid
