"""Codes and attempts for tests that talk to a store directly."""

import itertools
from functools import partial

from heliograph.domain.authorizations import AuthKeyRecord, ClientInfo
from heliograph.domain.sign_in import (
    Cancellation,
    CodeAttempt,
    CodeLimits,
    CodeRequest,
    LoginCode,
    Registration,
    SignedIn,
    SignUp,
    check_code,
    check_live,
    issue_code,
    may_sign_up,
)
from heliograph.ports.store import Store
from support.mailboxes import NOON

ADA_PHONE = "8880000000"
CODE_MAC = b"right"
LIMITS = CodeLimits(per_phone=50, per_address=50)

_names = itertools.count()


def key(auth_key_id: int) -> AuthKeyRecord:
    secret = bytes([auth_key_id % 256]) * 256
    return AuthKeyRecord(auth_key_id=auth_key_id, secret=secret, dc=2, created=NOON)


async def request_code(
    store: Store,
    auth_key_id: int,
    *,
    phone: str = ADA_PHONE,
    address: str = "10.0.0.1",
    date: int = NOON,
    registration: Registration = Registration.OPEN,
    limits: CodeLimits = LIMITS,
    name: str = "",
    replaces: str | None = None,
) -> LoginCode:
    """A code as the actions ask for it; `name` tells several of one key apart."""
    request = CodeRequest(
        phone=phone,
        address=address,
        auth_key_id=auth_key_id,
        code_hash=f"hash-{auth_key_id}-{phone}-{date}-{name}",
        code_mac=CODE_MAC,
        replaces=replaces,
        date=date,
    )
    decide = partial(issue_code, registration=registration, limits=limits)
    code, _ = await store.issue_code(request, window_s=limits.window_s, decide=decide)
    return code


async def attempt(
    store: Store,
    code: LoginCode,
    *,
    code_mac: bytes = CODE_MAC,
    auth_key_id: int | None = None,
    authorization_hash: int = 1,
    date: int = NOON,
) -> SignedIn:
    tried = CodeAttempt(
        phone=code.phone,
        code_hash=code.code_hash,
        code_mac=code_mac,
        auth_key_id=code.auth_key_id if auth_key_id is None else auth_key_id,
        address="10.0.0.1",
        client=ClientInfo(layer=198),
        authorization_hash=authorization_hash,
        password_until=date + 3600,
        guesses_since=date - LIMITS.guess_window_s,
        date=date,
    )
    return await store.attempt_code(tried, decide=partial(check_code, limits=LIMITS))


async def cancel(store: Store, code: LoginCode, *, date: int = NOON) -> None:
    """As its own client cancels a code."""
    request = Cancellation(
        phone=code.phone, code_hash=code.code_hash, auth_key_id=code.auth_key_id, date=date
    )
    await store.cancel_code(request, decide=partial(check_live, limits=LIMITS))


async def sign_up(
    store: Store, code: LoginCode, *, first_name: str = "Eve", authorization_hash: int = 1
) -> SignedIn:
    request = SignUp(
        phone=code.phone,
        code_hash=code.code_hash,
        first_name=first_name,
        last_name="",
        auth_key_id=code.auth_key_id,
        address="10.0.0.1",
        client=ClientInfo(layer=198),
        authorization_hash=authorization_hash,
        date=NOON,
    )
    return await store.sign_up(request, decide=partial(may_sign_up, limits=LIMITS))


async def sign_device_in(store: Store, auth_key_id: int, account_id: int) -> None:
    """A device of an account, with a key and an authorization of its own."""
    account = await store.account(account_id)
    assert account is not None
    await store.save_auth_key(key(auth_key_id))
    code = await request_code(store, auth_key_id, phone=account.phone, name=str(next(_names)))
    await attempt(store, code, authorization_hash=auth_key_id)
