"""Decisions on what is on a test's stage, carried out there."""

import itertools
from typing import Any

from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety, complain, decide_case, end_appeal
from heliograph.safety.decisions import Decision, Ground, MeasureKind, Proposal
from heliograph.safety.freezing import Freezes
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
        report = Report(
            way=Way.IN_APP,
            about=(about,),
            category=SCAM,
            reporter_id=self.people.ben.id,
            receipt=f"M{next(_receipts)}",
            date=self.clock.now(),
        )
        taken = await self.safety.store.take_report(report, evidence_keep_s=1_000)
        return taken.subjects[0].case_id

    async def decide_case(self, case_id: int, *measures: MeasureKind, **fields: Any) -> Decision:
        """Decide on a case, by the terms unless `fields` say otherwise, and carry it out."""
        said = {
            "ground": Ground.TERMS,
            "clause": "4.2",
            "facts": "It asks for passwords.",
            "decided_by": "ann",
        }
        proposal = Proposal(
            case_id=case_id,
            category=SCAM,
            keyword="KEYWORD_PHISHING",
            measures=measures,
            **said | fields,
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
