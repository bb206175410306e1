"""The stage that methods are tested on, and people to stand on it."""

import pytest

from support.communities import Community, make_community
from support.deciding import Bench
from support.stage import Stage
from support.stage_fixture import stage
from support.talk import People, three_people

__all__ = ["stage"]


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)


@pytest.fixture
async def talking(people: People) -> People:
    """Ben wrote Cat, then Ann wrote Ben three messages: ids 1 to 3 with her, 2 to 4 with him."""
    ann, ben, cat = people.ann, people.ben, people.cat
    await ben.send(ben.to(cat), "shifts Ben's ids")
    for text in ("one", "two", "three"):
        await ann.send(ann.to(ben), text)
    for talker in (ann, ben, cat):
        talker.pushed()
    return people


@pytest.fixture
def bench(people: People) -> Bench:
    """Where somebody decides on what these people do."""
    return Bench(people)


@pytest.fixture
async def channel(people: People) -> Community:
    """Ann's public channel, which the others read."""
    return await make_community(people, broadcast=True, username="gold_news")
