"""Bots as their pages show them."""

from heliograph.domain.bots import BotCommand, BotInfo
from heliograph.tl import types


def bot_info(record: BotInfo) -> types.BotInfo:
    """What stands in `userFull.bot_info`, always with the bot's own id.

    https://core.telegram.org/constructor/botInfo
    """
    return types.BotInfo(
        user_id=record.account_id,
        description=record.description,
        commands=[bot_command(command) for command in record.commands],
        menu_button=types.BotMenuButtonDefault(),
    )


def bot_command(record: BotCommand) -> types.BotCommand:
    """One command, without its slash."""
    return types.BotCommand(command=record.command, description=record.description)
