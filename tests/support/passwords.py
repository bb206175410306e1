"""A client's half of two-step verification, written from the page and not from the server.

https://core.telegram.org/api/srp
"""

import hashlib
import secrets
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import Device, RpcError

Algorithm = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow


def _h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _pad(number: int) -> bytes:
    return number.to_bytes(256, "big")


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def password_hash(algo: Algorithm, text: str) -> int:
    """`x`, the password's hash under the salts."""
    first = _h(algo.salt1, text.encode(), algo.salt1)
    second = _h(algo.salt2, first, algo.salt2)
    slow = hashlib.pbkdf2_hmac("sha512", second, algo.salt1, 100_000)
    return _number(_h(algo.salt2, slow, algo.salt2))


def verifier(algo: Algorithm, text: str) -> bytes:
    """`v`, as sent for a new password."""
    return _pad(pow(algo.g, password_hash(algo, text), _number(algo.p)))


def proof(
    told: types.account.Password, text: str, *, public: bytes | None = None
) -> types.InputCheckPasswordSRP:
    """The answer to the challenge in `told`; `public` is sent as g_a in place of an honest one."""
    algo, b = told.current_algo, told.srp_B
    assert isinstance(algo, Algorithm)
    assert b is not None
    assert told.srp_id is not None
    p, g = _number(algo.p), algo.g
    secret = secrets.randbits(2048)
    a = public if public is not None else _pad(pow(g, secret, p))
    x = password_hash(algo, text)
    k = _number(_h(algo.p, _pad(g)))
    u = _number(_h(a, b))
    shared = pow((_number(b) - k * pow(g, x, p)) % p, secret + u * x, p)
    xored = bytes(m ^ n for m, n in zip(_h(algo.p), _h(_pad(g)), strict=True))
    m1 = _h(xored, _h(algo.salt1), _h(algo.salt2), a, b, _h(_pad(shared)))
    return types.InputCheckPasswordSRP(srp_id=told.srp_id, A=a, M1=m1)


def new_algorithm(told: types.account.Password) -> Algorithm:
    """The offered algorithm with the client's own salt."""
    algo = told.new_algo
    assert isinstance(algo, Algorithm)
    return Algorithm(
        salt1=algo.salt1 + secrets.token_bytes(32), salt2=algo.salt2, g=algo.g, p=algo.p
    )


def new_password(
    told: types.account.Password, text: str, *, hint: str = "", email: str | None = None
) -> types.account.PasswordInputSettings:
    """Settings with a new password."""
    algo = new_algorithm(told)
    return types.account.PasswordInputSettings(
        new_algo=algo, new_password_hash=verifier(algo, text), hint=hint, email=email
    )


def no_password() -> types.account.PasswordInputSettings:
    """Settings that take the password away, as TDLib says it."""
    return types.account.PasswordInputSettings(
        new_algo=types.PasswordKdfAlgoUnknown(), new_password_hash=b"", hint=""
    )


async def told_by(device: Device) -> types.account.Password:
    """What the account has set up, with a fresh challenge."""
    told: types.account.Password = await device(functions.account.GetPassword())
    return told


async def proof_by(device: Device, text: str | None) -> Any:
    """A proof of the present password, or the word that there is none."""
    told = await told_by(device)
    return types.InputCheckPasswordEmpty() if text is None else proof(told, text)


async def update(
    device: Device, current: str | None, settings: types.account.PasswordInputSettings
) -> Any:
    """account.updatePasswordSettings under a proof of the present password."""
    return await device(
        functions.account.UpdatePasswordSettings(
            password=await proof_by(device, current), new_settings=settings
        )
    )


async def set_password(
    device: Device, text: str, *, current: str | None = None, hint: str = "", email: str = ""
) -> None:
    """Set or change the password; an `email` is confirmed by the code the mailer was given."""
    settings = new_password(await told_by(device), text, hint=hint, email=email or None)
    query = functions.account.UpdatePasswordSettings(
        password=await proof_by(device, current), new_settings=settings
    )
    if not email:
        assert await device(query)
        return
    with pytest.raises(RpcError, match="EMAIL_UNCONFIRMED_6"):
        await device(query)
    code = device.stage.mailer.code
    assert await device(functions.account.ConfirmPasswordEmail(code=code))
