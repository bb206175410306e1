"""Editing messages: who may, how long, and what of them."""

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.detection import detect_entities
from heliograph.domain.entities import Entity, check_text
from heliograph.domain.extras import NO_EXTRAS, Extras
from heliograph.domain.media import moved
from heliograph.domain.messages import Body, Edit, EditContext, Message, MessageLimits


def compose_edit(edit: Edit, context: EditContext, limits: MessageLimits) -> Body:
    """The new body, or the refusal. Saved Messages may be edited at any time.

    https://core.telegram.org/method/messages.editMessage
    """
    message = context.message
    context.editor.check_enabled()
    if message is None or message.peer_id != edit.peer_id:
        raise errors.MessageIdInvalid
    if message.sender_id != edit.editor_id:
        raise errors.MessageAuthorRequired
    if context.blocked_by_peer:
        raise errors.UserIsBlocked
    if message.action is not None:
        raise errors.MessageIdInvalid
    extras = message.extras or NO_EXTRAS
    if extras.forward is not None:
        raise errors.MessageAuthorRequired
    if edit.live is not None:
        media = moved(extras.media, edit.live, sent=message.date, date=edit.date)
        return _body(message, extras=replace(extras, media=media))
    return _reworded(edit, message, limits)


def _reworded(edit: Edit, message: Message, limits: MessageLimits) -> Body:
    """The body with other words."""
    own_notes = message.peer_id == edit.editor_id
    if not own_notes and edit.date > message.date + limits.edit_window_s:
        raise errors.MessageEditTimeExpired
    if edit.text is None:
        raise errors.MessageNotModified
    if message.extras is not None and message.extras.media is not None:
        raise errors.MediaPrevInvalid
    text, entities = check_text(edit.text, edit.entities, limits.text_length, limits.entities)
    entities = detect_entities(text, entities, limits.entities)
    if (text, entities) == (message.text, message.entities):
        raise errors.MessageNotModified
    return _body(message, text=text, entities=entities, extras=message.extras)


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
    )
