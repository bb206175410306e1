"""Decisions on what is on a test's stage, carried out there."""

import itertools
from typing import Any

from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety, complain, decide_case, end_appeal
from heliograph.safety.decisions import Decision, Ground, MeasureKind, Proposal
from heliograph.safety.reports import Report, Way
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server.hands import ActingHands
from support.talk import People

SCAM = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
_receipts = itertools.count(1)


class Bench:
    """Reports of Ben's, decided and carried out on the stage."""

    def __init__(self, people: People) -> None:
        self.people, self.clock = people, people.stage.clock
        self.safety = Safety(
            store=people.stage.service.intake.store,
            clock=self.clock,
            random=people.stage.app.random,
            secret=b"s" * 32,
            page_of=lambda puid, token: f"https://h.example/decision/{puid}?t={token}",
        )
        hands = ActingHands(people.stage.app)
        self.executor = Executor(self.safety, hands, people.stage.service.freezes)

    async def decide(
        self,
        kind: SubjectKind,
        peer_id: int,
        *measures: MeasureKind,
        item_id: int = 0,
        **fields: Any,
    ) -> Decision:
        """Decide on what Ben reports, and carry it out."""
        report = Report(
            way=Way.IN_APP,
            about=(Locator(kind=kind, peer_id=peer_id, item_id=item_id),),
            category=SCAM,
            reporter_id=self.people.ben.id,
            receipt=f"M{next(_receipts)}",
            date=self.clock.now(),
        )
        taken = await self.safety.store.take_report(report, evidence_keep_s=1_000)
        proposal = Proposal(
            case_id=taken.subjects[0].case_id,
            ground=Ground.TERMS,
            clause="4.2",
            category=SCAM,
            keyword="KEYWORD_PHISHING",
            facts="It asks for passwords.",
            measures=measures,
            decided_by="ann",
            **fields,
        )
        made = await decide_case(self.safety, proposal)
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
