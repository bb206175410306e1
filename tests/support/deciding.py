"""Reports, proposals and decisions that tests begin with, and carrying them out on a stage."""

import itertools
from typing import Any

import msgspec

from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.safety.audit import log_delivered
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety, complain, decide_case, end_appeal
from heliograph.safety.decisions import OF_ACCOUNTS, Decision, Grave, Ground, MeasureKind, Proposal
from heliograph.safety.effects import Act
from heliograph.safety.freezing import Freezes
from heliograph.safety.reports import Report, Way
from heliograph.safety.store import SafetyStore
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server.hands import ActingHands
from support.everybody import everybody
from support.talk import People

SCAM = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
PHISHING = "KEYWORD_PHISHING"
_receipts = itertools.count(1)


def make_safety(
    store: SafetyStore, *, clock: Clock, random: Random, at: str = "https://h.example", **more: Any
) -> Safety:
    """What deciding works with, whose pages are at an address; anybody does it unless `staff` in
    `more` knows who they are."""

    def page_of(puid: str, token: str) -> str:
        return f"{at}/decision/{puid}?t={token}"

    known = {"staff": everybody, "secret": b"s" * 32, **more}
    return Safety(store=store, clock=clock, random=random, page_of=page_of, **known)


def report_of(about: Locator, *, by: int, date: int, **fields: Any) -> Report:
    """A report of a scam from the apps, unless `fields` say otherwise; the receipt is its own."""
    said: dict[str, Any] = {
        "way": Way.IN_APP,
        "category": SCAM,
        "receipt": f"R{next(_receipts)}",
        **fields,
    }
    return Report(about=(about,), reporter_id=by, date=date, **said)


async def take(store: SafetyStore, report: Report) -> int:
    """The case that a report is put into."""
    taken = await store.take_report(report, evidence_keep_s=1_000)
    return taken.subjects[0].case_id


async def tell(store: SafetyStore, made: Decision, *, date: int) -> None:
    """Have whom it affects be told of a decision, as it is noted then."""
    for effect in await store.due_effects(now=date, at_most=50):
        if effect.decision.puid == made.puid and effect.act is Act.TELL_AFFECTED:
            delivered = log_delivered(made, date=date, salt=bytes(32))
            await store.effect_done(effect, delivered=delivered, date=date)


def proposal_for(case_id: int, *measures: MeasureKind, **fields: Any) -> Proposal:
    """What Ann would do about a case, by the terms, unless `fields` say otherwise."""
    said: dict[str, Any] = {
        "ground": Ground.TERMS,
        "clause": "4.2",
        "category": SCAM,
        "keyword": PHISHING,
        "facts": "It asks for passwords.",
        "decided_by": "ann",
        **fields,
    }
    if not OF_ACCOUNTS.isdisjoint(measures) and said["keyword"] == PHISHING:
        said.setdefault("grave", Grave.THEFT)
    return Proposal(case_id=case_id, measures=measures, **said)


class Bench:
    """Reports of Ben's, decided and carried out on the stage."""

    def __init__(self, people: People) -> None:
        self.people, self.clock = people, people.stage.clock
        store = people.stage.service.intake.store
        self.safety = make_safety(store, clock=self.clock, random=people.stage.app.random)
        self.executor = self.started(people.stage.service.freezes)

    def started(self, freezes: Freezes) -> Executor:
        """What carries out, as it is after a start of the server."""
        return Executor(self.safety, ActingHands(self.people.stage.app), freezes)

    async def decide(
        self,
        kind: SubjectKind,
        peer_id: int,
        *measures: MeasureKind,
        item_id: int = 0,
        **fields: Any,
    ) -> Decision:
        """Decide on what Ben reports, and carry it out."""
        case_id = await self.reported(Locator(kind=kind, peer_id=peer_id, item_id=item_id))
        return await self.decide_case(case_id, *measures, **fields)

    async def reported(self, about: Locator) -> int:
        """The case that a report of Ben's is in."""
        report = report_of(about, by=self.people.ben.id, date=self.clock.now())
        return await take(self.safety.store, report)

    async def decide_case(
        self, case_id: int, *measures: MeasureKind, alone: bool = False, **fields: Any
    ) -> Decision:
        """Decide on a case, by the terms unless `fields` say otherwise, and carry it out; `alone`
        as one who runs the service alone."""
        safety = msgspec.structs.replace(self.safety, solo=alone)
        made = await decide_case(safety, proposal_for(case_id, *measures, **fields))
        await self.work()
        return made.decision

    async def take_back(self, made: Decision) -> None:
        """Have a complaint about it succeed."""
        store, date = self.safety.store, self.clock.now()
        appeal_id = await complain(self.safety, made.puid, argument="A mistake.", date=date)
        await store.write_view(appeal_id, reviewer="ben", view="I agree.", date=date)
        await end_appeal(
            self.safety, appeal_id, reviewer="ben", reversed_=True, reasons="Mistaken."
        )
        await self.work()

    async def work(self) -> None:
        """Do what is due, and let everybody hear of it."""
        await self.executor.work()
        await self.people.stage.settle()
