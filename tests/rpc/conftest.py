"""The stage that methods are tested on, and people to stand on it."""

import pytest

from support.stage import Stage
from support.stage_fixture import stage
from support.talk import People, three_people

__all__ = ["stage"]


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)
