"""Staff who use the control socket's commands, over a desk of a test's stage."""

from types import SimpleNamespace
from typing import Any

import pytest

from heliograph.safety.carrying_out import Executor
from heliograph.safety.freezing import Freezes
from heliograph.safety.staff import codes, signing
from heliograph.safety.staff.named import employ
from heliograph.safety.staff.signing import Staffing, hashed
from heliograph.safety.staff.store import Factors, Signing
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.server import commands
from heliograph.server.control import CommandError
from heliograph.server.hands import ActingHands
from support.console import PASSPHRASE, TOTP, kept_passphrase
from support.deciding import make_safety, report_of, take
from support.desk import make_desk
from support.stage import Device, Stage


class Staff:
    """Ann and Ben decide, once they are employed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        kept = stage.store.staff(b"t" * 32)  # type: ignore[attr-defined]
        clock, random = stage.clock, stage.app.random
        self.staffing = Staffing(
            store=kept,
            clock=clock,
            random=random,
            compute=stage.app.compute,
            key=b"k" * 32,
            enrolment_s=60,
        )
        store = stage.service.intake.store
        self.safety = make_safety(store, staff=kept.member, clock=clock, random=random)
        self.desk = make_desk(
            stage,
            settings=SimpleNamespace(public_url="", shows_console=False),
            safety=self.safety,
            staffing=self.staffing,
            executor=Executor(self.safety, ActingHands(stage.app), Freezes()),
        )

    async def employs(self) -> "Staff":
        """Give both an account, as the settings do."""
        await employ(self.staffing, ("ann", "ben"))
        return self

    async def enrols(self, name: str) -> None:
        """Somebody sets up what they sign in with."""
        invited = await signing.reset(self.staffing, name, by="operator")
        await self.staffing.store.enrol(
            hashed(invited.secret),
            factors=Factors(passphrase=kept_passphrase(), totp=TOTP),
            signing=Signing(token_hash=hashed(name), device="Test", date=self.stage.clock.now()),
        )

    def proof(self) -> dict[str, str]:
        """What whoever is enrolled shows."""
        step = codes.step_at(self.stage.clock.wire_now())
        return {"passphrase": PASSPHRASE, "code": codes.code_of(TOTP, step)}

    async def __call__(self, name: str, /, **args: Any) -> Any:
        return await commands.run_command(self.desk, name, args)

    async def refused(self, name: str, /, **args: Any) -> str:
        """Why the command is not carried out."""
        with pytest.raises(CommandError) as refusal:
            await self(name, **args)
        return str(refusal.value)

    async def case(self) -> int:
        """Somebody reports somebody; gives the case."""
        reported = await self.stage.person("12025550101", "Ann")
        reporter = await self.stage.person("12025550102", "Ben")
        return await self.reported(reported, by=reporter, keyword="KEYWORD_PHISHING")

    async def reported(self, account: Device, *, by: Device, keyword: str) -> int:
        """The case of an account that somebody reports."""
        about = Locator(kind=SubjectKind.ACCOUNT, peer_id=account.key.account_id or 0)
        reporter_id, date = by.key.account_id or 0, self.stage.clock.now()
        report = report_of(about, by=reporter_id, date=date, keyword=keyword)
        return await take(self.safety.store, report)
