"""What is kept of the staff, as the console needs it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from heliograph.safety.matters import Compose
from heliograph.safety.staff.audit import Acted, AuditQuery
from heliograph.safety.staff.proposals import Pending, ProposalKind, ProposalState
from heliograph.safety.staff.records import Passkey, Session, Staff, StaffChange
from heliograph.safety.staff.roles import Role


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody sets themselves up with, once: the hash of it, and until when."""

    hash: bytes
    until: int


class Factors(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody signs in with. `passphrase` is a salt and what was stretched from it, `step`
    the last one of which a code was used."""

    passphrase: bytes
    totp: bytes
    step: int = 0

    def __repr__(self) -> str:
        return "Factors(...)"


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with what they sign in with."""

    staff: Staff
    factors: Factors


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """A session that begins: the hash of its token, and where it is."""

    token_hash: bytes
    device: str
    date: int


class NewPasskey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey that was just made; as `Passkey`."""

    credential: bytes
    public_key: bytes
    sign_count: int
    name: str


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody proposes; as `Pending`. `case_id` is 0 for what is about no single case."""

    kind: ProposalKind
    case_id: int
    document: bytes
    reason: str
    members: int = 0


Settle = Callable[[Pending], tuple[ProposalState, bool]]
"""Gives what becomes of a proposal, and whether one person alone says so."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a decision on several cases: the names of the decisions, and of each case that
    was left as it is why."""

    made: tuple[str, ...]
    left: Mapping[int, str]


class StaffOperations(Protocol):
    """People of the staff. Each change is an event under the name in `by`."""

    async def add_staff(
        self, name: str, *, roles: frozenset[Role], enrolment: Enrolment, by: str, date: int
    ) -> Staff:
        """SafetyRefused if anybody has or had the name."""
        ...

    async def staff(self) -> Sequence[Staff]:
        """Everybody, by name; those who were removed, too."""
        ...

    async def member(self, name: str) -> Staff | None:
        """Who has a name, or had it and was removed."""
        ...

    async def set_roles(self, name: str, *, roles: frozenset[Role], by: str, date: int) -> Staff:
        """Give somebody other roles; they are signed out everywhere, and what they proposed and
        could not propose any more waits no longer. NothingThere."""
        ...

    async def reset_staff(self, name: str, *, enrolment: Enrolment, by: str, date: int) -> Staff:
        """Forget what somebody signs in with, and let them set themselves up anew.
        NothingThere."""
        ...

    async def remove_staff(self, name: str, *, by: str, date: int) -> None:
        """They sign in no more, and what they proposed waits no longer; their name stays beside
        what they did. NothingThere."""
        ...


class SigningOperations(Protocol):
    """Signing in and out."""

    async def enrolling(self, hash: bytes, *, now: int) -> Staff | None:
        """Whose enrolment this is, if it holds at a time."""
        ...

    async def enrol(self, hash: bytes, *, factors: Factors, signing: Signing) -> Session:
        """Set somebody up by their enrolment, which is used up, and sign them in. NothingThere."""
        ...

    async def credentials(self, name: str) -> Credentials | None:
        """What somebody who is enrolled signs in with."""
        ...

    async def sign_in(self, staff_id: int, *, step: int, signing: Signing) -> Session:
        """Sign somebody in whose passphrase and code of a step were right. SafetyRefused if a code
        of that step or a later one was used before, or they are not there any more."""
        ...

    async def sign_in_failed(self, staff_id: int | None, *, date: int) -> None:
        """Note that somebody tried under a name of ours, None for one that nobody has."""
        ...

    async def proved_again(self, staff_id: int, *, step: int, date: int) -> None:
        """Note that who is signed in showed passphrase and code of a step anew. SafetyRefused as
        for `sign_in`."""
        ...

    async def session(self, token_hash: bytes) -> tuple[Staff, Session] | None:
        """Who holds a token, and the session, whether or not it has had its time."""
        ...

    async def session_seen(self, session_id: int, *, date: int) -> None: ...

    async def sessions(self, staff_id: int) -> Sequence[Session]:
        """Where somebody is signed in, the one begun last first."""
        ...

    async def end_session(self, staff_id: int, session_id: int, *, date: int) -> None:
        """End a session of somebody's own; may be repeated."""
        ...


class PasskeyOperations(Protocol):
    """Passkeys of the staff."""

    async def add_passkey(self, staff_id: int, made: NewPasskey, *, date: int) -> Passkey:
        """SafetyRefused for one that is known, and for too many."""
        ...

    async def passkeys(self, staff_id: int) -> Sequence[Passkey]:
        """Somebody's, the oldest first."""
        ...

    async def passkey(self, credential: bytes) -> Passkey | None:
        """The one of a credential id."""
        ...

    async def sign_in_by_passkey(
        self, passkey_id: int, *, sign_count: int, signing: Signing
    ) -> Session:
        """Sign in whose passkey proved itself. SafetyRefused for one that counts and did not count
        on: https://www.w3.org/TR/webauthn-3/#sctn-sign-counter"""
        ...

    async def remove_passkey(self, staff_id: int, passkey_id: int, *, date: int) -> None:
        """NothingThere if it is not theirs."""
        ...


class ActOperations(Protocol):
    """What staff did, and what waits for a second of them."""

    async def acts(self, query: AuditQuery) -> Sequence[Acted]:
        """What was done, the latest first."""
        ...

    async def propose(self, proposed: Proposed, *, by: str, date: int) -> Pending:
        """Have something wait for a second person. NothingThere for what would end something in a
        case that is not open, SafetyRefused where the same waits already: of the same case, of any
        of several, of the same one of the staff."""
        ...

    async def proposal(self, proposal_id: int) -> Pending | None: ...

    async def open_proposals(
        self, *, now: int, limit: int, after: int = 0, of_staff: bool = False
    ) -> Sequence[Pending]:
        """What may still be agreed to, the oldest first; `after` is the id of the last one seen,
        `of_staff` asks for changes of the staff, which are not among the others."""
        ...

    async def agreed_archives(self, *, after: int, limit: int) -> Sequence[Pending]:
        """Evidence that two agreed to take out after a time, the first agreed first."""
        ...

    async def proposals_of_case(self, case_id: int, *, now: int) -> Sequence[Pending]:
        """What waits about one case, alone or together with others."""
        ...

    async def settle(self, proposal_id: int, *, decide: Settle, by: str, date: int) -> Pending:
        """End a proposal as `decide` says, which sees it as it is then and may refuse; an agreed
        one is by somebody else than proposed it, or alone by its word. NothingThere."""
        ...

    async def settle_together(
        self,
        proposal_id: int,
        *,
        decide: Settle,
        case_ids: Sequence[int],
        compose: Compose,
        by: str,
        date: int,
    ) -> Outcome:
        """As `settle`, and each case that `compose` does not refuse is decided with it, all or
        none. SafetyRefused if none is decided; NothingThere."""
        ...

    async def settle_change(
        self,
        proposal_id: int,
        *,
        decide: Settle,
        change: StaffChange,
        enrolment: Enrolment,
        by: str,
        date: int,
    ) -> Staff:
        """As `settle`, and somebody of the staff is added by the enrolment, has other roles, or is
        removed with it. SafetyRefused, NothingThere."""
        ...

    async def fetch(
        self, proposal_id: int, *, check: Callable[[Pending], None], by: str, date: int
    ) -> Pending:
        """Note that somebody takes out what was agreed to, unless `check` refuses.
        NothingThere."""
        ...


class StaffStore(StaffOperations, SigningOperations, PasskeyOperations, ActOperations, Protocol):
    """Everything that is kept of the staff; on the same database and writer as `SafetyStore`."""
