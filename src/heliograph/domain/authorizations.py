"""Auth keys, the clients that hold them and the authorizations they carry."""

from collections.abc import Sequence

import msgspec

from heliograph.domain import errors


class ClientInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a client said of itself in initConnection, and the layer it speaks."""

    layer: int
    api_id: int = 0
    device_model: str = ""
    system_version: str = ""
    app_version: str = ""
    system_lang_code: str = ""
    lang_pack: str = ""
    lang_code: str = ""


class AuthKeyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One 256-byte key agreed with a client; `auth_key_id` is signed 64 bit.

    `expires` is the Unix second a temporary key ends with, None for a permanent one.
    """

    auth_key_id: int
    secret: bytes
    dc: int
    created: int
    expires: int | None = None


class StoredKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key with what was learned under it.

    `permanent_key_id` is the key a temporary one is bound to: what was learned stands there.
    """

    key: AuthKeyRecord
    permanent_key_id: int | None = None
    client: ClientInfo | None = None
    account_id: int | None = None
    authorization_hash: int | None = None


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in device. `hash` names it in the sessions list; times are Unix seconds.

    An `imported` one is another key of a device, with that device's hash. `displaced` are the keys
    that had imported what this key carried before, when it is new.
    """

    hash: int
    auth_key_id: int
    account_id: int
    created: int
    active: int
    address: str
    client: ClientInfo
    imported: bool = False
    displaced: tuple[int, ...] = ()


def end_others(devices: Sequence[Authorization], *, auth_key_id: int) -> list[int]:
    """The hashes of all of an account's devices but the one that asks under the key.

    AUTH_KEY_UNREGISTERED if that one was logged out meanwhile: two that ask at once must not end
    each other.
    """
    own = _own(devices, auth_key_id)
    return [device.hash for device in devices if device.hash != own.hash]


def end_this(
    devices: Sequence[Authorization], authorization_hash: int, *, auth_key_id: int
) -> list[int]:
    """The hash of another device, or HASH_INVALID: one's own is for auth.logOut to end.

    https://core.telegram.org/method/account.resetAuthorization
    """
    own = _own(devices, auth_key_id)
    if authorization_hash == own.hash or all(d.hash != authorization_hash for d in devices):
        raise errors.HashInvalid
    return [authorization_hash]


def _own(devices: Sequence[Authorization], auth_key_id: int) -> Authorization:
    for device in devices:
        if device.auth_key_id == auth_key_id:
            return device
    raise errors.AuthKeyUnregistered
