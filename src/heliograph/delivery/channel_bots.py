"""Which of the programs that listen in a supergroup are not to hear what happens there.

https://core.telegram.org/bots/features#privacy-mode
"""

from collections.abc import Collection, Iterable

from heliograph.actions.app import App
from heliograph.delivery.channel_queue import Told
from heliograph.domain.chat_calls import hears
from heliograph.domain.events import MailboxAdvanced, MessageArrived, PostPollChanged, PostReacted
from heliograph.domain.message_changes import Edited
from heliograph.domain.peers import channel_of
from heliograph.domain.people import FIRST_BOT_ID
from heliograph.tl import types


async def deaf_to(app: App, peer_id: int, event: Told, accounts: Iterable[int]) -> Collection[int]:
    """The programs among those who listen that something said there is not for.

    Nothing is looked up where no program listens. Of votes and reactions those who hear everything
    are told alone.
    """
    # Compared in place: a call for each of 5,000 would cost a millisecond.
    bots = [one for one in accounts if one >= FIRST_BOT_ID]
    change = event.change if isinstance(event, MailboxAdvanced) else None
    said = isinstance(change, MessageArrived | Edited)
    if not bots or not (said or isinstance(event, PostPollChanged | PostReacted)):
        return ()
    deaf = await app.store.deaf_bots(peer_id, bots)
    if not isinstance(change, MessageArrived | Edited):
        return deaf
    return [
        bot_id
        for bot_id, names in deaf.items()
        if not hears(change.message, bot_id=bot_id, names=names, called=bot_id in change.called)
    ]


def passed_over(event: MailboxAdvanced) -> types.TypeUpdate:
    """Takes the pts of what somebody is not told, so that what follows leaves no gap.

    A page that is none changes nothing in any client: TDLib passes over this one by its id
    (td/telegram/WebPagesManager.cpp, on_get_web_page), others know no such update but by its pts.

    https://core.telegram.org/constructor/updateChannelWebPage
    """
    change = event.change
    return types.UpdateChannelWebPage(
        channel_id=channel_of(change.owner_id),
        webpage=types.WebPageEmpty(id=0),
        pts=change.pts,
        pts_count=change.pts_count,
    )
