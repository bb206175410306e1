"""The screen where a second person agrees."""

import pytest

from heliograph.safety.decisions import Grave, Ground, MeasureKind, Proposal
from heliograph.safety.intake import Said, take_in
from heliograph.safety.staff import seconding
from heliograph.safety.staff.proposals import ProposalState
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.seconding import Person
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.taxonomy import Reason
from support.console import Console, Seat
from support.stage import Stage
from support.talk import People

ABUSE = ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL")
SECOND = "/console/second"


@pytest.fixture
def console(stage: Stage) -> Console:
    return Console(stage)


@pytest.fixture
async def sam(console: Console, people: People) -> Seat:
    """A senior who proposed to end Ann's account."""
    return await proposed(console, people)


async def proposed(console: Console, people: People, *, typed: str = "") -> Seat:
    seat = await console.signed_in("sam", Role.SENIOR)
    about = (Locator(kind=SubjectKind.ACCOUNT, peer_id=people.ann.id),)
    said = Said(about=about, reason=Reason(*ABUSE), reporter_id=people.ben.id)
    taken = await take_in(console.stage.service.intake, said)
    proposal = Proposal(
        case_id=taken.subjects[0].case_id,
        ground=Ground.LAW,
        clause="Article 1",
        category=ABUSE[0],
        keyword=ABUSE[1],
        facts="What was <b>found</b>.",
        measures=(MeasureKind.TERMINATE,),
        grave=Grave.CHILDREN,
        decided_by="sam",
        typed=typed,
    )
    by = Person(name="sam", roles=frozenset({Role.SENIOR}))
    site = console.site
    await seconding.propose_ending(site.safety, site.staff, proposal, reason="They go on.", by=by)
    return seat


async def state(console: Console) -> ProposalState:
    return (await seconding.known(console.site.staff, 1)).state


async def test_another_one_reads_what_it_is_and_agrees(console: Console, sam: Seat) -> None:
    tom = await console.signed_in("tom", Role.SENIOR)
    page = (await tom.get(SECOND)).text
    for said in ("They go on.", "What was &lt;b&gt;found", "Article 1", "Close the account", "sam"):
        assert said in page
    # In words, with the statement that it would bring.
    assert "Your account is closed." in page
    assert 'value="agree"' in page
    assert 'value="withdraw"' not in page
    assert (await tom.post(f"{SECOND}/1", {"act": "agree"})).status == 303
    assert await state(console) is ProposalState.AGREED
    assert console.carried == 1
    assert "Nothing waits" in (await tom.get(SECOND)).text


async def test_what_was_proposed_by_the_command_line_says_so(
    console: Console, people: People
) -> None:
    await proposed(console, people, typed="decide, typed by <root> (uid 0)")
    tom = await console.signed_in("tom", Role.SENIOR)
    for address in (SECOND, f"{SECOND}/1", "/console/cases/1"):
        page = (await tom.get(address)).text
        assert "by the command line (decide, typed by &lt;root&gt; (uid 0))" in page


async def test_who_proposed_it_finds_no_button_and_is_refused(console: Console, sam: Seat) -> None:
    page = (await sam.get(SECOND)).text
    assert 'value="agree"' not in page
    answer = await sam.post(f"{SECOND}/1", {"act": "agree"})
    assert answer.status == 422
    assert "the second person is another one" in answer.text
    assert await state(console) is ProposalState.OPEN
    await sam.post(f"{SECOND}/1", {"act": "withdraw"})
    assert await state(console) is ProposalState.WITHDRAWN


async def test_a_reviewer_sees_it_and_ends_nothing(console: Console, sam: Seat) -> None:
    rita = await console.signed_in("rita", Role.REVIEWER)
    assert 'name="act"' not in (await rita.get(SECOND)).text
    for act in ("agree", "decline", "withdraw"):
        assert (await rita.post(f"{SECOND}/1", {"act": act})).status == 422
    assert await state(console) is ProposalState.OPEN


@pytest.mark.parametrize(
    ("number", "act"), [("2", "agree"), ("x", "agree"), ("9" * 30, "agree"), ("1", "erase")]
)
async def test_there_is_nothing_else(console: Console, sam: Seat, number: str, act: str) -> None:
    tom = await console.signed_in("tom", Role.SENIOR)
    assert (await tom.post(f"{SECOND}/{number}", {"act": act})).status == 404
    assert await state(console) is ProposalState.OPEN
