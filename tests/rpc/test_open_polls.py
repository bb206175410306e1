"""Polls to which others than who asked add answers.

https://core.telegram.org/api/poll
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.groups import make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id

messages = functions.messages


def words(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


def asking(**fields: Any) -> types.InputMediaPoll:
    answers = [types.InputPollAnswer(text=words(one)) for one in ("Tea", "Wine")]
    asked = {"open_answers": True, "public_voters": True, **fields}
    poll = types.Poll(id=0, question=words("What?"), answers=answers, hash=0, **asked)
    return types.InputMediaPoll(poll=poll)


def adding(peer: Any, message_id: int, text: str = "Milk") -> Any:
    return messages.AddPollAnswer(
        peer=peer, msg_id=message_id, answer=types.InputPollAnswer(text=words(text))
    )


def taking(peer: Any, message_id: int, option: bytes = b"+0") -> Any:
    return messages.DeletePollAnswer(peer=peer, msg_id=message_id, option=option)


def voting(peer: Any, message_id: int, *options: bytes) -> Any:
    return messages.SendVote(peer=peer, msg_id=message_id, options=list(options))


@pytest.fixture
async def group(people: People) -> Community:
    return await make_community(people)


async def ask(group: Community, **fields: Any) -> int:
    number = sent_id(await group.ann.send_media(group.peer(group.ann), asking(**fields)))
    await group.people.stage.settle()
    for talker in (group.ann, group.ben, group.cat):
        talker.pushed()
    return number


async def shown(group: Community, by: Talker, number: int) -> Any:
    query = functions.channels.GetMessages(
        channel=group.named_by(by), id=[types.InputMessageID(id=number)]
    )
    return (await by(query)).messages[0].media


def texts(poll: Any) -> list[str]:
    return [one.text.text for one in poll.answers]


async def test_a_member_adds_an_answer_and_all_are_told(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    number = await ask(group)
    changed, told = (await ben(adding(group.peer(ben), number))).updates
    milk = types.PollAnswer(
        text=words("Milk"),
        option=b"+0",
        added_by=types.PeerUser(user_id=ben.id),
        date=group.people.stage.clock.now(),
    )
    assert (changed.poll.answers[2], changed.poll.open_answers) == (milk, True)
    assert told.message.action == types.MessageActionPollAppendAnswer(answer=milk)
    assert told.message.reply_to.reply_to_msg_id == number
    await group.people.stage.settle()
    for talker in (ann, cat):
        pushed = talker.pushed()
        heard = [one for one in pushed if isinstance(one, types.UpdateMessagePoll)]
        said = [one for one in pushed if isinstance(one, types.UpdateNewChannelMessage)]
        assert heard[-1].poll.answers[2] == milk
        assert said[-1].message.action.answer == milk
    before = (await shown(group, cat, number)).poll.hash
    await cat(voting(group.peer(cat), number, b"+0"))
    media = await shown(group, cat, number)
    assert [one.voters for one in media.results.results] == [0, 0, 1]
    assert media.poll.hash == before != 1


async def test_votes_stay_with_their_answers_when_one_before_goes(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    number = await ask(group, multiple_choice=True)
    await ben(adding(group.peer(ben), number, "Milk"))
    await cat(adding(group.peer(cat), number, "Beer"))
    await ann(voting(group.peer(ann), number, b"0", b"+0", b"+1"))
    await ben(voting(group.peer(ben), number, b"+0"))
    await cat(voting(group.peer(cat), number, b"+1"))
    answer = await ann(taking(group.peer(ann), number, b"+0"))
    assert answer.updates[1].message.action.answer.text.text == "Milk"
    media = await shown(group, ann, number)
    assert texts(media.poll) == ["Tea", "Wine", "Beer"]
    assert [(one.voters, one.chosen) for one in media.results.results] == [
        (1, True),
        (0, False),
        (2, True),
    ]
    # Ben had chosen nothing else.
    assert media.results.total_voters == 2
    assert not any(one.chosen for one in (await shown(group, ben, number)).results.results)
    listed = await ann(
        messages.GetPollVotes(peer=group.peer(ann), id=number, option=b"+1", limit=9)
    )
    assert {one.peer.user_id for one in listed.votes} == {ann.id, cat.id}


async def test_who_may_not_write_adds_nothing_and_still_takes_back(group: Community) -> None:
    ann, ben, cat = group.ann, group.ben, group.cat
    number = await ask(group)
    await ben(adding(group.peer(ben), number))
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await cat(taking(group.peer(cat), number))
    await group.limit(ann, ben, send_plain=True, send_messages=True)
    with pytest.raises(RpcError, match="CHAT_WRITE_FORBIDDEN"):
        await ben(adding(group.peer(ben), number, "Beer"))
    await ben(taking(group.peer(ben), number))
    assert texts((await shown(group, ann, number)).poll) == ["Tea", "Wine"]
    dan = await group.stranger()
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await dan(adding(group.peer(dan), number))


async def test_an_anonymous_admin_adds_for_the_group(group: Community) -> None:
    ben, cat = group.ben, group.cat
    number = await ask(group)
    await group.make_admin(ben, anonymous=True)
    await group.people.stage.settle()
    cat.pushed()
    await ben(adding(group.peer(ben), number))
    await group.people.stage.settle()
    added = (await shown(group, cat, number)).poll.answers[2]
    assert added.added_by == types.PeerChannel(channel_id=group.id)
    assert str(ben.id) not in repr(cat.device.session.take())
    # Where it is shown without its author nobody learns of the group, and it stays noted.
    copied = await group.ann.forward(
        group.peer(group.ann), [number], group.ann.to(cat), drop_author=True
    )
    elsewhere = next(one.message for one in copied.updates if hasattr(one, "message"))
    assert elsewhere.media.poll.answers[2].added_by is None
    await group.ann(adding(group.ann.to(cat), elsewhere.id, "Beer"))
    assert (await shown(group, cat, number)).poll.answers[2].added_by == added.added_by


async def test_both_sides_of_a_private_chat_add_answers(people: People) -> None:
    ann, ben = people.ann, people.ben
    sent = await ann.send_media(ann.to(ben), asking())
    ben.pushed()
    number = (await ben.history(ben.to(ann)))[0].id
    changed, told = (await ben(adding(ben.to(ann), number))).updates
    assert texts(changed.poll) == ["Tea", "Wine", "Milk"]
    assert isinstance(told.message.action, types.MessageActionPollAppendAnswer)
    await people.stage.settle()
    heard = [one for one in ann.pushed() if isinstance(one, types.UpdateMessagePoll)]
    assert (heard[-1].msg_id, texts(heard[-1].poll)) == (sent_id(sent), ["Tea", "Wine", "Milk"])
    await ann(functions.contacts.Block(id=ann.to(ben)))
    with pytest.raises(RpcError, match="USER_IS_BLOCKED"):
        await ben(adding(ben.to(ann), number, "Beer"))


async def test_members_of_a_basic_group_add_answers(people: People) -> None:
    group = await make_group(people)
    ann, ben = people.ann, people.ben
    await ann.send_media(group.peer, asking())
    await people.stage.settle()
    number = (await ben.history(group.peer))[0].id
    changed, told = (await ben(adding(group.peer, number))).updates
    assert texts(changed.poll) == ["Tea", "Wine", "Milk"]
    assert told.message.from_id == types.PeerUser(user_id=ben.id)
    own = (await ann.history(group.peer))[1]
    assert texts(own.media.poll) == ["Tea", "Wine", "Milk"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"open_answers": False}, "400 POLL_ANSWERS_INVALID"),
        ({"closed_now": True}, "400 MESSAGE_POLL_CLOSED"),
        ({"text": "Tea"}, "400 POLL_OPTION_DUPLICATE"),
        ({"text": ""}, "400 POLL_ANSWER_INVALID"),
        ({"message_id": 99}, "400 MESSAGE_ID_INVALID"),
    ],
)
async def test_what_cannot_be_added_is_refused(
    group: Community, fields: dict[str, Any], refusal: str
) -> None:
    ann, ben = group.ann, group.ben
    closed, text = fields.pop("closed_now", False), fields.pop("text", "Milk")
    wrong = fields.pop("message_id", 0)
    number = await ask(group, **fields)
    if closed:
        media = asking(closed=True)
        await ann(messages.EditMessage(peer=group.peer(ann), id=number, media=media))
    with pytest.raises(RpcError, match=refusal):
        await ben(adding(group.peer(ben), wrong or number, text))


@pytest.mark.parametrize("fields", [{"public_voters": False}, {"quiz": True}])
async def test_a_poll_is_not_open_where_nobody_may_know_who_said_what(
    group: Community, fields: dict[str, bool]
) -> None:
    media = asking(**fields)
    if fields.get("quiz"):
        media.correct_answers = [0]
    with pytest.raises(RpcError, match="400 MEDIA_INVALID"):
        await group.ann.send_media(group.peer(group.ann), media)


async def test_older_layers_are_told_in_words(group: Community) -> None:
    ben = group.ben
    number = await ask(group)
    old = await group.cat.on_another_device(layer=179)
    old.pushed()
    await ben(adding(group.peer(ben), number))
    await group.people.stage.settle()
    (said,) = (one.message for one in old.pushed() if hasattr(one, "message"))
    assert said.action.message == "Added an answer to the poll"
