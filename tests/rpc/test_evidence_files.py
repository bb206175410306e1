"""A file of what was reported is kept for whoever decides, whatever its author does."""

from typing import Any

import pytest
from apsw import ConstraintError
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from heliograph.actions.files import remove_unheld
from heliograph.safety import surfaces
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.sealing import Seal
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.surfaces import RULES, Surface
from heliograph.server.evidence import copy_evidence
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions
from support.deciding import report_of
from support.talk import People, sent_id
from support.uploads import document, upload

CONTENT = b"0123456789abcdef" * 1_000
DAY_S = 86_400
KEEP_S = 100 * DAY_S
PHISHING = ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_PHISHING")
ABUSE = (
    "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
)


class Room:
    """Ann sends Ben a file, and he reports it."""

    def __init__(self, people: People) -> None:
        self.people, self.stage = people, people.stage
        self.app, self.clock = people.stage.app, people.stage.clock
        self.safety = people.stage.service.intake.store

    async def sends(self, content: bytes = CONTENT) -> int:
        ann, ben = self.people.ann, self.people.ben
        file = document(await upload(ann, content, name="proof.txt"))
        self.sent = sent_id(await ann.send_media(ann.to(ben), file))
        (arrived,) = ben.pushed()
        return int(arrived.message.id)

    async def reports(self, message_id: int, reason: tuple[str, str] = PHISHING) -> int:
        about = Locator(kind=SubjectKind.MESSAGE, peer_id=self.people.ann.id, item_id=message_id)
        said = {"category": reason[0], "keyword": reason[1]}
        report = report_of(about, by=self.people.ben.id, date=self.clock.now(), **said)
        taken = await self.safety.take_report(report, evidence_keep_s=KEEP_S)
        return taken.subjects[0].case_id

    async def kept(self, case_id: int) -> Any:
        now = self.clock.now()
        return await self.safety.read_evidence(case_id, reader="mod", reason="x", date=now)

    async def opened(self, kept_id: int, *, reason: str = "x") -> bytes:
        """What a file holds that is kept, for who has a reason."""
        now = self.clock.now()
        copy = await self.safety.evidence_copy(kept_id, reader="mod", reason=reason, date=now)
        return self.safety.open_file(copy.sealed_for, self.stage.blobs.contents[copy.sha256])

    async def removed_by_its_author(self) -> None:
        ann = self.people.ann
        await ann(functions.messages.DeleteMessages(id=[self.sent], revoke=True))

    async def sweep(self) -> None:
        """All that is kept no longer goes."""
        async for _ in remove_unheld(self.app, grace_s=0):
            pass

    async def forget(self) -> None:
        """What has had its time goes, and then its files."""
        keep = Keep(
            now=self.clock.now(),
            sends_after=0,
            codes_after=0,
            unused_keys_after=0,
            expired_keys_after=0,
        )
        while await self.stage.store.prune(keep):
            pass
        self.clock.date += DAY_S
        await self.sweep()

    async def copy(self, bytes_max: int = 1 << 20) -> None:
        while await copy_evidence(self.app, self.safety, bytes_max=bytes_max):
            pass


@pytest.fixture
def room(people: People) -> Room:
    return Room(people)


async def test_what_was_reported_outlives_its_message(room: Room) -> None:
    case_id = await room.reports(await room.sends())
    await room.removed_by_its_author()
    room.clock.date += DAY_S
    await room.sweep()
    assert CONTENT in room.stage.blobs.contents.values()
    (kept,) = await room.kept(case_id)
    (file,) = kept.files
    (shown,) = kept.snapshot.files
    assert (shown.name, shown.mime_type, shown.size) == ("proof.txt", "text/plain", len(CONTENT))
    assert (file.sha256, file.waits, file.copied) == (shown.sha256, True, False)


async def test_what_was_passed_on_and_reported_again_is_kept_once(room: Room) -> None:
    ann, ben = room.people.ann, room.people.ben
    first = await room.reports(await room.sends())
    await room.copy()
    sealed = set(room.stage.blobs.contents)
    room.clock.date += 3 * DAY_S
    forward = functions.messages.ForwardMessages(
        from_peer=ann.to(ben), id=[room.sent], to_peer=ann.to(ben), random_id=[77]
    )
    await ann(forward)
    (again,) = ben.pushed()
    second = await room.reports(int(again.message.id))
    await room.copy()
    assert set(room.stage.blobs.contents) == sealed

    async def reads(case_id: int) -> bytes:
        ((file,),) = [one.files for one in await room.kept(case_id)]
        return await room.opened(file.id)

    assert await reads(first) == await reads(second) == CONTENT
    room.clock.date += KEEP_S - 3 * DAY_S
    await room.forget()
    assert await room.kept(first) == []
    assert await reads(second) == CONTENT
    room.clock.date += 3 * DAY_S
    await room.forget()
    assert not [one for one in room.stage.blobs.contents.values() if len(one) == len(CONTENT) + 28]


async def test_it_is_sealed_under_the_key_of_evidence(room: Room) -> None:
    case_id = await room.reports(await room.sends())
    await room.copy()
    await room.removed_by_its_author()
    room.clock.date += DAY_S
    await room.sweep()
    assert all(CONTENT[:64] not in one for one in room.stage.blobs.contents.values())
    (sealed,) = room.stage.blobs.contents.values()
    ((file,),) = [one.files for one in await room.kept(case_id)]
    assert (file.waits, file.copied) == (False, True)
    read = await room.opened(file.id, reason="review")
    assert read == CONTENT
    other = room.stage.store.safety(b"o" * 32)
    with pytest.raises(InvalidTag):
        other.open_file(file.id, sealed)
    with pytest.raises(InvalidTag):
        room.safety.open_file(file.id + 1, sealed)
    noted = await room.stage.store._ask(
        lambda db: db.execute("SELECT kind, actor, about FROM safety_events").fetchall()
    )
    assert noted[-1] == ("evidence read", "mod", f"file {file.id}: review")


async def test_it_goes_with_the_evidence(room: Room) -> None:
    case_id = await room.reports(await room.sends())
    await room.copy()
    await room.removed_by_its_author()
    ((file,),) = [one.files for one in await room.kept(case_id)]
    room.clock.date += KEEP_S
    with pytest.raises(NothingThere):
        await room.opened(file.id)
    await room.forget()
    assert room.stage.blobs.contents == {}


async def test_of_what_is_too_long_the_hash_is_kept(room: Room) -> None:
    case_id = await room.reports(await room.sends())
    await room.copy(bytes_max=len(CONTENT) - 1)
    ((file,),) = [one.files for one in await room.kept(case_id)]
    assert (file.waits, file.copied, file.size) == (False, False, len(CONTENT))
    with pytest.raises(NothingThere, match="hash alone"):
        await room.opened(file.id)
    await room.removed_by_its_author()
    room.clock.date += DAY_S
    await room.sweep()
    assert room.stage.blobs.contents == {}


async def test_what_may_be_abuse_of_a_child_is_sealed(room: Room) -> None:
    case_id = await room.reports(await room.sends(), ABUSE)
    looked = len(room.stage.probe.looked)
    await room.copy()
    assert len(room.stage.probe.looked) == looked
    (kept,) = await room.kept(case_id)
    (file,) = kept.files
    assert (file.copied, file.seal, file.sha256) == (True, Seal.SUSPECTED, "")
    assert (kept.snapshot.file_ids, kept.snapshot.files) == ((), ())
    with pytest.raises(SafetyRefused, match="sealed"):
        await room.opened(file.id)


async def test_who_is_not_heard_any_more_covers_nothing(room: Room) -> None:
    ben, until = room.people.ben.id, room.clock.now() + DAY_S
    await room.stage.store._change(
        lambda db: db.execute(
            "INSERT INTO safety_reporters (account_id, upheld, rejected, warned, unheard_until)"
            " VALUES (?, 0, 8, 5, ?)",
            (ben, until),
        )
    )
    case_id = await room.reports(await room.sends(), ABUSE)
    ((file,),) = [one.files for one in await room.kept(case_id)]
    assert file.seal is Seal.OPEN


async def test_what_was_found_of_a_content_holds_wherever_it_is_reported(room: Room) -> None:
    first = await room.reports(await room.sends(), ABUSE)
    ((file,),) = [one.files for one in await room.kept(first)]
    now = room.clock.now()
    said = {"by": "sam", "date": now}
    with pytest.raises(SafetyRefused, match="say why"):
        await room.safety.classify(file.id, abuse=False, reason=" ", **said)
    await room.safety.classify(file.id, abuse=False, reason="A lamp.", **said)
    ((seen,),) = [one.files for one in await room.kept(first)]
    assert (seen.seal, bool(seen.sha256)) == (Seal.OPEN, True)
    # Whoever else says so changes nothing any more.
    again = await room.reports(await room.sends(), ABUSE)
    ((seen,),) = [one.files for one in await room.kept(again)]
    assert seen.seal is Seal.OPEN
    with pytest.raises(SafetyRefused, match="nobody says"):
        await room.safety.classify(seen.id, abuse=False, reason="I can.", **said)


async def test_a_finding_that_it_is_no_abuse_is_corrected_for_good(room: Room) -> None:
    first = await room.reports(await room.sends(), ABUSE)
    plain = await room.reports(await room.sends())
    ((file,),) = [one.files for one in await room.kept(first)]
    now = room.clock.now()
    await room.safety.classify(file.id, abuse=False, by="sam", reason="A lamp.", date=now)
    ((other,),) = [one.files for one in await room.kept(plain)]
    await room.safety.classify(other.id, abuse=True, by="tom", reason="No lamp.", date=now)
    for case_id in (first, plain):
        kept = await room.safety.read_evidence(
            case_id, reader="sam", reason="x", classifying=True, date=now
        )
        assert [(one.snapshot.file_ids, one.files[0].seal) for one in kept] == [((), Seal.KNOWN)]
    with pytest.raises(SafetyRefused, match="stays sealed"):
        await room.safety.classify(file.id, abuse=False, by="sam", reason="No.", date=now)
    found = await room.stage.store._ask(
        lambda db: db.execute(
            "SELECT actor, about FROM safety_events WHERE kind = 'classified' ORDER BY id"
        ).fetchall()
    )
    assert [row[0] for row in found] == ["sam", "tom"]
    assert "abuse, found to be none before: No lamp." in found[1][1]


async def test_known_abuse_is_closed_to_everybody_in_every_case(room: Room) -> None:
    plain = await room.reports(await room.sends())
    said = await room.reports(await room.sends(), ABUSE)
    now = room.clock.now()
    ((file,),) = [one.files for one in await room.kept(said)]
    await room.safety.classify(file.id, abuse=True, by="sam", reason="It is.", date=now)
    for case_id in (plain, said):
        kept = await room.safety.read_evidence(
            case_id, reader="sam", reason="x", classifying=True, date=now
        )
        assert [(one.snapshot.file_ids, one.files[0].seal) for one in kept] == [((), Seal.KNOWN)]
    with pytest.raises(SafetyRefused, match="stays sealed"):
        await room.safety.classify(file.id, abuse=False, by="sam", reason="No.", date=now)
    with pytest.raises(ConstraintError, match="stays known"):
        await room.stage.store._change(
            lambda db: db.execute("UPDATE safety_evidence_files SET abuse = 0")
        )


async def test_the_surface_table_says_what_is_kept(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = replace(RULES[Surface.PRIVATE_1TO1], kept_when_reported=False)
    monkeypatch.setitem(surfaces.RULES, Surface.PRIVATE_1TO1, nothing)
    case_id = await room.reports(await room.sends())
    assert list(await room.kept(case_id)) == []
    assert await room.safety.evidence_to_copy(at_most=9) == []


async def test_old_contents_that_are_evidence_stay(room: Room) -> None:
    await room.reports(await room.sends())
    now = room.clock.now() + DAY_S
    assert not await room.stage.store.drop_contents(1, made_before=now, at_most=9)
    await room.copy()
    assert not await room.stage.store.drop_contents(3, made_before=now, at_most=9)
    assert await room.stage.store.drop_contents(1, made_before=now, at_most=9)


async def test_who_holds_files_is_counted_rightly(room: Room) -> None:
    await room.reports(await room.sends())
    miscounted = """SELECT f.id FROM files f WHERE f.holders <>
        (SELECT count(*) FROM body_files b WHERE b.file_id = f.id)
        + (SELECT count(*) FROM safety_evidence_files e WHERE f.id IN (e.file_id, e.copy_id))"""
    for step in (room.copy, room.removed_by_its_author):
        await step()
        found = await room.stage.store._ask(lambda db: db.execute(miscounted).fetchall())
        assert found == []
