"""Making, changing, pinning and taking away topics of forums.

https://core.telegram.org/api/forum
"""

from collections.abc import Sequence
from functools import partial

from heliograph.actions.app import App
from heliograph.actions.mailbox_events import tell_changes
from heliograph.actions.messaging import tell_sent
from heliograph.domain import topics as rules
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Asker
from heliograph.domain.events import Origin, TopicsPinned
from heliograph.domain.message_changes import Deleted, Sent
from heliograph.domain.peers import channel_peer
from heliograph.domain.topics import Topic, TopicEdit


async def create(
    app: App, asker: Asker, *, title: str, color: int, emoji_id: int, origin: Origin | None
) -> Sent:
    """A new topic; a repeat of its random_id gives the first."""
    decide = partial(rules.create, title=title, color=color, emoji_id=emoji_id, now=asker.date)
    return await tell_sent(app, await app.store.create_topic(asker, decide=decide), origin)


async def edit(
    app: App, asker: Asker, *, topic_id: int, asked: TopicEdit, origin: Origin | None
) -> Sent:
    """Change how a topic is called or looks, close, open, hide or show it."""
    decide = partial(rules.edit, asked=asked, now=asker.date)
    sent = await app.store.edit_topic(asker, topic_id=topic_id, decide=decide)
    return await tell_sent(app, sent, origin)


async def pin(
    app: App, asker: Asker, *, topic_id: int, pinned: bool, origin: Origin | None
) -> bool:
    """Pin a topic above all others, or no longer; whether that is news."""

    def decide(seen: SeenChannel, topics: Sequence[Topic]) -> Sequence[Topic]:
        kept = sorted((one for one in topics if one.pin), key=lambda one: -one.pin)
        rest = [one.id for one in kept if one.id != topic_id]
        known = pinned or any(one.id == topic_id for one in topics)
        order = [topic_id, *rest] if pinned or not known else rest
        return rules.pin(seen, topics, order, force=True)

    peer_id = channel_peer(asker.chat_id)
    order, news = await app.store.pin_topics(asker, ids=[topic_id], decide=decide)
    if news:
        told = TopicsPinned(peer_id=peer_id, order=order, changed=topic_id, origin=origin)
        app.bus.publish(told)
    return news


async def reorder(
    app: App, asker: Asker, *, order: Sequence[int], force: bool, origin: Origin | None
) -> tuple[int, ...]:
    """Have these topics stand pinned in their order, with `force` no others; all that are."""

    def decide(seen: SeenChannel, topics: Sequence[Topic]) -> Sequence[Topic]:
        return rules.pin(seen, topics, order, force=force)

    now, news = await app.store.pin_topics(asker, ids=order, decide=decide)
    if news:
        peer_id = channel_peer(asker.chat_id)
        app.bus.publish(TopicsPinned(peer_id=peer_id, order=now, origin=origin))
    return now


async def drop(
    app: App, asker: Asker, *, topic_id: int, at_most: int, origin: Origin | None
) -> tuple[Deleted, bool]:
    """Take so many messages out of a topic, with the last the topic; whether there are more."""
    check = partial(rules.check_may_drop, topic_id=topic_id)
    gone, more = await app.store.drop_topic(asker, topic_id=topic_id, at_most=at_most, check=check)
    tell_changes(app, gone, origin=origin)
    return gone[0], more
