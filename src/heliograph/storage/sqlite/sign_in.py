"""Codes, invitations and new accounts."""

import enum
from collections.abc import Callable, Sequence

import apsw

from heliograph.domain.authorizations import Authorization
from heliograph.domain.people import (
    BOTS_MAX,
    FIRST_ACCOUNT_ID,
    FIRST_BOT_ID,
    Account,
    check_may_disable,
)
from heliograph.domain.phone_change import PhoneChangeContext
from heliograph.domain.sign_in import (
    AccountCode,
    AttemptContext,
    AttemptResult,
    Cancellation,
    CodeAttempt,
    CodeContext,
    CodeRequest,
    CodeStanding,
    Guess,
    Invite,
    LoginCode,
    SignedIn,
    SignUp,
    SignUpContext,
    check_unoccupied,
)
from heliograph.storage.sqlite import (
    code_mails,
    devices,
    keys,
    password_waits,
    people,
    queries,
    rows,
    two_step,
)
from heliograph.storage.sqlite.safety import held_numbers

_SQL = queries.load("sign_in")


class _State(enum.IntEnum):
    """login_codes.state, as stored."""

    LIVE = 0
    USED = 1
    CANCELLED = 2


def issue_code(
    db: apsw.Connection,
    request: CodeRequest,
    *,
    window_s: int,
    decide: Callable[[CodeRequest, CodeContext], LoginCode],
) -> tuple[LoginCode, CodeContext]:
    """See `ports.store.SignInOperations.issue_code`; a cancelled code counts like any other."""
    account = people.account_by_phone(db, request.phone)
    invite = db.execute(_SQL.live_invite, (request.phone, request.date)).fetchone()
    since = request.date - window_s
    context = CodeContext(
        account=account,
        invite_mac=invite[0] if invite else None,
        replaced=_live_code(db, request.replaces),
        phone_times=_times(db, _SQL.phone_times, request.phone, since),
        address_times=_times(db, _SQL.address_times, request.address, since),
        has_sessions=account is not None
        and keys.has_sessions(db, account.id, besides=request.auth_key_id),
    )
    code = decide(request, context)
    if request.replaces is not None:
        db.execute(_SQL.end_code, (request.replaces, int(_State.CANCELLED)))
    named = (code.code_hash, code.phone, code.address, code.auth_key_id, code.code_mac)
    stands = (code.created, code.attempts, int(code.verified), int(code.deliver))
    db.execute(_SQL.add_code, named + stands)
    return code, context


def _times(db: apsw.Connection, statement: str, whose: str, since: int) -> tuple[int, ...]:
    return tuple(row[0] for row in db.execute(statement, (whose, since)))


def _code(db: apsw.Connection, code_hash: str) -> tuple[LoginCode | None, _State]:
    row = db.execute(_SQL.code, (code_hash,)).fetchone()
    if row is None:
        return None, _State.CANCELLED
    code = LoginCode(
        phone=row[0],
        address=row[1],
        auth_key_id=row[2],
        code_hash=row[3],
        code_mac=row[4],
        created=row[5],
        attempts=row[6],
        verified=bool(row[7]),
        deliver=bool(row[8]),
    )
    return code, _State(row[9])


def _live_code(db: apsw.Connection, code_hash: str | None) -> LoginCode | None:
    if code_hash is None:
        return None
    code, state = _code(db, code_hash)
    return code if state is _State.LIVE else None


def attempt_code(
    db: apsw.Connection,
    attempt: CodeAttempt,
    decide: Callable[[CodeAttempt, AttemptContext], AttemptResult],
) -> SignedIn:
    """See `ports.store.SignInOperations.attempt_code`."""
    code, state = _code(db, attempt.code_hash)
    account = people.account_by_phone(db, attempt.phone)
    carried = keys.authorization_of_key(db, attempt.auth_key_id)
    # A used code still answers the key that it signed in, as long as it stays signed in, and the
    # key that owes the password yet.
    repeats = account is not None and carried is not None and carried.account_id == account.id
    owed = password_waits.awaiting_password(db, attempt.auth_key_id, now=attempt.date)
    waits = account is not None and owed == account.id
    usable = state is _State.LIVE or (state is _State.USED and (repeats or waits))
    context = AttemptContext(
        code=code if usable else None,
        account=account,
        asks_password=account is not None and not repeats and two_step.has_password(db, account.id),
        guessed=_guessed(db, attempt),
        held=account is None and held_numbers.is_held(db, attempt.phone),
    )
    result = decide(attempt, context)
    if result is AttemptResult.WRONG:
        db.execute(_SQL.count_attempt, (attempt.code_hash,))
    elif result is AttemptResult.SIGN_UP:
        db.execute(_SQL.verify_code, (attempt.code_hash,))
    elif result is AttemptResult.PASSWORD and account is not None and state is _State.LIVE:
        ended = _await_password(db, attempt, account)
        return SignedIn(result=result, ended=ended)
    if result is not AttemptResult.SIGNED_IN or account is None:
        return SignedIn(result=result)
    others = keys.has_sessions(db, account.id, besides=attempt.auth_key_id)
    if state is _State.LIVE or carried is None:
        carried = _sign_in(db, attempt, account)
    return SignedIn(
        result=result, account=account, authorization=carried, has_other_sessions=others
    )


def _guessed(
    db: apsw.Connection, attempt: CodeAttempt | AccountCode
) -> tuple[tuple[int, int], ...]:
    found = db.execute(_SQL.guessed, (attempt.phone, attempt.guesses_since))
    return tuple((created, attempts) for created, attempts in found)


def _await_password(db: apsw.Connection, attempt: CodeAttempt, account: Account) -> Sequence[int]:
    """End the code and let the key offer the password; what it carried before ends."""
    db.execute(_SQL.end_code, (attempt.code_hash, int(_State.USED)))
    ended = keys.end_authorization_of_key(db, attempt.auth_key_id)
    password_waits.await_password(
        db, attempt.auth_key_id, account_id=account.id, expires=attempt.password_until
    )
    return ended


def _sign_in(db: apsw.Connection, request: CodeAttempt | SignUp, account: Account) -> Authorization:
    db.execute(_SQL.end_code, (request.code_hash, int(_State.USED)))
    return keys.let_in(db, request, account.id)


def sign_up(
    db: apsw.Connection,
    request: SignUp,
    decide: Callable[[SignUp, SignUpContext], Account | None],
) -> SignedIn:
    """See `ports.store.SignInOperations.sign_up`."""
    code, state = _code(db, request.code_hash)
    carried = keys.authorization_of_key(db, request.auth_key_id)
    context = SignUpContext(
        code=None if state is _State.CANCELLED else code,
        account=people.account_by_phone(db, request.phone),
        signed_in=carried.account_id if carried else None,
        held=held_numbers.is_held(db, request.phone),
    )
    account = decide(request, context)
    if account is None:
        account = _add_account(
            db,
            phone=request.phone,
            first_name=request.first_name,
            last_name=request.last_name,
            date=request.date,
        )
        carried = _sign_in(db, request, account)
    return SignedIn(
        result=AttemptResult.SIGNED_IN,
        account=account,
        authorization=carried,
        has_other_sessions=keys.has_sessions(db, account.id, besides=request.auth_key_id),
    )


def change_phone(
    db: apsw.Connection,
    request: AccountCode,
    decide: Callable[[AccountCode, PhoneChangeContext], Guess],
) -> Guess:
    """See `ports.ending_store.EndingOperations.change_phone`."""
    account = people.known_account(db, request.account_id)
    context = PhoneChangeContext(
        code=_live_code(db, request.code_hash),
        holder=people.account_by_phone(db, request.phone),
        guessed=_guessed(db, request),
        held=held_numbers.is_held(db, request.phone),
    )
    result = decide(request, context)
    _note_guess(db, request.code_hash, result)
    if result is Guess.RIGHT:
        db.execute(_SQL.set_phone, (account.id, request.phone))
        db.execute(_SQL.drop_invite, (request.phone,))
        code_mails.move_code_mail(db, account.phone, request.phone)
    return result


def keep_account(
    db: apsw.Connection,
    request: AccountCode,
    decide: Callable[[AccountCode, CodeStanding], Guess],
) -> Guess:
    """See `ports.ending_store.EndingOperations.keep_account`."""
    people.known_account(db, request.account_id)
    code, guessed = _live_code(db, request.code_hash), _guessed(db, request)
    result = decide(request, CodeStanding(code=code, guessed=guessed))
    _note_guess(db, request.code_hash, result)
    if result is Guess.RIGHT:
        devices.keep_account(db, request.account_id)
    return result


def _note_guess(db: apsw.Connection, code_hash: str, guess: Guess) -> None:
    if guess is Guess.WRONG:
        db.execute(_SQL.count_attempt, (code_hash,))
    elif guess is Guess.RIGHT:
        db.execute(_SQL.end_code, (code_hash, int(_State.USED)))


def cancel_code(
    db: apsw.Connection,
    request: Cancellation,
    decide: Callable[[LoginCode | None, Cancellation], None],
) -> None:
    """See `ports.store.SignInOperations.cancel_code`."""
    decide(_live_code(db, request.code_hash), request)
    db.execute(_SQL.end_code, (request.code_hash, int(_State.CANCELLED)))


def add_invite(db: apsw.Connection, invite: Invite) -> None:
    check_unoccupied(people.account_by_phone(db, invite.phone))
    db.execute(_SQL.add_invite, (invite.phone, invite.code_mac, invite.created, invite.expires))


def add_account(
    db: apsw.Connection, *, phone: str, first_name: str, last_name: str, date: int
) -> Account:
    check_unoccupied(people.account_by_phone(db, phone))
    return _add_account(db, phone=phone, first_name=first_name, last_name=last_name, date=date)


def _add_account(
    db: apsw.Connection, *, phone: str, first_name: str, last_name: str, date: int
) -> Account:
    values = (phone, first_name, last_name, date, FIRST_ACCOUNT_ID, FIRST_BOT_ID)
    account_id = rows.number(db, _SQL.add_account, values)
    db.execute(_SQL.add_mailbox, (account_id,))
    db.execute(_SQL.drop_invite, (phone,))
    return Account(
        id=account_id, phone=phone, first_name=first_name, last_name=last_name, created=date
    )


def add_bot_account(db: apsw.Connection, *, name: str, date: int) -> Account:
    """An account of a bot, which has no number, and its mailbox."""
    values = (rows.NO_NUMBER, name, "", date, FIRST_BOT_ID, FIRST_BOT_ID + BOTS_MAX)
    account_id = rows.number(db, _SQL.add_account, values)
    db.execute(_SQL.set_phone, (account_id, f"{rows.NO_NUMBER}{account_id}"))
    db.execute(_SQL.add_mailbox, (account_id,))
    return Account(id=account_id, phone="", first_name=name, created=date)


def set_disabled(db: apsw.Connection, account_id: int, disabled: bool) -> Sequence[int]:
    """Raises USER_ID_INVALID for an unknown account and for the service account."""
    check_may_disable(account_id)
    people.known_account(db, account_id)
    db.execute(_SQL.set_disabled, (account_id, int(disabled)))
    if not disabled:
        return ()
    password_waits.end_waits_of(db, account_id)
    return keys.end_all_authorizations(db, account_id)
