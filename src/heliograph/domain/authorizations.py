"""Auth keys, the clients that hold them and the authorizations they carry."""

import msgspec


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
    """One 256-byte key agreed with a client; `auth_key_id` is signed 64 bit."""

    auth_key_id: int
    secret: bytes
    dc: int
    created: int


class StoredKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key with what was learned under it."""

    key: AuthKeyRecord
    client: ClientInfo | None = None
    account_id: int | None = None
    authorization_hash: int | None = None


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """One signed-in device. `hash` names it in the sessions list; times are Unix seconds."""

    hash: int
    auth_key_id: int
    account_id: int
    created: int
    active: int
    address: str
    client: ClientInfo
