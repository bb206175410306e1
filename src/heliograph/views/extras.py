"""Media, forward and reply headers as clients draw them."""

from heliograph.domain.access import AccessHasher
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    Forward,
    GeoPoint,
    GoneMedia,
    LinkButton,
    LiveLocation,
    Media,
    PhotoMedia,
    PollMedia,
    ProximityReached,
    SharedContact,
    TodoList,
    Venue,
)
from heliograph.domain.messages import Message
from heliograph.domain.saved import saved_peer_id
from heliograph.tl import types
from heliograph.views.entities import entity
from heliograph.views.files import file_media
from heliograph.views.peers import peer
from heliograph.views.places import geo_point, place_media
from heliograph.views.todos import todo_media


def media(
    record: Media, *, viewer_id: int, access: AccessHasher, own: bool = False
) -> types.TypeMessageMedia:
    """`own` is what the viewer has sent: they may send it again though it goes.

    https://core.telegram.org/type/MessageMedia
    """
    match record:
        case Dice():
            return types.MessageMediaDice(value=record.value, emoticon=record.emoticon)
        case SharedContact():
            return types.MessageMediaContact(
                phone_number=record.phone,
                first_name=record.first_name,
                last_name=record.last_name,
                vcard=record.vcard,
                user_id=record.user_id,
            )
        case GeoPoint() | Venue():
            return place_media(record)
        case LiveLocation():
            return types.MessageMediaGeoLive(
                geo=geo_point(record.point),
                heading=record.heading or None,
                period=record.period,
                proximity_notification_radius=record.proximity_radius or None,
            )
        case TodoList():
            return todo_media(record)
        case DocumentMedia() | PhotoMedia() | GoneMedia():
            return file_media(record, viewer_id=viewer_id, access=access, own=own)
        case PollMedia():
            return types.MessageMediaUnsupported()


def proximity_told(record: ProximityReached) -> types.MessageActionGeoProximityReached:
    """https://core.telegram.org/constructor/messageActionGeoProximityReached"""
    return types.MessageActionGeoProximityReached(
        from_id=types.PeerUser(user_id=record.from_id),
        to_id=types.PeerUser(user_id=record.to_id),
        distance=record.distance,
    )


def forward_header(record: Forward, *, viewer_id: int) -> types.MessageFwdHeader:
    """https://core.telegram.org/constructor/messageFwdHeader"""
    return types.MessageFwdHeader(
        saved_out=record.saved_from_id == viewer_id,
        from_id=_peer(record.from_id),
        from_name=record.from_name or None,
        date=record.date,
        channel_post=record.channel_post or None,
        post_author=record.signature or None,
        saved_from_peer=_peer(record.saved_from_peer),
        saved_from_msg_id=record.saved_from_msg_id or None,
        saved_from_id=_peer(record.saved_from_id),
        saved_from_name=record.saved_from_name or None,
        saved_date=record.saved_date or None,
    )


def reply_header(record: Message, access: AccessHasher) -> types.MessageReplyHeader | None:
    """https://core.telegram.org/constructor/messageReplyHeader"""
    extras = record.extras
    thread = extras.thread_id if extras is not None else 0
    # What it answered may be gone, and it is still in its thread.
    reply_id = record.reply_to_id or thread or None
    top_id = thread if thread != reply_id else None
    if extras is None or not any((extras.quote, extras.reply_origin, extras.answered)):
        if reply_id is None:
            return None
        return types.MessageReplyHeader(
            forum_topic=extras is not None and extras.topic,
            reply_to_msg_id=reply_id,
            reply_to_top_id=top_id or None,
        )
    quote, origin = extras.quote, extras.reply_origin
    if reply_id is None and origin is None:
        # What it quoted is gone, or was never here.
        return None
    header = types.MessageReplyHeader(
        forum_topic=extras.topic, reply_to_msg_id=reply_id, reply_to_top_id=top_id or None
    )
    if extras.answered is not None:
        header.todo_item_id = extras.answered.item_id or None
        header.poll_option = extras.answered.option or None
    if origin is not None:
        header.reply_from = forward_header(origin.forward, viewer_id=record.owner_id)
        if origin.media is not None:
            header.reply_media = media(origin.media, viewer_id=record.owner_id, access=access)
    if quote is not None:
        header.quote = quote.manual
        header.quote_text = quote.text
        header.quote_entities = [entity(e) for e in quote.entities] or None
        header.quote_offset = quote.offset if quote.manual else None
    return header


def saved_peer(record: Message) -> types.PeerUser | types.PeerChat | types.PeerChannel | None:
    """The part of Saved Messages that a message is filed under: who it was taken from.

    Android and Desktop drop the message without. https://core.telegram.org/api/saved-messages
    """
    peer_id = saved_peer_id(record)
    return None if peer_id is None else peer(peer_id)


def add_extras(
    made: types.Message, extras: Extras, *, viewer_id: int, access: AccessHasher
) -> None:
    """Fill in what a plain text has not."""
    if extras.forward is not None:
        made.fwd_from = forward_header(extras.forward, viewer_id=viewer_id)
    if extras.media is not None:
        own = made.from_id == types.PeerUser(user_id=viewer_id)
        made.media = media(extras.media, viewer_id=viewer_id, access=access, own=own)
    made.post_author = extras.signature or None
    made.via_bot_id = extras.via_bot_id or None
    made.ttl_period = extras.ttl_period or None
    made.effect = extras.effect or None
    made.grouped_id = extras.grouped_id or None
    made.invert_media = extras.invert_media
    if extras.button is not None:
        made.reply_markup = _link_button(extras.button)
    # Nobody but its author is to know that it was written before.
    made.from_scheduled = extras.from_scheduled and made.from_id == types.PeerUser(
        user_id=viewer_id
    )


def _link_button(button: LinkButton) -> types.ReplyInlineMarkup:
    opens = types.KeyboardInlineButton(
        text=button.text, type=types.InlineButtonTypeUrl(url=button.url)
    )
    return types.ReplyInlineMarkup(rows=[types.KeyboardInlineButtonRow(buttons=[opens])])


def _peer(peer_id: int) -> types.PeerUser | types.PeerChat | types.PeerChannel | None:
    return peer(peer_id) if peer_id else None
