"""Polls of supergroups, as they are told while others vote."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.talk import People, Talker, sent_id


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people)


async def ask(group: Community, **fields: bool) -> int:
    """Ann's poll; gives its message."""
    worded = [types.TextWithEntities(text=one, entities=[]) for one in ("Which?", "a", "b")]
    answers = [types.InputPollAnswer(text=one) for one in worded[1:]]
    poll = types.Poll(id=0, question=worded[0], answers=answers, hash=0, **fields)
    answer = await group.ann.send_media(group.peer(group.ann), types.InputMediaPoll(poll=poll))
    await group.people.stage.settle()
    return sent_id(answer)


async def vote(group: Community, who: Talker, number: int, option: bytes) -> None:
    await who(functions.messages.SendVote(peer=group.peer(who), msg_id=number, options=[option]))
    await group.people.stage.settle()


def told(who: Talker) -> Any:
    """The results that somebody was told last."""
    found = [one for one in who.pushed() if isinstance(one, types.UpdateMessagePoll)]
    return found[-1].results


def votes(results: Any) -> list[int]:
    return [one.voters for one in results.results]


async def test_who_has_voted_goes_on_to_be_told_how_many_chose_what(group: Community) -> None:
    number = await ask(group)
    await vote(group, group.ben, number, b"0")
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()
    await vote(group, group.cat, number, b"1")
    mine, others = told(group.ben), told(group.ann)
    assert (votes(mine), mine.total_voters, mine.min) == ([1, 1], 2, True)
    # Who has not voted is told no more than how many did.
    assert (votes(others), others.total_voters) == ([0, 0], 2)


async def test_nobody_is_told_before_the_end_where_that_is_wanted(group: Community) -> None:
    number = await ask(group, hide_results_until_close=True)
    await vote(group, group.ben, number, b"0")
    group.ben.pushed()
    await vote(group, group.cat, number, b"1")
    assert votes(told(group.ben)) == [0, 0]


async def test_a_voter_still_knows_how_many_chose_what_when_it_is_forwarded(
    group: Community,
) -> None:
    ann = group.ann
    number = await ask(group)
    await vote(group, group.ben, number, b"0")
    for talker in (group.ben, group.cat):
        talker.pushed()
    await ann.forward(group.peer(ann), [number], group.peer(ann))
    await group.people.stage.settle()
    mine, theirs = shown(group.ben), shown(group.cat)
    assert (votes(mine), mine.min) == ([1, 0], True)
    assert votes(theirs) == [0, 0]


def shown(who: Talker) -> Any:
    """What somebody was told last of the poll, by itself or with a message that shows it."""
    results = []
    for update in who.pushed():
        if isinstance(update, types.UpdateMessagePoll):
            results.append(update.results)
        elif media := getattr(getattr(update, "message", None), "media", None):
            results.append(media.results)
    return results[-1]
