"""What bots are called, what lets them in, and what they may offer."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.bots import (
    Bot,
    BotCommand,
    BotEntry,
    bot_of_token,
    check_bot_username,
    check_commands,
    check_language,
    check_start_param,
    let_bot_in,
)
from heliograph.domain.people import FIRST_BOT_ID, Account

SECRET = "A-z_" * 5
BOT = Bot(account_id=FIRST_BOT_ID, owner_id=1, token_mac=b"now", former_mac=b"before")
ACCOUNT = Account(id=FIRST_BOT_ID, phone="", first_name="Helper")
ENTRY = BotEntry(
    account_id=FIRST_BOT_ID,
    token_mac=b"now",
    auth_key_id=1,
    address="192.0.2.1",
    client=ClientInfo(layer=229),
    authorization_hash=9,
    date=1,
)


def test_a_bots_name_ends_in_bot_and_is_nobodys() -> None:
    for name in ("helperbot", "HelperBOT", "helper_bot"):
        check_bot_username(name, None)
    for name in ("helper", "bothelper", "bot"):
        with pytest.raises(errors.UsernameInvalid):
            check_bot_username(name, None)
    with pytest.raises(errors.UsernameOccupied):
        check_bot_username("helperbot", 1)


def test_a_token_names_its_bot() -> None:
    assert bot_of_token(f"{FIRST_BOT_ID}:{SECRET}") == FIRST_BOT_ID


@pytest.mark.parametrize(
    "token",
    [
        "",
        f"{FIRST_BOT_ID - 1}:{SECRET}",
        f"{FIRST_BOT_ID}:{SECRET[1:]}",
        f"{FIRST_BOT_ID}:{'a' * 65}",
        f"{FIRST_BOT_ID}:{SECRET}!",
        f" {FIRST_BOT_ID}:{SECRET}",
    ],
)
def test_other_tokens_name_none(token: str) -> None:
    with pytest.raises(errors.AccessTokenInvalid):
        bot_of_token(token)


@pytest.mark.parametrize(
    ("entry", "bot", "account", "refusal"),
    [
        (ENTRY, None, ACCOUNT, errors.AccessTokenInvalid),
        (ENTRY, BOT, None, errors.AccessTokenInvalid),
        (replace(ENTRY, token_mac=b"other"), BOT, ACCOUNT, errors.AccessTokenInvalid),
        (replace(ENTRY, token_mac=b"before"), BOT, ACCOUNT, errors.AccessTokenExpired),
        (ENTRY, BOT, replace(ACCOUNT, disabled=True), errors.AccessTokenExpired),
    ],
)
def test_only_the_present_token_lets_a_bot_in(
    entry: BotEntry, bot: Bot | None, account: Account | None, refusal: type[errors.Refused]
) -> None:
    let_bot_in(ENTRY, BOT, ACCOUNT)
    let_bot_in(ENTRY, replace(BOT, former_mac=None), ACCOUNT)
    with pytest.raises(refusal):
        let_bot_in(entry, bot, account)


def test_a_bot_offers_so_many_commands() -> None:
    longest = BotCommand("a_9" + "z" * 29, "d" * 256)
    check_commands([longest] * 100)
    with pytest.raises(errors.BotCommandInvalid):
        check_commands([longest] * 101)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (BotCommand("", "text"), errors.BotCommandInvalid),
        (BotCommand("Start", "text"), errors.BotCommandInvalid),
        (BotCommand("a" * 33, "text"), errors.BotCommandInvalid),
        (BotCommand("start", ""), errors.BotCommandDescriptionInvalid),
        (BotCommand("start", "d" * 257), errors.BotCommandDescriptionInvalid),
    ],
)
def test_commands_are_short_and_described(
    command: BotCommand, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_commands([BotCommand("start", "x"), command])


def test_languages_are_two_letters_or_all() -> None:
    for code in ("de", ""):
        check_language(code)
    for code in ("d", "deu", "DE", "d1"):
        with pytest.raises(errors.LangCodeInvalid):
            check_language(code)


def test_what_a_link_tells_a_bot_is_short() -> None:
    for param in ("", "Az-_09", "a" * 64):
        check_start_param(param)
    for param in ("a" * 65, "a b", "ä"):
        with pytest.raises(errors.StartParamInvalid):
            check_start_param(param)
