"""Making staff, setting up what they sign in with, and signing them in."""

import base64
from functools import partial
from hashlib import blake2b, sha256

import msgspec

from heliograph.ports.clock import Clock
from heliograph.ports.compute import Compute
from heliograph.ports.random import Random
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.staff import codes, passphrases
from heliograph.safety.staff.records import DEVICE_LENGTH_MAX, Session, Staff, check_name
from heliograph.safety.staff.roles import Role, check_roles
from heliograph.safety.staff.store import Credentials, Enrolment, Factors, Signing, StaffStore

_TOKEN_BYTES = 32
_NOBODYS = Factors(
    passphrase=bytes(passphrases.SALT_BYTES + passphrases.HASH_BYTES),
    totp=bytes(codes.SECRET_BYTES),
)


class Staffing(msgspec.Struct, frozen=True, kw_only=True):
    """What it works with. `key` is not in the database, and what is kept there is of no use
    without it; `solo` says that one person runs the service."""

    store: StaffStore
    clock: Clock
    random: Random
    compute: Compute
    key: bytes
    enrolment_s: int
    solo: bool = False


class Wrong(Exception):
    """Name, passphrase and code do not belong together; which of them is wrong nobody is told."""


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may set themselves up, by a secret that is shown once."""

    staff: Staff
    secret: str


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A session, and the token that only the browser has."""

    session: Session
    token: str


async def add(staffing: Staffing, name: str, *, roles: frozenset[Role], by: str) -> Invited:
    """Somebody new. SafetyRefused."""
    secret, enrolment = draw_enrolment(staffing)
    staff = await staffing.store.add_staff(
        check_name(name),
        roles=check_roles(roles, solo=staffing.solo),
        enrolment=enrolment,
        by=by,
        date=staffing.clock.now(),
    )
    return Invited(staff=staff, secret=secret)


async def reset(staffing: Staffing, name: str, *, by: str) -> Invited:
    """Whoever lost what they sign in with sets themselves up anew. NothingThere."""
    secret, enrolment = draw_enrolment(staffing)
    date = staffing.clock.now()
    staff = await staffing.store.reset_staff(name, enrolment=enrolment, by=by, date=date)
    return Invited(staff=staff, secret=secret)


async def set_roles(staffing: Staffing, name: str, *, roles: frozenset[Role], by: str) -> Staff:
    """Other roles for somebody. SafetyRefused, NothingThere."""
    wanted = check_roles(roles, solo=staffing.solo)
    return await staffing.store.set_roles(name, roles=wanted, by=by, date=staffing.clock.now())


async def remove(staffing: Staffing, name: str, *, by: str) -> None:
    """They sign in no more. NothingThere."""
    await staffing.store.remove_staff(name, by=by, date=staffing.clock.now())


async def enrolling(staffing: Staffing, secret: str) -> Staff | None:
    """Who may set themselves up by this secret."""
    return await staffing.store.enrolling(hashed(secret), now=staffing.clock.now())


def totp_secret(staffing: Staffing, secret: str, nonce: str) -> bytes:
    """What somebody's codes are made from, drawn by the form that offers it.

    Each form has its own: whoever opened the link before learns nothing of the secret that counts.
    """
    said = f"{secret} {nonce}".encode()
    made = blake2b(said, key=staffing.key, digest_size=codes.SECRET_BYTES, person=b"staff-totp")
    return made.digest()


async def enrol(
    staffing: Staffing, secret: str, nonce: str, *, passphrase: str, code: str, device: str
) -> SignedIn:
    """Set somebody up and sign them in. NothingThere for a secret that is over; SafetyRefused
    says what to mend."""
    staff = await enrolling(staffing, secret)
    if staff is None:
        raise NothingThere("that enrolment is over")
    passphrases.check_passphrase(passphrase, name=staff.name)
    totp = totp_secret(staffing, secret, nonce)
    step = codes.matching_step(totp, code, now=staffing.clock.wire_now())
    if not step:
        raise SafetyRefused("the code is not the one that the app shows now")
    salt = staffing.random.token(passphrases.SALT_BYTES)
    kept = await staffing.compute(
        partial(passphrases.stretch, passphrase, salt=salt, key=staffing.key)
    )
    token, signing = begin(staffing, device)
    session = await staffing.store.enrol(
        hashed(secret), factors=Factors(passphrase=kept, totp=totp, step=step), signing=signing
    )
    return SignedIn(session=session, token=token)


async def sign_in(
    staffing: Staffing, name: str, *, passphrase: str, code: str, device: str
) -> SignedIn:
    """Sign somebody in by both factors. Wrong, which does as much for a name that nobody has."""
    known = await staffing.store.credentials(name)
    step = await _matching(staffing, known, passphrase=passphrase, code=code)
    token, signing = begin(staffing, device)
    if known is not None and step:
        try:
            session = await staffing.store.sign_in(known.staff.id, step=step, signing=signing)
        except SafetyRefused:
            # A code works once.
            pass
        else:
            return SignedIn(session=session, token=token)
    await _failed(staffing, known)
    raise Wrong


async def confirm(staffing: Staffing, name: str, *, passphrase: str, code: str) -> None:
    """Have somebody who is signed in prove by both factors that it is they. Wrong."""
    known = await staffing.store.credentials(name)
    step = await _matching(staffing, known, passphrase=passphrase, code=code)
    date = staffing.clock.now()
    if known is not None and step:
        try:
            await staffing.store.proved_again(known.staff.id, step=step, date=date)
        except SafetyRefused:
            pass
        else:
            return
    await _failed(staffing, known)
    raise Wrong


async def _matching(
    staffing: Staffing, known: Credentials | None, *, passphrase: str, code: str
) -> int:
    """The step of the code if passphrase and code are somebody's, else 0; nobody's are looked at
    like another's, so that how long it takes tells no name."""
    factors = _NOBODYS if known is None else known.factors
    right = await staffing.compute(
        partial(passphrases.is_right, passphrase, factors.passphrase, key=staffing.key)
    )
    step = codes.matching_step(factors.totp, code, now=staffing.clock.wire_now())
    return step if right and known is not None else 0


async def _failed(staffing: Staffing, known: Credentials | None) -> None:
    """Note a failure, under no name where nobody has it: both wait for the disk."""
    staff_id = None if known is None else known.staff.id
    await staffing.store.sign_in_failed(staff_id, date=staffing.clock.now())


def begin(staffing: Staffing, device: str) -> tuple[str, Signing]:
    """A new session's token, and what is kept of it."""
    token = _token(staffing)
    signing = Signing(
        token_hash=hashed(token),
        device="".join(one for one in device if one.isprintable())[:DEVICE_LENGTH_MAX],
        date=staffing.clock.now(),
    )
    return token, signing


def hashed(token: str) -> bytes:
    """What is kept of a secret that nobody can guess: who reads the database can use none."""
    return sha256(token.encode()).digest()


def draw_enrolment(staffing: Staffing) -> tuple[str, Enrolment]:
    """What somebody sets themselves up by, which is shown once, and what is kept of it."""
    secret = _token(staffing)
    until = staffing.clock.now() + staffing.enrolment_s
    return secret, Enrolment(hash=hashed(secret), until=until)


def _token(staffing: Staffing) -> str:
    return base64.urlsafe_b64encode(staffing.random.token(_TOKEN_BYTES)).decode().rstrip("=")
