"""A channel that many are in goes out of their lists in steps, and is in none of them meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from heliograph.domain import channel_membership
from heliograph.domain.channels import Channel, ChannelMember
from heliograph.domain.chats import Asker
from heliograph.domain.history import DialogQuery
from heliograph.domain.permissions import Role
from heliograph.domain.telling import Told
from heliograph.storage.sqlite import (
    channel_changes,
    channels,
    dialog_list,
    integrity,
    listing,
    sign_in,
)
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.migrate import migrate
from support.mailboxes import NOON

STEP = 10
MANY = 3 * STEP + 1


@pytest.fixture
def db(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[apsw.Connection]:
    monkeypatch.setattr(listing, "AT_ONCE", STEP)
    connection = open_writer(str(path), vfs=None, synchronous="OFF")
    migrate(connection, backup_folder=None)
    yield connection
    connection.close()


def account(db: apsw.Connection, number: int) -> int:
    phone = f"8880{number:04}"
    return sign_in.add_account(db, phone=phone, first_name="P", last_name="", date=NOON).id


@pytest.fixture
def members(db: apsw.Connection) -> list[int]:
    """Who is in it, its creator first, and one who left."""
    return [account(db, number) for number in range(MANY + 1)]


def asker(members: list[int], random_id: int) -> Asker:
    return Asker(account_id=members[0], chat_id=1, date=NOON, random_id=random_id)


def make(db: apsw.Connection, who: Asker) -> Channel:
    made = Channel(
        id=who.chat_id, title="C", date=who.date, creator_id=who.account_id, members=MANY
    )
    told = Told(action="ChannelCreate", arguments=(("title", "C"),))
    member = channel_membership.creator(who)
    channel_changes.create(db, who, record=made, member=member, told=told)
    return made


@pytest.fixture
def record(db: apsw.Connection, members: list[int]) -> Channel:
    made = make(db, asker(members, 1))
    others = [
        ChannelMember(account_id=one, role=Role.MEMBER, inviter_id=0, date=NOON)
        for one in members[1:]
    ]
    others[-1] = replace(others[-1], role=Role.LEFT)
    channels.keep_members(db, made.id, others)
    channel_changes.list_it(db, made, others)
    return made


def listed(db: apsw.Connection, members: list[int]) -> list[bool]:
    """Whether it stands in each of their lists."""
    query = DialogQuery(owner_id=0, limit=9)
    pages = [dialog_list.dialogs(db, replace(query, owner_id=one), now=NOON) for one in members]
    return [bool(page.dialogs) for page in pages]


def rows_of(db: apsw.Connection, record: Channel) -> int:
    """In how many lists of people there is a row for it."""
    asked = "SELECT count(*) FROM dialogs WHERE peer_id = ? AND owner_id > 0"
    ((count,),) = db.execute(asked, (record.peer_id,)).fetchall()
    return int(count)


def close(db: apsw.Connection, members: list[int]) -> None:
    who = asker(members, 2)
    channel_changes.change(
        db, who, named=(), username="", photo=None,
        decide=lambda context: channel_membership.close(who, context),
    )  # fmt: skip


def test_a_deleted_channel_is_in_no_list_though_not_all_are_written(
    db: apsw.Connection, members: list[int], record: Channel
) -> None:
    assert listed(db, members) == [True] * MANY + [False]
    db.execute("UPDATE dialogs SET pin = 1 WHERE owner_id IN (?, ?)", (members[1], members[-2]))
    close(db, members)
    assert rows_of(db, record) == MANY - STEP
    assert not any(listed(db, members))
    for one in (members[1], members[-2]):
        page = dialog_list.dialogs_of(db, one, (record.peer_id,), archive=False, now=NOON)
        assert [dialog.pinned for dialog in page.dialogs] == [False]
    assert not integrity.check(db)
    steps = 0
    while listing.settle_some(db, at_most=STEP):
        steps += 1
        assert rows_of(db, record) == max(0, MANY - (steps + 1) * STEP)
    assert steps == 3
    assert not integrity.check(db)


def test_a_channel_that_comes_back_is_in_the_lists_of_all_who_are_in_it(
    db: apsw.Connection, members: list[int], record: Channel
) -> None:
    for closed in (True, False, True, False):
        # Each begins before the one before it is done.
        after = replace(record, closed=closed)
        channels.keep(db, record, after, date=NOON)
        listing.settle(db, after, date=NOON)
        listing.settle_some(db, at_most=STEP)
    assert listed(db, members)[: 2 * STEP] == [True] * 2 * STEP
    while listing.settle_some(db, at_most=STEP):
        pass
    assert listed(db, members) == [True] * MANY + [False]
    assert not integrity.check(db)


def test_of_few_all_is_written_at_once(
    db: apsw.Connection, members: list[int], record: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", MANY + 2)
    close(db, members)
    assert rows_of(db, record) == 0
    assert not listing.settle_some(db, at_most=STEP)


def test_what_is_closed_takes_no_place_on_a_page(
    db: apsw.Connection, members: list[int], record: Channel
) -> None:
    last = members[-2]
    older = make(db, Asker(account_id=last, chat_id=2, date=NOON - 9, random_id=3))
    close(db, members)
    page = dialog_list.dialogs(db, DialogQuery(owner_id=last, limit=1), now=NOON)
    assert [dialog.peer_id for dialog in page.dialogs] == [older.peer_id]
