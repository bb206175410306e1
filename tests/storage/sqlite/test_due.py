"""What is listed as due is what the workers would do next."""

import apsw
import pytest

from heliograph.config import Limits
from heliograph.storage.sqlite import SqliteStore
from heliograph.storage.sqlite.due import MEDIA_GRACE_S, Due
from support.mailboxes import NOON


async def test_content_of_no_file_is_due_when_its_grace_period_is_over(store: SqliteStore) -> None:
    assert Limits().media_grace_s == MEDIA_GRACE_S
    for number, date in enumerate((NOON, NOON + 50)):
        await store.expect_blob(bytes([number]) * 32, size=1, date=date)
    over = NOON + MEDIA_GRACE_S
    assert list(await store.due(now=over)) == []
    (due,) = await store.due(now=over + 1)
    assert due == Due(kind="contents of no file", count=1, since=over)
    chosen = await store.doom_blobs(expected_before=over + 1 - MEDIA_GRACE_S, at_most=9)
    assert len(chosen) == due.count


@pytest.mark.parametrize(
    ("kind", "table", "column"),
    [
        ("account deletions asked for", "account_terms", "delete_at"),
        ("pushes", "push_tasks", "due"),
        ("polls to close", "polls", "close_date"),
        ("messages with a timer", "expiring", "due"),
        ("media that were opened", "opened_media", "due"),
        ("limits in channels that end", "channel_members", "until"),
        ("scheduled messages", "scheduled", "due"),
    ],
)
async def test_each_kind_is_due_from_its_moment_on(
    store: SqliteStore, connection: apsw.Connection, kind: str, table: str, column: str
) -> None:
    """Rows of nothing but that moment: whose they are makes no difference."""
    columns = connection.execute(
        "SELECT name, type FROM pragma_table_info(?)"
        ' WHERE name <> ? AND "notnull" AND dflt_value IS NULL',
        (table, column),
    ).fetchall()
    values = {name: b"" if of == "BLOB" else 0 for name, of in columns} | {column: NOON}
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )
    assert list(await store.due(now=NOON - 1)) == []
    assert list(await store.due(now=NOON)) == [Due(kind=kind, count=1, since=NOON)]
