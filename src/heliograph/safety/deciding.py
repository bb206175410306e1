"""Deciding cases and appeals: what staff ask for, put before the rules and committed whole."""

import base64
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import blake2b
from hmac import compare_digest
from urllib.parse import urljoin

import msgspec

from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.safety import decisions
from heliograph.safety.appeals import Appeal, Outcome
from heliograph.safety.audit import (
    Logged,
    log_appeal,
    log_closed,
    log_complaint,
    log_decision,
    log_reporter_complaint,
)
from heliograph.safety.decisions import APPEAL_S, Decision, History, Proposal
from heliograph.safety.effects import plan
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.log.entries import SALT_BYTES
from heliograph.safety.matters import Made, Matter
from heliograph.safety.notice_texts import notices
from heliograph.safety.provisional import Bounds
from heliograph.safety.staff.acting import Known, roles_to
from heliograph.safety.staff.proposals import needed
from heliograph.safety.staff.roles import Act, Role
from heliograph.safety.statements import build, faults
from heliograph.safety.store import SafetyStore
from heliograph.safety.strikes import READ_WITHIN_S, history_of

_PUID_BYTES = 16
_TOKEN_BYTES = 16


class Safety(msgspec.Struct, frozen=True, kw_only=True):
    """What deciding works with. `staff` knows who acts; `secret` makes the tokens of affected
    people; `solo` says that one person runs the service; `terms` is the version of the terms;
    `page_of` gives the address of a decision's page for a puid and its token; `bounds` is what a
    program may hide for victims, `evidence_keep_s` how long evidence is kept, `read_within_s` when
    a decision counts as read by whom it affects."""

    store: SafetyStore
    staff: Known
    clock: Clock
    random: Random
    secret: bytes
    page_of: Callable[[str, str], str]
    bounds: Bounds = Bounds()
    evidence_keep_s: int = APPEAL_S
    read_within_s: int = READ_WITHIN_S
    solo: bool = False
    terms: str = ""

    async def roles_to(self, act: Act, name: str) -> frozenset[Role]:
        """The roles of who is about to act, as they are now. SafetyRefused for who may not."""
        return roles_to(act, await self.staff(name), name=name, solo=self.solo)

    def history(self, told: Iterable[int | None]) -> History:
        """What counts by now of decisions of which somebody was told at these times."""
        return history_of(told, now=self.clock.now(), read_within_s=self.read_within_s)

    def token(self, puid: str) -> str:
        """What the affected person opens their decision by."""
        digest = blake2b(puid.encode(), digest_size=_TOKEN_BYTES, key=self.secret, person=b"puid")
        return base64.b32encode(digest.digest()).decode().rstrip("=").lower()

    def knows(self, puid: str, token: str) -> bool:
        """Whether a token is the one of a decision."""
        return compare_digest(self.token(puid).encode(), token.encode())

    def page(self, puid: str) -> str:
        """Where the affected person reads and appeals a decision."""
        return self.page_of(puid, self.token(puid))

    def receipt_page(self, receipt: str) -> str:
        """Where whoever reported reads what became of it, and complains."""
        return urljoin(self.page_of("", ""), f"/notice/{receipt}")

    def contest_page(self) -> str:
        """Where anybody turns to who is not shown something, and thinks that they should be."""
        return urljoin(self.page_of("", ""), "/notice")


def draw_puid(random: Random) -> str:
    """A name for a decision that nobody guesses."""
    return base64.b32encode(random.token(_PUID_BYTES)).decode().rstrip("=").lower()


async def decide_case(safety: Safety, proposal: Proposal, *, agreed: int = 0) -> Made:
    """Decide a case; it is in force, stated and on its way into the log when this returns.

    `agreed` is the number of what somebody agreed to, which still has to wait then: without it no
    second person is named, whichever way in it comes. Who decides and who agrees have the roles for
    it at this moment, whenever it was proposed.
    SafetyRefused says what the proposal lacks; NothingThere that there is no such case.
    """
    await safety.roles_to(needed(proposal.measures), proposal.decided_by)
    if proposal.second_by:
        await safety.roles_to(Act.SECOND, proposal.second_by)
        if not agreed:
            raise SafetyRefused("a second person agrees by an act of their own, and is not named")
    now, puid = safety.clock.now(), draw_puid(safety.random)
    salt = safety.random.token(SALT_BYTES)

    def draft(matter: Matter) -> Made:
        if agreed and agreed not in matter.proposals:
            raise SafetyRefused("it does not wait for a second person any more")
        return compose(safety, proposal, matter, now=now, puid=puid, salt=salt)

    return await safety.store.decide(
        proposal.case_id, compose=draft, now=now, evidence_keep_s=safety.evidence_keep_s
    )


def compose(
    safety: Safety,
    proposal: Proposal,
    matter: Matter,
    *,
    now: int,
    puid: str,
    salt: bytes,
    provisional: bool = False,
) -> Made:
    """The decision that a proposal makes of a matter, with all that goes with it. SafetyRefused."""
    subject, way = matter.case.subject, matter.way
    history = history_of(matter.told, now=now, read_within_s=safety.read_within_s)
    decision = msgspec.structs.replace(
        decisions.decide(proposal, subject, history, puid=puid, now=now, solo=safety.solo),
        supersedes=matter.provisional,
        provisional=provisional,
    )
    document = build(decision, way=way, content_date=matter.stood, contents=matter.contents)
    if wrong := faults(document):
        raise SafetyRefused(f"the statement would not be valid: {'; '.join(wrong)}")
    logged = log_decision(decision, document, way=way, salt=salt, terms=safety.terms)
    shown = notices(
        decision,
        orderer=proposal.orderer,
        label=proposal.label,
        contest_url=safety.contest_page(),
    )
    return Made(
        decision=decision,
        document=document,
        effects=plan(decision),
        logged=logged,
        notices=tuple(shown),
        typed=proposal.typed,
    )


async def close_case(safety: Safety, case_id: int, *, by: str) -> None:
    """Close a case in which nothing was found against the law or the terms."""
    await safety.roles_to(Act.DECIDE, by)
    now = safety.clock.now()
    salt = safety.random.token(SALT_BYTES)
    logged = log_closed(draw_puid(safety.random), case_id=case_id, date=now, salt=salt)
    spare = safety.random.token(SALT_BYTES)

    def log(decision: Decision) -> Logged:
        """What was hidden until now is not hidden any more."""
        return log_appeal(decision, reversed_=True, date=now, salt=spare)

    await safety.store.close_case(case_id, by=by, logged=logged, log=log, date=now)


async def complain(safety: Safety, puid: str, *, argument: str, date: int) -> int:
    """Whom a decision affects complains of it, and the log says so; gives the appeal's number.
    NothingThere, SafetyRefused."""
    log = partial(log_complaint, date=date, salt=safety.random.token(SALT_BYTES))
    return await safety.store.appeal_decision(puid, argument=argument, log=log, date=date)


async def complain_of_outcome(safety: Safety, receipt: str, *, argument: str, date: int) -> int:
    """Who reported complains of what became of it; as `complain`."""
    salt, puid = safety.random.token(SALT_BYTES), draw_puid(safety.random)

    def log(decision: Decision | None) -> Logged:
        return log_reporter_complaint(decision, puid=puid, date=date, salt=salt)

    return await safety.store.appeal_outcome(receipt, argument=argument, log=log, date=date)


async def write_view(safety: Safety, appeal_id: int, *, reviewer: str, view: str) -> Appeal:
    """Note what a reviewer thinks, and give them what was decided first. SafetyRefused,
    NothingThere."""
    await safety.roles_to(Act.REVIEW_APPEAL, reviewer)
    return await safety.store.write_view(
        appeal_id, reviewer=reviewer, view=view, date=safety.clock.now()
    )


async def end_appeal(
    safety: Safety, appeal_id: int, *, reviewer: str, reversed_: bool, reasons: str
) -> Appeal:
    """Decide an appeal, with reasons, by somebody who wrote down a view before."""
    await safety.roles_to(Act.REVIEW_APPEAL, reviewer)
    now = safety.clock.now()
    salt = safety.random.token(SALT_BYTES)

    def log(decision: Decision, taken_back: bool) -> Logged:
        return log_appeal(decision, reversed_=taken_back, date=now, salt=salt)

    outcome = Outcome.REVERSED if reversed_ else Outcome.UPHELD
    return await safety.store.end_appeal(
        appeal_id, reviewer=reviewer, outcome=outcome, reasons=reasons, log=log, date=now
    )
