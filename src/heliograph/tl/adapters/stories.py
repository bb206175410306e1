"""Stories: until layer 163 only users had them, so peers were user numbers."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, leave_out
from heliograph.tl.adapters.peers import user_number
from heliograph.tl.adapters.people import as_user_stories

leave_out("StoryView")

_OfPeer = (
    types.UpdateReadStories
    | types.UpdateSentStoryReaction
    | types.UpdateStory
    | types.WebPageAttributeStory
)


@adapter("updateReadStories", last_layer=163)
@adapter("updateSentStoryReaction", last_layer=163)
@adapter("updateStory", last_layer=163)
@adapter("webPageAttributeStory", last_layer=163)
def _of_user(holder: _OfPeer) -> dict[str, object] | None:
    number = user_number(holder.peer)
    return None if number is None else {"user_id": number}


@adapter("stories.allStories", last_layer=163)
def _all_stories(stories: types.stories.AllStories) -> dict[str, object]:
    known = ((of_peer, user_number(of_peer.peer)) for of_peer in stories.peer_stories)
    return {
        "user_stories": [
            as_user_stories(of_peer, number) for of_peer, number in known if number is not None
        ]
    }


@adapter("storyViews", last_layer=163)
def _reactions(views: types.StoryViews) -> dict[str, object]:
    return {"reactions_count": views.reactions_count or 0}
