"""Topics of forums: making, changing and pinning them, and writing in them.

https://core.telegram.org/api/forum
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_membership import check_inside
from heliograph.domain.channel_messages import (
    check_may_post,
    check_may_show,
    check_pace,
    check_speaker,
)
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision, SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.extras import Argument, Extras
from heliograph.domain.people import Account
from heliograph.domain.permissions import AdminRight, Right, Role, is_given, may
from heliograph.domain.telling import Told

GENERAL = 1
"""The id of the topic that every forum has."""

TITLE_LENGTH = 128
PINNED_MAX = 5
"""As clients are told in `topics_pinned_limit`."""

KEPT_MAX = 1_000
"""Topics of all forums in which somebody has begun something, and as many that ring otherwise."""

BEGINS_TOPIC = "TopicCreate"
"""The action of the message that tells of a topic's making."""

COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
"""What an icon without an emoji may look like, in RGB."""


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic of a forum. `id` is that of the message that tells of its making.

    `creator_id` is the peer in whose name it was made; `icon_emoji_id` is 0 for none; `pin` is 0
    for none, else the higher the further up it stands. `since` is up to which id all that was said
    is in General, because the group was no forum yet.
    """

    id: int
    title: str
    icon_color: int
    icon_emoji_id: int = 0
    creator_id: int
    date: int
    closed: bool = False
    hidden: bool = False
    pin: int = 0
    since: int = 0


class TopicEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be another of a topic, None for what stays."""

    title: str | None = None
    icon_emoji_id: int | None = None
    closed: bool | None = None
    hidden: bool | None = None


class Wrote(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes a topic, when they wrote `there` last, and when in any channel; 0 for never."""

    account: Account
    there: int = 0
    anywhere: int = 0


def make_forum(asker: Asker, context: ChannelContext, *, enabled: bool) -> ChannelDecision:
    """Whether a supergroup is a forum; only its creator says so.

    CHANNEL_INVALID for a channel, CHAT_DISCUSSION_UNALLOWED for a discussion group,
    CHAT_NOT_MODIFIED.

    https://core.telegram.org/method/channels.toggleForum
    """
    check_inside(context)
    if context.channel.broadcast:
        raise errors.ChannelInvalid
    if context.standing.role is not Role.CREATOR:
        raise errors.ChatAdminRequired
    if enabled and context.channel.linked_id:
        raise errors.ChatDiscussionUnallowed
    if context.channel.forum == enabled:
        raise errors.ChatNotModified
    return ChannelDecision(channel=replace(context.channel, forum=enabled))


def check_forum(seen: SeenChannel) -> Channel:
    """CHANNEL_PRIVATE, CHANNEL_FORUM_MISSING for what is no forum."""
    if not seen.readable:
        raise errors.ChannelPrivate
    if not seen.channel.forum:
        raise errors.ChannelForumMissing
    return seen.channel


def create(
    seen: SeenChannel, wrote: Wrote, *, title: str, color: int, emoji_id: int, now: int
) -> Told:
    """That a topic is made. TOPIC_TITLE_EMPTY, CHAT_ADMIN_REQUIRED for who may not, and what keeps
    from writing: a title is words, too, and waits as a message does.

    https://core.telegram.org/method/messages.createForumTopic
    """
    check_forum(seen)
    if not may(seen.standing, Right.MANAGE_TOPICS, now=now) or not seen.inside:
        raise errors.ChatAdminRequired
    check_may_post(seen, now=now)
    check_speaker(wrote.account, posted=wrote.anywhere, now=now)
    check_pace(seen, posted=wrote.there, now=now)
    title = check_title(title)
    shown = color if color in COLORS else COLORS[0]
    fields: dict[str, Argument] = {"title": title, "icon_color": shown}
    if emoji_id:
        fields["icon_emoji_id"] = emoji_id
    return Told(action=BEGINS_TOPIC, arguments=tuple(fields.items()))


def check_title(title: str) -> str:
    """TOPIC_TITLE_EMPTY."""
    title = " ".join(title.split())[:TITLE_LENGTH]
    if not title:
        raise errors.TopicTitleEmpty
    return title


def edit(
    seen: SeenChannel, account: Account, topic: Topic, *, asked: TopicEdit, now: int
) -> tuple[Topic, Told]:
    """The topic as it is then, and what is told of it. TOPIC_NOT_MODIFIED, CHAT_ADMIN_REQUIRED,
    TOPIC_ID_INVALID for hiding another than General; for who made it what keeps from writing.

    https://core.telegram.org/method/messages.editForumTopic
    """
    check_forum(seen)
    manages = is_given(seen.standing, AdminRight.MANAGE_TOPICS)
    if not seen.inside or not (manages or topic.creator_id == seen.viewer_id):
        raise errors.ChatAdminRequired
    if not manages:
        check_may_post(seen, now=now)
        check_speaker(account, posted=0, now=now)
    if asked.hidden is not None and (topic.id != GENERAL or not manages):
        raise errors.TopicIdInvalid
    wanted = {name: getattr(asked, name) for name in TopicEdit.__struct_fields__}
    if asked.title is not None:
        wanted["title"] = check_title(asked.title)
    changed = {
        name: value
        for name, value in wanted.items()
        if value is not None and value != getattr(topic, name)
    }
    if changed.get("hidden") and not topic.closed:
        # What is hidden is closed, too.
        changed["closed"] = True
    if not changed:
        raise errors.TopicNotModified
    if changed.keys() & {"title", "icon_emoji_id"} or changed.get("hidden") is False:
        check_may_show(seen.channel, account)
    return replace(topic, **changed), Told(action="TopicEdit", arguments=tuple(changed.items()))


def pin(
    seen: SeenChannel, topics: Sequence[Topic], order: Sequence[int], *, force: bool
) -> list[Topic]:
    """Topics of which another one is pinned than was: those in the `order` stand pinned so.

    With `force` no others are. CHAT_ADMIN_REQUIRED, TOPIC_ID_INVALID, PINNED_TOO_MUCH;
    CHAT_WRITE_FORBIDDEN for what would stand further up where nobody may say anything.

    https://core.telegram.org/method/messages.reorderPinnedForumTopics
    """
    check_forum(seen)
    if not is_given(seen.standing, AdminRight.MANAGE_TOPICS):
        raise errors.ChatAdminRequired
    known = {one.id: one for one in topics}
    if not set(order) <= known.keys():
        raise errors.TopicIdInvalid
    pinned = sorted((one for one in topics if one.pin), key=lambda one: -one.pin)
    kept = [] if force else [one.id for one in pinned if one.id not in order]
    wanted = [*dict.fromkeys(order), *kept]
    if len(wanted) > PINNED_MAX:
        raise errors.PinnedTooMuch
    pins = {topic_id: len(wanted) - place for place, topic_id in enumerate(wanted)}
    made = [replace(one, pin=pins.get(one.id, 0)) for one in topics]
    if seen.channel.read_only and any(n.pin > o.pin for o, n in zip(topics, made, strict=True)):
        raise errors.ChatWriteForbidden
    return [new for old, new in zip(topics, made, strict=True) if new.pin != old.pin]


def check_may_drop(seen: SeenChannel, topic_id: int) -> None:
    """CHAT_ADMIN_REQUIRED, TOPIC_ID_INVALID for General.

    https://core.telegram.org/method/messages.deleteTopicHistory
    """
    check_forum(seen)
    if not is_given(seen.standing, AdminRight.DELETE_MESSAGES):
        raise errors.ChatAdminRequired
    if topic_id == GENERAL:
        raise errors.TopicIdInvalid


def check_keeps_more(kept: int) -> None:
    """LIMIT_INVALID for who keeps something of as many other topics as they may."""
    if kept >= KEPT_MAX:
        raise errors.LimitInvalid


def topic_of(extras: Extras | None) -> int:
    """The topic that a message of a forum is in, as its extras say."""
    return extras.thread_id if extras is not None and extras.topic else GENERAL


def check_may_write(seen: SeenChannel, topic: Topic) -> None:
    """TOPIC_CLOSED for who neither made the topic nor manages topics.

    https://core.telegram.org/api/forum
    """
    manages = is_given(seen.standing, AdminRight.MANAGE_TOPICS)
    if topic.closed and not manages and topic.creator_id != seen.viewer_id:
        raise errors.TopicClosed
