"""Binding a temporary key to the permanent key of its client, and dropping temporary keys.

https://core.telegram.org/api/pfs
"""

from collections.abc import Collection
from functools import partial

from heliograph.actions.app import App
from heliograph.domain.errors import EncryptedMessageInvalid
from heliograph.domain.key_binding import BindRequest, bind, check_bind_message


async def bind_temporary_key(app: App, request: BindRequest, sealed: bytes, *, most: int) -> None:
    """Bind the key that asks, if `sealed` was made by the permanent key; may be repeated.

    Every session of the key is the permanent one's from then on. `most` temporary keys may be
    bound at once, beyond that the earliest goes.
    """
    stored = await app.store.load_auth_key(request.permanent_key_id)
    if stored is None or stored.key.expires is not None:
        raise EncryptedMessageInvalid
    check_bind_message(request, app.sessions.open_bind_message(stored.key.secret, sealed))
    displaced = await app.store.bind_temporary_key(request, decide=partial(bind, most=most))
    for auth_key_id in displaced:
        await app.sessions.drop_key(auth_key_id)
    await app.sessions.bind_key(request.temporary_key_id, permanent_key_id=request.permanent_key_id)


async def drop_temporary_keys(app: App, auth_key_id: int, *, keep: Collection[int]) -> None:
    """Drop a permanent key's temporary keys but those to keep, and close what runs under them."""
    for dropped in await app.store.drop_temporary_keys(auth_key_id, keep=keep):
        await app.sessions.drop_key(dropped)
