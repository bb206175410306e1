"""Which of the programs that listen in a supergroup are not to hear what happens there.

https://core.telegram.org/bots/features#privacy-mode
"""

from collections.abc import Collection, Sequence

from heliograph.actions.app import App
from heliograph.delivery.channel_queue import Told
from heliograph.domain.chat_calls import hears
from heliograph.domain.events import MailboxAdvanced, MessageArrived, PostPollChanged, PostReacted
from heliograph.domain.message_changes import Edited
from heliograph.domain.peers import channel_of
from heliograph.domain.people import is_bot
from heliograph.ports.sessions import LiveSession
from heliograph.tl import types


async def deaf_to(
    app: App, peer_id: int, event: Told, sessions: Sequence[LiveSession]
) -> Collection[int]:
    """The programs among those who listen that something said there is not for.

    Nothing is looked up where no program listens. Of votes and reactions those who hear everything
    are told alone.
    """
    bots = {one.key.account_id for one in sessions if is_bot(one.key.account_id or 0)}
    if not bots:
        return ()
    change = event.change if isinstance(event, MailboxAdvanced) else None
    if not isinstance(change, MessageArrived | Edited):
        opinion = isinstance(event, PostPollChanged | PostReacted)
        return await app.store.deaf_bots(peer_id, sorted(filter(None, bots))) if opinion else ()
    deaf = await app.store.deaf_bots(peer_id, sorted(filter(None, bots)))
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
