"""Signing in and up by a code, and logging out.

https://core.telegram.org/api/auth
"""

from collections.abc import Awaitable, Callable
from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.codes import code_mac, draw_code, draw_code_hash, draw_pause_s
from heliograph.actions.encrypted_chats import tell_ended_chats
from heliograph.actions.newcomers import introduce
from heliograph.actions.service_messages import tell
from heliograph.actions.terms import accept_terms
from heliograph.domain import errors
from heliograph.domain.account_events import DeviceSignedIn
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.networks import network_of
from heliograph.domain.notices import login_code, new_sign_in
from heliograph.domain.sign_in import (
    AttemptResult,
    Cancellation,
    CodeAttempt,
    CodeContext,
    CodeRequest,
    LoginCode,
    SignedIn,
    SignUp,
    check_code,
    check_live,
    issue_code,
    may_sign_up,
    normalise_phone,
)
from heliograph.domain.texts import DEFAULT_LANGUAGE


async def send_code(
    app: App,
    *,
    phone: str,
    address: str,
    auth_key_id: int,
    language: str = DEFAULT_LANGUAGE,
    replaces: str | None = None,
) -> LoginCode:
    """Issue a code and have it delivered, if anybody is to be told it.

    `replaces` is the `code_hash` of an earlier one, which ends if this one is issued;
    PHONE_CODE_EXPIRED if it does not live.
    Nothing in the result but `code_hash` may reach the caller. The delivery begins after
    the answer has left, so that its time does not tell who has an account.
    SEND_CODE_UNAVAILABLE for every number if codes would go nowhere.
    """
    if not app.messenger.available:
        raise errors.CodeDeliveryUnavailable
    phone = normalise_phone(phone)
    code = draw_code(app.random, app.code_limits.digits)
    request = CodeRequest(
        phone=phone,
        address=network_of(address),
        auth_key_id=auth_key_id,
        code_hash=draw_code_hash(app.random),
        code_mac=code_mac(app.code_secret, phone, code),
        replaces=replaces,
        date=app.clock.now(),
    )
    decide = partial(issue_code, registration=app.registration, limits=app.code_limits)
    kept, context = await app.store.issue_code(
        request, window_s=app.code_limits.window_s, decide=decide
    )
    send = partial(app.messenger.deliver_code, phone, code, language)
    delivery = partial(_deliver, app, _account_to_tell(context), code, send)
    app.spawn(_after_answer(app, delivery if kept.deliver else None))
    return kept


async def _deliver(
    app: App, account_id: int | None, code: str, send: Callable[[], Awaitable[None]]
) -> None:
    """To the devices that are signed in first, as they have it at once; then by the messenger."""
    try:
        if account_id is not None:
            await _tell_sessions(app, account_id, code)
    finally:
        await send()


async def _after_answer(app: App, work: Callable[[], Awaitable[None]] | None) -> None:
    """Do the work, if any, when the answer has left; where there is none, wait all the same.

    A spawned task runs before the answer is written, and what it does to disk and threads would
    delay the answer and those to calls sent right behind it.
    """
    await app.pause(draw_pause_s(app.random))
    if work is not None:
        await work()


def _account_to_tell(context: CodeContext) -> int | None:
    if context.account is None or context.account.disabled or not context.has_sessions:
        return None
    return context.account.id


async def _tell_sessions(app: App, account_id: int, code: str) -> None:
    await tell(app, account_id, login_code(code))


async def cancel_code(app: App, *, phone: str, code_hash: str, auth_key_id: int) -> None:
    """Let a code end, or PHONE_CODE_EXPIRED. Every number has codes: it tells nothing of it."""
    request = Cancellation(
        phone=normalise_phone(phone),
        code_hash=code_hash,
        auth_key_id=auth_key_id,
        date=app.clock.now(),
    )
    await app.store.cancel_code(request, decide=partial(check_live, limits=app.code_limits))


async def sign_in(
    app: App,
    *,
    phone: str,
    code_hash: str,
    code: str,
    auth_key_id: int,
    address: str,
    client: ClientInfo,
) -> SignedIn:
    """Try a code: SIGNED_IN with account and authorization, SIGN_UP, or the refusal.

    SESSION_PASSWORD_NEEDED where the code was right and the account has a password. A correct
    code entered again by the same key gives the same authorization.
    """
    phone = normalise_phone(phone)
    now = app.clock.now()
    attempt = CodeAttempt(
        phone=phone,
        code_hash=code_hash,
        code_mac=code_mac(app.code_secret, phone, code),
        auth_key_id=auth_key_id,
        address=address,
        client=client,
        authorization_hash=draw_authorization_hash(app),
        password_until=now + app.two_step_limits.wait_s,
        guesses_since=now - app.code_limits.guess_window_s,
        date=now,
    )
    done = await app.store.attempt_code(attempt, decide=partial(check_code, limits=app.code_limits))
    match done.result:
        case AttemptResult.WRONG:
            raise errors.PhoneCodeInvalid
        case AttemptResult.EXPIRED:
            raise errors.PhoneCodeExpired
        case AttemptResult.BANNED:
            raise errors.PhoneNumberBanned
        case AttemptResult.PASSWORD:
            for ended in done.ended:
                app.sessions.sign_out(ended)
            raise errors.SessionPasswordNeeded
    open_session(app, auth_key_id, done)
    return done


async def sign_up(
    app: App,
    *,
    phone: str,
    code_hash: str,
    first_name: str,
    last_name: str,
    auth_key_id: int,
    address: str,
    client: ClientInfo,
) -> SignedIn:
    """Make the account of a number whose code was entered; a repeat gives the same one.

    Clients show the terms of service before: whoever signs up has accepted them.
    """
    request = SignUp(
        phone=normalise_phone(phone),
        code_hash=code_hash,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        auth_key_id=auth_key_id,
        address=address,
        client=client,
        authorization_hash=draw_authorization_hash(app),
        date=app.clock.now(),
    )
    done = await app.store.sign_up(request, decide=partial(may_sign_up, limits=app.code_limits))
    if done.account is not None and app.terms is not None:
        await accept_terms(app, done.account.id, app.terms.id)
    open_session(app, auth_key_id, done)
    if done.account is not None:
        app.spawn(introduce(app, done.account))
    return done


def open_session(app: App, auth_key_id: int, done: SignedIn) -> None:
    """Let the key's live sessions act for the account, and tell its other devices."""
    if done.account is None or done.authorization is None:
        return
    for displaced in done.authorization.displaced:
        app.sessions.sign_out(displaced)
    app.sessions.sign_in(
        auth_key_id, account_id=done.account.id, authorization_hash=done.authorization.hash
    )
    if done.has_other_sessions:
        device = done.authorization
        change = DeviceSignedIn(device=device, asks=not device.confirmed)
        tell_account(app, done.account.id, change, origin=None)
        notice = new_sign_in(done.account.first_name, device)
        app.spawn(tell(app, done.account.id, notice))


async def log_out(app: App, auth_key_id: int) -> None:
    """End the key's authorization; the key stays readable, so that the answer arrives."""
    for ended in {auth_key_id, *await app.store.end_authorization_of_key(auth_key_id)}:
        app.sessions.sign_out(ended)
    app.spawn(tell_ended_chats(app))


async def give_up(app: App, auth_key_id: int) -> None:
    """Let a key that only entered a code, if it did, offer no password any more."""
    # Asked first, so that strangers cost no write.
    if await app.store.awaiting_password(auth_key_id, now=app.clock.now()) is not None:
        await app.store.end_password_wait(auth_key_id)


def draw_authorization_hash(app: App) -> int:
    """A name for a device in the sessions list: positive, as 0 means the asking device."""
    return app.random.below(2**63 - 1) + 1
