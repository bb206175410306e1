"""A bot's commands and description."""

from heliograph.actions import profiles
from heliograph.domain import errors
from heliograph.domain.bots import (
    DESCRIPTION_LENGTH_MAX,
    BotCommand,
    check_commands,
    check_language,
)
from heliograph.domain.people import is_bot
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer, user_account
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_profile
from heliograph.tl import functions, types
from heliograph.views.bots import bot_command


@method("bots.setBotCommands")
async def set_bot_commands(context: Context, query: functions.bots.SetBotCommands) -> bool:
    """https://core.telegram.org/method/bots.setBotCommands"""
    commands = [BotCommand(c.command, c.description) for c in query.commands]
    check_commands(commands)
    screen_profile(context, *(text for one in commands for text in (one.command, one.description)))
    await _set(context, query.scope, query.lang_code, commands)
    return True


@method("bots.resetBotCommands")
async def reset_bot_commands(context: Context, query: functions.bots.ResetBotCommands) -> bool:
    """https://core.telegram.org/method/bots.resetBotCommands"""
    await _set(context, query.scope, query.lang_code, [])
    return True


@method("bots.getBotCommands")
async def get_bot_commands(
    context: Context, query: functions.bots.GetBotCommands
) -> list[types.BotCommand]:
    """https://core.telegram.org/method/bots.getBotCommands"""
    _check_bot(context)
    check_language(query.lang_code)
    found = await context.store.bot_commands(
        context.account_id, scope=await _scope(context, query.scope), language=query.lang_code
    )
    return [bot_command(command) for command in found]


@method("bots.setBotInfo")
async def set_bot_info(context: Context, query: functions.bots.SetBotInfo) -> bool:
    """One text for all languages: those of others are refused.

    https://core.telegram.org/method/bots.setBotInfo
    """
    await _check_own(context, query.bot)
    check_language(query.lang_code)
    if query.lang_code:
        raise errors.LangCodeInvalid
    if len(query.description or "") > DESCRIPTION_LENGTH_MAX:
        raise errors.AboutTooLong
    screen_profile(context, query.name, query.about, query.description)
    await profiles.update_profile(
        context.app,
        context.account_id,
        first_name=query.name,
        last_name=None,
        about=query.about,
        origin=context.origin,
    )
    if query.description is not None:
        await context.store.set_bot_description(context.account_id, query.description)
    return True


@method("bots.getBotInfo")
async def get_bot_info(context: Context, query: functions.bots.GetBotInfo) -> types.bots.BotInfo:
    """https://core.telegram.org/method/bots.getBotInfo"""
    await _check_own(context, query.bot)
    check_language(query.lang_code)
    account = await context.store.account(context.account_id)
    info = await context.store.bot_info(context.account_id, scopes=(), language="")
    if account is None:
        raise errors.BotInvalid
    return types.bots.BotInfo(
        name=account.first_name, about=account.about, description=info.description
    )


async def _set(
    context: Context,
    scope: types.TypeBotCommandScope,
    language: str,
    commands: list[BotCommand],
) -> None:
    _check_bot(context)
    check_language(language)
    await context.store.set_bot_commands(
        context.account_id,
        scope=await _scope(context, scope),
        language=language,
        commands=commands,
    )


def _check_bot(context: Context) -> None:
    if not is_bot(context.account_id):
        raise errors.UserBotRequired


async def _check_own(context: Context, bot: types.TypeInputUser | None) -> None:
    """A bot speaks of itself; their owners, if they are people, do not yet."""
    _check_bot(context)
    if bot is not None and await user_account(context, bot) != context.account_id:
        raise errors.BotInvalid


async def _scope(context: Context, scope: types.TypeBotCommandScope) -> str:
    """The name a scope is kept under; see `rpc.bots.pages.scopes_in`."""
    match scope:
        case types.BotCommandScopeDefault():
            return "default"
        case types.BotCommandScopeUsers():
            return "users"
        case types.BotCommandScopeChats():
            return "chats"
        case types.BotCommandScopeChatAdmins():
            return "chat admins"
        case types.BotCommandScopePeer():
            return f"peer {await dialog_peer(context, scope.peer)}"
        case types.BotCommandScopePeerAdmins():
            return f"peer {await _group(context, scope.peer)} admins"
        case types.BotCommandScopePeerUser():
            user_id = await user_account(context, scope.user_id)
            return f"peer {await _group(context, scope.peer)} user {user_id}"
    raise errors.PeerIdInvalid


async def _group(context: Context, peer: types.TypeInputPeer) -> int:
    """A group or channel that the bot knows. PEER_ID_INVALID for a person."""
    peer_id = await dialog_peer(context, peer)
    if peer_id > 0:
        raise errors.PeerIdInvalid
    return peer_id
