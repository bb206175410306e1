"""Cases on a stage: people write, others report it, and staff sit before the console."""

from collections.abc import Sequence
from typing import Any

import msgspec

from heliograph.safety.deciding import complain, decide_case
from heliograph.safety.decisions import Decision, Ground, MeasureKind, Proposal
from heliograph.safety.intake import Said, take_in
from heliograph.safety.staff.roles import Role
from heliograph.safety.strikes import READ_WITHIN_S
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.taxonomy import Reason
from heliograph.tl import types
from support.channels import Place, make_place
from support.console import Console, Seat
from support.deciding import tell
from support.everybody import everybody
from support.talk import People, Talker, sent_id
from support.uploads import upload

SCAM = Reason("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_PHISHING")
CHILDREN = Reason("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL")


class Docket:
    """A public channel of Ann's, whose posts Ben and Cat report."""

    def __init__(self, people: People, place: Place, console: Console) -> None:
        self.people = people
        self.place = place
        self.console = console
        self.store = console.site.safety.store

    async def post(self, text: str = "your password please") -> int:
        """What Ann writes there."""
        return sent_id(await self.people.ann.send(self.place.peer(self.people.ann), text))

    async def picture(self, content: bytes = b"a picture") -> int:
        """A picture that Ann posts there."""
        file = await upload(self.people.ann, content, name="a.jpg")
        media = types.InputMediaUploadedPhoto(file=file)
        peer = self.place.peer(self.people.ann)
        return sent_id(await self.people.ann.send_media(peer, media))

    async def report(
        self, post: int, *, by: Talker | None = None, reason: Reason = SCAM, comment: str = ""
    ) -> int:
        """Somebody reports a post, Ben unless it is said who; gives the case."""
        peer_id = -1_000_000_000_000 - self.place.id
        about = (Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=post),)
        reporter_id = (by or self.people.ben).id
        said = Said(about=about, reason=reason, reporter_id=reporter_id, comment=comment)
        taken = await take_in(self.people.stage.service.intake, said)
        return taken.subjects[0].case_id

    async def case(self, text: str = "your password please", **said: Any) -> int:
        """A post that is reported; gives the case."""
        return await self.report(await self.post(text), **said)

    async def decide(self, case_id: int, *, by: str = "dora") -> Decision:
        """Somebody warns Ann."""
        proposal = Proposal(
            case_id=case_id,
            ground=Ground.TERMS,
            clause="Terms, paragraph 3",
            category=SCAM.category,
            keyword=SCAM.keyword,
            facts="The post asked for passwords.",
            measures=(MeasureKind.WARN,),
            decided_by=by,
        )
        elsewhere = msgspec.structs.replace(self.console.site.safety, staff=everybody)
        return (await decide_case(elsewhere, proposal)).decision

    async def warned(self) -> None:
        """Ann was warned a day ago; who signed in before has to do so anew."""
        made, clock = await self.decide(await self.case("earlier")), self.console.stage.clock
        await tell(self.store, made, date=clock.date)
        clock.date += READ_WITHIN_S

    async def appeal(self, case_id: int, *, by: str = "dora", argument: str = "A joke!") -> int:
        """A case that was decided, and that Ann complains of; gives the appeal."""
        decision = await self.decide(case_id, by=by)
        return await complain(
            self.console.site.safety,
            decision.puid,
            argument=argument,
            date=self.console.stage.clock.now(),
        )

    async def seat(self, name: str = "rita", *roles: Role) -> Seat:
        """Somebody of the staff, a reviewer unless it is said what they are."""
        return await self.console.signed_in(name, *(roles or (Role.REVIEWER,)))

    async def events(self, case_id: int) -> Sequence[tuple[str, str, str]]:
        """What happened about a case: what, who, and what is said of it."""
        file = await self.store.case_file(case_id, now=self.console.stage.clock.now())
        assert file is not None
        return [(one.kind, one.actor, one.about) for one in file.events]


async def make_docket(people: People, console: Console) -> Docket:
    """Make the channel."""
    return Docket(people, await make_place(people, broadcast=True), console)


def decision_form(**changed: Any) -> list[tuple[str, str]]:
    """The picker, filled in as it should be but for what is changed; a list stands for ticks."""
    fields: dict[str, Any] = {
        "measure": ["warn"],
        "hours": "0",
        "part": "",
        "ground": "terms",
        "clause": "Terms, paragraph 3",
        "reason": f"{SCAM.category} {SCAM.keyword}",
        "facts": "The post asked for passwords.",
        **changed,
    }
    pairs = []
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, one) for one in values]
    return pairs
