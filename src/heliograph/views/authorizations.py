"""The devices of an account, as its owner sees them."""

from collections.abc import Sequence

from heliograph.domain.authorizations import Authorization
from heliograph.tl import types


def authorizations(
    records: Sequence[Authorization], asking_key_id: int, *, unused_days: int, now: int
) -> types.account.Authorizations:
    """The list of devices; the asking one is marked and goes by hash 0.

    https://core.telegram.org/constructor/authorization
    """
    return types.account.Authorizations(
        authorization_ttl_days=unused_days,
        authorizations=[
            authorization(record, is_current=record.auth_key_id == asking_key_id, now=now)
            for record in records
        ],
    )


def authorization(
    record: Authorization, *, is_current: bool, now: int, owes_password: bool = False
) -> types.Authorization:
    """One device. Its country is not looked up: the address is shown as it is."""
    client = record.client
    return types.Authorization(
        current=is_current,
        password_pending=owes_password,
        encrypted_requests_disabled=record.no_secret_chats,
        call_requests_disabled=record.no_calls,
        unconfirmed=record.unconfirmed(now) and not is_current,
        hash=0 if is_current else record.hash,
        device_model=client.device_model,
        platform=client.system_version.partition(" ")[0],
        system_version=client.system_version,
        api_id=client.api_id,
        app_name=client.lang_pack,
        app_version=client.app_version,
        date_created=record.created,
        date_active=record.active,
        ip=record.address,
        country="",
        region="",
    )


def new_authorization(record: Authorization, *, asks: bool) -> types.UpdateNewAuthorization:
    """Somebody signed in; unless the others are asked about it, only its hash is said.

    https://core.telegram.org/constructor/updateNewAuthorization
    """
    if not asks:
        return types.UpdateNewAuthorization(hash=record.hash)
    return types.UpdateNewAuthorization(
        unconfirmed=True,
        hash=record.hash,
        date=record.created,
        device=record.client.device_model,
        location=record.address,
    )
