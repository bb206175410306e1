"""Topics of forums.

https://core.telegram.org/api/forum
"""

from heliograph.actions import topics
from heliograph.actions.chats import asker
from heliograph.domain import errors
from heliograph.domain.chats import Asker
from heliograph.domain.events import TopicsPinned
from heliograph.domain.peers import channel_of, channel_peer
from heliograph.domain.topic_pages import TopicQuery
from heliograph.domain.topics import TopicEdit
from heliograph.rpc.context import Context
from heliograph.rpc.peers import forum_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_text
from heliograph.tl import functions, types
from heliograph.views import topics as view
from heliograph.views import updates

_ONESELF = (types.InputPeerSelf, types.InputPeerEmpty)
_AT_ONCE = 100
"""Messages of a topic that one call takes away."""


@method("messages.createForumTopic", rate=Rate.CHATS)
async def create_forum_topic(
    context: Context, request: functions.messages.CreateForumTopic
) -> types.TypeUpdates:
    """TOPIC_TITLE_EMPTY also for what the admins do not want there.

    https://core.telegram.org/method/messages.createForumTopic
    """
    if request.send_as is not None and not isinstance(request.send_as, _ONESELF):
        raise errors.SendAsPeerInvalid
    if not request.random_id:
        raise errors.RandomIdEmpty
    who = await _asker(context, request.peer)
    await _check_wanted(context, who, request.title)
    sent = await topics.create(
        context.app,
        Asker(
            account_id=who.account_id,
            chat_id=who.chat_id,
            date=who.date,
            random_id=request.random_id,
        ),
        title=request.title,
        color=request.icon_color or 0,
        emoji_id=request.icon_emoji_id or 0,
        origin=context.origin,
    )
    return updates.sent_reply(sent, request.random_id, who.date, context.access)


@method("messages.editForumTopic", rate=Rate.CHATS)
async def edit_forum_topic(
    context: Context, request: functions.messages.EditForumTopic
) -> types.TypeUpdates:
    """TOPIC_TITLE_EMPTY as for a new one.

    https://core.telegram.org/method/messages.editForumTopic
    """
    who = await _asker(context, request.peer)
    await _check_wanted(context, who, request.title or "")
    asked = TopicEdit(
        title=request.title,
        icon_emoji_id=request.icon_emoji_id,
        closed=request.closed,
        hidden=request.hidden,
    )
    sent = await topics.edit(
        context.app, who, topic_id=request.topic_id, asked=asked, origin=context.origin
    )
    return updates.sent_reply(sent, sent.random_id, who.date, context.access)


@method("messages.getForumTopics")
async def get_forum_topics(
    context: Context, request: functions.messages.GetForumTopics
) -> types.messages.ForumTopics:
    """Those in which something was said last come first, but for the pinned.

    https://core.telegram.org/method/messages.getForumTopics
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    query = TopicQuery(
        viewer_id=context.account_id,
        peer_id=await forum_peer(context, request.peer),
        words=(request.q or "").strip(),
        offset_id=request.offset_id,
        limit=min(request.limit, context.limits.page_max),
    )
    return view.forum_topics(await context.store.topics(query), context.access)


@method("messages.getForumTopicsByID")
async def get_forum_topics_by_id(
    context: Context, request: functions.messages.GetForumTopicsByID
) -> types.messages.ForumTopics:
    """https://core.telegram.org/method/messages.getForumTopicsByID"""
    if len(request.topics) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    peer_id = await forum_peer(context, request.peer)
    found = await context.store.topics_by_id(
        context.account_id, peer_id=peer_id, ids=request.topics
    )
    return view.forum_topics(found, context.access)


@method("messages.updatePinnedForumTopic", rate=Rate.CHATS)
async def update_pinned_forum_topic(
    context: Context, request: functions.messages.UpdatePinnedForumTopic
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.updatePinnedForumTopic"""
    who = await _asker(context, request.peer)
    news = await topics.pin(
        context.app,
        who,
        topic_id=request.topic_id,
        pinned=request.pinned,
        origin=context.origin,
    )
    order = (request.topic_id,) if request.pinned else ()
    told = TopicsPinned(peer_id=channel_peer(who.chat_id), order=order, changed=request.topic_id)
    return await _answer(context, [view.pinned_update(told)] if news else [], who)


@method("messages.reorderPinnedForumTopics", rate=Rate.CHATS)
async def reorder_pinned_forum_topics(
    context: Context, request: functions.messages.ReorderPinnedForumTopics
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.reorderPinnedForumTopics"""
    if len(request.order) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    who = await _asker(context, request.peer)
    order = await topics.reorder(
        context.app, who, order=request.order, force=request.force, origin=context.origin
    )
    told = TopicsPinned(peer_id=channel_peer(who.chat_id), order=order)
    return await _answer(context, [view.pinned_update(told)], who)


@method("messages.deleteTopicHistory", rate=Rate.CHATS)
async def delete_topic_history(
    context: Context, request: functions.messages.DeleteTopicHistory
) -> types.messages.AffectedHistory:
    """Some of a topic at once, an offset says that there is more; the topic goes with the last.

    https://core.telegram.org/method/messages.deleteTopicHistory
    """
    who = await _asker(context, request.peer)
    gone, more = await topics.drop(
        context.app,
        who,
        topic_id=request.top_msg_id,
        at_most=_AT_ONCE,
        origin=context.origin,
    )
    return types.messages.AffectedHistory(pts=gone.pts, pts_count=gone.pts_count, offset=int(more))


async def _check_wanted(context: Context, who: Asker, title: str) -> None:
    """Have what a topic is called looked at before it is called so."""
    if await screen_text(context, channel_peer(who.chat_id), title):
        raise errors.TopicTitleEmpty


async def _asker(context: Context, peer: types.TypeInputPeer) -> Asker:
    channel_id = channel_of(await forum_peer(context, peer))
    return asker(context.app, context.account_id, channel_id)


async def _answer(context: Context, made: list[types.TypeUpdate], who: Asker) -> types.TypeUpdates:
    named = [who.account_id, channel_peer(who.chat_id)]
    sees = await context.store.shown(who.account_id, named)
    return updates.changes(made, tuple(sees), who.date, context.access)
