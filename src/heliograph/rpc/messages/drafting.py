"""What the methods that send have in common: whom to, in reply to what, with which media."""

from collections.abc import Sequence
from typing import Any

import msgspec

from heliograph.domain import errors
from heliograph.domain.citing import check_answered
from heliograph.domain.extras import Answered, Extras, Media, Quote, extras_or_none
from heliograph.domain.messages import Draft
from heliograph.rpc.context import Context
from heliograph.rpc.messages.text import read_forms, requested_entities
from heliograph.rpc.peers import CHANNEL_PEERS, Forms
from heliograph.tl import functions, types

OneMessage = functions.messages.SendMessage | functions.messages.SendMedia
Sending = OneMessage | functions.messages.SendMultiMedia


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What one message says, and the random_id that a repeat of it is known by."""

    random_id: int
    message: str
    entities: Sequence[types.TypeMessageEntity] | None = None


async def read_draft(context: Context, request: OneMessage, *, media: Media | None = None) -> Draft:
    """The message that a request asks to send, nothing of it decided yet."""
    return await read_part(context, request, request, media=media)


async def read_part(
    context: Context,
    request: Sending,
    said: Words | OneMessage,
    *,
    media: Media | None = None,
    grouped_id: int = 0,
) -> Draft:
    """As `read_draft`, for what is `said` in one of the messages a request asks to send."""
    check_once(request)
    reply = _reply_to(request.reply_to)
    foreign = reply.reply_to_peer_id if reply is not None else None
    peers = [request.peer] if foreign is None else [request.peer, foreign]
    forms = await read_forms(context, said.entities, *peers, *asked_speaker(request))
    recipient_id = forms.dialog(request.peer)
    reply_peer_id = None if foreign is None else forms.dialog(foreign)
    extras = None
    if media is not None or reply is not None or request.effect:
        extras = extras_or_none(
            Extras(
                media=media,
                quote=_quote(reply),
                answered=None if reply is None else asked_part(reply),
                effect=request.effect or 0,
                grouped_id=grouped_id,
                # Only media have a place above or below the words.
                invert_media=request.invert_media and media is not None,
            )
        )
    return Draft(
        sender_id=context.account_id,
        recipient_id=recipient_id,
        random_id=said.random_id,
        text=said.message,
        entities=requested_entities(forms, said.entities),
        # Old clients say "no reply" with id 0.
        reply_to_id=reply.reply_to_msg_id or None if reply is not None else None,
        reply_peer_id=None if reply_peer_id == recipient_id else reply_peer_id,
        silent=request.silent,
        noforwards=request.noforwards,
        extras=extras,
        date=context.clock.now(),
        clear_draft=request.clear_draft,
        due=asked_due(request.schedule_date),
        send_as=speaker(forms, request),
        thread_id=(reply.top_msg_id or 0) if reply is not None else 0,
    )


def asked_speaker(request: Any) -> list[types.TypeInputPeer]:
    """The form of the channel in whose name something is to be said, if any."""
    return [request.send_as] if isinstance(request.send_as, CHANNEL_PEERS) else []


def speaker(forms: Forms, request: Any) -> int | None:
    """The peer in whose name something is to be said, None for what was chosen before.

    SEND_AS_PEER_INVALID for what is unknown to the caller.
    """
    form = request.send_as
    if form is None or isinstance(form, types.InputPeerEmpty):
        return None
    try:
        return forms.dialog(form)
    except errors.Refused:
        raise errors.SendAsPeerInvalid from None


def asked_due(schedule_date: int | None) -> int:
    """When a message is to go, 0 for now. SCHEDULE_DATE_INVALID for a date that is none."""
    if schedule_date is None:
        return 0
    if schedule_date <= 0:
        raise errors.ScheduleDateInvalid
    return schedule_date


def check_once(request: Any) -> None:
    """Refuse what would make another message of it than the sender means.

    PREMIUM_ACCOUNT_REQUIRED for messages that come again and again, and for those kept to be sent
    as quick replies.
    """
    # Albums come but once.
    repeats = getattr(request, "schedule_repeat_period", None) is not None
    if repeats or request.quick_reply_shortcut is not None:
        raise errors.PremiumAccountRequired


def _reply_to(reply_to: types.TypeInputReplyTo | None) -> types.InputReplyToMessage | None:
    if reply_to is None or isinstance(reply_to, types.InputReplyToMessage):
        return reply_to
    raise errors.ReplyMessageIdInvalid


def asked_part(reply: types.InputReplyToMessage) -> Answered | None:
    """What of the message is answered, None for the whole of it or for no message."""
    if not reply.reply_to_msg_id:
        return None
    return check_answered(
        Answered(item_id=reply.todo_item_id or 0, option=reply.poll_option or b"")
    )


def _quote(reply: types.InputReplyToMessage | None) -> Quote | None:
    """The words to quote; their formatting is the original's."""
    if reply is None or not reply.reply_to_msg_id or reply.quote_text is None:
        return None
    return Quote(text=reply.quote_text, offset=reply.quote_offset or 0)
