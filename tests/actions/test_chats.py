"""What the others in a basic group are pushed when something becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest

from heliograph.domain.peers import CHAT_ID_MAX
from heliograph.tl import functions, types
from heliograph.tl.functions import messages
from support.groups import Group, make_group
from support.stage import Stage
from support.talk import People, Talker, three_people

DAY_S = 86_400


@pytest.fixture
async def people(stage: Stage) -> People:
    return await three_people(stage)


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


def pushed(talker: Talker) -> list[str]:
    """The kinds of updates; what stands beside a message has no order with it."""
    return sorted(type(update).__name__ for update in talker.pushed())


def forbidding_polls(group: Group) -> Any:
    rights = types.ChatBannedRights(until_date=0, send_polls=True)
    return messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights)


def choosing_reactions(group: Group) -> Any:
    some = types.ChatReactionsSome(reactions=[types.ReactionEmoji(emoticon="👍")])
    return messages.SetChatAvailableReactions(peer=group.peer, available_reactions=some)


CHANGES: dict[str, tuple[Callable[[Group], Any], list[str]]] = {
    "title": (
        lambda group: messages.EditChatTitle(chat_id=group.id, title="Climbers"),
        ["UpdateNewMessage"],
    ),
    "rights": (forbidding_polls, ["UpdateChatDefaultBannedRights"]),
    "protection": (
        lambda group: messages.ToggleNoForwards(peer=group.peer, enabled=True),
        ["UpdateChat"],
    ),
    "reactions": (choosing_reactions, ["UpdateChat"]),
    "timer": (
        lambda group: messages.SetHistoryTTL(peer=group.peer, period=DAY_S),
        ["UpdateChat", "UpdateNewMessage"],
    ),
    "deletion": (lambda group: messages.DeleteChat(chat_id=group.id), ["UpdateChat"]),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_a_change_is_pushed_to_all_but_the_session_that_made_it(
    group: Group, what: str
) -> None:
    change, told = CHANGES[what]
    sibling = group.ann.sibling()
    await group.ann(change(group))
    for other in (group.ben, group.cat, sibling):
        assert pushed(other) == told
    assert group.ann.pushed() == []


async def test_no_answer_says_what_it_is_described_as_so_all_are_pushed_it(group: Group) -> None:
    await group.ann(messages.EditChatAbout(peer=group.peer, about="Up and down"))
    for talker in (group.ann, group.ben, group.cat):
        assert pushed(talker) == ["UpdateChat"]


async def test_no_answer_says_who_is_an_admin_so_all_are_pushed_it(group: Group) -> None:
    ann, ben = group.ann, group.ben
    for is_admin in (True, False):
        await ann(
            messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=is_admin)
        )
        for talker in (ann, ben, group.cat):
            (update,) = talker.pushed()
            assert (update.user_id, update.is_admin) == (ben.id, is_admin)
    # What is so already is told to nobody.
    await ann(messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=False))
    assert [one.pushed() for one in (ann, ben)] == [[], []]


async def test_who_comes_is_told_of_all_in_it_and_the_others_of_who_came(group: Group) -> None:
    ann, ben = group.ann, group.ben
    dan = await group.stranger()
    await ann(messages.AddChatUser(chat_id=group.id, user_id=ann.user(dan), fwd_limit=0))
    (came,) = [one for one in ben.pushed() if not isinstance(one, types.UpdateNewMessage)]
    assert (came.user_id, came.inviter_id) == (dan.id, ann.id)
    (listed,) = [one for one in dan.pushed() if not isinstance(one, types.UpdateNewMessage)]
    assert {one.user_id for one in listed.participants.participants} == {
        *(one.id for one in (ann, ben, group.cat, dan))
    }


async def test_a_group_begins_with_who_is_in_it_and_with_its_timer(people: People) -> None:
    ann, ben = people.ann, people.ben
    made = await ann(messages.CreateChat(users=[ann.user(ben)], title="Hikers", ttl_period=DAY_S))
    assert pushed(ben) == ["UpdateChatParticipants", "UpdateNewMessage"]
    (chat,) = made.updates.chats
    full = await ben(functions.messages.GetFullChat(chat_id=chat.id))
    assert full.full_chat.ttl_period == DAY_S
    answer = await ben.send(types.InputPeerChat(chat_id=chat.id), "short-lived")
    assert answer.updates[1].message.ttl_period == DAY_S


@pytest.mark.parametrize("highest", [False, True])
async def test_ids_of_groups_are_such_as_the_bot_api_has(
    people: People, monkeypatch: pytest.MonkeyPatch, *, highest: bool
) -> None:
    stage, ann = people.stage, people.ann
    monkeypatch.setattr(stage.app.random, "below", lambda limit: limit - 1 if highest else 0)
    made = await ann(messages.CreateChat(users=[ann.user(people.ben)], title="Hikers"))
    assert made.updates.chats[0].id == (CHAT_ID_MAX if highest else 1)
