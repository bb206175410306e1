"""What the hot operations may cost: statements, steps, bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from heliograph.domain.composing import compose_private
from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.domain.messages import Draft
from heliograph.domain.push import PushBounds, Subject
from heliograph.storage.sqlite import (
    SqliteStore,
    account_difference,
    changing,
    deletion,
    dialog_list,
    difference,
    history,
    people,
    push,
    rows,
    sending,
    sign_in,
)
from heliograph.storage.sqlite.connection import open_writer
from heliograph.storage.sqlite.migrate import migrate
from support.mailboxes import LIMITS, NOON, open_accounts, send


class Cost:
    """Statements run and steps of SQLite's machine they took."""

    def __init__(self) -> None:
        self.statements = 0
        self.steps = 0


@contextmanager
def counted(db: apsw.Connection) -> Iterator[Cost]:
    cost = Cost()

    def profile(event: dict[str, object]) -> None:
        cost.statements += 1
        status = event["stmt_status"]
        assert isinstance(status, dict)
        cost.steps += status["SQLITE_STMTSTATUS_VM_STEP"]

    db.trace_v2(apsw.SQLITE_TRACE_PROFILE, profile)
    yield cost
    db.trace_v2(0, None)


@pytest.fixture
def db(path: Path) -> Iterator[apsw.Connection]:
    connection = open_writer(str(path), vfs=None, synchronous="OFF")
    migrate(connection, backup_folder=None)
    yield connection
    connection.close()


def _open(db: apsw.Connection, count: int) -> list[int]:
    add = partial(sign_in.add_account, db, first_name="P", last_name="", date=NOON)
    return [add(phone=f"888{number}").id for number in range(count)]


def _send(db: apsw.Connection, sender_id: int, recipient_id: int, random_id: int) -> None:
    draft = Draft(
        sender_id=sender_id,
        recipient_id=recipient_id,
        random_id=random_id,
        text="hello",
        date=NOON,
    )
    sending.append_private(db, draft, partial(compose_private, limits=LIMITS))


def test_a_send_runs_six_statements(db: apsw.Connection) -> None:
    """The first of a dialog looks whether its sender wants a timer in new ones."""
    ada, bob = _open(db, 2)
    for random_id, statements in ((1, 7), (2, 6)):
        with counted(db) as cost:
            _send(db, ada, bob, random_id)
        assert cost.statements == statements


def test_a_refused_send_reads_once(db: apsw.Connection) -> None:
    ada, bob = _open(db, 2)
    _send(db, ada, bob, 1)
    people.set_blocked(db, bob, ada, True)
    with counted(db) as cost, pytest.raises(Exception, match="USER_IS_BLOCKED"):
        _send(db, ada, bob, 2)
    assert cost.statements == 1


def test_unread_counts_cost_a_send_the_same_at_20000_unread(db: apsw.Connection) -> None:
    ada, bob = _open(db, 2)
    _send(db, ada, bob, 1)
    with counted(db) as first:
        _send(db, ada, bob, 2)
    with db:
        for random_id in range(3, 20_001):
            _send(db, ada, bob, random_id)
    with counted(db) as last:
        _send(db, ada, bob, 20_001)
    assert last.steps <= first.steps + 5
    with counted(db) as read:
        inbox, _ = changing.read_history(db, bob, ada, max_id=19_990, date=NOON)
    assert inbox.still_unread == 11
    assert read.statements <= 9


def test_a_page_of_one_dialog_costs_the_same_in_a_large_mailbox(db: apsw.Connection) -> None:
    ada, bob, cyd = _open(db, 3)
    for random_id in range(1, 11):
        _send(db, bob, ada, random_id)
    query = HistoryQuery(owner_id=ada, peer_id=bob, offset_id=9, add_offset=-2, limit=5)

    def look() -> None:
        history.history(db, query)
        changing.read_history(db, ada, bob, max_id=query.offset_id, date=NOON)

    with counted(db) as small:
        look()
    with db:
        for random_id in range(1, 3001):
            _send(db, cyd, ada, random_id)
            _send(db, bob, cyd, random_id)
        for random_id in range(20, 30):
            _send(db, bob, ada, random_id)
    query = replace(query, offset_id=3019)
    with counted(db) as large:
        look()
    assert large.steps <= small.steps * 1.5


def test_statements_keep_their_plans_when_values_are_bound(db: apsw.Connection) -> None:
    ada, bob = _open(db, 2)
    _send(db, ada, bob, 1)
    prepared: list[int] = []

    def profile(event: dict[str, object]) -> None:
        status = event["stmt_status"]
        assert isinstance(status, dict)
        prepared.append(status["SQLITE_STMTSTATUS_REPREPARE"])

    db.trace_v2(apsw.SQLITE_TRACE_PROFILE, profile)
    for random_id in range(2, 9):
        _send(db, bob, ada, random_id)
    db.trace_v2(0, None)
    assert sum(prepared) == 0


def test_a_late_slice_costs_the_same_after_20000_arrivals(
    db: apsw.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = _open(db, 2)
    with db:
        for random_id in range(1, 20_001):
            _send(db, ada, bob, random_id)
    made: list[int] = []

    class CountedStep(difference.Step):
        def __init__(self, pts: int, message_id: int | None, row: rows.Row | None) -> None:
            super().__init__(pts, message_id, row)
            made.append(pts)

    monkeypatch.setattr(difference, "Step", CountedStep)
    with counted(db) as early:
        difference.difference(db, bob, pts=1, limit=100)
    made.clear()
    with counted(db) as late:
        found = difference.difference(db, bob, pts=19_001, limit=100)
    assert [change.pts for change in found.changes] == list(range(19_002, 19_102))
    assert len(made) == 100
    assert late.steps <= early.steps + 100


def test_a_deep_page_counts_newer_messages_only_so_far(db: apsw.Connection) -> None:
    ada, bob = _open(db, 2)
    with db:
        for random_id in range(1, 10_601):
            _send(db, bob, ada, random_id)
    query = HistoryQuery(owner_id=ada, peer_id=bob, offset_id=601, limit=10)
    with counted(db) as at_most:
        counting = history.history(db, query)
    with counted(db) as deeper:
        deep = history.history(db, replace(query, offset_id=600))
    assert (counting.offset_id_offset, deep.offset_id_offset) == (10_000, None)
    with counted(db) as deepest:
        history.history(db, replace(query, offset_id=60))
    assert deeper.steps == deepest.steps
    assert deepest.steps <= at_most.steps + 20


@pytest.mark.parametrize("offset_date", [0, NOON + 1])
def test_a_page_of_the_dialog_list_costs_a_few_steps_a_dialog(
    db: apsw.Connection, offset_date: int
) -> None:
    count = 2_000
    with db:
        ada, *others = _open(db, count + 1)
        for random_id, other in enumerate(others, start=1):
            _send(db, other, ada, random_id)
    with counted(db) as cost:
        page = dialog_list.dialogs(
            db, DialogQuery(owner_id=ada, offset_date=offset_date, limit=20), now=NOON
        )
    assert (len(page.dialogs), page.count) == (20, count)
    assert cost.steps <= 45 * count


def _size(path: Path) -> int:
    return path.stat().st_size


async def test_a_short_text_stores_at_most_a_kilobyte(store: SqliteStore, path: Path) -> None:
    ids = await open_accounts(store, 20)
    empty = _size(path)
    count = 3_000
    for number in range(count):
        await send(store, ids[number % 20], ids[(number * 7 + 3) % 20], f"{number:060}")
    await store.close()
    assert (_size(path) - empty) / count <= 1024


def test_what_an_account_of_1000_dialogs_missed_is_found_in_few_steps(
    db: apsw.Connection,
) -> None:
    """Measured 0.12 ms; a row for each viewer would cost whoever changes a name as many writes."""
    ada, *others = _open(db, 1_001)
    for number, other in enumerate(others):
        _send(db, other, ada, number + 1)
    with counted(db) as cost:
        account_difference.account_difference(db, ada, since=0, at_most=1_000)
    # The last one finds the channels that moved.
    assert cost.statements == 5
    assert cost.steps < 20_000


def test_a_notice_costs_the_same_however_many_wait(db: apsw.Connection) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    waiting = [(device, NOON) for device in range(3_000)]
    db.executemany("INSERT INTO push_tasks VALUES (?1, 1, 0, 1, 0, 0, NULL, ?2)", waiting)
    ask = partial(
        push.queue,
        *(db, [1]),
        peer_id=2,
        message_id=1,
        subject=Subject.MESSAGE,
        now=NOON,
        after_s=0,
        bounds=PushBounds(tasks=10_000),
        room=push.Room(),
    )
    ask()
    with counted(db) as cost:
        ask()
    assert cost.steps < 100


def test_a_step_of_erasing_costs_the_same_however_long_the_history(db: apsw.Connection) -> None:
    (ada,) = _open(db, 1)
    history = [(ada, pts) for pts in range(2, 5_000)]
    db.executemany("INSERT INTO log VALUES (?1, ?2, 1, ?2, 1, 0, NULL, NULL, NULL, NULL)", history)
    db.execute("INSERT INTO erasures VALUES (?1)", (ada,))
    with counted(db) as cost:
        deletion.erase_mailboxes(db, date=NOON, at_most=10)
    assert cost.steps < 2_000
    left = db.execute("SELECT pts, top_id FROM mailboxes WHERE account_id = ?1", (ada,))
    assert left.fetchall() == [(4_989, 4_989)]
