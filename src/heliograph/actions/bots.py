"""Bots: made by the operator, signed in by their token.

https://core.telegram.org/api/bots
"""

import base64

import msgspec

from heliograph.actions.app import App
from heliograph.actions.codes import bot_token_mac
from heliograph.actions.profiles import tell_of_account
from heliograph.actions.sessions import drop_keys
from heliograph.actions.sign_in import draw_authorization_hash
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.bots import (
    BotEntry,
    NewBot,
    bot_of_token,
    check_bot_username,
    let_bot_in,
)
from heliograph.domain.people import Account
from heliograph.domain.sign_in import check_name

_SECRET_BYTES = 26


class IssuedBot(msgspec.Struct, frozen=True, kw_only=True):
    """A bot and its token, which is shown this once."""

    account: Account
    token: str


async def add_bot(app: App, *, name: str, username: str, owner_id: int | None) -> IssuedBot:
    """Make a bot. USERNAME_INVALID, USERNAME_OCCUPIED, FIRSTNAME_INVALID, USER_ID_INVALID."""
    check_name(name, "")
    secret = _draw_secret(app)
    account = await app.store.add_bot(
        NewBot(name=name.strip(), username=username, owner_id=owner_id, date=app.clock.now()),
        token_mac=lambda bot_id: bot_token_mac(app.code_secret, f"{bot_id}:{secret}"),
        decide=check_bot_username,
    )
    return IssuedBot(account=account, token=f"{account.id}:{secret}")


async def replace_token(app: App, account_id: int) -> str:
    """A fresh token; the present one is good no more and its sessions end. USER_ID_INVALID."""
    token = f"{account_id}:{_draw_secret(app)}"
    mac = bot_token_mac(app.code_secret, token)
    await drop_keys(app, await app.store.replace_token(account_id, mac))
    return token


async def set_hearing(
    app: App, account_id: int, *, hears_all: bool | None, stays_out: bool | None
) -> Account:
    """Operator's way to say what a bot hears in groups, and whether it is put into any.

    None leaves it as it is; tells who knows the bot. USER_ID_INVALID for what is no bot.

    https://core.telegram.org/bots/features#privacy-mode
    """
    bot = await app.store.set_bot_hearing(account_id, hears_all=hears_all, stays_out=stays_out)
    await tell_of_account(app, bot, None)
    return bot


async def sign_in_bot(
    app: App, token: str, *, auth_key_id: int, address: str, client: ClientInfo
) -> int:
    """Let a key act for the bot, as others may already; gives the bot's id.

    ACCESS_TOKEN_INVALID, ACCESS_TOKEN_EXPIRED.
    """
    account_id = bot_of_token(token)
    entry = BotEntry(
        account_id=account_id,
        token_mac=bot_token_mac(app.code_secret, token),
        auth_key_id=auth_key_id,
        address=address,
        client=client,
        authorization_hash=draw_authorization_hash(app),
        date=app.clock.now(),
    )
    done = await app.store.let_bot_in(entry, decide=let_bot_in)
    for displaced in done.displaced:
        app.sessions.sign_out(displaced)
    app.sessions.sign_in(auth_key_id, account_id=account_id, authorization_hash=done.hash)
    return account_id


def _draw_secret(app: App) -> str:
    return base64.urlsafe_b64encode(app.random.token(_SECRET_BYTES)).decode().rstrip("=")
