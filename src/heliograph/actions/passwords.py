"""Proving a password, and getting in by it.

https://core.telegram.org/api/srp#checking-the-password-with-srp
"""

from functools import partial

import msgspec

from heliograph.actions.app import App
from heliograph.actions.sign_in import draw_authorization_hash, open_session
from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.networks import network_of
from heliograph.domain.password_attempts import Entry, PasswordAttempt, may_try
from heliograph.domain.passwords import (
    ChallengeFor,
    NewSalts,
    challenge_seed,
    make_srp_id,
    new_salts,
)
from heliograph.domain.sign_in import SignedIn
from heliograph.domain.srp import (
    PROOF_BYTES,
    Proof,
    challenge,
    exponent,
    is_public,
    proves,
)
from heliograph.domain.two_step import (
    Decided,
    TwoStep,
    TwoStepContext,
    Verdict,
    check_proven,
)

_NONCES = 2**32 - 1


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What a client must know before it asks for a password or sets one.

    `srp_id` and `srp_b` are a fresh challenge, 0 and empty where there is no password.
    """

    state: TwoStep
    salts: NewSalts
    srp_id: int = 0
    srp_b: bytes = b""
    by_mail: bool


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who offers a password or a recovery code, and from where."""

    account_id: int
    auth_key_id: int
    address: str
    client: ClientInfo


async def overview(app: App, account_id: int) -> Overview:
    """What is set up, with a challenge that one answer may use."""
    state = await app.store.two_step(account_id)
    shown = Overview(
        state=state,
        salts=new_salts(app.password_secret, account_id, state.generation),
        by_mail=app.mailer.available,
    )
    if state.verifier is None:
        return shown
    whom = _whom(app, account_id, state.generation)
    srp_id = make_srp_id(app.password_secret, whom, 1 + app.random.below(_NONCES))
    secret = exponent(challenge_seed(app.password_secret, whom, srp_id))
    srp_b = await app.compute(partial(challenge, state.verifier, secret))
    return msgspec.structs.replace(shown, srp_id=srp_id, srp_b=srp_b)


def _whom(app: App, account_id: int, generation: int) -> ChallengeFor:
    return ChallengeFor(
        account_id=account_id,
        generation=generation,
        date=app.clock.now(),
        lifetime_s=app.two_step_limits.challenge_lifetime_s,
    )


async def prove(app: App, account_id: int, proof: Proof | None, *, address: str) -> int | None:
    """The generation of the password that the proof shows; None if no proof was offered.

    Every answer to a challenge is counted before it is judged. PASSWORD_HASH_INVALID,
    SRP_ID_INVALID, SRP_A_INVALID, SRP_PASSWORD_CHANGED, FLOOD_WAIT_x.
    """
    if proof is None:
        return None
    if not is_public(proof.public):
        raise errors.SrpAInvalid
    if len(proof.proof) != PROOF_BYTES:
        raise errors.PasswordHashInvalid
    limits, secret = app.two_step_limits, app.password_secret
    attempt = PasswordAttempt(
        account_id=account_id,
        address=network_of(address),
        srp_id=proof.srp_id,
        date=app.clock.now(),
    )
    decide = partial(may_try, secret=secret, limits=limits)
    state = await app.store.try_password(attempt, window_s=limits.window_s, decide=decide)
    if state.verifier is None:
        raise errors.SrpPasswordChanged
    seed = challenge_seed(secret, _whom(app, account_id, state.generation), proof.srp_id)
    if not await app.compute(partial(proves, state.verifier, exponent(seed), proof)):
        raise errors.PasswordHashInvalid
    await app.store.forgive_attempt(attempt)
    return state.generation


async def proven_state(app: App, account_id: int, proof: Proof | None, *, address: str) -> TwoStep:
    """What is set up, for somebody who proved the password, if there is one."""
    proven = await prove(app, account_id, proof, address=address)
    state = await app.store.two_step(account_id)
    check_proven(state, proven)
    return state


async def sign_in_by_password(app: App, caller: Caller, proof: Proof | None) -> SignedIn:
    """Let a key in that entered the account's code and proves its password."""
    proven = await prove(app, caller.account_id, proof, address=caller.address)

    def decide(context: TwoStepContext) -> Decided[Verdict]:
        check_proven(context.state, proven)
        return Decided(state=context.state, outcome=Verdict.RIGHT)

    _, done = await app.store.let_in(draw_entry(app, caller), decide=decide)
    if done is None:
        raise errors.PasswordHashInvalid
    open_session(app, caller.auth_key_id, done)
    return done


def draw_entry(app: App, caller: Caller) -> Entry:
    """What the store needs to tie the caller's key to the account."""
    return Entry(
        auth_key_id=caller.auth_key_id,
        account_id=caller.account_id,
        address=caller.address,
        client=caller.client,
        authorization_hash=draw_authorization_hash(app),
        date=app.clock.now(),
    )
