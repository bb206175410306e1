"""After a restore: no id twice, nothing lost to who was behind, nothing kept by who was ahead."""

import re
from functools import partial
from pathlib import Path

import apsw
import pytest

from heliograph.domain import channel_membership
from heliograph.domain.account_events import (
    FiltersChanged,
    ForumViewChanged,
    NotifySettingsChanged,
    PeerBlockedChanged,
    PersonChanged,
    PinnedDialogsChanged,
    TimerChanged,
    UnreadMarkChanged,
    UnsentChanged,
    people_named,
)
from heliograph.domain.authorizations import AuthKeyRecord
from heliograph.domain.bots import NewBot
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Asker
from heliograph.domain.dialogs import Unsent
from heliograph.domain.history import DialogQuery
from heliograph.domain.message_changes import Deleted, Edited
from heliograph.domain.peers import channel_peer
from heliograph.domain.people import FIRST_BOT_ID
from heliograph.domain.telling import Told
from heliograph.storage.sqlite import SqliteStore, queries
from heliograph.storage.sqlite.leap import LEAP, LEAPS, STAND, CannotLeap, how_far, leap
from support.empty_store import open_store
from support.mailboxes import NOON, delete, edit, open_accounts, send
from support.replay import Replica

BY = LEAP
_COUNTS = re.compile(r"(top_id|pts|qts|seq|next_\w+|\w+_seq)")
"""How columns are called that count what clients are given."""

_MOMENT = re.compile(r"due|expires|until|schedule\w*|\w+_(at|until)|(close|publish)_date")
"""How columns are called that say when something is to happen."""

FORGOTTEN = {
    ("chat_invites", "expires"),
    ("auth_keys", "expires"),
    ("encrypted_chats", "admin_read_at"),
    ("encrypted_chats", "participant_read_at"),
    ("exported_authorizations", "expires"),
    ("invites", "expires"),
    ("login_tokens", "expires"),
    ("password_waits", "expires"),
    ("push_tasks", "expires"),
    ("safety_blocked_files", "until"),
    ("safety_cases", "due"),
    ("safety_evidence", "expires"),
    ("safety_taken_files", "expires"),
    ("safety_numbers", "until"),
    ("safety_reporters", "unheard_until"),
    ("safety_restrictions", "until"),
    ("staff", "enrolment_until"),
    ("takeouts", "expires"),
}
"""What is only forgotten then, waits for a person, or happened in the past."""


LEAPT = NOON + 9


async def leapt(store: SqliteStore, by: int = BY) -> None:
    await store._change(lambda db: leap(db, by=by, made=NOON, date=LEAPT))


def tables(db: apsw.Connection) -> set[str]:
    """All but what SQLite and its full-text index keep for themselves."""
    virtual = {
        row[0] for row in db.execute("SELECT name FROM pragma_table_list WHERE type='virtual'")
    }
    found = db.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
    )
    return {row[0] for row in found if not row[0].startswith("sqlite_")} | virtual


def test_every_table_says_whether_it_counts_what_clients_are_given(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    """A table that is new: does a client keep an id of it, a pts, a qts? Then it must leap."""
    assert tables(connection) == LEAPS.keys() | STAND.keys()
    assert not LEAPS.keys() & STAND.keys()


def test_every_column_that_is_called_a_counter_leaps_or_belongs_to_one_that_does(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    found = {
        (table, column)
        for table in tables(connection)
        for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        if _COUNTS.fullmatch(column)
    }
    of_those = {
        ("log", "pts"),
        ("log", "top_id"),
        ("dialogs", "top_id"),
        ("sends", "pts"),
        ("encrypted_queue", "qts"),
        ("bot_queue", "qts"),
    }
    assert found - of_those <= {(table, name) for table, names in LEAPS.items() for name in names}


async def test_mailboxes_go_on_past_the_leap(store: SqliteStore) -> None:
    ada, bob = await open_accounts(store, 2)
    before = await send(store, ada, bob, "before")
    await leapt(store)
    after = await send(store, ada, bob, "after")
    assert after.message.id == before.message.id + BY + 1
    # Past the leap, and past the message that is told again.
    assert (await store.state(ada)).pts == 3 + BY + 1
    assert list(await store.check(whole=True)) == []


async def test_ids_of_scheduled_messages_go_on_in_every_dialog(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    """By little: they have 18 bits in TDLib."""
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob)
    connection.execute("INSERT INTO scheduled_ids VALUES (?, ?, 7)", (bob, ada))
    await leapt(store)
    found = connection.execute("SELECT owner_id, peer_id, top_id FROM scheduled_ids").fetchall()
    assert sorted(found) == [(ada, bob, 1_000), (bob, ada, 1_007)]


async def test_new_accounts_and_bots_get_ids_past_the_leap(
    store: SqliteStore,
) -> None:
    first, _ = await open_accounts(store, 2)
    await leapt(store)
    await leapt(store)
    made = await store.add_account(phone="4470000001", first_name="New", last_name="", date=NOON)
    assert made.id == first + 2 + 2 * BY
    later = await store.add_account(phone="4470000002", first_name="New", last_name="", date=NOON)
    assert later.id == made.id + 1
    new = NewBot(name="Echo", username="echo_bot", owner_id=None, date=NOON)
    bot = await store.add_bot(new, token_mac=lambda _: b"", decide=lambda *_: None)
    assert bot.id == FIRST_BOT_ID + 2 * BY


@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_who_was_behind_catches_up_over_the_leap(store: SqliteStore, limit: int) -> None:
    ada, bob, cyd = await open_accounts(store, 3)
    replicas = [Replica(owner_id) for owner_id in (ada, bob, cyd)]
    await send(store, ada, bob, "one")
    for replica in replicas:
        await replica.catch_up(store)
    await send(store, bob, ada, "two")
    await edit(store, ada, 1, "uno")
    await send(store, cyd, ada, "three")
    await leapt(store)
    await send(store, ada, bob, "four")
    await leapt(store)
    await delete(store, ada, 2)
    await store.read_history(bob, ada, max_id=3 + BY, date=NOON)
    for replica in replicas:
        await replica.catch_up(store, limit=limit)
        await replica.compare(store)
    assert list(await store.check(whole=True)) == []


async def test_who_was_ahead_is_told_what_is_gone(store: SqliteStore) -> None:
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob, "kept")
    at = (await store.state(bob)).pts
    await leapt(store)
    await send(store, ada, bob, "new")
    found = await store.difference(bob, pts=at + 3, limit=100)
    gone, again, arrived = found.changes
    assert isinstance(gone, Deleted)
    assert (gone.ids, gone.pts, gone.pts_count) == ((2, 3, 4), at + BY, BY)
    assert isinstance(again, Edited)
    assert arrived.pts == found.state.pts == again.pts + 1 == at + BY + 2
    # Who had seen no more than the copy holds has nothing to forget.
    assert len((await store.difference(bob, pts=at, limit=100)).changes) == 2


async def test_who_saw_what_a_copy_gave_out_when_it_was_restored_before_is_told_that_it_is_gone(
    store: SqliteStore,
) -> None:
    """The copy knows nothing of the first time: what was said since has ids behind a leap."""
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob, "kept")
    at, top_id = (await store.state(bob)).pts, 1
    first = how_far(made=NOON, now=NOON + 60)
    await leapt(store, how_far(made=NOON, now=NOON + 3_600))
    # A client that came over the leap of then, was told of an edit, and of two messages.
    found = await store.difference(bob, pts=at + first + 3, limit=100)
    gone = found.changes[0]
    assert isinstance(gone, Deleted)
    assert {top_id + first + 1, top_id + first + 2} <= set(gone.ids)
    # One that was there in neither case holds what came after the copy.
    assert set(range(top_id + 1, top_id + 1_000)) <= set(gone.ids)
    assert len(gone.ids) <= 100_000


async def test_who_saw_an_edit_that_is_lost_is_told_how_the_message_stands(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.storage.sqlite.leap._EDITED_MOST", 3)
    ada, bob, cyd = await open_accounts(store, 3)
    await send(store, ada, bob, "too old to be edited", date=NOON - 48 * 3_600 - 1)
    for text in ("more than are told", "one", "two", "three"):
        await send(store, ada, bob, text, date=NOON - 48 * 3_600)
    await send(store, ada, cyd, "of another mailbox")
    await edit(store, ada, 6, "of another mailbox, edited", date=NOON)
    at = (await store.state(bob)).pts
    await leapt(store)
    found = await store.difference(bob, pts=at, limit=100)
    assert all(isinstance(change, Edited) for change in found.changes)
    assert [change.message.text for change in found.changes] == ["one", "two", "three"]
    # Clients take what they are told for newer than any edit they saw, and show no edit.
    assert {(c.message.edit_date, c.message.edit_hidden) for c in found.changes} == {(LEAPT, True)}
    assert [change.pts for change in found.changes] == [at + BY + n for n in (1, 2, 3)]
    (again,) = (await store.difference(ada, pts=at + BY + 4, limit=1)).changes
    assert isinstance(again, Edited)
    assert (again.message.edit_date, again.message.edit_hidden) == (LEAPT, False)
    assert (await store.state(cyd)).pts == 3 + BY + 1
    assert (await store.state(bob)).pts == at + BY + 3
    assert list(await store.check(whole=True)) == []


async def test_what_takes_no_pts_is_told_again(path: Path) -> None:
    """Also what nobody had changed by then: whoever saw it change has to hear that it did not."""
    store = open_store(path, now=lambda: NOON)
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob)
    await store.set_blocked(ada, bob, True, date=NOON)
    for account_id in (ada, bob):
        await store.change_online(account_id, decide=lambda _: NOON)
    assert (await store.account_difference(ada, since=LEAPT)).changes == ()
    await leapt(store)
    told = (await store.account_difference(ada, since=LEAPT)).changes
    assert {type(change) for change in told} == {
        PeerBlockedChanged, NotifySettingsChanged, TimerChanged, UnreadMarkChanged, UnsentChanged,
        FiltersChanged, PinnedDialogsChanged, PersonChanged,
    }  # fmt: skip
    await store.close()


async def test_what_a_reader_set_of_a_channel_is_told_again(store: SqliteStore) -> None:
    ada, bob, cyd = await open_accounts(store, 3)
    for account_id, told_of in ((ada, NOON), (bob, NOON - 31 * 86_400)):
        await make_channel(store, account_id, channel_id=account_id, date=told_of)
    for number in range(2):
        await send(store, cyd, ada, f"of a dialog whose ids are as low: {number}", date=1)
    await leapt(store)
    again = {NotifySettingsChanged, UnreadMarkChanged, ForumViewChanged, UnsentChanged}
    for account_id, expected in ((ada, again), (bob, set())):
        told = (await store.account_difference(account_id, since=LEAPT)).changes
        of_channel = {type(one) for one in told if channel_peer(account_id) in people_named(one)}
        assert of_channel & {*again, TimerChanged} == expected


async def test_no_more_is_unread_in_a_channel_than_there_is(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.storage.sqlite.channel_marks._COUNTED", 3)
    (ada, bob) = await open_accounts(store, 2)
    peer_id = await make_channel(store, ada, channel_id=7, date=NOON)
    who = Asker(account_id=bob, chat_id=7, date=NOON, random_id=8)
    await store.change_channel(who, decide=partial(channel_membership.join, who))
    for _ in range(2):
        await send(store, ada, peer_id)
    await leapt(store)
    for _ in range(3):
        await send(store, ada, peer_id)
    (dialog,) = (await store.dialogs(DialogQuery(owner_id=bob), now=NOON)).dialogs
    # The two that tell of its beginning and of who came are there, too.
    assert dialog.unread == 7
    assert list(await store.check(whole=True)) == []


async def make_channel(store: SqliteStore, creator_id: int, *, channel_id: int, date: int) -> int:
    who = Asker(account_id=creator_id, chat_id=channel_id, date=date, random_id=channel_id)
    name = f"name{channel_id}"
    record = Channel(
        id=channel_id, title="C", date=date, creator_id=creator_id, members=1, username=name
    )
    told = Told(action="ChannelCreate", arguments=(("title", "C"),))
    member = channel_membership.creator(who)
    await store.create_channel(who, record=record, member=member, told=told)
    return record.peer_id


async def test_drafts_are_newer_than_those_that_are_lost(store: SqliteStore) -> None:
    ada, bob = await open_accounts(store, 2)
    await store.save_unsent(ada, bob, Unsent(text="begun", date=NOON))
    await leapt(store)
    assert (await store.all_unsent(ada))[bob, 0] == Unsent(text="begun", date=LEAPT)


async def test_devices_go_on_past_the_leap(store: SqliteStore, connection: apsw.Connection) -> None:
    key = AuthKeyRecord(auth_key_id=7, secret=bytes(256), dc=2, created=NOON)
    await store.save_auth_key(key)
    before = connection.execute("SELECT qts FROM auth_keys").get
    await leapt(store)
    assert connection.execute("SELECT qts FROM auth_keys").get == before + BY


async def test_a_mailbox_that_is_too_high_does_not_leap(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob)
    with pytest.raises(CannotLeap, match="cannot leap"):
        await leapt(store, by=2**31 - 1_000)
    assert (await store.state(ada)).pts == 2


def test_every_moment_that_something_waits_for_is_listed_after_a_restore(
    store: SqliteStore, connection: apsw.Connection
) -> None:
    """A column that is new: does something happen by itself then? `queries/due.sql` lists it."""
    statements = vars(queries.load("due")).values()
    listed = {t: " ".join(s for s in statements if t in s) for t in tables(connection)}
    found = {
        (table, column)
        for table in tables(connection)
        for (column,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        if _MOMENT.fullmatch(column) and column not in re.findall(r"\w+", listed[table])
    }
    assert found == FORGOTTEN
