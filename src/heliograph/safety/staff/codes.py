"""Codes of an authenticator app, six digits that change every half minute.

https://www.rfc-editor.org/rfc/rfc6238
"""

import base64
import hmac
from urllib.parse import quote, urlencode

SECRET_BYTES = 20
"""As long as the hash that makes the codes: RFC 4226, 4 (R6)."""

DIGITS = 6
STEP_S = 30
_DRIFT = 1
"""Steps before and after: a clock that is half a minute wrong, and what typing takes."""


def step_at(now: float) -> int:
    """The step that a Unix time is in."""
    return int(now) // STEP_S


def code_of(secret: bytes, step: int) -> str:
    """The code of a step, by SHA-1 as every app has it."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).rjust(DIGITS, "0")


def matching_step(secret: bytes, code: str, *, now: float) -> int:
    """The step whose code this is, 0 for none; it takes as long whichever it is.

    Whether the code was used before is for the store to say, which notes it as used.
    """
    said = "".join(code.split()).encode()
    found = 0
    for step in range(step_at(now) - _DRIFT, step_at(now) + _DRIFT + 1):
        same = hmac.compare_digest(code_of(secret, step).encode(), said)
        found = step if same else found
    return found


def written(secret: bytes) -> str:
    """The secret as people type it: base32."""
    return base64.b32encode(secret).decode().rstrip("=")


def otpauth(secret: bytes, *, name: str, issuer: str) -> str:
    """The address that authenticator apps take the secret from.

    https://github.com/google/google-authenticator/wiki/Key-Uri-Format
    """
    # A colon that is written as %3A some apps take for a part of the name.
    label = f"{quote(issuer, safe='')}:{quote(name, safe='')}"
    asked = {"secret": written(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_S}
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"
