"""Looking at what a device registers, before anything is kept.

https://core.telegram.org/method/account.registerDevice
"""

import base64
import binascii

import msgspec

from heliograph.domain import errors
from heliograph.domain.endpoints import IpNetwork, WebAddress, may_be_named, parse_web_address
from heliograph.domain.push import Registration, TokenKind

SECRET_BYTES = 256
_TOKEN_MAX = 4_096
OTHERS_MAX = 100
"""Accounts that share one device; apps hold four at most."""

_AUTH_BYTES = 16
_POINT_BYTES = 65

# The curve P-256: y² = x³ - 3x + b. https://csrc.nist.gov/pubs/sp/800/186/final
_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """Where a browser is reached, and what encrypts for it (RFC 8291)."""

    endpoint: WebAddress
    public_key: bytes
    auth: bytes

    def __repr__(self) -> str:
        return f"Subscription({self.endpoint.origin})"


class _Keys(msgspec.Struct):
    p256dh: str
    auth: str


class _Token(msgspec.Struct):
    endpoint: str
    keys: _Keys


def token_kind(number: int) -> TokenKind:
    """TOKEN_TYPE_INVALID for a number that means nothing."""
    try:
        return TokenKind(number)
    except ValueError:
        raise errors.TokenTypeInvalid from None


def check_registration(asked: Registration, own_networks: tuple[IpNetwork, ...]) -> Registration:
    """The registration, or the refusal. `own_networks` are those an endpoint may be in besides
    public ones.

    A secret of another length could encrypt nothing: whoever gave one does not want to be told in
    the clear, so it is refused rather than left aside.
    """
    if not asked.token:
        raise errors.TokenEmpty
    if len(asked.token) > _TOKEN_MAX or len(asked.other_ids) > OTHERS_MAX:
        raise errors.TokenInvalid
    if asked.secret and len(asked.secret) != SECRET_BYTES:
        raise errors.TokenInvalid
    if asked.kind is TokenKind.WEB:
        read_subscription(asked.token, own_networks)
    elif asked.kind is TokenKind.SIMPLE:
        read_simple(asked.token, own_networks)
    elif asked.kind is TokenKind.SESSION:
        read_session_id(asked.token)
    elif not asked.token.isascii() or not asked.token.isprintable():
        raise errors.TokenInvalid
    return asked


def read_subscription(token: str, own_networks: tuple[IpNetwork, ...]) -> Subscription:
    """A browser's subscription; WEBPUSH_TOKEN_INVALID, WEBPUSH_KEY_INVALID or
    WEBPUSH_AUTH_INVALID say what is wrong with it."""
    try:
        read = msgspec.json.decode(token, type=_Token)
        endpoint = parse_web_address(read.endpoint)
    except ValueError:
        raise errors.WebpushTokenInvalid from None
    if not may_be_named(endpoint, own_networks):
        raise errors.WebpushTokenInvalid
    public_key, auth = _bytes_of(read.keys.p256dh), _bytes_of(read.keys.auth)
    if not _is_on_curve(public_key):
        raise errors.WebpushKeyInvalid
    if len(auth) != _AUTH_BYTES:
        raise errors.WebpushAuthInvalid
    return Subscription(endpoint=endpoint, public_key=public_key, auth=auth)


def read_simple(token: str, own_networks: tuple[IpNetwork, ...]) -> WebAddress:
    """The address of a simple push; TOKEN_INVALID if it is none, or none we may contact."""
    try:
        endpoint = parse_web_address(token)
    except ValueError:
        raise errors.TokenInvalid from None
    if not may_be_named(endpoint, own_networks):
        raise errors.TokenInvalid
    return endpoint


def read_session_id(token: str) -> int:
    """The session that wants to be told, as its signed number; TOKEN_INVALID if it names none.

    Android writes it without a sign.
    """
    digits = token.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or int(token) >= 1 << 64:
        raise errors.TokenInvalid
    number = int(token)
    if number < -(1 << 63):
        raise errors.TokenInvalid
    return number - (1 << 64) if number >= 1 << 63 else number


def _bytes_of(text: str) -> bytes:
    """What base64url text holds, padded or not; nothing if it is none."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", True)
    except (binascii.Error, ValueError):
        return b""


def _is_on_curve(point: bytes) -> bool:
    if len(point) != _POINT_BYTES or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    return x < _P and y < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0
