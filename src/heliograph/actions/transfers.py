"""Taking an authorization along to another data centre.

https://core.telegram.org/api/datacenter
"""

from hashlib import sha256

from heliograph.actions.app import App
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.transfers import ExportedAuthorization, Import, check_import

LIFETIME_S = 60
"""Clients import what they exported at once."""

SECRET_BYTES = 64


async def export_authorization(
    app: App, account_id: int, *, auth_key_id: int, authorization_hash: int, dc: int
) -> bytes:
    """The secret bytes by which a key on data centre `dc` may import this one's authorization."""
    secret = app.random.token(SECRET_BYTES)
    exported = ExportedAuthorization(
        digest=sha256(secret).digest(),
        auth_key_id=auth_key_id,
        account_id=account_id,
        authorization_hash=authorization_hash,
        dc=dc,
        expires=app.clock.now() + LIFETIME_S,
    )
    await app.store.export_authorization(exported)
    return secret


async def import_authorization(
    app: App,
    account_id: int,
    secret: bytes,
    *,
    auth_key_id: int,
    dc: int,
    address: str,
    client: ClientInfo,
) -> None:
    """Tie the asking key to the account that exported; the bytes are of no use afterwards.

    AUTH_BYTES_INVALID.
    """
    request = Import(
        digest=sha256(secret).digest(),
        account_id=account_id,
        auth_key_id=auth_key_id,
        dc=dc,
        address=address,
        client=client,
        date=app.clock.now(),
    )
    done = await app.store.import_authorization(request, decide=check_import)
    for displaced in done.displaced:
        app.sessions.sign_out(displaced)
    app.sessions.sign_in(auth_key_id, account_id=done.account_id, authorization_hash=done.hash)
