"""Who reported has a receipt whatever dies in between, and reads what becomes of a complaint."""

from heliograph.safety.appeals import Side
from heliograph.safety.deciding import complain, complain_of_outcome, end_appeal
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.intake import Said, take_in
from heliograph.safety.reporting import SPAM
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.tl import functions, types
from support.deciding import Bench
from support.talk import People, Talker

BASE = "https://h.example/notice/"


def told(who: Talker) -> list[types.Message]:
    """What the service account wrote to somebody."""
    return [one.message for one in who.pushed() if isinstance(one, types.UpdateNewMessage)]


async def test_a_receipt_that_did_not_come_with_its_report_comes_after_it(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    about = (Locator(kind=SubjectKind.ACCOUNT, peer_id=ann.id),)
    # As if the server died between the report and its receipt.
    taken = await take_in(
        people.stage.service.intake, Said(about=about, reason=SPAM, reporter_id=ben.id)
    )
    await bench.work()
    assert told(ben) == []
    bench.clock.date += 60
    await bench.work()
    (receipt,) = told(ben)
    assert taken.receipt in receipt.message
    assert BASE + taken.receipt in receipt.message
    assert any(isinstance(one, types.MessageEntityUrl) for one in receipt.entities)
    await bench.work()
    assert told(ben) == []


async def test_a_receipt_that_came_with_its_report_does_not_come_again(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    peer = ben.to(ann)
    reason = types.InputReportReasonFake()
    await ben(functions.account.ReportPeer(peer=peer, reason=reason, message=""))
    assert len(told(ben)) == 1
    bench.clock.date += 60
    assert not await bench.safety.store.due_letters(now=bench.clock.now(), at_most=9)
    await bench.work()
    assert told(ben) == []


async def test_who_reported_complains_by_the_address_and_reads_what_became_of_it(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    made = await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.WARN)
    (outcome,) = told(ben)
    receipt = outcome.message.rpartition(BASE)[2]
    safety, date = bench.safety, bench.clock.now()
    appeal_id = await complain_of_outcome(safety, receipt, argument="Too little.", date=date)
    (appeal,) = await safety.store.open_appeals(limit=9)
    assert (appeal.id, appeal.side) == (appeal_id, Side.REPORTER)
    await safety.store.write_view(appeal_id, reviewer="ben", view="No.", date=date)
    await end_appeal(safety, appeal_id, reviewer="ben", reversed_=False, reasons="It was enough.")
    await bench.work()
    (answer,) = told(ben)
    assert "the decision stands" in answer.message
    assert "It was enough." in answer.message
    # Whom it affects hears nothing of it, and complains under the decision's own name.
    assert all(made.puid in one.message for one in told(ann))
    await complain(safety, made.puid, argument="Too much.", date=date)


async def test_who_is_not_right_reads_why(people: People, bench: Bench) -> None:
    ann = people.ann
    made = await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.WARN)
    told(ann)
    safety, date = bench.safety, bench.clock.now()
    appeal_id = await complain(safety, made.puid, argument="A joke.", date=date)
    await safety.store.write_view(appeal_id, reviewer="ben", view="No.", date=date)
    await end_appeal(safety, appeal_id, reviewer="ben", reversed_=False, reasons="No joke.")
    await bench.work()
    (answer,) = told(ann)
    assert "No joke." in answer.message
