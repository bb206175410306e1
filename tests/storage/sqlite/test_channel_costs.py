"""What channels cost: the same however many are in them, and one statement for all that moved."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.domain import channel_membership, channel_names, errors
from heliograph.domain import topics as topic_rules
from heliograph.domain.channel_log import LogAsked, MessageTouched, Sort
from heliograph.domain.channels import Channel
from heliograph.domain.chats import Asker
from heliograph.domain.composing import compose_private
from heliograph.domain.messages import Draft, Message
from heliograph.domain.public_pages import PublicQuery
from heliograph.domain.telling import Told
from heliograph.domain.topic_pages import TopicQuery
from heliograph.storage.sqlite import (
    channel_changes,
    channel_log,
    channel_marks,
    channel_reading,
    channels,
    public_pages,
    sending,
    sign_in,
    topics,
)
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.migrate import migrate
from heliograph.storage.sqlite.word_hiding import WordHider
from support.mailboxes import LIMITS, NOON

MANY = 5_000
_random_ids = itertools.count(1)
FLAT = 25
"""Steps that one more level of a tree may take."""


@pytest.fixture
def db(path: Path) -> Iterator[apsw.Connection]:
    connection = open_writer(str(path), vfs=None, synchronous="OFF")
    migrate(connection, backup_folder=None)
    yield connection
    connection.close()


def steps(db: apsw.Connection, work: Callable[[], object]) -> int:
    """Steps of SQLite's machine that some work takes."""
    taken = 0

    def profile(event: dict[str, object]) -> None:
        nonlocal taken
        status = event["stmt_status"]
        assert isinstance(status, dict)
        taken += status["SQLITE_STMTSTATUS_VM_STEP"]

    db.trace_v2(apsw.SQLITE_TRACE_PROFILE, profile)
    work()
    db.trace_v2(0, None)
    return taken


def account(db: apsw.Connection, number: int) -> int:
    return sign_in.add_account(db, phone=f"888{number}", first_name="P", last_name="", date=NOON).id


def make(db: apsw.Connection, creator_id: int, channel_id: int, *, forum: bool = False) -> Channel:
    asker = Asker(account_id=creator_id, chat_id=channel_id, date=NOON, random_id=channel_id)
    record = Channel(
        id=channel_id,
        title="C",
        date=NOON,
        creator_id=creator_id,
        members=1,
        username=f"name{channel_id}",
        forum=forum,
    )
    told = Told(action="ChannelCreate", arguments=(("title", "C"),))
    member = channel_membership.creator(asker)
    channel_changes.create(db, asker, record=record, member=member, told=told)
    return record


def fill(db: apsw.Connection, record: Channel) -> None:
    """Have many in it at once."""
    with db:
        db.execute("PRAGMA defer_foreign_keys = ON")
        for number in range(MANY):
            account_id = 50_000_000 + number
            db.execute(
                "INSERT INTO accounts (id, phone, first_name, last_name, about, created, disabled)"
                " VALUES (?1, ?1, '', '', '', 0, 0)",
                (account_id,),
            )
            db.execute(
                "INSERT INTO channel_members VALUES (?, ?, 2, 0, 0, 0, 0, 0, 0, '', 0, 0, 0, 0, 0)",
                (record.id, account_id),
            )


def post(db: apsw.Connection, sender_id: int, record: Channel, random_id: int) -> None:
    draft = Draft(
        sender_id=sender_id,
        recipient_id=record.peer_id,
        random_id=random_id,
        text="hello",
        date=NOON,
    )
    sending.append_private(db, draft, partial(compose_private, limits=LIMITS))


def change(db: apsw.Connection, account_id: int, record: Channel, decide: object) -> None:
    drawn = next(_random_ids)
    asker = Asker(account_id=account_id, chat_id=record.id, date=NOON, random_id=drawn)
    channel_changes.change(
        db,
        asker,
        named=(),
        username="",
        decide=lambda context: decide(asker, context),  # type: ignore[operator]
        photo=None,
    )


def test_posts_joining_reading_and_leaving_cost_the_same_however_many_are_in_it(
    db: apsw.Connection,
) -> None:
    ada, bob, cyd = (account(db, number) for number in range(3))
    record = make(db, ada, 7)
    join, leave = channel_membership.join, channel_membership.leave

    def measured(comer: int, first: int) -> list[int]:
        return [
            steps(db, partial(post, db, ada, record, first)),
            steps(db, partial(change, db, comer, record, join)),
            steps(db, partial(post, db, ada, record, first + 1)),
            steps(db, partial(channel_reading.read, db, comer, record.peer_id, max_id=0)),
            steps(db, partial(change, db, comer, record, leave)),
        ]

    few = measured(bob, 1_001)
    fill(db, record)
    many = measured(cyd, 2_001)
    assert all(after <= before + FLAT for before, after in zip(few, many, strict=True))


def keep_out(db: apsw.Connection, contents: int) -> None:
    """Have so many contents be kept out of public, the first of which is 0."""
    db.execute("PRAGMA foreign_keys = OFF")
    for number in range(contents):
        mark = number.to_bytes(32)
        line = (mark, f"p{number}")
        db.execute("INSERT INTO safety_blocked_files VALUES (?, ?, 0, 0)", line)


def show(
    db: apsw.Connection, ada: int, record: Channel, posts: int, *, content: int = 1_000_000
) -> None:
    """Post so many files, each of another content, beginning with one."""
    for place in range(posts):
        number = next(_random_ids)
        post(db, ada, record, number)
        body_id = db.execute("SELECT max(id) FROM bodies").fetchone()[0]
        line = (number, ada, number, (content + place).to_bytes(32))
        db.execute(
            "INSERT INTO files (id, kind, owner_id, upload_id, date, size, record, original)"
            " VALUES (?1, 1, ?2, ?3, 0, 1, x'', ?4)",
            line,
        )
        db.execute("INSERT INTO file_blobs VALUES (?, ?)", (number, line[-1]))
        db.execute("INSERT INTO body_files VALUES (?, ?)", (body_id, number))


def test_turning_public_costs_the_same_however_much_was_posted(db: apsw.Connection) -> None:
    ada = account(db, 0)
    keep_out(db, 20)
    # Found in a place of which nobody asks.
    show(db, ada, make(db, ada, 700_003), 5, content=0)
    taken = []
    for channel_id, posts in ((700_001, 5), (700_002, 500)):
        record = make(db, ada, channel_id)
        change(db, ada, record, lambda _, context: channel_names.claim(context, ""))
        show(db, ada, record, posts)
        name = f"other_name{channel_id}"
        claim = partial(channel_names.claim, username=name)
        work = partial(change, db, ada, record, lambda _, context, claim=claim: claim(context))
        taken.append(steps(db, work))
    assert taken[1] <= taken[0] + FLAT


def test_reading_everything_costs_the_same_however_much_there_is(db: apsw.Connection) -> None:
    ada, *others = (account(db, number) for number in range(5))
    record = make(db, ada, 7)
    for other in others:
        change(db, other, record, channel_membership.join)
        post(db, ada, record, next(_random_ids))
        post(db, other, record, next(_random_ids))

    def read(reader: int, up_to: int = 0) -> int:
        return steps(db, partial(channel_reading.read, db, reader, record.peer_id, max_id=up_to))

    def write(posts: int) -> None:
        with db:
            for _ in range(posts):
                post(db, ada, record, next(_random_ids))

    write(1_100)
    few = read(others[0])
    write(2_000)
    assert read(others[1]) <= few + FLAT
    # Nor is anything counted for who wrote none of it.
    db.execute("UPDATE channel_members SET own_unread = 0")
    assert read(others[2], 3_000) <= few + few // 10


def test_what_was_deleted_counts_no_longer_among_what_one_is_in(db: apsw.Connection) -> None:
    ada = account(db, 1)
    with db:
        records = [make(db, ada, number) for number in range(1, channel_membership.JOINED_MAX + 1)]
        with pytest.raises(errors.ChannelsTooMuch):
            make(db, ada, 1_000)
        for record in records:
            change(db, ada, record, channel_membership.close)
    assert channels.joined(db, (ada,)) == []
    last = make(db, ada, 1_000)
    assert [one[:2] for one in channels.joined(db, (ada,))] == [(ada, last.peer_id)]


def test_a_post_is_one_message_in_one_mailbox(db: apsw.Connection) -> None:
    ada = account(db, 1)
    record = make(db, ada, 7)
    fill(db, record)

    def rows() -> list[int]:
        return [
            db.execute(f"SELECT count(*) FROM {table}").get
            for table in ("bodies", "copies", "log", "account_events", "dialogs")
        ]

    before = rows()
    post(db, ada, record, 1_001)
    assert [after - was for was, after in zip(before, rows(), strict=True)] == [1, 1, 0, 0, 0]


def test_what_moved_of_300_channels_is_found_by_one_statement(db: apsw.Connection) -> None:
    ada = account(db, 1)
    records = [make(db, ada, number) for number in range(1, 301)]
    db.execute("UPDATE mailboxes SET date = ?", (NOON,))
    for record in records[:20]:
        db.execute("UPDATE mailboxes SET date = ? WHERE account_id = ?", (NOON + 9, record.peer_id))
    found: list[object] = []
    taken = steps(db, lambda: found.extend(channel_marks.load_moved(db, ada, since=NOON + 5)))
    assert len(found) == 20
    assert taken < 5_000


def test_a_public_page_costs_the_same_however_much_was_ever_said(db: apsw.Connection) -> None:
    ada = account(db, 1)
    record = make(db, ada, 9_000_000)
    name = record.username
    db.execute("INSERT INTO usernames VALUES (?, ?, 1, 1)", (name, record.peer_id))
    hider = WordHider(bytes(32))

    def write(posts: int) -> None:
        with db:
            for _ in range(posts):
                post(db, ada, record, next(_random_ids))

    def page(**asked: int) -> int:
        query = PublicQuery(limit=20, scan_max=100, matches_max=100, **asked)
        work = partial(public_pages.page, db, name, query, may_look=lambda _: True, hider=hider)
        return steps(db, work)

    def measured() -> list[int]:
        single = partial(public_pages.post, db, name, 30, may_look=lambda _: True)
        return [page(), page(before=60), page(after=30), steps(db, single)]

    write(100)
    few = measured()
    write(2_000)
    assert all(after <= before + FLAT for before, after in zip(few, measured(), strict=True))


def statements(db: apsw.Connection, work: Callable[[], object]) -> int:
    """How many statements some work runs."""
    run: list[object] = []
    db.trace_v2(apsw.SQLITE_TRACE_STMT, run.append)
    work()
    db.trace_v2(0, None)
    return len(run)


def test_a_page_of_topics_is_as_many_statements_however_many_there_are(
    db: apsw.Connection,
) -> None:
    ada, bob = account(db, 1), account(db, 2)
    record = make(db, ada, 7, forum=True)
    change(db, bob, record, channel_membership.join)

    def begin(count: int) -> None:
        for _ in range(count):
            drawn = next(_random_ids) + 5_000
            who = Asker(account_id=ada, chat_id=record.id, date=NOON, random_id=drawn)
            make_it = partial(topic_rules.create, title=f"T{drawn}", color=0, emoji_id=0, now=NOON)
            topics.create(db, who, decide=make_it)

    query = TopicQuery(viewer_id=bob, peer_id=record.peer_id, words="", offset_id=0, limit=100)
    read = partial(topics.page, db, query)
    begin(2)
    few = statements(db, read)
    begin(30)
    assert len(read().topics) == 33
    assert statements(db, read) == few


def test_the_log_of_a_channel_unpacks_so_much_of_it_and_no_more(
    db: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = account(db, 1)
    record = make(db, ada, 7)
    told = MessageTouched(what="DeleteMessage", message=said(record, "needle"))
    channel_log.note(db, record.id, ada, [told], date=NOON)
    other = MessageTouched(what="DeleteMessage", message=said(record, "hay"))
    with db:
        channel_log.note(db, record.id, ada, [other] * 5_000, date=NOON)
    unpacked: list[bytes] = []
    unpack = channel_log.unpack_log_action

    def noted(blob: bytes) -> object:
        unpacked.append(blob)
        return unpack(blob)

    monkeypatch.setattr(channel_log, "unpack_log_action", noted)

    def asked(**fields: Any) -> int:
        wanted = LogAsked(channel_id=record.id, viewer_id=ada, limit=20, date=NOON, **fields)
        unpacked.clear()
        return len(channel_log.read(db, asked=wanted))

    assert (asked(words="needle"), len(unpacked)) == (0, 2_000)
    assert (asked(words="hay"), len(unpacked)) == (20, 500 + 500)
    assert (asked(), len(unpacked)) == (20, 20)
    assert (asked(account_ids=frozenset({ada + 1})), len(unpacked)) == (0, 0)
    assert (asked(sorts=frozenset({Sort.DELETE})), len(unpacked)) == (20, 20)
    assert (asked(sorts=frozenset({Sort.PROMOTE})), len(unpacked)) == (0, 0)
    # Who goes on behind what was looked through gets to the end.
    first = db.execute("SELECT min(id) FROM channel_log WHERE kind = 'delete'").get
    assert asked(words="needle", below_id=first + 1) == 1


def said(record: Channel, text: str) -> Message:
    return Message(owner_id=0, id=1, peer_id=record.peer_id, sender_id=1, date=NOON, text=text)
