"""Messages and dialogs as their owner sees them."""

from typing import Any

from heliograph.domain.access import AccessHasher
from heliograph.domain.extras import (
    NO_EXTRAS,
    AnswerTold,
    Extras,
    PhotoMedia,
    PollMedia,
    ProximityReached,
)
from heliograph.domain.history import MessagePage
from heliograph.domain.messages import BoxState, Message
from heliograph.domain.peers import channel_of
from heliograph.domain.polls import PollState
from heliograph.domain.search import Found
from heliograph.domain.service import BIRTHDAY, SUGGESTION
from heliograph.tl import types
from heliograph.views.chats import chats
from heliograph.views.entities import entity
from heliograph.views.extras import add_extras, media, proximity_told, reply_header, saved_peer
from heliograph.views.files import photo
from heliograph.views.peers import peer as _peer
from heliograph.views.peers import user_peer
from heliograph.views.polls import answer_told, poll_media
from heliograph.views.reactions import message_reactions
from heliograph.views.short_topics import short_topics
from heliograph.views.todos import todo_told
from heliograph.views.users import users
from heliograph.views.withholding import with_held

_NEW_PHOTO = "ChatEditPhoto"


def message(record: Message, access: AccessHasher) -> types.Message | types.MessageService:
    """A message in the mailbox of `record.owner_id`, of words or of what happened.

    https://core.telegram.org/constructor/message
    """
    # Between two people, as nearly always, names are looked up without a detour. A channel itself
    # is who wrote what came by itself to the group beside it.
    peer = user_peer(record.peer_id) if record.peer_id > 0 else _peer(record.peer_id)
    plain = record.sender_id > 0 and not (record.as_chat or record.post)
    author = user_peer(record.sender_id) if plain else _author(record)
    extras = record.extras
    if record.action is not None:
        return types.MessageService(
            out=record.out,
            silent=record.silent,
            post=record.post,
            id=record.id,
            from_id=author,
            peer_id=peer,
            saved_peer_id=saved_peer(record),
            reply_to=reply_header(record, access),
            date=record.date,
            action=_action(record.action, extras or NO_EXTRAS, record.owner_id, access),
            ttl_period=extras.ttl_period or None if extras is not None else None,
        )
    saved = record.peer_id == record.owner_id
    reply = None if record.reply_to_id is None and extras is None else reply_header(record, access)
    made = types.Message(
        # TDLib takes a mark on a note to oneself for a mistake; Telethon makes its own.
        out=record.out and not saved,
        silent=record.silent,
        noforwards=record.noforwards,
        pinned=record.pinned,
        id=record.id,
        from_id=author,
        peer_id=peer,
        saved_peer_id=saved_peer(record) if saved else None,
        reply_to=reply,
        date=record.date,
        message=record.text,
        entities=[entity(e) for e in record.entities] if record.entities else None,
        edit_date=record.edit_date,
    )
    if record.post:
        made.post = True
        # Its author has seen it.
        made.views, made.forwards = record.views or 1, record.forwards
    if record.edit_hidden:
        made.edit_hide = True
    if record.unopened:
        made.media_unread = True
    if record.calls_owner:
        made.mentioned = True
        made.media_unread = record.unheeded or record.unopened
    if record.replies is not None:
        made.replies = replies_of(record)
    if record.reactions or record.tally is not None:
        made.reactions = message_reactions(record)
    if extras is not None:
        add_extras(made, extras, viewer_id=record.owner_id, access=access)
    if record.poll is not None:
        made.media = _poll(record.poll, extras or NO_EXTRAS, record.owner_id, access)
    return made if record.held is None else with_held(made, record.held)


def _author(record: Message) -> types.TypePeer | None:
    """Who is shown to have said it: nobody for a channel's post, whose peer says it."""
    if record.post:
        return None
    return _peer(record.author_id)


def replies_of(message: Message) -> types.MessageReplies | None:
    """How much is said about a message, None where nobody says anything.

    https://core.telegram.org/constructor/messageReplies
    """
    record = message.replies
    if record is None:
        return None
    comments = record.place_id != 0
    return types.MessageReplies(
        comments=comments,
        replies=record.count,
        replies_pts=record.pts,
        recent_repliers=[_peer(one) for one in record.recent_ids] if comments else None,
        channel_id=channel_of(record.place_id) if comments else None,
        max_id=record.top_id or None,
        read_max_id=record.read_max_id or None,
    )


def _poll(
    state: PollState, extras: Extras, viewer_id: int, access: AccessHasher
) -> types.MessageMediaPoll:
    """A poll with the place that it is about."""
    made = poll_media(state, viewer_id)
    if isinstance(extras.media, PollMedia) and extras.media.place is not None:
        made.attached_media = media(extras.media.place, viewer_id=viewer_id, access=access)
    return made


def _action(
    name: str, extras: Extras, viewer_id: int, access: AccessHasher
) -> types.TypeMessageAction:
    """What happened, by the name of its TL constructor without `MessageAction`."""
    if isinstance(extras.told, ProximityReached):
        return proximity_told(extras.told)
    if isinstance(extras.told, AnswerTold):
        return answer_told(extras.told)
    if extras.told is not None:
        return todo_told(extras.told)
    if name in (SUGGESTION, _NEW_PHOTO):
        shown: types.TypePhoto = types.PhotoEmpty(id=0)
        if isinstance(extras.media, PhotoMedia):
            # None is left where a decision took it away.
            shown = photo(extras.media.photo, viewer_id=viewer_id, access=access)
        if name == SUGGESTION:
            return types.MessageActionSuggestProfilePhoto(photo=shown)
        return types.MessageActionChatEditPhoto(photo=shown)
    fields: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in extras.arguments
    }
    if name == BIRTHDAY:
        return types.MessageActionSuggestBirthday(birthday=types.Birthday(**fields))
    made: types.TypeMessageAction = getattr(types, f"MessageAction{name}")(**fields)
    return made


def state(record: BoxState) -> types.updates.State:
    """Where a mailbox stands. `seq` is 0: our updates carry no order of their own."""
    return types.updates.State(
        pts=record.pts, qts=record.qts, date=record.date, seq=0, unread_count=record.unread
    )


def history(page: MessagePage, access: AccessHasher) -> types.messages.TypeMessages:
    """A page of a dialog; the slice form says that there is more than the page holds."""
    found = [message(m, access) for m in page.messages]
    people, groups = users(page.sees, access), chats(page.sees, access)
    if page.pts:
        return types.messages.ChannelMessages(
            pts=page.pts,
            count=page.count,
            offset_id_offset=page.offset_id_offset or None,
            messages=found,
            topics=short_topics(page),
            chats=groups,
            users=people,
        )
    if page.count <= len(found):
        return types.messages.Messages(
            messages=found, topics=short_topics(page), chats=groups, users=people
        )
    return types.messages.MessagesSlice(
        count=page.count,
        offset_id_offset=page.offset_id_offset,
        messages=found,
        topics=short_topics(page),
        chats=groups,
        users=people,
    )


def found(result: Found, access: AccessHasher) -> types.messages.TypeMessages:
    """A page of matches; `inexact` says that there may be older ones."""
    answer = history(result.page, access)
    if result.inexact and isinstance(answer, types.messages.MessagesSlice):
        answer.inexact = True
    return answer


def found_everywhere(result: Found, access: AccessHasher) -> types.messages.TypeMessages:
    """As `found`, with the date to go on from: the `next_rate` of a page that others follow."""
    answer = found(result, access)
    if isinstance(answer, types.messages.MessagesSlice):
        page = result.page
        followed = (page.offset_id_offset or 0) + len(page.messages) < page.count
        if page.messages and (followed or result.inexact):
            answer.next_rate = page.messages[-1].date
    return answer


def messages_by_id(
    ids: list[int], page: MessagePage, access: AccessHasher
) -> types.messages.Messages:
    """The asked messages in the order asked, an empty one in the place of each that is missing."""
    found = {m.id: message(m, access) for m in page.messages}
    return types.messages.Messages(
        messages=[found.get(i) or types.MessageEmpty(id=i) for i in ids],
        topics=[],
        chats=chats(page.sees, access),
        users=users(page.sees, access),
    )
