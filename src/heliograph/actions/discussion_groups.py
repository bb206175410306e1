"""Joining channels and the supergroups in which their posts are talked about."""

from heliograph.actions.app import App
from heliograph.actions.chats import asker
from heliograph.domain import discussion_groups
from heliograph.domain.events import ChannelReshaped


async def link(app: App, account_id: int, *, broadcast_id: int, group_id: int) -> None:
    """Have both belong together, 0 for nothing; no answer says so, so all sessions are told."""
    who = asker(app, account_id, broadcast_id or group_id)
    others = await app.store.link_channels(
        who,
        broadcast_id=broadcast_id,
        group_id=group_id,
        decide=discussion_groups.link,
    )
    for channel in others:
        app.bus.publish(ChannelReshaped(channel=channel))
