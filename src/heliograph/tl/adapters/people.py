"""Users, channels and what hangs on them: colours, statuses, stories seen."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out
from heliograph.tl.adapters.peers import user_number

# Communities are a kind of chat of their own since layer 228; nothing older resembles one.
leave_out("Chat", "ChatFull", "Dialog", "DialogPeer", "NotifyPeer", "SavedDialog")
leave_out("TopPeerCategory", "InputStickerSet", "RequestPeerType", "InlineQueryPeerType")
leave_out("PeerColor", "auth.SentCode")


@adapter("user", last_layer=216)
@adapter("channel", last_layer=216)
def _story_number(holder: types.User | types.Channel) -> dict[str, object]:
    return {"stories_max_id": _newest_story(holder.stories_max_id)}


@adapter("user", last_layer=166)
@adapter("channel", last_layer=166)
def _plain_color(holder: types.User | types.Channel) -> dict[str, object]:
    """Layer 166 had a number for the name's colour and nothing for the profile's."""
    color = holder.color if isinstance(holder.color, types.PeerColor) else None
    return {
        "stories_max_id": _newest_story(holder.stories_max_id),
        "color": color and color.color,
        "background_emoji_id": color and color.background_emoji_id,
    }


def _newest_story(recent: types.TypeRecentStory | None) -> int | None:
    return recent.max_id if isinstance(recent, types.RecentStory) else None


@adapter("userFull", last_layer=163)
def _user_stories(full: types.UserFull) -> dict[str, object]:
    stories = full.stories
    number = None if stories is None else user_number(stories.peer)
    if stories is None or number is None:
        return {"stories": None}
    return {"stories": as_user_stories(stories, number)}


def as_user_stories(stories: types.PeerStories, user_id: int) -> types.UserStories:
    """One user's stories as layers 160 to 163 said them, when only users had any."""
    return types.UserStories(
        user_id=user_id, max_read_id=stories.max_read_id, stories=stories.stories
    )


@adapter("emojiStatus", last_layer=197, saves=("until",))
def _status_until(status: types.EmojiStatus) -> types.EmojiStatusUntil | dict[str, object]:
    if status.until is None:
        return {}
    return types.EmojiStatusUntil(document_id=status.document_id, until=status.until)


@fallback("emojiStatusCollectible")
def _plain_status(status: types.EmojiStatusCollectible) -> types.TypeEmojiStatus:
    return types.EmojiStatus(document_id=status.document_id, until=status.until)


@fallback("EmojiStatus")
def _no_status(_: types.TypeEmojiStatus) -> types.TypeEmojiStatus:
    return types.EmojiStatusEmpty()


@fallback("EmojiGroup")
def _plain_group(group: types.EmojiGroupGreeting | types.EmojiGroupPremium) -> types.EmojiGroup:
    emoticons = group.emoticons if isinstance(group, types.EmojiGroupGreeting) else []
    return types.EmojiGroup(
        title=group.title, icon_emoji_id=group.icon_emoji_id, emoticons=emoticons
    )


@fallback("auth.SentCodeType")
def _sms(_: types.auth.TypeSentCodeType) -> types.auth.TypeSentCodeType:
    """A word or phrase by SMS: the client shows a plain field for it."""
    return types.auth.SentCodeTypeSms(length=0)
