"""What bots offer, as the page of a dialog shows it.

https://core.telegram.org/api/bots/commands
"""

from collections.abc import Iterable, Sequence

from heliograph.domain.people import is_bot
from heliograph.rpc.context import Context
from heliograph.tl import types
from heliograph.views.bots import bot_info


def scopes_in(peer_id: int, account_id: int, *, administers: bool) -> Sequence[str]:
    """Where the commands that a bot offers to somebody in a group may be kept, the nearest
    first."""
    place = f"peer {peer_id}"
    own = f"{place} user {account_id}"
    if administers:
        return (own, f"{place} admins", place, "chat admins", "chats", "default")
    return (own, place, "chats", "default")


async def bots_of(
    context: Context, peer_id: int, account_ids: Iterable[int], *, administers: bool
) -> list[types.BotInfo]:
    """The bots among those who are in a group, with what they offer the caller there."""
    scopes = scopes_in(peer_id, context.account_id, administers=administers)
    return [
        bot_info(await context.store.bot_info(one, scopes=scopes, language=spoken(context)))
        for one in account_ids
        if is_bot(one)
    ]


def spoken(context: Context) -> str:
    """What the caller's client speaks."""
    client = context.call.key.client
    return client.lang_code[:2] if client is not None else ""
