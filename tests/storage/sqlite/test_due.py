"""What is listed as due is what the workers would do next."""

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
