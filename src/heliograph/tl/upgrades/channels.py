"""Methods on channels that became methods on any chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heliograph.tl import functions
from heliograph.tl.objects import canonical
from heliograph.tl.upgrades import drop, upgrade
from heliograph.tl.upgrades.peers import channel_peer

_MOVED = {
    "channels.createForumTopic": ("messages.createForumTopic", 215),
    "channels.deleteTopicHistory": ("messages.deleteTopicHistory", 215),
    "channels.editForumTopic": ("messages.editForumTopic", 215),
    "channels.getForumTopics": ("messages.getForumTopics", 215),
    "channels.getForumTopicsByID": ("messages.getForumTopicsByID", 215),
    "channels.reorderPinnedForumTopics": ("messages.reorderPinnedForumTopics", 215),
    "channels.updatePinnedForumTopic": ("messages.updatePinnedForumTopic", 215),
    "channels.editCreator": ("messages.editChatCreator", 222),
    "channels.getFutureCreatorAfterLeave": ("messages.getFutureChatCreatorAfterLeave", 222),
    "channels.getSponsoredMessages": ("messages.getSponsoredMessages", 191),
}


def _moved(name: str) -> Callable[[Any], object]:
    """A function that says an old request as `name`: same fields, the channel as a peer."""

    def lift(old: Any) -> object:
        fields = {field: getattr(old, field) for field in old.TL_FIELDS if field != "channel"}
        return canonical(name)(peer=channel_peer(old.channel), **fields)  # type: ignore[call-arg]

    return lift


for _old, (_new, _last) in _MOVED.items():
    upgrade(_old, last_layer=_last)(_moved(_new))


@upgrade("channels.clickSponsoredMessage", last_layer=191)
def _clicked(old: Any) -> object:
    return functions.messages.ClickSponsoredMessage(
        media=getattr(old, "media", False),
        fullscreen=getattr(old, "fullscreen", False),
        random_id=old.random_id,
    )


@upgrade("channels.viewSponsoredMessage", last_layer=191)
def _viewed(old: Any) -> object:
    return functions.messages.ViewSponsoredMessage(random_id=old.random_id)


@upgrade("channels.reportSponsoredMessage", last_layer=191)
def _reported(old: Any) -> object:
    return functions.messages.ReportSponsoredMessage(random_id=old.random_id, option=old.option)


@upgrade("channels.toggleForum", last_layer=203)
def _no_tabs(_: Any) -> dict[str, object]:
    return {"tabs": False}


@upgrade("channels.toggleSignatures", last_layer=185)
def _signatures(old: Any) -> dict[str, object]:
    return {"signatures_enabled": old.enabled}


_NAMED = "random_id alone names a sponsored message"
drop("messages.clickSponsoredMessage", "peer", reason=_NAMED)
drop("messages.reportSponsoredMessage", "peer", reason=_NAMED)
drop("messages.viewSponsoredMessage", "peer", reason=_NAMED)
