"""The stage and the people that deliveries are tested on."""

import pytest

from support.stage import Stage
from support.stage_fixture import stage
from support.talk import People, three_people

__all__ = ["stage"]


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)
