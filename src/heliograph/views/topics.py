"""Topics of forums as somebody is shown them.

https://core.telegram.org/constructor/forumTopic
"""

from heliograph.domain.access import AccessHasher
from heliograph.domain.events import TopicsPinned
from heliograph.domain.topic_pages import SeenTopic, TopicPage
from heliograph.tl import types
from heliograph.views.chats import chats
from heliograph.views.dialogs import draft_message
from heliograph.views.messages import message
from heliograph.views.notifications import notify_settings
from heliograph.views.peers import peer
from heliograph.views.users import users


def forum_topics(record: TopicPage, access: AccessHasher) -> types.messages.ForumTopics:
    """https://core.telegram.org/constructor/messages.forumTopics"""
    gone = [types.ForumTopicDeleted(id=one) for one in record.gone]
    return types.messages.ForumTopics(
        count=record.count,
        topics=[*map(_topic, record.topics), *gone],
        messages=[message(one, access) for one in record.page.messages],
        chats=chats(record.page.sees, access),
        users=users(record.page.sees, access),
        pts=record.page.pts,
    )


def _topic(seen: SeenTopic) -> types.ForumTopic:
    topic = seen.topic
    return types.ForumTopic(
        my=topic.creator_id == seen.viewer_id,
        closed=topic.closed,
        pinned=topic.pin > 0,
        hidden=topic.hidden,
        id=topic.id,
        date=topic.date,
        peer=peer(seen.peer_id),
        title=topic.title,
        icon_color=topic.icon_color,
        icon_emoji_id=topic.icon_emoji_id or None,
        top_message=seen.top_id,
        read_inbox_max_id=seen.read_inbox_max_id,
        read_outbox_max_id=seen.read_outbox_max_id,
        unread_count=seen.unread,
        unread_mentions_count=seen.unread_mentions,
        unread_reactions_count=seen.unread_reactions,
        unread_poll_votes_count=seen.unread_votes,
        from_id=peer(topic.creator_id),
        notify_settings=notify_settings(seen.settings),
        draft=None if seen.unsent is None else draft_message(seen.unsent),
    )


def pinned_update(event: TopicsPinned) -> types.TypeUpdate:
    """One topic that is pinned now or no longer, or all that are in their order."""
    if event.changed:
        return types.UpdatePinnedForumTopic(
            pinned=event.changed in event.order,
            peer=peer(event.peer_id),
            topic_id=event.changed,
        )
    return types.UpdatePinnedForumTopics(peer=peer(event.peer_id), order=list(event.order))
