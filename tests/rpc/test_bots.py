"""Bots: their token, what they may do and what people see of them."""

from pathlib import Path
from typing import Any

import pytest

from heliograph.actions import accounts, bots
from heliograph.actions.deletion import delete_unused_accounts
from heliograph.actions.sessions import end_unused_sessions
from heliograph.domain.errors import Refused
from heliograph.rpc.bot_access import FOR_BOTS
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from support.communities import make_community
from support.stage import Device, RpcError
from support.talk import People, Talker

STATE = functions.updates.GetState()


def signing_in(token: str) -> functions.auth.ImportBotAuthorization:
    return functions.auth.ImportBotAuthorization(
        flags=0, api_id=1, api_hash="0", bot_auth_token=token
    )


class Robot(Talker):
    """A bot and its token."""

    token = ""


async def robot(people: People, username: str = "echo_bot") -> Robot:
    """A signed-in bot, listening."""
    made = await bots.add_bot(people.stage.app, name="Echo", username=username, owner_id=None)
    device = await people.stage.device()
    await device(signing_in(made.token))
    device.session.subscribe()
    bot = Robot(device, "")
    bot.token = made.token
    return bot


async def on_another_key(people: People, token: str) -> Device:
    device = await people.stage.device()
    await device(signing_in(token))
    return device


def bare(talker: Talker) -> types.InputPeerUser:
    """Somebody by the id alone."""
    return types.InputPeerUser(user_id=talker.id, access_hash=0)


async def test_14_4_a_bot_is_signed_in_by_its_token(people: People) -> None:
    bot = await robot(people)
    me = await bot.device.me()
    assert (me.id, me.bot, me.self, me.bot_info_version) == (bot.id, True, True, 1)
    assert (me.first_name, me.username, me.phone, me.status) == ("Echo", "echo_bot", None, None)


async def test_14_4_a_bot_is_on_several_keys_at_once(people: People) -> None:
    bot = await robot(people)
    other = await on_another_key(people, bot.token)
    other.session.subscribe()
    await people.ann.send(people.ann.to(bot), "/start")
    assert [u.message.message for u in bot.pushed()] == ["/start"]
    assert len(other.session.take()) == 1


async def test_14_4_a_bot_that_nobody_uses_stays(people: People) -> None:
    bot = await robot(people)
    people.stage.clock.date += 800 * 86_400
    await end_unused_sessions(people.stage.app)
    assert await delete_unused_accounts(people.stage.app) == 3
    assert (await bot.device.me()).first_name == "Echo"


async def test_14_4_a_bot_answers_whom_it_knows_by_the_id_alone(people: People) -> None:
    bot, ann = await robot(people), people.ann
    await ann.send(ann.to(bot), "hello")
    ann.pushed()
    await bot.send(bare(ann), "hello yourself")
    assert [u.message.message for u in ann.pushed()] == ["hello yourself"]
    (user,) = await bot(
        functions.users.GetUsers(id=[types.InputUser(user_id=ann.id, access_hash=0)])
    )
    assert user.first_name == "Ann"
    for stranger in (people.ben, people.cat):
        with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
            await bot.send(bare(stranger))
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await ann.send(bare(people.ben))


async def test_14_4_a_bot_begins_no_dialog(people: People) -> None:
    bot, other = await robot(people), await robot(people, "other_bot")
    with pytest.raises(RpcError, match="400 PEER_ID_INVALID"):
        await bot.send(bot.to(people.ann))
    with pytest.raises(RpcError, match="400 USER_IS_BOT"):
        await bot.send(bot.to(other))
    assert people.ann.pushed() == []


async def test_14_4_a_bot_that_is_kept_out_is_told_so(people: People) -> None:
    bot, ann = await robot(people), people.ann
    await ann.send(ann.to(bot))
    await ann(functions.contacts.Block(id=ann.to(bot)))
    with pytest.raises(RpcError, match="USER_IS_BLOCKED"):
        await bot.send(bare(ann))


async def test_14_4_a_dialog_with_a_bot_is_begun(people: People) -> None:
    bot, ann = await robot(people), people.ann
    begin = functions.messages.StartBot(
        bot=ann.user(bot), peer=ann.to(bot), random_id=7, start_param="from-a_link"
    )
    first, again = await ann(begin), await ann(begin)
    assert first.updates[0] == again.updates[0]
    assert [u.message.message for u in bot.pushed()] == ["/start from-a_link"]


async def test_14_4_what_a_bot_offers_stands_on_its_page(people: People) -> None:
    bot, ann = await robot(people), people.ann
    offered = [types.BotCommand(command="help", description="What I can do")]
    scope = types.BotCommandScopeDefault()
    kept = functions.bots.SetBotCommands(scope=scope, lang_code="", commands=offered)
    assert await bot(kept) is True
    info = functions.bots.SetBotInfo(lang_code="", about="An echo", description="Says it again")
    assert await bot(info) is True
    assert await bot(functions.bots.GetBotCommands(scope=scope, lang_code="")) == offered
    said = await bot(functions.bots.GetBotInfo(lang_code=""))
    assert (said.name, said.about, said.description) == ("Echo", "An echo", "Says it again")
    page = (await ann(functions.users.GetFullUser(id=ann.user(bot)))).full_user
    assert (page.about, page.bot_info.user_id) == ("An echo", bot.id)
    assert (page.bot_info.description, page.bot_info.commands) == ("Says it again", offered)


async def test_14_4_the_nearest_scope_and_language_count(people: People) -> None:
    bot, ann = await robot(people), people.ann
    await ann.send(ann.to(bot))

    async def offer(scope: Any, language: str, word: str) -> None:
        command = [types.BotCommand(command=word, description="x")]
        query = functions.bots.SetBotCommands(scope=scope, lang_code=language, commands=command)
        await bot(query)

    async def shown(talker: Talker) -> str:
        page = (await talker(functions.users.GetFullUser(id=talker.user(bot)))).full_user
        return str(page.bot_info.commands[0].command)

    await offer(types.BotCommandScopeDefault(), "", "all")
    await offer(types.BotCommandScopeDefault(), "en", "english")
    assert await shown(ann) == "english"
    await offer(types.BotCommandScopeUsers(), "", "users")
    assert await shown(ann) == "users"
    await offer(types.BotCommandScopePeer(peer=bare(ann)), "", "ann")
    assert (await shown(ann), await shown(people.ben)) == ("ann", "users")
    reset = functions.bots.ResetBotCommands(
        scope=types.BotCommandScopePeer(peer=bare(ann)), lang_code=""
    )
    await bot(reset)
    assert await shown(ann) == "users"


async def test_14_4_another_token_ends_the_one_before(people: People) -> None:
    bot = await robot(people)
    token = await bots.replace_token(people.stage.app, bot.id)
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await bot(STATE)
    with pytest.raises(RpcError, match="400 ACCESS_TOKEN_EXPIRED"):
        await on_another_key(people, bot.token)
    assert (await (await on_another_key(people, token)).me()).id == bot.id


async def test_14_4_a_disabled_bot_is_locked_out(people: People) -> None:
    bot = await robot(people)
    await accounts.disable_account(people.stage.app, bot.id)
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await bot(STATE)
    with pytest.raises(RpcError, match="400 ACCESS_TOKEN_EXPIRED"):
        await on_another_key(people, bot.token)
    await accounts.enable_account(people.stage.app, bot.id)
    assert await on_another_key(people, bot.token)


async def test_14_4_methods_of_people_are_refused_to_bots(people: People) -> None:
    bot = await robot(people)
    for query in (
        functions.account.GetAuthorizations(),
        functions.messages.GetDialogs(
            offset_date=0, offset_id=0, offset_peer=types.InputPeerEmpty(), limit=1, hash=0
        ),
        functions.contacts.GetContacts(hash=0),
        functions.auth.AcceptLoginToken(token=b""),
        functions.account.DeleteAccount(reason=""),
    ):
        with pytest.raises(RpcError, match="400 BOT_METHOD_INVALID"):
            await bot(query)
    assert await bot(functions.help.GetConfig())


def test_14_4_the_table_names_methods_there_are() -> None:
    methods = load_methods()
    assert {name for name in FOR_BOTS if name in methods and methods[name].signed_in} == FOR_BOTS


BOT = types.InputUserSelf()
SCOPE = types.BotCommandScopeDefault()


def commands(command: str, description: str, language: str = "") -> Any:
    made = [types.BotCommand(command=command, description=description)]
    return functions.bots.SetBotCommands(scope=SCOPE, lang_code=language, commands=made)


BOT_REFUSED = [
    (commands("Help", "x"), "400 BOT_COMMAND_INVALID"),
    (commands("", "x"), "400 BOT_COMMAND_INVALID"),
    (commands("a" * 33, "x"), "400 BOT_COMMAND_INVALID"),
    (commands("help", ""), "400 BOT_COMMAND_DESCRIPTION_INVALID"),
    (commands("help", "x" * 257), "400 BOT_COMMAND_DESCRIPTION_INVALID"),
    (commands("help", "x", "english"), "400 LANG_CODE_INVALID"),
    (functions.bots.SetBotInfo(lang_code="de", about="x"), "400 LANG_CODE_INVALID"),
    (functions.bots.SetBotInfo(lang_code="", description="x" * 513), "400 ABOUT_TOO_LONG"),
]


@pytest.mark.parametrize(("query", "error"), BOT_REFUSED)
async def test_14_4_refusals_to_bots(people: People, query: Any, error: str) -> None:
    bot = await robot(people)
    with pytest.raises(RpcError, match=error):
        await bot(query)


PERSON_REFUSED = [
    (commands("help", "x"), "400 USER_BOT_REQUIRED"),
    (functions.bots.GetBotCommands(scope=SCOPE, lang_code=""), "400 USER_BOT_REQUIRED"),
    (functions.bots.GetBotInfo(lang_code=""), "400 USER_BOT_REQUIRED"),
    (
        functions.messages.StartBot(bot=BOT, peer=types.InputPeerSelf(), random_id=1,
                                    start_param=""),
        "400 BOT_INVALID",
    ),
    (
        functions.messages.StartBot(bot=BOT, peer=types.InputPeerSelf(), random_id=1,
                                    start_param="no spaces"),
        "400 START_PARAM_INVALID",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("query", "error"), PERSON_REFUSED)
async def test_14_4_refusals_to_people(people: People, query: Any, error: str) -> None:
    with pytest.raises(RpcError, match=error):
        await people.ann(query)


@pytest.mark.parametrize(
    "token", ["", "x", "1:2", f"7000000001:{'x' * 35}", f"1000000001:{'x' * 35}", "7" * 40]
)
async def test_14_4_no_token_of_anybody(people: People, token: str) -> None:
    await robot(people)
    device = await people.stage.device()
    with pytest.raises(RpcError, match="400 ACCESS_TOKEN_INVALID"):
        await device(signing_in(token))
    with pytest.raises(RpcError, match="401 AUTH_KEY_UNREGISTERED"):
        await device(STATE)


@pytest.mark.parametrize(
    ("username", "error"),
    [("echo", "USERNAME_INVALID"), ("a_bot!", "USERNAME_INVALID"), ("echo_bot", "OCCUPIED")],
)
async def test_14_4_a_bots_name_says_that_it_is_one(
    people: People, username: str, error: str
) -> None:
    await robot(people)
    with pytest.raises(Refused, match=error):
        await bots.add_bot(people.stage.app, name="Echo", username=username, owner_id=None)


async def test_14_4_people_and_bots_have_ids_of_their_own(people: People) -> None:
    bot = await robot(people)
    user = await (await people.stage.device()).sign_up("12025550155", "Dan")
    assert user.id == people.cat.id + 1
    assert (await robot(people, "next_bot")).id == bot.id + 1


@pytest.mark.parametrize(
    ("kind", "otherwise", "shown"),
    [("DisallowBots", "AllowAll", None), ("AllowBots", "DisallowAll", "about me")],
)
async def test_rules_about_bots_hold_for_bots_alone(
    people: People, kind: str, otherwise: str, shown: str | None
) -> None:
    ann, ben = people.ann, people.ben
    bot = await robot(people)
    await ann.send(ann.to(bot), "/start")
    await ann(functions.account.UpdateProfile(about="about me"))
    rules = [getattr(types, f"InputPrivacyValue{rule}")() for rule in (kind, otherwise)]
    key = types.InputPrivacyKeyAbout()
    await ann(functions.account.SetPrivacy(key=key, rules=rules))
    page = functions.users.GetFullUser(id=bot.user(ann))
    assert (await bot(page)).full_user.about == shown
    page = functions.users.GetFullUser(id=ben.user(ann))
    assert (await ben(page)).full_user.about != shown


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("store.sqlite*"))


async def test_14_4_no_token_lies_on_the_disk(people: People, tmp_path: Path) -> None:
    bot = await robot(people)
    written = everything_in(tmp_path)
    assert b"echo_bot" in written
    assert bot.token.partition(":")[2].encode() not in written


async def test_14_4_a_bot_keeps_order_in_a_supergroup_by_ids_alone(people: People) -> None:
    group = await make_community(people)
    bot, cat = await robot(people), people.cat
    await group.make_admin(bot, ban_users=True, delete_messages=True)
    await cat.send(group.peer(cat), "buy this")
    *_, said = (one for one in bot.pushed() if isinstance(one, types.UpdateNewChannelMessage))
    assert said.message.message == "buy this"
    channel = types.InputChannel(channel_id=group.id, access_hash=0)
    await bot(functions.channels.DeleteMessages(channel=channel, id=[said.message.id]))
    kept_out = types.ChatBannedRights(view_messages=True, until_date=0)
    ban = functions.channels.EditBanned(
        channel=channel, participant=bot.to(cat), banned_rights=kept_out
    )
    await bot(ban)
    with pytest.raises(RpcError, match="CHANNEL_PRIVATE"):
        await cat.send(group.peer(cat), "again")
    await group.make_admin(bot)
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await bot(ban)


async def test_whose_bots_are_whose(people: People) -> None:
    ann, app = people.ann, people.stage.app
    made = [
        (await bots.add_bot(app, name="Echo", username=name, owner_id=owner_id)).account
        for name, owner_id in (("one_bot", ann.id), ("two_bot", people.ben.id), ("tri_bot", ann.id))
    ]
    found = await ann(functions.bots.GetAdminedBots())
    assert [(one.id, one.bot) for one in found] == [(made[0].id, True), (made[2].id, True)]
    await accounts.disable_account(app, made[0].id)
    assert [one.id for one in await ann(functions.bots.GetAdminedBots())] == [made[2].id]
    assert await people.cat(functions.bots.GetAdminedBots()) == []
