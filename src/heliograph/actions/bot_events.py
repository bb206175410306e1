"""Telling bots what nobody else is told.

https://core.telegram.org/api/updates
"""

from collections.abc import Iterable

from heliograph.actions.app import App
from heliograph.domain.bot_events import BotUpdate, MissedByBot
from heliograph.domain.events import BotTold


def tell_bots(app: App, updates: Iterable[BotUpdate]) -> None:
    """Publish what was committed."""
    for update in updates:
        app.bus.publish(BotTold(update=update))


async def catch_up(app: App, bot_id: int, *, qts: int, limit: int) -> MissedByBot:
    """What a bot missed since `qts`; asking for it acknowledges all up to there."""
    await app.store.acknowledge_bot(bot_id, qts=qts)
    return await app.store.missed_by_bot(bot_id, qts=qts, limit=limit)
