"""What bots hear in supergroups that they are no admins of, by pushes and by asking."""

from typing import Any

import pytest

from heliograph.actions import bots
from heliograph.domain.errors import UserIdInvalid
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.groups import make_group
from support.robots import robot
from support.stage import RpcError
from support.talk import People, Talker, sent_id


@pytest.fixture
async def group(people: People) -> Place:
    return await make_place(people)


@pytest.fixture
async def bot(group: Place) -> Talker:
    """In the supergroup as anybody, told that it is."""
    made = await robot(group.people)
    ann = group.ann
    bring = functions.channels.InviteToChannel(channel=group.channel(ann), users=[ann.user(made)])
    await ann(bring)
    await told(group, made)
    return made


async def told(group: Place, talker: Talker) -> list[Any]:
    await group.people.stage.settle()
    return talker.pushed()


def texts(updates: list[Any]) -> list[str]:
    """What was said, or "-" where only the pts went on."""
    return [
        "-" if isinstance(one, types.UpdateChannelWebPage) else one.message.message
        for one in updates
    ]


async def order(talker: Talker, group: Place, text: str) -> int:
    command = types.MessageEntityBotCommand(offset=0, length=len(text))
    return sent_id(await talker.send(group.peer(talker), text, entities=[command]))


async def reply(talker: Talker, group: Place, to: int, text: str) -> int:
    answered = types.InputReplyToMessage(reply_to_msg_id=to)
    return sent_id(await talker.send(group.peer(talker), text, reply_to=answered))


async def by_id(bot: Talker, group: Place, *ids: Any) -> list[str]:
    asked = [one if not isinstance(one, int) else types.InputMessageID(id=one) for one in ids]
    query = functions.channels.GetMessages(channel=group.channel(bot), id=asked)
    found = (await bot(query)).messages
    return ["" if isinstance(one, types.MessageEmpty) else one.message for one in found]


async def test_a_bot_hears_what_is_for_it_and_misses_no_pts(group: Place, bot: Talker) -> None:
    ann, ben = group.ann, group.ben
    ids = [sent_id(await ben.send(group.peer(ben), "not for it"))]
    ids.append(await order(ben, group, "/help"))
    ids.append(await order(ben, group, "/help@other_bot"))
    ids.append(sent_id(await ann.send(group.peer(ann), "ask @echo_bot")))
    own = sent_id(await bot.send(group.peer(bot), "here"))
    ids += [own, await reply(ben, group, own, "thanks"), await reply(ben, group, ids[0], "no")]
    pushed = await told(group, bot)
    heard = ["-", "/help", "-", "ask @echo_bot", "thanks", "-"]
    assert texts(pushed) == heard
    pts = [one.pts for one in pushed]
    # The fifth is the result of its own call.
    assert pts == [pts[0] + step for step in (0, 1, 2, 3, 5, 6)]
    assert [one.pts_count for one in pushed] == [1] * 6
    missed = await group.missed(bot, pts[0] - 1)
    in_full = ["/help", "ask @echo_bot", "here", "thanks"]
    assert [one.message for one in missed.new_messages] == in_full
    assert (missed.final, missed.pts, missed.other_updates) == (True, pts[-1], [])
    shown = ["", "/help", "", "ask @echo_bot", "here", "thanks", ""]
    assert await by_id(bot, group, *ids) == shown
    # Whoever is a person is shown all of it.
    assert [one.message for one in (await group.missed(ben, pts[0] - 1)).new_messages][-1] == "no"


async def test_a_bot_hears_all_as_an_admin_or_if_it_is_set_to(group: Place, bot: Talker) -> None:
    ann, ben, app = group.ann, group.ben, group.people.stage.app
    said = sent_id(await ben.send(group.peer(ben), "one"))
    assert texts(await told(group, bot)) == ["-"]
    assert await by_id(bot, group, said) == [""]
    await bots.set_hearing(app, bot.id, hears_all=True, stays_out=None)
    assert await by_id(bot, group, said) == ["one"]
    await told(group, bot)
    await ben.send(group.peer(ben), "two")
    assert texts(await told(group, bot)) == ["two"]
    await bots.set_hearing(app, bot.id, hears_all=False, stays_out=None)
    await told(group, bot)
    rights = types.ChatAdminRights(delete_messages=True)
    make = functions.channels.EditAdmin(
        channel=group.channel(ann), user_id=ann.user(bot), admin_rights=rights, rank=""
    )
    await ann(make)
    await told(group, bot)
    await ben.send(group.peer(ben), "three")
    assert texts(await told(group, bot)) == ["three"]
    assert await by_id(bot, group, said) == ["one"]


async def test_a_bot_hears_edits_of_what_is_for_it_and_no_opinions(
    group: Place, bot: Talker
) -> None:
    ben, cat = group.ben, group.cat
    await group.join(cat)
    said = sent_id(await ben.send(group.peer(ben), "help"))
    await told(group, bot)
    like = types.ReactionEmoji(emoticon="👍")
    react = functions.messages.SendReaction(peer=group.peer(cat), msg_id=said, reaction=[like])
    await cat(react)
    assert await told(group, bot) == []
    command = types.MessageEntityBotCommand(offset=0, length=5)
    edit = functions.messages.EditMessage(
        peer=group.peer(ben), id=said, message="/help", entities=[command]
    )
    await ben(edit)
    (seen,) = await told(group, bot)
    assert (type(seen), seen.message.message) == (types.UpdateEditChannelMessage, "/help")


async def test_a_bot_is_not_told_who_types(group: Place, bot: Talker) -> None:
    ben = group.ben
    await ben.send(group.peer(ben), "first")
    await told(group, bot), await told(group, group.ann)
    typing = functions.messages.SetTyping(
        peer=group.peer(ben), action=types.SendMessageTypingAction()
    )
    await ben(typing)
    assert [type(one) for one in await told(group, group.ann)] == [types.UpdateChannelUserTyping]
    assert await told(group, bot) == []


async def test_a_bot_that_is_not_in_a_public_supergroup_hears_no_more_by_asking(
    group: Place,
) -> None:
    bot = await robot(group.people)
    said = sent_id(await group.ben.send(group.peer(group.ben), "not for it"))
    command = await order(group.ben, group, "/help")
    assert await by_id(bot, group, said, command) == ["", "/help"]
    # Only what is in it may be set to hear everything.
    await bots.set_hearing(group.people.stage.app, bot.id, hears_all=True, stays_out=None)
    assert await by_id(bot, group, said, command) == ["", "/help"]


async def test_a_bot_answers_only_what_it_hears(group: Place, bot: Talker) -> None:
    ben = group.ben
    unheard = sent_id(await ben.send(group.peer(ben), "not for it"))
    heard = await order(ben, group, "/help")
    await reply(bot, group, heard, "yes")
    with pytest.raises(RpcError, match="400 REPLY_MESSAGE_ID_INVALID"):
        await reply(bot, group, unheard, "no")
    await bots.set_hearing(group.people.stage.app, bot.id, hears_all=True, stays_out=None)
    assert await reply(bot, group, unheard, "now")


async def start_in(talker: Talker, peer: Any, bot: Talker, random_id: int) -> Any:
    """As a link that ends in `?startgroup=` does."""
    query = functions.messages.StartBot(
        bot=talker.user(bot), peer=peer, random_id=random_id, start_param="today"
    )
    return await talker(query)


async def test_a_bot_is_started_in_a_group_that_it_is_put_into(group: Place) -> None:
    people, ann = group.people, group.ann
    bot = await robot(people)
    basic = await make_group(people)
    for number, peer in enumerate((group.peer(ann), basic.peer, basic.peer), 1):
        await start_in(ann, peer, bot, number)
        heard = [getattr(one, "message", None) for one in await told(group, bot)]
        orders = [one for one in heard if isinstance(one, types.Message)]
        assert [one.message for one in orders] == ["/start@echo_bot today"]
        assert [type(one) for one in orders[0].entities] == [types.MessageEntityBotCommand]
    cat = group.cat
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await start_in(ann, ann.to(cat), bot, 9)
    with pytest.raises(RpcError, match="USER_NOT_PARTICIPANT"):
        await start_in(cat, group.peer(cat), bot, 10)


async def test_a_bot_that_stays_out_is_put_into_no_group(group: Place) -> None:
    people, ann = group.people, group.ann
    bot = await robot(people)
    await bots.set_hearing(people.stage.app, bot.id, hears_all=None, stays_out=True)
    (shown,) = await ann(functions.users.GetUsers(id=[ann.user(bot)]))
    assert (shown.bot, shown.bot_nochats, shown.bot_chat_history) == (True, True, False)
    bring = functions.channels.InviteToChannel(channel=group.channel(ann), users=[ann.user(bot)])
    with pytest.raises(RpcError, match="400 BOT_GROUPS_BLOCKED"):
        await ann(bring)
    basic = await make_group(people)
    add = functions.messages.AddChatUser(chat_id=basic.id, user_id=ann.user(bot), fwd_limit=0)
    with pytest.raises(RpcError, match="400 BOT_GROUPS_BLOCKED"):
        await ann(add)
    with pytest.raises(UserIdInvalid):
        await bots.set_hearing(people.stage.app, ann.id, hears_all=True, stays_out=None)


async def test_a_bot_in_a_basic_group_hears_what_names_it(people: People) -> None:
    bot, basic = await robot(people), await make_group(people)
    ann = people.ann
    add = functions.messages.AddChatUser(chat_id=basic.id, user_id=ann.user(bot), fwd_limit=0)
    await ann(add)
    await people.stage.settle()
    bot.pushed()
    await ann.send(basic.peer, "not for it")
    await ann.send(basic.peer, "ask @echo_bot")
    await people.stage.settle()
    assert [one.message.message for one in bot.pushed()] == ["ask @echo_bot"]
    await bots.set_hearing(people.stage.app, bot.id, hears_all=True, stays_out=None)
    await ann.send(basic.peer, "for all")
    await people.stage.settle()
    heard = [one for one in bot.pushed() if isinstance(one, types.UpdateNewMessage)]
    assert [one.message.message for one in heard] == ["for all"]
