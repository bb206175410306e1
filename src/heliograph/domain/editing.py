"""Editing messages: who may, how long, and what of them."""

from msgspec.structs import replace

from heliograph.domain import channel_messages, errors
from heliograph.domain.captions import check_words
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_messages import check_content, check_may_post
from heliograph.domain.chats import SeenChat
from heliograph.domain.composing import MessageLimits
from heliograph.domain.entities import Entity
from heliograph.domain.extras import NO_EXTRAS, Extras, Media, extras_or_none, file_of
from heliograph.domain.fleeting import ttl_of
from heliograph.domain.media import moved
from heliograph.domain.messages import Body, Edit, EditContext, Message
from heliograph.domain.permissions import Kind, is_inside, may_edit
from heliograph.domain.speaking import still_speaks


def compose_edit(edit: Edit, context: EditContext, limits: MessageLimits) -> Body:
    """The new body, or the refusal. Saved Messages may be edited at any time.

    https://core.telegram.org/method/messages.editMessage
    """
    message = context.message
    context.editor.check_enabled()
    if message is None or message.peer_id != edit.peer_id:
        raise errors.MessageIdInvalid
    own = message.sender_id == edit.editor_id
    if context.channel is not None:
        _check_in_channel(edit, context.channel, context, own=own)
    elif not own:
        raise errors.MessageAuthorRequired
    if context.blocked_by_peer:
        raise errors.UserIsBlocked
    if context.chat is not None:
        _check_in_chat(edit, context.chat)
    if message.action is not None:
        raise errors.MessageIdInvalid
    extras = message.extras or NO_EXTRAS
    if extras.forward is not None:
        raise errors.MessageAuthorRequired
    if edit.live is not None:
        media = moved(extras.media, edit.live, sent=message.date, date=edit.date)
        return _body(message, extras=replace(extras, media=media))
    body = _reworded(edit, message, limits)
    group = context.chat or context.channel
    # Who may change what others posted in a channel may do so without posting there.
    if group is not None and group.standing.kind is not Kind.CHANNEL:
        check_content(group, body.extras, now=edit.date)
    return body


def _check_in_chat(edit: Edit, chat: SeenChat) -> None:
    """Who shares where they are may go on, and stop, when members may say nothing any more."""
    if edit.live is None:
        check_may_post(chat, now=edit.date)
    elif not is_inside(chat.role):
        raise errors.ChatWriteForbidden


def _check_in_channel(edit: Edit, seen: SeenChannel, context: EditContext, *, own: bool) -> None:
    """CHANNEL_PRIVATE, MESSAGE_AUTHOR_REQUIRED, and of words in a supergroup as if they were new.

    Who shares where they are goes on as in a basic group, unless a decision has nobody say anything
    there, or them nowhere: then they may only stop. What stands in a name is for who still
    has a say in that.
    """
    channel_messages.check_readable(seen)
    if own and context.message is not None:
        author_id, editor_id = context.message.author_id, edit.editor_id
        own = still_speaks(seen, context.speakers, author_id, writer_id=editor_id)
    if not may_edit(seen.standing, own=own, now=edit.date):
        raise errors.MessageAuthorRequired
    if edit.live is None:
        channel_messages.check_speaker(context.editor, posted=0, now=edit.date)
    if edit.live is None and (seen.channel.read_only or not seen.channel.broadcast):
        channel_messages.check_may_post(seen, now=edit.date)
    if edit.live is not None and not edit.live.stopped:
        channel_messages.check_may_show(seen.channel, context.editor)


def _reworded(edit: Edit, message: Message, limits: MessageLimits) -> Body:
    """The body with other words, or another file."""
    own_notes = message.peer_id == edit.editor_id
    if not own_notes and edit.date > message.date + limits.edit_window_s:
        raise errors.MessageEditTimeExpired
    extras = message.extras or NO_EXTRAS
    if extras.media is not None and file_of(extras.media) is None:
        raise errors.MessageNotModified if edit.text is None else errors.MediaPrevInvalid
    if edit.media is not None and (ttl_of(edit.media) or ttl_of(extras.media)):
        raise errors.MediaPrevInvalid
    media = edit.media or extras.media
    text, entities = message.text, message.entities
    if edit.text is not None or media is None:
        text, entities = _words(edit, media, limits)
    if edit.media is not None:
        extras = replace(extras, media=media, invert_media=edit.invert_media)
    if (text, entities, extras) == (message.text, message.entities, message.extras or NO_EXTRAS):
        raise errors.MessageNotModified
    return _body(message, text=text, entities=entities, extras=extras_or_none(extras))


def _words(
    edit: Edit, media: Media | None, limits: MessageLimits
) -> tuple[str, tuple[Entity, ...]]:
    if edit.text is None:
        raise errors.MessageNotModified
    return check_words(
        edit.text,
        edit.entities,
        media=media,
        text_length=limits.text_length,
        entities_max=limits.entities,
    )


def _body(
    message: Message,
    *,
    text: str | None = None,
    entities: tuple[Entity, ...] | None = None,
    extras: Extras | None,
) -> Body:
    """The message's body with what changed."""
    return Body(
        sender_id=message.sender_id,
        date=message.date,
        text=message.text if text is None else text,
        entities=message.entities if entities is None else entities,
        silent=message.silent,
        noforwards=message.noforwards,
        extras=extras,
        as_chat=message.as_chat,
        post=message.post,
    )
