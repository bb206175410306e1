"""Who may send what to whom, and what becomes a message: the rules."""

import msgspec
from msgspec.structs import replace

from heliograph.domain import channel_messages, errors
from heliograph.domain.asked_polls import PollLimits, check_may_ask, compose_poll
from heliograph.domain.captions import check_words
from heliograph.domain.chat_messages import check_content, check_may_post
from heliograph.domain.citing import cut_quote, shown_in_reply
from heliograph.domain.extras import NO_EXTRAS, Extras, ReplyOrigin
from heliograph.domain.fleeting import check_fleeting
from heliograph.domain.media import check_media, without_doers
from heliograph.domain.messages import Body, Cited, Draft, SendContext
from heliograph.domain.people import Seen, is_bot
from heliograph.domain.polls import Poll
from heliograph.domain.speaking import Voice, voice
from heliograph.domain.topics import check_may_write


class MessageLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits; text lengths count UTF-16 units."""

    text_length: int = 4096
    entities: int = 100
    edit_window_s: int = 48 * 3600
    polls: PollLimits = PollLimits()


def check_bot_may_write(recipient: Seen, *, was_written_to: bool) -> None:
    """USER_IS_BOT, or PEER_ID_INVALID for who has not written first: bots begin no dialog."""
    if recipient.is_self:
        return
    if is_bot(recipient.account.id):
        raise errors.UserIsBot
    if not was_written_to:
        raise errors.PeerIdInvalid


def check_may_send(draft: Draft, context: SendContext) -> None:
    """Whatever may keep a message out, whatever it says."""
    context.sender.account.check_enabled()
    if context.channel is not None:
        channel_messages.check_may_post(context.channel, now=draft.date)
        due = max(draft.date, draft.due)
        account, posted = context.sender.account, context.posted_anywhere
        channel_messages.check_speaker(account, posted=posted, now=due)
        answers = draft.reply_to_id is not None and draft.reply_peer_id is None
        channel_messages.check_joins_in(context.channel, answers=answers)
        if context.channel.channel.forum:
            if context.topic is None:
                raise errors.TopicDeleted
            check_may_write(context.channel, context.topic)
        # What waits until it is due has waited long enough then, or is put off once more.
        channel_messages.check_pace(context.channel, posted=context.posted, now=due)
        if draft.source is not None and draft.source.group not in (0, draft.random_id):
            channel_messages.check_alone(context.channel)
    elif context.chat is not None:
        check_may_post(context.chat, now=draft.date)
    else:
        _check_recipient(draft, context)
    if draft.random_id == 0:
        raise errors.RandomIdEmpty
    if draft.reply_to_id is not None and not context.reply_known:
        raise errors.ReplyMessageIdInvalid


def _check_recipient(draft: Draft, context: SendContext) -> None:
    recipient = context.recipient
    if recipient is None:
        raise errors.PeerIdInvalid
    if recipient.account.disabled or recipient.account.deleted:
        raise errors.InputUserDeactivated
    if context.blocked_by_recipient:
        raise errors.UserIsBlocked
    if is_bot(draft.sender_id):
        check_bot_may_write(recipient, was_written_to=context.was_written_to)
    if recipient.blocked:
        raise errors.YouBlockedUser
    if not recipient.may_write and not context.was_written_to:
        raise errors.PrivacyPremiumRequired


def compose_private(draft: Draft, context: SendContext, limits: MessageLimits) -> Body:
    """The body to store, or the refusal.

    https://core.telegram.org/method/messages.sendMessage
    """
    check_may_send(draft, context)
    extras = draft.extras
    media = extras.media if extras is not None else None
    if extras is not None and media is not None:
        check_fleeting(
            media,
            sender_id=draft.sender_id,
            recipient_id=draft.recipient_id,
            alone=not draft.due and not extras.grouped_id,
        )
        extras = replace(extras, media=check_media(media))
    text, entities = check_words(
        draft.text,
        draft.entities,
        media=media,
        text_length=limits.text_length,
        entities_max=limits.entities,
    )
    if context.reply is not None:
        extras = _replying(draft, context.reply, extras or NO_EXTRAS)
    group = context.chat or context.channel
    if group is not None:
        check_content(group, extras, now=draft.date)
    said = spoken_as(draft, context)
    extras = signed(extras, context, said)
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text=text,
        entities=entities,
        silent=draft.silent,
        noforwards=draft.noforwards,
        extras=timed(extras, context.ttl_period),
        poll=_asked(draft, context, limits),
        as_chat=said.as_chat,
        post=said.post,
    )


def spoken_as(draft: Draft, context: SendContext) -> Voice:
    """In whose name it is said; but in channels all speak for themselves. SEND_AS_PEER_INVALID."""
    seen = context.channel
    if seen is not None:
        return voice(seen, context.speakers, asked=draft.send_as)
    if draft.send_as not in (None, draft.sender_id):
        raise errors.SendAsPeerInvalid
    return Voice()


def signed(extras: Extras | None, context: SendContext, said: Voice) -> Extras | None:
    """What a message carries, with the name of its author where a channel says who wrote posts, or
    the channel in whose name it is said."""
    if said.speaker_id:
        return replace(extras or NO_EXTRAS, speaker_id=said.speaker_id)
    if context.channel is None or not context.channel.channel.signatures:
        return extras
    names = (name for name in context.sender.names if name)
    return replace(extras or NO_EXTRAS, signature=" ".join(names))


def _asked(draft: Draft, context: SendContext, limits: MessageLimits) -> Poll | None:
    if draft.poll is None:
        return None
    check_may_ask(draft.poll, context.channel.standing if context.channel is not None else None)
    return compose_poll(draft.poll, creator_id=draft.sender_id, now=draft.date, limits=limits.polls)


def _replying(draft: Draft, reply: Cited, extras: Extras) -> Extras:
    """What a reply says of the message it quotes, or of one that the recipient has not got.

    https://core.telegram.org/api/replies
    """
    quote = cut_quote(extras.quote, reply.text) if extras.quote is not None else None
    if draft.reply_peer_id is None:
        return replace(extras, quote=quote)
    if reply.kept:
        raise errors.ChatForwardsRestricted
    media = reply.message.extras.media if reply.message.extras is not None else None
    origin = ReplyOrigin(forward=reply.forward, media=without_doers(media))
    return replace(extras, quote=quote or shown_in_reply(reply.text), reply_origin=origin)


def timed(extras: Extras | None, ttl_period: int) -> Extras | None:
    """What a message carries in a dialog whose messages go after `ttl_period` seconds."""
    if not ttl_period:
        return extras
    return replace(extras or NO_EXTRAS, ttl_period=ttl_period)
