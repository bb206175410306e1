"""Having what is about to be said or shown in public looked at; nothing else ever is."""

from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.chats import Shown
from heliograph.domain.peers import is_channel
from heliograph.domain.people import is_bot
from heliograph.safety.signals.screening import Screen
from heliograph.safety.surfaces import Surface, surface_of_channel


class ShowsPeers(Protocol):
    """The one thing that is asked of the store."""

    async def shown(self, viewer_id: int, peer_ids: Sequence[int]) -> Sequence[Shown]: ...


async def look_at_said(
    screen: Screen, store: ShowsPeers, viewer_id: int, peer_id: int, texts: Sequence[str]
) -> bool:
    """Look at what somebody is about to say in a dialog, if it is public.

    Gives whether a rule fits what a member says where the admins do not want that.
    """
    if not is_channel(peer_id) or not any(texts):
        return False
    for seen in await store.shown(viewer_id, [peer_id]):
        if isinstance(seen, SeenChannel):
            fits = look_at_shown(screen, seen.channel, texts)
            return fits and seen.channel.anti_spam and not seen.standing.administers
    return False


def look_at_shown(screen: Screen, channel: Channel, texts: Sequence[str]) -> bool:
    """Look at what is about to be said in a channel, or of it, if it is public; whether a rule
    fits."""
    surface = surface_of_channel(public=channel.public, broadcast=channel.broadcast)
    return bool(screen.look_at_all(texts, surface))


def look_at_profile(screen: Screen, account_id: int, texts: Sequence[str]) -> None:
    """Look at what somebody is about to say of themselves, which everybody may read."""
    surface = Surface.BOT if is_bot(account_id) else Surface.PROFILE
    screen.look_at_all(texts, surface)
