"""Methods of two-step verification in the situations they are refused in: the documented errors."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from heliograph.domain.passwords import PRIME
from heliograph.tl import functions, types
from support.passwords import (
    Algorithm,
    new_algorithm,
    no_password,
    proof,
    proof_by,
    set_password,
    told_by,
    verifier,
)
from support.stage import Device, RpcError, Stage, send_code, sign_in

ANN = "12025550101"
MAIL = "ann@example.org"
EMPTY = types.InputCheckPasswordEmpty()
Make = Callable[[Device], Awaitable[Any]]

account, auth = functions.account, functions.auth


async def refusal(device: Device, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await device(query)
    return refused.value.code, refused.value.text


# Who calls: a device of an account without a password, of one with a password (and with a recovery
# address), a key that owes the password, and a key that is nobody's.


async def plain(stage: Stage) -> Device:
    return await stage.person(ANN, "Ann")


async def locked(stage: Stage) -> Device:
    device = await plain(stage)
    await set_password(device, "secret")
    return device


async def mailed(stage: Stage) -> Device:
    device = await plain(stage)
    await set_password(device, "secret", email=MAIL)
    return device


async def half(stage: Stage) -> Device:
    await locked(stage)
    device = await stage.device()
    sent = await device(send_code(ANN))
    query = sign_in(ANN, sent.phone_code_hash, stage.messenger.codes[-1][1])
    assert await refusal(device, query) == (401, "SESSION_PASSWORD_NEEDED")
    return device


async def stranger(stage: Stage) -> Device:
    return await stage.device()


# What is sent.


def fixed(query: Any) -> Make:
    async def make(device: Device) -> Any:
        return query

    return make


def checking(answer: Callable[[types.account.Password], Any]) -> Make:
    """auth.checkPassword with what is made of a fresh challenge."""

    async def make(device: Device) -> Any:
        return auth.CheckPassword(password=answer(await told_by(device)))

    return make


def updating(
    settings: Callable[[types.account.Password], Any], current: str | None = "secret"
) -> Make:
    async def make(device: Device) -> Any:
        made = settings(await told_by(device))
        return account.UpdatePasswordSettings(
            password=await proof_by(device, current), new_settings=made
        )

    return make


def answer(told: types.account.Password, **changes: Any) -> types.InputCheckPasswordSRP:
    """An honest answer, spoilt."""
    made = proof(told, "secret")
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def p_times(factor: int) -> bytes:
    number = int.from_bytes(PRIME, "big") * factor
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def zero_knowledge(public: bytes) -> Make:
    """An answer that is right for whoever lets such a g_a pass: it needs no password."""
    return checking(lambda told: proof(told, "not the password", public=public))


def settings(told: types.account.Password, **changes: Any) -> Any:
    """A new password, its algorithm or hash spoilt."""
    algo = new_algorithm(told)
    value = verifier(algo, "other")
    value = changes.pop("value", value)
    hint = changes.pop("hint", "")
    for name, given in changes.items():
        setattr(algo, name, given(getattr(algo, name)))
    return types.account.PasswordInputSettings(new_algo=algo, new_password_hash=value, hint=hint)


def only(**parts: Any) -> Callable[[types.account.Password], Any]:
    return lambda told: types.account.PasswordInputSettings(**parts)


def secure(salt: bytes | None = None, secret: bytes = b"s", known: bool = True) -> Any:
    def make(told: types.account.Password) -> Any:
        offered: Any = told.new_secure_algo
        algo: Any = types.SecurePasswordKdfAlgoPBKDF2HMACSHA512iter100000(
            salt=offered.salt + bytes(32) if salt is None else salt
        )
        if not known:
            algo = types.SecurePasswordKdfAlgoSHA512(salt=offered.salt + bytes(32))
        return types.account.PasswordInputSettings(
            new_secure_settings=types.SecureSecretSettings(
                secure_algo=algo, secure_secret=secret, secure_secret_id=1
            )
        )

    return make


P_MINUS_1 = (int.from_bytes(PRIME, "big") - 1).to_bytes(256, "big")
UNKNOWN = types.PasswordKdfAlgoUnknown()
TOO_LONG = b"x" * 257

TABLE: dict[str, list[tuple[str, Callable[[Stage], Awaitable[Device]], Make, str]]] = {
    "auth.checkPassword": [
        ("wrong password", half, checking(lambda t: proof(t, "wrong")), "PASSWORD_HASH_INVALID"),
        ("no password offered", half, checking(lambda t: EMPTY), "PASSWORD_HASH_INVALID"),
        ("signed in, wrong", locked, checking(lambda t: proof(t, "x")), "PASSWORD_HASH_INVALID"),
        ("signed in, none", locked, checking(lambda t: EMPTY), "PASSWORD_HASH_INVALID"),
        ("spoilt M1", half, checking(lambda t: answer(t, M1=bytes(32))), "PASSWORD_HASH_INVALID"),
        ("short M1", half, checking(lambda t: answer(t, M1=b"")), "PASSWORD_HASH_INVALID"),
        ("made-up id", half, checking(lambda t: answer(t, srp_id=77)), "SRP_ID_INVALID"),
        ("id 0", half, checking(lambda t: answer(t, srp_id=0)), "SRP_ID_INVALID"),
        ("A = 0", half, zero_knowledge(bytes(256)), "SRP_A_INVALID"),
        ("A empty", half, checking(lambda t: answer(t, A=b"")), "SRP_A_INVALID"),
        ("A = p", half, zero_knowledge(p_times(1)), "SRP_A_INVALID"),
        ("A = 1", half, zero_knowledge((1).to_bytes(256, "big")), "SRP_A_INVALID"),
        ("A = p - 1", half, zero_knowledge(P_MINUS_1), "SRP_A_INVALID"),
        ("A = 2p", half, checking(lambda t: answer(t, A=p_times(2))), "SRP_A_INVALID"),
        ("A too long", half, checking(lambda t: answer(t, A=TOO_LONG)), "SRP_A_INVALID"),
        ("nobody", stranger, fixed(auth.CheckPassword(password=EMPTY)), "AUTH_KEY_UNREGISTERED"),
    ],
    "account.getPassword": [
        ("nobody", stranger, fixed(account.GetPassword()), "AUTH_KEY_UNREGISTERED"),
    ],
    "account.getPasswordSettings": [
        (
            "no password offered",
            locked,
            fixed(account.GetPasswordSettings(password=EMPTY)),
            "PASSWORD_HASH_INVALID",
        ),
        (
            "owes the password",
            half,
            fixed(account.GetPasswordSettings(password=EMPTY)),
            "SESSION_PASSWORD_NEEDED",
        ),
    ],
    "account.updatePasswordSettings": [
        ("none offered", locked, updating(settings, None), "PASSWORD_HASH_INVALID"),
        ("wrong password", locked, updating(settings, "wrong"), "PASSWORD_HASH_INVALID"),
        ("none to remove", plain, updating(lambda t: no_password(), None), "NEW_SETTINGS_EMPTY"),
        ("nothing to set", plain, updating(only(), None), "NEW_SETTINGS_EMPTY"),
        ("address alone", plain, updating(only(email=MAIL), None), "NEW_SETTINGS_EMPTY"),
        (
            "salt of another server",
            locked,
            updating(lambda t: settings(t, salt1=lambda s: bytes(40))),
            "NEW_SALT_INVALID",
        ),
        (
            "salt not added to",
            locked,
            updating(lambda t: settings(t, salt1=lambda s: s[:8])),
            "NEW_SALT_INVALID",
        ),
        (
            "salt without end",
            locked,
            updating(lambda t: settings(t, salt1=lambda s: s + bytes(1000))),
            "NEW_SALT_INVALID",
        ),
        (
            "other second salt",
            locked,
            updating(lambda t: settings(t, salt2=lambda s: s + b"x")),
            "NEW_SALT_INVALID",
        ),
        ("salt of the first", locked, updating(lambda t: again(t)), "NEW_SALT_INVALID"),
        (
            "other prime",
            locked,
            updating(lambda t: settings(t, p=lambda p: p[:-1] + b"\x01")),
            "NEW_SETTINGS_INVALID",
        ),
        (
            "other generator",
            locked,
            updating(lambda t: settings(t, g=lambda g: 2)),
            "NEW_SETTINGS_INVALID",
        ),
        (
            "unknown algorithm",
            locked,
            updating(only(new_algo=UNKNOWN, new_password_hash=b"x" * 256, hint="")),
            "NEW_SETTINGS_INVALID",
        ),
        *(
            (name, locked, updating(lambda t, v=v: settings(t, value=v)), "NEW_SETTINGS_INVALID")
            for name, v in {
                "verifier 0": bytes(256),
                "verifier 1": (1).to_bytes(256, "big"),
                "verifier p - 1": P_MINUS_1,
                "verifier p": PRIME,
                "short verifier": b"x" * 255,
                "long verifier": TOO_LONG,
            }.items()
        ),
        (
            "long hint",
            locked,
            updating(lambda t: settings(t, hint="h" * 256)),
            "NEW_SETTINGS_INVALID",
        ),
        *(
            (f"address {text!r}", locked, updating(only(email=text)), "EMAIL_INVALID")
            for text in ("ann", "@example.org", "a b@example.org", "a@b", "a@x.org\nBcc: b@x.org")
        ),
        ("unconfirmed", locked, updating(only(email=MAIL)), "EMAIL_UNCONFIRMED_6"),
        ("foreign secure salt", locked, updating(secure(salt=bytes(40))), "NEW_SALT_INVALID"),
        ("long secret", locked, updating(secure(secret=b"s" * 2000)), "NEW_SETTINGS_INVALID"),
        ("old secure kind", locked, updating(secure(known=False)), "NEW_SETTINGS_INVALID"),
    ],
    "account.confirmPasswordEmail": [
        (
            "nothing waits",
            locked,
            fixed(account.ConfirmPasswordEmail(code="1")),
            "EMAIL_HASH_EXPIRED",
        ),
        ("owes", half, fixed(account.ConfirmPasswordEmail(code="1")), "SESSION_PASSWORD_NEEDED"),
    ],
    "account.resendPasswordEmail": [
        ("nothing waits", locked, fixed(account.ResendPasswordEmail()), "EMAIL_HASH_EXPIRED"),
    ],
    "account.cancelPasswordEmail": [
        ("nothing waits", locked, fixed(account.CancelPasswordEmail()), "EMAIL_HASH_EXPIRED"),
    ],
    "auth.requestPasswordRecovery": [
        ("no password", plain, fixed(auth.RequestPasswordRecovery()), "PASSWORD_EMPTY"),
        ("no address", locked, fixed(auth.RequestPasswordRecovery()), "PASSWORD_RECOVERY_NA"),
        ("owes, no address", half, fixed(auth.RequestPasswordRecovery()), "PASSWORD_RECOVERY_NA"),
        ("nobody", stranger, fixed(auth.RequestPasswordRecovery()), "AUTH_KEY_UNREGISTERED"),
    ],
    "auth.checkRecoveryPassword": [
        ("no code", half, fixed(auth.CheckRecoveryPassword(code="")), "CODE_EMPTY"),
        (
            "not asked for",
            half,
            fixed(auth.CheckRecoveryPassword(code="1")),
            "PASSWORD_RECOVERY_EXPIRED",
        ),
    ],
    "auth.recoverPassword": [
        ("no code", half, fixed(auth.RecoverPassword(code="")), "CODE_EMPTY"),
        ("not asked for", half, fixed(auth.RecoverPassword(code="1")), "PASSWORD_RECOVERY_EXPIRED"),
        ("signed in", mailed, fixed(auth.RecoverPassword(code="1")), "PASSWORD_RECOVERY_EXPIRED"),
        (
            "bad settings",
            half,
            fixed(
                auth.RecoverPassword(
                    code="1",
                    new_settings=types.account.PasswordInputSettings(
                        new_algo=UNKNOWN, new_password_hash=b"x", hint=""
                    ),
                )
            ),
            "NEW_SETTINGS_INVALID",
        ),
    ],
    "account.resetPassword": [
        ("no password", plain, fixed(account.ResetPassword()), "PASSWORD_EMPTY"),
        ("owes the password", half, fixed(account.ResetPassword()), "SESSION_PASSWORD_NEEDED"),
    ],
    "account.declinePasswordReset": [
        ("none requested", locked, fixed(account.DeclinePasswordReset()), "RESET_REQUEST_MISSING"),
    ],
    "account.getTmpPassword": [
        (
            "nothing to pay",
            locked,
            fixed(account.GetTmpPassword(password=EMPTY, period=60)),
            "TMP_PASSWORD_DISABLED",
        ),
    ],
}


def again(told: types.account.Password) -> Any:
    """A new password under the salts of the present one."""
    algo = told.current_algo
    assert isinstance(algo, Algorithm)
    return types.account.PasswordInputSettings(
        new_algo=algo, new_password_hash=secrets.token_bytes(256), hint=""
    )


ROWS = [
    pytest.param(who, make, token, id=f"{method}-{situation}")
    for method, rows in TABLE.items()
    for situation, who, make, token in rows
]


@pytest.mark.parametrize(("who", "make", "token"), ROWS)
async def test_14_2_refused_as_documented(
    stage: Stage, who: Callable[[Stage], Awaitable[Device]], make: Make, token: str
) -> None:
    device = await who(stage)
    code = 401 if token in ("AUTH_KEY_UNREGISTERED", "SESSION_PASSWORD_NEEDED") else 400
    state = await state_of(stage)
    assert await refusal(device, await make(device)) == (code, token)
    # Nothing half-done stays behind but a new address that waits.
    if token != "EMAIL_UNCONFIRMED_6":
        assert await state_of(stage) == state
    assert not await signed_in_anew(stage, device, who)


async def state_of(stage: Stage) -> Any:
    found = await stage.store.account_by_phone(ANN)
    return found and await stage.store.two_step(found.id)


async def signed_in_anew(stage: Stage, device: Device, who: Any) -> bool:
    return who in (half, stranger) and device.key.account_id is not None


async def test_honest_answers_of_the_table_pass(stage: Stage) -> None:
    """The spoilt ones are refused for what is spoilt."""
    device = await half(stage)
    done = await device(auth.CheckPassword(password=answer(await told_by(device))))
    assert done.user.first_name == "Ann"
    assert await device(await updating(secure())(device))
    assert await device(await updating(settings)(device))
