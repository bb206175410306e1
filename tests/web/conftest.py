"""The stage that pages are made from, with people on it and a visitor before it."""

import pytest

from support.console import Console
from support.docket import Docket, make_docket
from support.stage import Stage
from support.stage_fixture import stage
from support.talk import People, three_people
from support.visitor import Visitor

__all__ = ["stage"]


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)


@pytest.fixture
def visitor(stage: Stage) -> Visitor:
    """Somebody without an account, who is shown all that is public."""
    return Visitor(stage)


@pytest.fixture
async def docket(stage: Stage, people: People) -> Docket:
    """Staff with cases before them."""
    return await make_docket(people, Console(stage))
