"""Bots: accounts of programs, signed in by a token.

https://core.telegram.org/api/bots
"""

import hmac
import re

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.people import Account, is_bot
from heliograph.domain.usernames import check_form

COMMANDS_MAX = 100
COMMAND_LENGTH_MAX = 32
COMMAND_TEXT_MAX = 256
DESCRIPTION_LENGTH_MAX = 512
START_PARAM_MAX = 64

_TOKEN = re.compile(r"([0-9]{1,15}):([A-Za-z0-9_-]{20,64})", re.ASCII)
_COMMAND = re.compile(rf"[a-z0-9_]{{1,{COMMAND_LENGTH_MAX}}}", re.ASCII)
_START_PARAM = re.compile(rf"[A-Za-z0-9_-]{{0,{START_PARAM_MAX}}}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}|", re.ASCII)


class Bot(msgspec.Struct, frozen=True, kw_only=True):
    """A bot. Its token is known by `token_mac` alone; `former_mac` is of the one before."""

    account_id: int
    owner_id: int | None
    token_mac: bytes
    former_mac: bytes | None = None
    description: str = ""


class NewBot(msgspec.Struct, frozen=True, kw_only=True):
    """A bot to be made."""

    name: str
    username: str
    owner_id: int | None
    date: int


class BotEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A program signs in with a token, of which `token_mac` is left."""

    account_id: int
    token_mac: bytes
    auth_key_id: int
    address: str
    client: ClientInfo
    authorization_hash: int
    date: int


class BotCommand(msgspec.Struct, frozen=True, array_like=True):
    """What a bot offers to be told, without the slash."""

    command: str
    description: str


class BotInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a bot's page shows one viewer."""

    account_id: int
    description: str = ""
    commands: tuple[BotCommand, ...] = ()


def check_bot_username(username: str, holder_id: int | None) -> None:
    """USERNAME_INVALID unless it ends in "bot", USERNAME_OCCUPIED."""
    check_form(username)
    if not username.lower().endswith("bot"):
        raise errors.UsernameInvalid
    if holder_id is not None:
        raise errors.UsernameOccupied


def bot_of_token(token: str) -> int:
    """The account a token names, or ACCESS_TOKEN_INVALID."""
    found = _TOKEN.fullmatch(token)
    if found is None or not is_bot(int(found[1])):
        raise errors.AccessTokenInvalid
    return int(found[1])


def let_bot_in(entry: BotEntry, bot: Bot | None, account: Account | None) -> None:
    """ACCESS_TOKEN_INVALID, or ACCESS_TOKEN_EXPIRED for one that was good once.

    https://core.telegram.org/method/auth.importBotAuthorization
    """
    if bot is None or account is None:
        raise errors.AccessTokenInvalid
    if bot.former_mac is not None and hmac.compare_digest(bot.former_mac, entry.token_mac):
        raise errors.AccessTokenExpired
    if not hmac.compare_digest(bot.token_mac, entry.token_mac):
        raise errors.AccessTokenInvalid
    if account.disabled:
        raise errors.AccessTokenExpired


def check_commands(commands: list[BotCommand]) -> None:
    """BOT_COMMAND_INVALID, BOT_COMMAND_DESCRIPTION_INVALID.

    https://core.telegram.org/method/bots.setBotCommands
    """
    if len(commands) > COMMANDS_MAX:
        raise errors.BotCommandInvalid
    for command in commands:
        if not _COMMAND.fullmatch(command.command):
            raise errors.BotCommandInvalid
        if not 0 < len(command.description) <= COMMAND_TEXT_MAX:
            raise errors.BotCommandDescriptionInvalid


def check_language(code: str) -> None:
    """LANG_CODE_INVALID unless it is two letters, or empty for all."""
    if not _LANGUAGE.fullmatch(code):
        raise errors.LangCodeInvalid


def check_start_param(param: str) -> None:
    """START_PARAM_INVALID."""
    if not _START_PARAM.fullmatch(param):
        raise errors.StartParamInvalid
