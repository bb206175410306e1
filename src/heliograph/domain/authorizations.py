"""Auth keys, the clients that hold them and the authorizations they carry."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors

CONFIRMED_AFTER_S = 7 * 86_400
"""What `authorization_autoconfirm_period` of the app config says where it is not set."""


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
    that had imported what this key carried before, when it is new. One that nobody `confirmed` is
    shown to the account's others with a question.
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
    confirmed: bool = True
    no_secret_chats: bool = False
    no_calls: bool = False

    def unconfirmed(self, now: int) -> bool:
        """Whether the account's other devices are still asked about this one."""
        return not self.confirmed and now < self.created + CONFIRMED_AFTER_S


def end_others(
    devices: Sequence[Authorization], *, auth_key_id: int, signed_in_by: int
) -> list[int]:
    """The hashes of all of an account's devices but the one that asks under the key.

    AUTH_KEY_UNREGISTERED if that one was logged out meanwhile: two that ask at once must not end
    each other. FRESH_RESET_AUTHORISATION_FORBIDDEN if it signed in after `signed_in_by`.
    """
    own = _own_for_long(devices, auth_key_id, signed_in_by)
    return [device.hash for device in devices if device.hash != own.hash]


def end_this(
    devices: Sequence[Authorization],
    authorization_hash: int,
    *,
    auth_key_id: int,
    signed_in_by: int,
) -> list[int]:
    """The hash of another device, or HASH_INVALID: one's own is for auth.logOut to end.

    Otherwise as `end_others`.
    https://core.telegram.org/method/account.resetAuthorization
    """
    own = _own(devices, auth_key_id)
    if authorization_hash == own.hash or all(d.hash != authorization_hash for d in devices):
        raise errors.HashInvalid
    _own_for_long(devices, auth_key_id, signed_in_by)
    return [authorization_hash]


def check_settled(
    devices: Sequence[Authorization], authorization_hash: int | None, *, signed_in_by: int
) -> None:
    """FRESH_RESET_AUTHORISATION_FORBIDDEN if the device signed in after that."""
    if is_fresh(devices, authorization_hash, signed_in_by=signed_in_by):
        raise errors.FreshResetForbidden


def is_fresh(
    devices: Sequence[Authorization], authorization_hash: int | None, *, signed_in_by: int
) -> bool:
    """Whether the device signed in after that: it must not throw older ones out at once."""
    return any(d.hash == authorization_hash and d.created > signed_in_by for d in devices)


def change_settings(
    devices: Sequence[Authorization],
    authorization_hash: int,
    *,
    confirmed: bool,
    no_secret_chats: bool | None,
    no_calls: bool | None,
) -> Authorization:
    """The device with other settings, None leaving one as it is. HASH_INVALID.

    https://core.telegram.org/method/account.changeAuthorizationSettings
    """
    for device in devices:
        if device.hash == authorization_hash:
            return replace(
                device,
                confirmed=device.confirmed or confirmed,
                no_secret_chats=_or(no_secret_chats, device.no_secret_chats),
                no_calls=_or(no_calls, device.no_calls),
            )
    raise errors.HashInvalid


def _or(asked: bool | None, present: bool) -> bool:
    return present if asked is None else asked


def _own(devices: Sequence[Authorization], auth_key_id: int) -> Authorization:
    for device in devices:
        if device.auth_key_id == auth_key_id:
            return device
    raise errors.AuthKeyUnregistered


def _own_for_long(
    devices: Sequence[Authorization], auth_key_id: int, signed_in_by: int
) -> Authorization:
    own = _own(devices, auth_key_id)
    # The device may ask under a key that it took along later.
    if min(d.created for d in devices if d.hash == own.hash) > signed_in_by:
        raise errors.FreshResetForbidden
    return own
