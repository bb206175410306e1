"""Stories: up to layer 163 they were a user's, and one's own needed no peer."""

from __future__ import annotations

from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.upgrades import retire, upgrade
from heliograph.tl.upgrades.peers import user_peer


@upgrade("stories.deleteStories", last_layer=163)
@upgrade("stories.editStory", last_layer=163)
@upgrade("stories.getStoriesArchive", last_layer=163)
@upgrade("stories.getStoriesViews", last_layer=163)
@upgrade("stories.getStoryViewsList", last_layer=163)
@upgrade("stories.sendStory", last_layer=163)
@upgrade("stories.togglePinned", last_layer=163)
def _own(_: Any) -> dict[str, object]:
    return {"peer": types.InputPeerSelf()}


@upgrade("stories.getStoryViewsList", last_layer=160)
def _own_views(_: Any) -> dict[str, object]:
    """The place in the list was a date and an id; paging begins again."""
    return {"peer": types.InputPeerSelf(), "offset": ""}


@upgrade("stories.exportStoryLink", last_layer=163)
@upgrade("stories.getPinnedStories", last_layer=163)
@upgrade("stories.getStoriesByID", last_layer=163)
@upgrade("stories.incrementStoryViews", last_layer=163)
@upgrade("stories.readStories", last_layer=163)
@upgrade("stories.sendReaction", last_layer=163)
def _of_user(old: Any) -> dict[str, object]:
    return {"peer": user_peer(old.user_id)}


@upgrade("contacts.toggleStoriesHidden", last_layer=163)
def _hidden(old: Any) -> object:
    return functions.stories.TogglePeerStoriesHidden(peer=user_peer(old.id), hidden=old.hidden)


@upgrade("stories.getAllReadUserStories", last_layer=163)
def _all_read(_: Any) -> object:
    return functions.stories.GetAllReadPeerStories()


@upgrade("stories.getUserStories", last_layer=163)
def _stories_of(old: Any) -> object:
    return functions.stories.GetPeerStories(peer=user_peer(old.user_id))


@upgrade("users.getStoriesMaxIDs", last_layer=163)
def _newest_of(old: Any) -> object:
    return functions.stories.GetPeerMaxIDs(id=[user_peer(user) for user in old.id])


retire(
    "stories.applyBoost",
    "stories.canApplyBoost",
    "stories.getBoostersList",
    "stories.getBoostsStatus",
    reason="boosts of layers 164 and 165 were given one at a time, in types that are gone",
)
