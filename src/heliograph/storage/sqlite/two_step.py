"""Passwords, attempts at them and mails about them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import apsw
import msgspec

from heliograph.domain import errors
from heliograph.domain.password_attempts import AttemptsContext, Entry, PasswordAttempt
from heliograph.domain.people import Account
from heliograph.domain.sign_in import AttemptResult, SignedIn
from heliograph.domain.two_step import Decided, TwoStep, TwoStepContext, Verdict
from heliograph.ports.two_step_store import RecipientMac
from heliograph.storage.sqlite import (
    code_mails,
    devices,
    keys,
    password_waits,
    people,
    queries,
    rows,
)
from heliograph.storage.sqlite.blobs import UnknownBlob
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("two_step")

_KIND = b"two-step"
_VERSION = b"\x01"
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(TwoStep).decode

Outcome = TypeVar("Outcome")


def two_step(db: apsw.Connection, account_id: int, sealer: Sealer) -> TwoStep:
    """See `ports.two_step_store.TwoStepOperations.two_step`."""
    row = db.execute(_SQL.state, (account_id,)).fetchone()
    if row is None:
        return TwoStep()
    blob = sealer.open(account_id, row[0], kind=_KIND)
    if blob[:1] != _VERSION:
        raise UnknownBlob(f"blob version {blob[0]}")
    return _decode(memoryview(blob)[1:])


def _keep(db: apsw.Connection, account_id: int, state: TwoStep, sealer: Sealer) -> None:
    sealed = sealer.seal(account_id, _VERSION + _encode(state), kind=_KIND)
    db.execute(_SQL.keep, (account_id, int(state.verifier is not None), sealed))


def has_password(db: apsw.Connection, account_id: int) -> bool:
    """Whether a code alone does not sign in to the account."""
    return bool(rows.number(db, _SQL.has_password, (account_id,)))


def with_password(db: apsw.Connection, account_ids: Sequence[int]) -> frozenset[int]:
    found = db.execute(_SQL.with_password, (people.as_json(account_ids),))
    return frozenset(row[0] for row in found)


def change_two_step(
    db: apsw.Connection,
    account_id: int,
    sealer: Sealer,
    *,
    date: int,
    window_s: int,
    recipient_mac: RecipientMac,
    decide: Callable[[TwoStepContext], Decided[Outcome]],
) -> Outcome:
    """See `ports.two_step_store.TwoStepOperations.change_two_step`."""
    account = people.known_account(db, account_id)
    state = two_step(db, account_id, sealer)
    since = date - window_s
    recipient = recipient_mac(state)
    context = TwoStepContext(
        state=state,
        account_letters=_times(db, _SQL.account_letters, account_id, since),
        recipient_letters=_times(db, _SQL.recipient_letters, recipient, since),
        code_mail=code_mails.code_mail(db, account.phone),
    )
    decided = decide(context)
    if decided.state != state:
        _keep(db, account_id, decided.state, sealer)
    if decided.letter:
        db.execute(_SQL.add_letter, (account_id, recipient, date))
    if decided.keeps_account:
        devices.keep_account(db, account_id)
    return decided.outcome


def _times(
    db: apsw.Connection, statement: str, whose: int | str | bytes | None, since: int
) -> tuple[int, ...]:
    return tuple(row[0] for row in db.execute(statement, (whose, since)))


def try_password(
    db: apsw.Connection,
    attempt: PasswordAttempt,
    sealer: Sealer,
    *,
    window_s: int,
    decide: Callable[[PasswordAttempt, AttemptsContext], None],
) -> TwoStep:
    """See `ports.two_step_store.TwoStepOperations.try_password`."""
    state = two_step(db, attempt.account_id, sealer)
    since = attempt.date - window_s
    asked = (attempt.account_id, attempt.srp_id)
    context = AttemptsContext(
        state=state,
        account_times=_times(db, _SQL.account_attempts, attempt.account_id, since),
        address_times=_times(db, _SQL.address_attempts, attempt.address, since),
        used=bool(rows.number(db, _SQL.challenge_used, asked)),
    )
    decide(attempt, context)
    values = (attempt.account_id, attempt.address, attempt.srp_id, attempt.date)
    db.execute(_SQL.add_attempt, values)
    return state


def forgive_attempt(db: apsw.Connection, attempt: PasswordAttempt) -> None:
    db.execute(_SQL.forgive_attempt, (attempt.account_id, attempt.srp_id))
    devices.keep_account(db, attempt.account_id)


def let_in(
    db: apsw.Connection,
    entry: Entry,
    sealer: Sealer,
    *,
    decide: Callable[[TwoStepContext], Decided[Verdict]],
) -> tuple[Verdict, SignedIn | None]:
    """See `ports.two_step_store.TwoStepOperations.let_in`."""
    waits_for = password_waits.awaiting_password(db, entry.auth_key_id, now=entry.date)
    if waits_for != entry.account_id:
        raise errors.AuthKeyUnregistered
    account = people.known_account(db, entry.account_id)
    if account.disabled:
        raise errors.PhoneNumberBanned
    state = two_step(db, account.id, sealer)
    decided = decide(TwoStepContext(state=state))
    if decided.state != state:
        _keep(db, account.id, decided.state, sealer)
    if decided.outcome is not Verdict.RIGHT:
        return decided.outcome, None
    if decided.keeps_account:
        devices.keep_account(db, account.id)
    return Verdict.RIGHT, _authorize(db, entry, account)


def _authorize(db: apsw.Connection, entry: Entry, account: Account) -> SignedIn:
    authorization = keys.let_in(db, entry, account.id)
    return SignedIn(
        result=AttemptResult.SIGNED_IN,
        account=account,
        authorization=authorization,
        has_other_sessions=keys.has_sessions(db, account.id, besides=entry.auth_key_id),
    )


def forget(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Drop attempts and letters that no limit counts any more."""
    db.execute(_SQL.forget_attempts, (before, at_most))
    db.execute(_SQL.forget_letters, (before, at_most))
