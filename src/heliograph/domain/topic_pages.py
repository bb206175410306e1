"""Topics of a forum as somebody is shown them.

https://core.telegram.org/constructor/forumTopic
"""

import msgspec

from heliograph.domain.dialogs import Unsent
from heliograph.domain.history import MessagePage
from heliograph.domain.notifications import NO_SETTINGS, NotifySettings
from heliograph.domain.topics import Topic


class SeenTopic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as it stands for one viewer; `top_id` is the newest message in it.

    `unread` counts messages, `unread_mentions`, `unread_reactions` and `unread_votes` those in
    which there is something of that kind that the viewer has not looked at.
    """

    topic: Topic
    viewer_id: int
    peer_id: int
    top_id: int
    read_inbox_max_id: int
    read_outbox_max_id: int
    unread: int
    unread_mentions: int = 0
    unread_reactions: int = 0
    unread_votes: int = 0
    settings: NotifySettings = NO_SETTINGS
    unsent: Unsent | None = None


class TopicPage(msgspec.Struct, frozen=True, kw_only=True):
    """Topics of a forum with their newest messages; `count` is that of all, `gone` are asked ids
    that name none."""

    topics: tuple[SeenTopic, ...]
    count: int
    page: MessagePage
    gone: tuple[int, ...] = ()


class TopicQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Topics whose newest message is below `offset_id` (0: from the first), by title if asked."""

    viewer_id: int
    peer_id: int
    words: str = ""
    offset_id: int = 0
    limit: int = 100
