"""Stores of every version open; newer ones are refused; migrating writes a backup first."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.domain.peers import channel_peer, chat_peer
from heliograph.domain.reactions import ReactionsQuery
from heliograph.domain.topic_pages import TopicQuery
from heliograph.safety.decisions import Grave, MeasureKind
from heliograph.safety.effects import Act
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.log import merkle
from heliograph.safety.staff.proposals import ProposalKind
from heliograph.safety.staff.roles import Role
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite import migrate as migrating
from heliograph.storage.sqlite.migrate import StoreTooNew, migrate, migrations, schema_version
from support.mailboxes import open_accounts, send
from support.public_log import enter_some, keeper
from support.replay import Replica

FIXTURES = Path(__file__).parent.parent / "fixtures"
NEWEST = len(migrations())
ADA, BOB, CYD = 1_000_000_001, 1_000_000_002, 1_000_000_003

Patch = Callable[..., None]


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Patch:
    """Make the program know one migration more."""

    def patch(script: str) -> None:
        known = [*migrations(), (len(migrations()) + 1, script)]
        monkeypatch.setattr(migrating, "migrations", lambda: known)

    return patch


def test_there_is_a_fixture_of_every_earlier_version() -> None:
    found = {file.name for file in FIXTURES.glob("*.sqlite")}
    assert found >= {f"schema-{version}.sqlite" for version, _ in migrations()[:-1]}


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("*.sqlite")), ids=lambda f: f.stem)
async def test_a_store_of_any_version_migrates_and_is_whole(fixture: Path, path: Path) -> None:
    shutil.copy(fixture, path)
    store = SqliteStore.open(path, key_secret=bytes(32))
    assert list(await store.check(whole=True)) == []
    for owner_id in (ADA, BOB, CYD):
        replica = Replica(owner_id)
        await replica.catch_up(store)
        await replica.compare(store)
    page = await store.history(HistoryQuery(owner_id=ADA, peer_id=BOB))
    assert [message.text for message in page.messages] == ["a reply", "edited ☀️"]
    key = await store.load_auth_key(-7)
    assert key is not None
    assert key.key.secret == bytes(range(256))
    before = (await store.history(HistoryQuery(owner_id=ADA, peer_id=BOB))).messages[0].id
    assert (await send(store, ADA, BOB, "after", random_id=99)).message.id > before
    await store.close()


async def test_a_store_with_groups_and_channels_keeps_them(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-5.sqlite", path)
    store = SqliteStore.open(path, key_secret=bytes(32))
    for peer_id in (chat_peer(41), channel_peer(42)):
        page = await store.history(HistoryQuery(owner_id=BOB, peer_id=peer_id))
        assert page.messages[0].text == "to all"
        sent = await send(store, BOB, peer_id, "after", random_id=99)
        assert sent.message.id == page.messages[0].id + 1
    dialogs = (await store.dialogs(DialogQuery(owner_id=BOB), now=0)).dialogs
    assert {dialog.peer_id for dialog in dialogs} == {ADA, BOB, chat_peer(41), channel_peer(42)}
    await store.close()


async def test_a_store_with_a_forum_keeps_it(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-6.sqlite", path)
    store = SqliteStore.open(path, key_secret=bytes(32))
    forum = channel_peer(43)
    topics = (await store.topics(TopicQuery(viewer_id=BOB, peer_id=forum))).topics
    assert [shown.topic.title for shown in topics] == ["Meals"]
    thread = HistoryQuery(owner_id=BOB, peer_id=forum)
    said = (await store.thread_page(thread, message_id=topics[0].topic.id)).messages
    assert [message.text for message in said] == ["in a topic"]
    asked = ReactionsQuery(
        viewer_id=BOB, peer_id=forum, message_id=said[0].id, sign=None, offset=0, limit=1
    )
    assert (await store.post_reactions(asked)).count == 1
    await store.close()


async def test_a_store_with_a_decision_keeps_it_in_force(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-7.sqlite", path)
    store = SqliteStore.open(path, key_secret=bytes(32))
    kept, log = store.safety(bytes(32)), store.public_log()
    (held,) = await kept.restrictions(MeasureKind.FLAG_SCAM)
    assert held.peer_id == CYD
    decision = await kept.decision(held.puid)
    assert decision is not None
    assert decision.facts == "It asks for money."
    (appeal,) = await kept.open_appeals(limit=9)
    assert appeal.argument == "It was a joke."
    due = await kept.due_effects(now=decision.date, at_most=9)
    assert [one.act for one in due] == [Act.BEGIN, Act.TELL_AFFECTED, Act.TELL_REPORTERS]
    (evidence,) = await kept.read_evidence(
        appeal.case_id, reader="ben", reason="the appeal", date=decision.date
    )
    assert evidence.snapshot.texts[0] == "Cyd"
    first = await log.newest_head()
    assert first is not None
    await enter_some(store, ["later"])
    same_key = keeper(key=Ed25519PrivateKey.from_private_bytes(bytes(32)))
    grown = await log.sequence(same_key, date=decision.date, at_most=9)
    assert grown is not None
    assert (first.size, grown.size) == (2, 3)
    way = await log.consistency(first.size, grown.size)
    assert way is not None
    assert merkle.is_continued((first.size, first.root), (grown.size, grown.root), way)
    await store.close()


async def test_a_store_with_a_console_keeps_its_staff_and_what_waits_for_them(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-8.sqlite", path)
    store = SqliteStore.open(path, key_secret=bytes(32))
    kept, staff = store.safety(bytes(32)), store.staff(bytes(32))
    ann, ben = await staff.staff()
    assert (ann.name, ben.name, ben.roles) == ("ann", "ben", frozenset(Role))
    signed_in = await staff.session(bytes([10] * 32))
    assert signed_in is not None
    assert signed_in[0].name == "ben"
    (passkey,) = await staff.passkeys(ann.id)
    assert passkey.name == "Token"
    (waiting,) = await staff.open_proposals(now=ann.added, limit=9)
    assert (waiting.kind, waiting.proposed_by) == (ProposalKind.END, "ann")
    (labelled,) = await kept.restrictions(MeasureKind.LABEL)
    assert labelled.peer_id == channel_peer(43)
    assert len(await kept.inbox(limit=9)) == 1
    post = await store.history(HistoryQuery(owner_id=ADA, peer_id=channel_peer(42), limit=1))
    assert post.messages[0].held is not None
    await store.close()


async def test_a_store_with_a_file_that_was_taken_holds_it_still(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-9.sqlite", path)
    store = SqliteStore.open(path, key_secret=bytes(32))
    kept, staff = store.safety(bytes(32)), store.staff(bytes(32))
    (ann, _) = await staff.staff()
    waiting = await staff.open_proposals(now=ann.added, limit=9, of_staff=True)
    assert ProposalKind.STAFF in {one.kind for one in waiting}
    (frozen,) = await kept.restrictions(MeasureKind.FREEZE)
    decision = await kept.decision(frozen.puid)
    assert decision is not None
    assert decision.grave is Grave.THEFT
    (lying, *_) = await kept.evidence_to_copy(at_most=1)
    with pytest.raises(SafetyRefused, match="found that it is not"):
        await kept.classify(lying.id, abuse=False, by="ben", reason="Once more.", date=ann.added)
    holders = apsw.Connection(str(path)).execute("SELECT holders FROM files WHERE id = 71").get
    assert holders == 2
    await store.close()


async def test_a_new_store_has_the_newest_version(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    assert schema_version(connection) == len(migrations())


@pytest.mark.parametrize("journal", ["wal", "delete"])
async def test_a_newer_store_is_refused_and_left_alone(
    path: Path, tmp_path: Path, journal: str
) -> None:
    await SqliteStore.open(path, key_secret=bytes(32)).close()
    database = apsw.Connection(str(path))
    database.pragma("journal_mode", journal)
    database.execute("UPDATE meta SET value = 99 WHERE name = 'schema'")
    # What a killed process leaves: the change is in the log alone.
    killed = tmp_path / "killed"
    killed.mkdir()
    left = [file for file in (path, Path(f"{path}-wal")) if file.exists()]
    copies = [Path(shutil.copy(file, killed)) for file in left]
    before = [file.read_bytes() for file in copies]
    with pytest.raises(StoreTooNew, match="schema 99"):
        SqliteStore.open(copies[0], key_secret=bytes(32))
    assert [file.read_bytes() for file in copies] == before


async def test_migrating_copies_the_store_first(path: Path, newer: Patch) -> None:
    store = SqliteStore.open(path, key_secret=bytes(32))
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob, "kept")
    await store.close()
    newer("ALTER TABLE accounts ADD COLUMN extra INTEGER; UPDATE accounts SET extra = 1")
    await SqliteStore.open(path, key_secret=bytes(32)).close()
    migrated, backup = (
        apsw.Connection(str(path)),
        path.parent / f"before-schema-{NEWEST + 1}.sqlite",
    )
    assert schema_version(migrated) == NEWEST + 1
    assert migrated.execute("SELECT DISTINCT extra FROM accounts").fetchall() == [(1,)]
    assert backup.stat().st_mode & 0o777 == 0o600
    before = apsw.Connection(str(backup))
    assert schema_version(before) == NEWEST
    assert before.execute("SELECT text FROM bodies").fetchall() == [("kept",)]


def test_a_new_store_needs_no_backup(path: Path) -> None:
    migrate(apsw.Connection(str(path)), backup_folder=path.parent)
    assert not list(path.parent.glob("before-*"))


async def test_a_migration_that_fails_changes_nothing(path: Path, newer: Patch) -> None:
    await SqliteStore.open(path, key_secret=bytes(32)).close()
    newer("CREATE TABLE halfway (n); SELECT nothing FROM nowhere")
    with pytest.raises(apsw.SQLError):
        SqliteStore.open(path, key_secret=bytes(32))
    database = apsw.Connection(str(path))
    assert schema_version(database) == NEWEST
    assert database.execute("SELECT count(*) FROM sqlite_schema WHERE name='halfway'").get == 0


async def test_the_copys_name_is_synced_before_anything_migrates(
    path: Path, newer: Patch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await SqliteStore.open(path, key_secret=bytes(32)).close()
    newer("CREATE TABLE extra (n)")
    synced: list[tuple[int, int]] = []

    def fsync(descriptor: int) -> None:
        reader = apsw.Connection(str(path))
        synced.append((os.fstat(descriptor).st_ino, schema_version(reader)))
        reader.close()

    monkeypatch.setattr(os, "fsync", fsync)
    await SqliteStore.open(path, key_secret=bytes(32)).close()
    assert synced == [(path.parent.stat().st_ino, NEWEST)]


async def test_links_of_the_removed_end_and_what_is_protected_no_more_is_free(path: Path) -> None:
    shutil.copy(FIXTURES / "schema-9.sqlite", path)
    db = apsw.Connection(str(path))
    news, talk = channel_peer(42), channel_peer(43)
    find = "SELECT id, body_id FROM copies WHERE owner_id = ? ORDER BY id LIMIT 2"
    posts, carried = (db.execute(find, (peer,)).fetchall() for peer in (news, talk))
    with db:
        # One was sent not to be passed on, the other was in a channel that protected all.
        for (post, of), (copy, body), own in zip(posts, carried, (2, 0), strict=True):
            db.execute("UPDATE bodies SET flags = ? WHERE id = ?", (own, of))
            db.execute("UPDATE bodies SET flags = 2 WHERE id = ?", (body,))
            db.execute(
                "INSERT OR REPLACE INTO threads VALUES (?, ?, 0, '[]', 42, ?)", (talk, copy, post)
            )
        db.execute("UPDATE channel_members SET role = 1 WHERE account_id = ?", (BOB,))
        db.execute("UPDATE chat_members SET role = 1 WHERE account_id = ?", (BOB,))
        for place in (talk, 41):
            for admin in (ADA, BOB):
                line = (f"{place}.{admin}", place, admin)
                db.execute(
                    "INSERT INTO chat_invites VALUES (?, ?, ?, '', 0, 0, 0, 0, 0, 0, 0, 0)", line
                )
    db.close()
    await SqliteStore.open(path, key_secret=bytes(32)).close()
    db = apsw.Connection(str(path))
    flags = "SELECT flags FROM bodies WHERE id = ?"
    assert [db.execute(flags, (body,)).get for _, body in carried] == [2, 0]
    over = db.execute("SELECT chat_id, admin_id FROM chat_invites WHERE revoked = 1 ORDER BY 1")
    assert over.fetchall() == [(talk, BOB), (41, BOB)]
