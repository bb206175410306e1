"""An export begins with what was asked of it, under an id that clients can say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from heliograph.actions.takeouts import begin_takeout
from heliograph.domain import errors
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.takeouts import Takeout, TakeoutRules
from heliograph.tl import functions, types
from support.stage import Device, Stage

AT_ONCE = TakeoutRules(delay_s=0, lifetime_s=100)


@pytest.fixture
async def ann(stage: Stage) -> Device:
    return await stage.person("12025550101", "Ann")


async def begin(stage: Stage, ann: Device, *, rules: TakeoutRules = AT_ONCE, **asked: Any) -> int:
    return await begin_takeout(
        stage.app,
        ann.key.account_id or 0,
        auth_key_id=ann.key.auth_key_id,
        **{"files": False, "file_size_max": None, **asked},
        rules=rules,
    )


@pytest.mark.parametrize(("files", "size_max"), [(True, 500), (True, None), (False, None)])
async def test_an_export_has_the_files_that_were_asked_for(
    stage: Stage, ann: Device, *, files: bool, size_max: int | None
) -> None:
    takeout_id = await begin(stage, ann, files=files, file_size_max=size_max)
    now, account_id, key_id = stage.clock.now(), ann.key.account_id or 0, ann.key.auth_key_id
    assert await stage.store.takeout(
        account_id, takeout_id=takeout_id, auth_key_id=key_id, now=now
    ) == Takeout(
        id=takeout_id,
        account_id=account_id,
        auth_key_id=key_id,
        expires=now + 100,
        files=files,
        file_size_max=size_max,
    )


@pytest.mark.parametrize("highest", [False, True])
async def test_ids_of_exports_are_positive_and_fit_64_bits(
    stage: Stage, ann: Device, monkeypatch: pytest.MonkeyPatch, *, highest: bool
) -> None:
    monkeypatch.setattr(stage.app.random, "below", lambda limit: limit - 1 if highest else 0)
    assert await begin(stage, ann) == (2**63 - 1 if highest else 1)


async def test_the_account_is_told_when_an_export_begins(stage: Stage, ann: Device) -> None:
    with pytest.raises(errors.TakeoutInitDelay):
        await begin(stage, ann, rules=TakeoutRules(delay_s=5_000, lifetime_s=100))
    access_hash = stage.service.access.of_user(ann.key.account_id or 0, SERVICE_ACCOUNT_ID)
    peer = types.InputPeerUser(user_id=SERVICE_ACCOUNT_ID, access_hash=access_hash)
    bounds = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id"), 0)
    query = functions.messages.GetHistory(peer=peer, limit=1, hash=0, **bounds)
    (told,) = (await ann(query)).messages
    begins = datetime.fromtimestamp(stage.clock.now() + 5_000, UTC)
    assert f"{begins:%H:%M:%S}" in told.message
