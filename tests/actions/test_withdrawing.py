"""A file's references are withdrawn by its id or its content, and the log says by whom."""

import pytest

from heliograph.actions import withdrawing
from heliograph.actions.accounts import add_account
from heliograph.actions.blobs import keep_bytes
from heliograph.actions.withdrawing import withdraw_files
from heliograph.domain.exports import WITHDRAWN
from heliograph.domain.files import Document
from support.stage import Stage

CONTENT, OTHER = b"content", b"other"


async def keep(stage: Stage, file_id: int, content: bytes, *, phone: str) -> int:
    """Somebody's file made of a content; gives who it is."""
    app = stage.app
    account = await stage.store.account_by_phone(phone) or await add_account(
        app, phone=phone, first_name="Ann"
    )
    document = Document(
        id=file_id,
        access_hash=1,
        date=stage.clock.now(),
        mime_type="text/plain",
        size=len(content),
        sha256=await keep_bytes(app, content),
    )
    await stage.store.add_file(document, owner_id=account.id, upload_id=file_id)
    return account.id


async def generations(stage: Stage, *file_ids: int) -> list[int]:
    found = [await stage.store.file(file_id) for file_id in file_ids]
    return [one.generation for one in found if one is not None]


async def test_a_file_is_withdrawn_by_its_id(stage: Stage) -> None:
    owner = await keep(stage, 70, CONTENT, phone="15550100001")
    await keep(stage, 71, CONTENT, phone="15550100002")
    assert await withdraw_files(stage.app, 70, actor="root", reason="court order") == 1
    assert await generations(stage, 70, 71) == [1, 0]
    (event,) = await stage.store.audit_log(after_id=0, limit=9)
    assert (event.kind, event.account_id, event.actor) == (WITHDRAWN, owner, "root")
    assert (event.reason, event.date) == ("file 70: court order", stage.clock.now())


async def test_all_that_hold_a_content_are_withdrawn_over_several_pages(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawing, "_AT_ONCE", 2)
    owners = [await keep(stage, 70 + n, CONTENT, phone=f"1555010000{n}") for n in range(5)]
    await keep(stage, 80, OTHER, phone="15550100000")
    sha256 = await keep_bytes(stage.app, CONTENT)
    assert await withdraw_files(stage.app, sha256, actor="root", reason="why") == 5
    assert await generations(stage, 70, 71, 72, 73, 74, 80) == [1, 1, 1, 1, 1, 0]
    events = await stage.store.audit_log(after_id=0, limit=9)
    assert [(event.account_id, event.reason) for event in events] == [
        (owner, f"file {70 + n}: why") for n, owner in enumerate(owners)
    ]


@pytest.mark.parametrize("named", [99, b"\x09" * 32])
async def test_what_is_not_there_is_not_withdrawn(stage: Stage, named: int | bytes) -> None:
    assert await withdraw_files(stage.app, named, actor="root", reason="why") == 0
    assert await stage.store.audit_log(after_id=0, limit=9) == []
