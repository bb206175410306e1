"""Forwarding messages: what goes along, and what is said of where it comes from."""

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.albums import group_id
from heliograph.domain.asked_polls import check_may_ask
from heliograph.domain.chat_messages import check_content
from heliograph.domain.composing import check_may_send, spoken_as, timed
from heliograph.domain.extras import (
    NO_EXTRAS,
    Dice,
    Extras,
    Forward,
    LiveLocation,
    Media,
    extras_or_none,
)
from heliograph.domain.media import without_doers
from heliograph.domain.messages import NO_ENTITIES, Body, Draft, Message, SendContext

FORWARDS_MAX = 100
"""Messages that one request forwards, as clients are told in `forwarded_count_max`."""


def compose_forward(draft: Draft, context: SendContext) -> Body:
    """The body of a forward, or the refusal. What is kept of a message's author is their choice.

    https://core.telegram.org/method/messages.forwardMessages
    """
    check_may_send(draft, context)
    source, cited = draft.source, context.source
    if source is None or cited is None:
        raise errors.MessageIdInvalid
    message = cited.message
    if message.action is not None:
        raise errors.MessageIdInvalid
    if cited.kept:
        raise errors.ChatForwardsRestricted
    carried = message.extras or NO_EXTRAS
    forward = None
    if not source.drop_author:
        forward = cited.forward
        if draft.recipient_id == draft.sender_id:
            forward = _saved(forward, cited.message)
    said = spoken_as(draft, context)
    media = _forwarded(carried.media, copied=source.drop_author)
    album = carried.grouped_id
    extras = Extras(
        media=media,
        forward=forward,
        via_bot_id=carried.via_bot_id,
        grouped_id=group_id(source.group, of=album) if album else 0,
        speaker_id=said.speaker_id,
    )
    group = context.chat or context.channel
    if group is not None:
        check_content(group, extras, now=draft.date)
        if message.poll is not None:
            check_may_ask(message.poll.poll, group.standing)
    bare = source.drop_captions and carried.media is not None
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text="" if bare else message.text,
        entities=NO_ENTITIES if bare else message.entities,
        silent=draft.silent,
        noforwards=draft.noforwards,
        extras=timed(extras_or_none(extras), context.ttl_period),
        as_chat=said.as_chat,
        post=said.post,
    )


def _saved(forward: Forward, message: Message) -> Forward:
    """As `forward`, with where its owner took it from; of a hidden author not even that.

    Who speaks for a supergroup or channel is not told. https://core.telegram.org/api/saved-messages
    """
    if message.peer_id == message.owner_id or not forward.from_id:
        return forward
    saved = replace(forward, saved_from_peer=message.peer_id, saved_from_msg_id=message.id)
    if forward.from_id == message.author_id:
        return saved
    return replace(saved, saved_from_id=message.author_id, saved_date=message.date)


def _forwarded(media: Media | None, *, copied: bool) -> Media | None:
    """What a forward takes along: a live location stays where it was, a copied dice rolls anew."""
    match media:
        case LiveLocation():
            return media.point
        case Dice() if copied:
            return replace(media, value=0)
    return without_doers(media)
