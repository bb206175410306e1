"""Tokens that sign a device in once another accepts them."""

from collections.abc import Callable

import apsw
import msgspec

from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.errors import AuthTokenInvalid
from heliograph.domain.login_tokens import (
    Acceptance,
    AcceptContext,
    Accepted,
    KeyStanding,
    LoginToken,
    Outcome,
    ShowContext,
)
from heliograph.domain.people import Account
from heliograph.domain.sign_in import AttemptResult, SignedIn
from heliograph.storage.sqlite import keys, password_waits, people, queries, rows, two_step
from heliograph.storage.sqlite.sealing import Sealer

_SQL = queries.load("login_tokens")


def show_login_token(
    db: apsw.Connection,
    token: LoginToken,
    *,
    at_most: int,
    now: int,
    decide: Callable[[LoginToken, ShowContext], Outcome],
) -> Outcome:
    """See `ports.login_token_store.LoginTokenOperations.show_login_token`."""
    living = rows.fetch(db, _SQL.living_tokens, (token.network, now, token.auth_key_id))
    context = ShowContext(
        standing=_standing(db, token.auth_key_id, now=now), living=tuple(row[0] for row in living)
    )
    outcome = decide(token, context)
    if outcome is Outcome.SHOW:
        excepted = people.as_json(token.except_ids)
        whose = (token.auth_key_id, token.address, token.network)
        db.execute(_SQL.add_token, (token.digest, *whose, excepted, token.expires))
        db.execute(_SQL.drop_oldest_tokens, (token.auth_key_id, at_most))
    return outcome


def login_token(
    db: apsw.Connection, digest: bytes, *, auth_key_id: int, now: int
) -> tuple[LoginToken | None, KeyStanding]:
    """See `ports.login_token_store.LoginTokenOperations.login_token`."""
    return _token(db, digest), _standing(db, auth_key_id, now=now)


def accept_login_token(
    db: apsw.Connection,
    request: Acceptance,
    sealer: Sealer,
    *,
    decide: Callable[[Acceptance, AcceptContext], Outcome],
) -> Accepted:
    """See `ports.login_token_store.LoginTokenOperations.accept_login_token`."""
    token = _token(db, request.digest)
    carried = None if token is None else keys.authorization_of_key(db, token.auth_key_id)
    context = AcceptContext(
        token=token,
        signed_in=None if carried is None else carried.account_id,
        has_password=two_step.has_password(db, request.account_id),
    )
    outcome = decide(request, context)
    if token is None:
        raise AuthTokenInvalid
    account = people.known_account(db, request.account_id)
    db.execute(_SQL.accept_token, (request.digest, request.account_id, request.remembered_until))
    client = _client(db, token.auth_key_id, sealer)
    if outcome is Outcome.SIGNED_IN:
        done = _sign_in(db, request, token, account, client)
    else:
        password_waits.await_password(
            db, token.auth_key_id, account_id=account.id, expires=request.password_until
        )
        waiting = _as_device(request, token, client)
        done = SignedIn(result=AttemptResult.PASSWORD, account=account, authorization=waiting)
    return Accepted(auth_key_id=token.auth_key_id, outcome=outcome, account=account, done=done)


def _sign_in(
    db: apsw.Connection,
    request: Acceptance,
    token: LoginToken,
    account: Account,
    client: ClientInfo,
) -> SignedIn:
    authorization = keys.authorize(
        db,
        token.auth_key_id,
        account_id=account.id,
        authorization_hash=request.authorization_hash,
        date=request.date,
        address=token.address,
        client=client,
        accepted=True,
    )
    return SignedIn(
        result=AttemptResult.SIGNED_IN,
        account=account,
        authorization=authorization,
        has_other_sessions=keys.has_sessions(db, account.id, besides=token.auth_key_id),
    )


def _client(db: apsw.Connection, auth_key_id: int, sealer: Sealer) -> ClientInfo:
    stored = keys.load_auth_key(db, auth_key_id, sealer)
    return ClientInfo(layer=0) if stored is None or stored.client is None else stored.client


def _as_device(request: Acceptance, token: LoginToken, client: ClientInfo) -> Authorization:
    """How the device will be listed once its password is entered; it has no hash until then."""
    return Authorization(
        hash=0,
        auth_key_id=token.auth_key_id,
        account_id=request.account_id,
        created=request.date,
        active=request.date,
        address=token.address,
        client=client,
    )


def _token(db: apsw.Connection, digest: bytes) -> LoginToken | None:
    found = rows.fetch(db, _SQL.token, (digest,))
    if not found:
        return None
    row = found[0]
    return LoginToken(
        digest=row[0],
        auth_key_id=row[1],
        address=row[2],
        network=row[3],
        except_ids=tuple(msgspec.json.decode(row[4])),
        expires=row[5],
        accepted_by=row[6],
    )


def _standing(db: apsw.Connection, auth_key_id: int, *, now: int) -> KeyStanding:
    carried = keys.authorization_of_key(db, auth_key_id)
    accepted = rows.fetch(db, _SQL.lately_accepted_by, (auth_key_id, now))
    return KeyStanding(
        signed_in=None if carried is None else carried.account_id,
        owes_password_of=password_waits.awaiting_password(db, auth_key_id, now=now),
        accepted_by=accepted[0][0] if accepted else None,
    )


def forget_login_tokens(db: apsw.Connection, *, before: int, at_most: int) -> None:
    """Drop those that ended so long ago that nobody asks for them."""
    db.execute(_SQL.forget_tokens, (before, at_most))
