"""What topics of forums are called and who made them, without how they stand for the viewer.

https://core.telegram.org/constructor/forumTopic
"""

from heliograph.domain.history import MessagePage
from heliograph.domain.topics import Topic
from heliograph.tl import types
from heliograph.views.peers import peer


def short_topics(page: MessagePage) -> list[types.TypeForumTopic]:
    """Those that the messages of a page are in.

    https://core.telegram.org/constructor/messages.channelMessages
    """
    viewers = {one.peer_id: one.owner_id for one in page.messages}
    return [short_topic(one, viewer_id=viewers[place], peer_id=place) for place, one in page.topics]


def short_topic(topic: Topic, *, viewer_id: int, peer_id: int) -> types.ForumTopic:
    """One topic, of a page or of the log of what admins did."""
    return types.ForumTopic(
        short=True,
        my=topic.creator_id == viewer_id,
        closed=topic.closed,
        hidden=topic.hidden,
        id=topic.id,
        date=topic.date,
        peer=peer(peer_id),
        title=topic.title,
        icon_color=topic.icon_color,
        icon_emoji_id=topic.icon_emoji_id or None,
        top_message=topic.id,
        read_inbox_max_id=0,
        read_outbox_max_id=0,
        unread_count=0,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        from_id=peer(topic.creator_id),
        notify_settings=types.PeerNotifySettings(),
    )
