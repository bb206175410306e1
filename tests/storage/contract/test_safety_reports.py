"""How every store takes reports in: who counts, what is kept, and for whom it is there at all."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from heliograph.domain import channel_membership
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision
from heliograph.domain.chats import Asker
from heliograph.domain.peers import channel_peer
from heliograph.domain.telling import Told
from heliograph.ports.store import Store
from heliograph.safety.audit import log_notice
from heliograph.safety.errors import NothingThere
from heliograph.safety.reports import Notifier, Report, Taken, Way
from heliograph.safety.store import SafetyStore
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.surfaces import Surface
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.pruning import Keep
from heliograph.storage.sqlite.safety import reports
from support import public_log
from support.mailboxes import NOON, edit, send

SCAM = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
KEEP_S = 1_000
ID = 77
PEER = channel_peer(ID)
_receipts = itertools.count(1)


@pytest.fixture
def safety(store: SqliteStore) -> SafetyStore:
    return store.safety(b"e" * 32)


def report(by: int, *about: Locator, **fields: Any) -> Report:
    said: dict[str, Any] = {"way": Way.IN_APP, "category": SCAM, "date": NOON, **fields}
    return Report(about=about, reporter_id=by, receipt=f"r{next(_receipts)}", **said)


def message(peer_id: int, message_id: int) -> Locator:
    return Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=message_id)


async def make_channel(store: Store, ada: int, *, username: str = "") -> int:
    """A channel of Ada's; gives the id of its first message, which says what it is called."""
    asker = Asker(account_id=ada, chat_id=ID, date=NOON, random_id=7)
    record = Channel(id=ID, title="Coins", broadcast=True, date=NOON, creator_id=ada, members=1)
    told = Told(action="ChannelCreate", arguments=(("title", "Coins"),))
    creator = channel_membership.creator(asker)
    await store.create_channel(asker, record=record, member=creator, told=told)
    if username:

        def decide(context: ChannelContext) -> ChannelDecision:
            named = Channel(
                id=ID,
                title="Coins",
                broadcast=True,
                date=NOON,
                creator_id=ada,
                members=1,
                username=username,
            )
            return ChannelDecision(channel=named)

        await store.change_channel(asker, named=(), decide=decide)
    return 1


async def test_reports_of_one_message_gather_in_one_case(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, cyd = people
    post = await make_channel(store, ada, username="coins")
    first = await safety.take_report(report(bob, message(PEER, post)), evidence_keep_s=KEEP_S)
    await safety.take_report(report(cyd, message(PEER, post)), evidence_keep_s=KEEP_S)
    (case,) = await safety.inbox(limit=10)
    assert case.id == first.subjects[0].case_id
    assert (case.reports, case.category, case.subject.affected_id) == (2, SCAM, ada)
    assert case.subject.surface is Surface.PUBLIC_CHANNEL


async def test_somebody_counts_once_and_keeps_their_receipt(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, _ = people
    about = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    first = await safety.take_report(report(ada, about), evidence_keep_s=KEEP_S)
    again = await safety.take_report(report(ada, about), evidence_keep_s=KEEP_S)
    assert again.subjects[0].repeated
    assert again.receipt == first.receipt
    (case,) = await safety.inbox(limit=10)
    assert case.reports == 1


async def test_a_report_is_logged_once_under_its_receipt(
    store: SqliteStore, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, cyd = people
    both = tuple(Locator(kind=SubjectKind.ACCOUNT, peer_id=one) for one in (bob, cyd))

    async def take(*about: Locator) -> Taken:
        asked = report(ada, *about, keyword="KEYWORD_PHISHING")
        log = partial(log_notice, asked, salt=b"s" * 32, terms="abc")
        return await safety.take_report(asked, evidence_keep_s=KEEP_S, log=log)

    first = await take(*both)
    assert (await take(*both)).receipt == first.receipt
    keeper = public_log.keeper()
    log = store.public_log()
    assert await log.sequence(keeper, date=NOON, at_most=9)
    (row,) = (await log.totals())["recomputed"]
    said = (row["event"], row["category"], row["source"], row["surface"], row["terms"])
    assert (said, row["count"]) == (("notice", SCAM, "in_app", "profile", "abc"), 1)
    receipt = await log.receipt(first.receipt, event="notice")
    assert receipt is not None
    # The keyword is in what whoever reported can have shown, and nowhere else.
    assert b"PHISHING" not in receipt.leaf
    (private,) = await log.disclosed(first.receipt)
    assert b"KEYWORD_PHISHING" in private.record
    with pytest.raises(NothingThere):
        await take(message(cyd, 99))
    assert (await log.log_standing(keeper)).waiting == 0


async def test_copies_of_one_message_are_one_thing(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, _ = people
    sent = await send(store, ada, bob, "send me money")
    assert sent.delivered is not None
    at_bobs = sent.delivered.id
    by_bob = await safety.take_report(report(bob, message(ada, at_bobs)), evidence_keep_s=KEEP_S)
    by_ada = await safety.take_report(
        report(ada, message(bob, sent.message.id)), evidence_keep_s=KEEP_S
    )
    assert by_bob.subjects[0].case_id == by_ada.subjects[0].case_id
    assert by_bob.subjects[0].subject.surface is Surface.PRIVATE_1TO1


async def test_what_is_not_for_somebody_they_cannot_report(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, cyd = people
    sent = await send(store, ada, bob, "between us")
    assert sent.delivered is not None
    post = await make_channel(store, ada)
    for by, about in (
        (cyd, message(ada, sent.delivered.id)),
        (bob, message(cyd, sent.delivered.id)),
        (0, message(ada, sent.delivered.id)),
        (bob, message(PEER, post)),
        (bob, Locator(kind=SubjectKind.CHANNEL, peer_id=PEER)),
        (0, Locator(kind=SubjectKind.ACCOUNT, peer_id=ada)),
        (bob, Locator(kind=SubjectKind.E2E, peer_id=ada, item_id=1)),
    ):
        with pytest.raises(NothingThere):
            await safety.take_report(report(by, about), evidence_keep_s=KEEP_S)
    assert list(await safety.inbox(limit=10)) == []


async def test_evidence_is_what_stood_there_and_reading_it_is_noted(
    store: Store, safety: SafetyStore, people: list[int], connection: Any
) -> None:
    ada, bob, _ = people
    sent = await send(store, ada, bob, "send me money")
    assert sent.delivered is not None
    about = message(ada, sent.delivered.id)
    taken = await safety.take_report(report(bob, about), evidence_keep_s=KEEP_S)
    await edit(store, ada, sent.message.id, "never said that", date=NOON + 5)
    case_id = taken.subjects[0].case_id
    (kept,) = await safety.read_evidence(case_id, reader="mod", reason="review", date=NOON)
    assert kept.snapshot.texts == ("send me money",)
    assert kept.snapshot.author_id == ada
    noted = connection("SELECT kind, actor, about FROM safety_events WHERE case_id = 1")
    assert noted[-1] == ("evidence read", "mod", "review")


async def test_what_was_edited_since_is_kept_once_more(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, _ = people
    sent = await send(store, ada, bob, "one")
    assert sent.delivered is not None
    about = message(ada, sent.delivered.id)
    taken = await safety.take_report(report(bob, about), evidence_keep_s=KEEP_S)
    await edit(store, ada, sent.message.id, "two", date=NOON + 5)
    for _ in range(2):
        await safety.take_report(report(bob, about), evidence_keep_s=KEEP_S)
    case_id = taken.subjects[0].case_id
    kept = await safety.read_evidence(case_id, reader="mod", reason="review", date=NOON)
    assert [one.snapshot.texts[0] for one in kept] == ["one", "two"]


async def test_evidence_ends(
    store: SqliteStore, safety: SafetyStore, people: list[int], connection: Callable[[str], Any]
) -> None:
    ada, bob, _ = people
    about = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    taken = await safety.take_report(report(ada, about), evidence_keep_s=KEEP_S)
    case_id = taken.subjects[0].case_id
    at_the_end = NOON + KEEP_S
    assert not await safety.read_evidence(case_id, reader="mod", reason="review", date=at_the_end)
    for now, left in ((at_the_end - 1, 1), (at_the_end, 0)):
        keep = Keep(
            now=now, sends_after=0, codes_after=0, unused_keys_after=0, expired_keys_after=0
        )
        await store.prune(keep)
        assert connection("SELECT count(*) FROM safety_evidence") == [(left,)]


async def test_nothing_of_what_is_reported_lies_open_in_the_file(
    store: Store, safety: SafetyStore, people: list[int], connection: Callable[[str], Any]
) -> None:
    ada, bob, _ = people
    sent = await send(store, ada, bob, "zqxwordofevidence")
    assert sent.delivered is not None
    notifier = Notifier(name="Eve", mail="eve@example.org")
    asked = report(bob, message(ada, sent.delivered.id), notifier=notifier)
    await safety.take_report(asked, evidence_keep_s=KEEP_S)
    ((sealed, who),) = connection(
        "SELECT sealed, notifier FROM safety_evidence, safety_reports LIMIT 1"
    )
    assert b"zqxword" not in sealed
    assert b"example" not in who


async def test_a_receipt_says_how_it_stands(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, _ = people
    about = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    taken = await safety.take_report(report(ada, about), evidence_keep_s=KEEP_S)
    standing = await safety.report_standing(taken.receipt)
    assert standing is not None
    assert (standing.way, standing.category, standing.outcome) == (Way.IN_APP, SCAM, "")
    assert await safety.report_standing("unknown") is None


async def test_a_crowd_of_new_accounts_weighs_less_than_it_counts(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, cyd = people
    target = Locator(kind=SubjectKind.ACCOUNT, peer_id=cyd)
    for by in (ada, bob):
        await safety.take_report(report(by, target), evidence_keep_s=KEEP_S)
    (case,) = await safety.inbox(limit=10)
    assert (case.reports, case.weight) == (2, 500 + 250)


@pytest.mark.parametrize(("after_s", "weight"), [(6 * 3_600 - 1, 250), (6 * 3_600, 500)])
async def test_who_comes_hours_later_is_not_of_the_crowd(
    safety: SafetyStore, people: list[int], after_s: int, weight: int
) -> None:
    ada, bob, cyd = people
    target = Locator(kind=SubjectKind.ACCOUNT, peer_id=cyd)
    await safety.take_report(report(ada, target), evidence_keep_s=KEEP_S)
    later = report(bob, target, date=NOON + after_s)
    await safety.take_report(later, evidence_keep_s=KEEP_S)
    (case,) = await safety.inbox(limit=10)
    assert case.weight == 500 + weight


async def test_who_deleted_their_account_is_no_reporter_any_more(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, _ = people
    about = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    taken = await safety.take_report(report(ada, about), evidence_keep_s=KEEP_S)
    await store.end_account(ada, decide=lambda context: None)
    standing = await safety.report_standing(taken.receipt)
    assert standing is not None
    assert standing.reporter_id == 0


async def test_the_gravest_comes_first(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, cyd = people
    plain = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    grave = Locator(kind=SubjectKind.ACCOUNT, peer_id=cyd)
    await safety.take_report(report(ada, plain), evidence_keep_s=KEEP_S)
    keyword = "KEYWORD_TERRORIST_CONTENT"
    await safety.take_report(report(ada, grave, keyword=keyword), evidence_keep_s=KEEP_S)
    first, second = await safety.inbox(limit=10)
    assert (first.subject.peer_id, second.subject.peer_id) == (cyd, bob)
    assert [one.id for one in await safety.inbox(after=(first.place, first.id), limit=10)] == [
        second.id
    ]


async def test_one_new_account_does_not_put_its_report_first(
    store: Store, safety: SafetyStore, people: list[int]
) -> None:
    ada, bob, cyd = people
    terror = {
        "category": "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
        "keyword": "KEYWORD_TERRORIST_CONTENT",
    }
    said = Locator(kind=SubjectKind.ACCOUNT, peer_id=cyd)
    await safety.take_report(report(ada, said, **terror), evidence_keep_s=KEEP_S)
    (alone,) = await safety.inbox(limit=10)
    known = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    phishing = report(cyd, known, keyword="KEYWORD_PHISHING", way=Way.TRUSTED_FLAGGER)
    await safety.take_report(phishing, evidence_keep_s=KEEP_S)
    first, second = await safety.inbox(limit=10)
    assert (first.subject.peer_id, second.subject.peer_id) == (bob, cyd)
    # Nor what others say of it under a heading of their own.
    other = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
    spam = report(bob, said, category=other, keyword="", way=Way.TRUSTED_FLAGGER)
    await safety.take_report(spam, evidence_keep_s=KEEP_S)
    first, second = await safety.inbox(limit=10)
    assert (first.subject.peer_id, second.keyword) == (bob, "KEYWORD_TERRORIST_CONTENT")
    # But that somebody who is known says the same.
    again = report(cyd, said, **terror, way=Way.TRUSTED_FLAGGER)
    await safety.take_report(again, evidence_keep_s=KEEP_S)
    first, _ = await safety.inbox(limit=10)
    assert first.subject.peer_id == cyd
    assert first.place < alone.place


@pytest.mark.parametrize("looked_through", [0, 200])
async def test_what_was_believed_stays_when_something_milder_is_said(
    safety: SafetyStore,
    people: list[int],
    monkeypatch: pytest.MonkeyPatch,
    looked_through: int,
) -> None:
    ada, bob, cyd = people
    monkeypatch.setattr(reports, "_LOOKED_THROUGH", looked_through)
    said = Locator(kind=SubjectKind.ACCOUNT, peer_id=cyd)
    keyword = "KEYWORD_PHISHING"
    grave = report(ada, said, keyword=keyword, way=Way.TRUSTED_FLAGGER)
    await safety.take_report(grave, evidence_keep_s=KEEP_S)
    (before,) = await safety.inbox(limit=10)
    assert before.priority > 80
    await safety.take_report(report(bob, said), evidence_keep_s=KEEP_S)
    (after,) = await safety.inbox(limit=10)
    assert after.place <= before.place
    # Of a case with very many reports the first are looked at, and its place never falls.
    assert (after.priority >= before.priority) is bool(looked_through)


async def test_an_event_is_never_changed_and_goes_only_in_time(
    store: Store, safety: SafetyStore, people: list[int], connection: Callable[[str], Any]
) -> None:
    ada, bob, _ = people
    about = Locator(kind=SubjectKind.ACCOUNT, peer_id=bob)
    await safety.take_report(report(ada, about), evidence_keep_s=KEEP_S)
    for statement in ("UPDATE safety_events SET actor = 'x'", "DELETE FROM safety_events"):
        with pytest.raises(Exception, match="what happened"):
            connection(statement)
    connection(f"INSERT INTO safety_expiring VALUES ({NOON})")
    with pytest.raises(Exception, match="what happened"):
        connection("DELETE FROM safety_events")
