"""The devices of an account, as its owner sees them."""

from collections.abc import Sequence

from heliograph.domain.authorizations import Authorization
from heliograph.tl import types

# Devices are never logged out for being idle; a year is the longest term clients accept.
_IDLE_DAYS = 365


def authorizations(
    records: Sequence[Authorization], asking_key_id: int
) -> types.account.Authorizations:
    """The list of devices; the asking one is marked and goes by hash 0.

    https://core.telegram.org/constructor/authorization
    """
    return types.account.Authorizations(
        authorization_ttl_days=_IDLE_DAYS,
        authorizations=[authorization(r, r.auth_key_id == asking_key_id) for r in records],
    )


def authorization(
    record: Authorization, is_current: bool, *, owes_password: bool = False
) -> types.Authorization:
    """One device. Its country is not looked up: the address is shown as it is."""
    client = record.client
    return types.Authorization(
        current=is_current,
        password_pending=owes_password,
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
