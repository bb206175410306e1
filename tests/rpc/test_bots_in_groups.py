"""What bots offer in groups and supergroups, to whom."""

from typing import Any

import pytest

from heliograph.actions import bots
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker


@pytest.fixture
async def bot(people: People) -> Talker:
    made = await bots.add_bot(people.stage.app, name="Echo", username="echo_bot", owner_id=None)
    device = await people.stage.device()
    await device(
        functions.auth.ImportBotAuthorization(
            flags=0, api_id=1, api_hash="x", bot_auth_token=made.token
        )
    )
    device.session.subscribe()
    return Talker(device, "")


async def offer(bot: Talker, scope: Any, word: str) -> None:
    command = [types.BotCommand(command=word, description="x")]
    await bot(functions.bots.SetBotCommands(scope=scope, lang_code="", commands=command))


def words(infos: Any) -> list[list[str]]:
    return [[one.command for one in info.commands] for info in infos or []]


async def in_group(group: Group, who: Talker) -> list[list[str]]:
    full = await who(functions.messages.GetFullChat(chat_id=group.id))
    return words(full.full_chat.bot_info)


async def in_supergroup(group: Community, who: Talker) -> list[list[str]]:
    return words((await group.full(who)).full_chat.bot_info)


async def bring(group: Community, bot: Talker) -> None:
    await group.ann(
        functions.channels.EditAdmin(
            channel=group.named_by(group.ann),
            user_id=group.ann.user(bot),
            admin_rights=types.ChatAdminRights(delete_messages=True),
            rank="",
        )
    )


async def test_the_nearest_of_a_groups_scopes_counts(people: People, bot: Talker) -> None:
    group = await make_group(people)
    ann, ben = group.ann, group.ben
    assert await in_group(group, ann) == []
    add = functions.messages.AddChatUser(chat_id=group.id, user_id=ann.user(bot), fwd_limit=0)
    await ann(add)
    peer = group.peer
    await offer(bot, types.BotCommandScopeDefault(), "anywhere")
    assert await in_group(group, ben) == [["anywhere"]]
    await offer(bot, types.BotCommandScopeChats(), "chats")
    assert await in_group(group, ben) == [["chats"]]
    await offer(bot, types.BotCommandScopeChatAdmins(), "admins")
    assert (await in_group(group, ben), await in_group(group, ann)) == ([["chats"]], [["admins"]])
    await offer(bot, types.BotCommandScopePeer(peer=peer), "here")
    assert (await in_group(group, ben), await in_group(group, ann)) == ([["here"]], [["here"]])
    await offer(bot, types.BotCommandScopePeerAdmins(peer=peer), "rule")
    assert (await in_group(group, ben), await in_group(group, ann)) == ([["here"]], [["rule"]])
    one = types.InputUser(user_id=ben.id, access_hash=0)
    # It has met nobody yet.
    with pytest.raises(RpcError, match="USER_ID_INVALID"):
        await offer(bot, types.BotCommandScopePeerUser(peer=peer, user_id=one), "ben")
    await ben.send(ben.to(bot), "/start")
    await offer(bot, types.BotCommandScopePeerUser(peer=peer, user_id=one), "ben")
    assert (await in_group(group, ben), await in_group(group, group.cat)) == (
        [["ben"]],
        [["here"]],
    )


async def test_a_supergroup_shows_its_bots_to_who_may_see_who_is_in_it(
    people: People, bot: Talker
) -> None:
    group = await make_community(people)
    await bring(group, bot)
    await offer(bot, types.BotCommandScopeChats(), "chats")
    await offer(bot, types.BotCommandScopePeerAdmins(peer=group.peer(bot)), "rule")
    assert await in_supergroup(group, group.ben) == [["chats"]]
    assert await in_supergroup(group, group.ann) == [["rule"]]
    await group.change(hidden_members=True)
    assert await in_supergroup(group, group.ben) == []
    assert await in_supergroup(group, group.ann) == [["rule"]]


async def test_bots_that_are_no_admins_are_shown_too(people: People, bot: Talker) -> None:
    group = await make_community(people)
    ann = group.ann
    await ann(
        functions.channels.InviteToChannel(channel=group.named_by(ann), users=[ann.user(bot)])
    )
    await offer(bot, types.BotCommandScopeChats(), "chats")
    assert await in_supergroup(group, group.ben) == [["chats"]]


async def test_subscribers_are_not_told_of_a_channels_bots(people: People, bot: Talker) -> None:
    news = await make_community(people, broadcast=True)
    await bring(news, bot)
    assert await in_supergroup(news, news.ben) == []
    assert await in_supergroup(news, news.ann) == [[]]


async def test_a_bot_offers_nothing_where_it_is_not(people: People, bot: Talker) -> None:
    group, community = await make_group(people), await make_community(people)
    bare = types.InputPeerChannel(channel_id=community.id, access_hash=0)
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await offer(bot, types.BotCommandScopePeer(peer=group.peer), "here")
    with pytest.raises(RpcError, match="400 CHANNEL_INVALID"):
        await offer(bot, types.BotCommandScopePeer(peer=bare), "here")
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await offer(bot, types.BotCommandScopePeerAdmins(peer=types.InputPeerSelf()), "here")
