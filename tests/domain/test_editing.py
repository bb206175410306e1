"""What of a message may be edited where not everybody may say everything."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.chats import SeenChat
from heliograph.domain.composing import MessageLimits
from heliograph.domain.editing import compose_edit
from heliograph.domain.extras import Extras, GeoPoint, LiveLocation, PhotoMedia
from heliograph.domain.files import Photo
from heliograph.domain.media import LiveEdit
from heliograph.domain.messages import Body, Edit, EditContext, Message
from heliograph.domain.peers import channel_peer, chat_peer
from heliograph.domain.people import Account
from heliograph.domain.permissions import NOTHING, AdminRight, Right, Role
from support.group_rows import ANN, CHAT_ID, DAN, account, group_of, is_in

LIMITS = MessageLimits()
HERE, THERE = GeoPoint(latitude=1.0, longitude=1.0), GeoPoint(latitude=2.0, longitude=2.0)
PHOTO, OTHER_PHOTO = (
    PhotoMedia(photo=Photo(id=number, access_hash=1, date=1, sizes=())) for number in (1, 2)
)
FLEETING = replace(OTHER_PHOTO, ttl_seconds=5)
PEER = chat_peer(CHAT_ID)
SAID = Message(owner_id=DAN, id=5, peer_id=PEER, sender_id=DAN, date=1_000, text="hello")
SHOWN = replace(SAID, extras=Extras(media=PHOTO))
SHARED = replace(SAID, text="", extras=Extras(media=LiveLocation(point=HERE, period=900)))

WORDS = Edit(editor_id=DAN, peer_id=PEER, message_id=5, text="new", date=1_100)
PICTURE = replace(WORDS, text=None, media=OTHER_PHOTO)
ON_THE_WAY = replace(WORDS, text=None, live=LiveEdit(point=THERE))


def edited(message: Message, edit: Edit, role: Role = Role.MEMBER, **fields: Any) -> Body:
    chat = group_of([is_in(ANN, Role.CREATOR), is_in(DAN)], **fields)
    context = EditContext(
        editor=account(DAN),
        message=message,
        blocked_by_peer=False,
        chat=SeenChat(chat=chat, viewer_id=DAN, role=role),
    )
    return compose_edit(edit, context, LIMITS)


def edited_in_channel(
    message: Message,
    edit: Edit,
    *,
    broadcast: bool = False,
    to_all: Right = NOTHING,
    read_only: bool = False,
    who: Account | None = None,
    **seen: Any,
) -> Body:
    channel = Channel(
        id=5,
        broadcast=broadcast,
        title="Hikers",
        date=1,
        creator_id=ANN,
        members=2,
        banned=to_all,
        read_only=read_only,
    )
    place = channel_peer(channel.id)
    context = EditContext(
        editor=who or account(DAN),
        message=replace(message, peer_id=place),
        blocked_by_peer=False,
        channel=replace(SeenChannel(channel=channel, viewer_id=DAN, role=Role.MEMBER), **seen),
    )
    return compose_edit(replace(edit, peer_id=place), context, LIMITS)


def test_a_member_edits_words_and_pictures_and_moves_on() -> None:
    assert edited(SAID, WORDS).text == "new"
    captioned = edited(SHOWN, WORDS)
    assert (captioned.text, captioned.extras) == ("new", Extras(media=PHOTO))
    assert edited(SHOWN, PICTURE).extras == Extras(media=OTHER_PHOTO)
    moved = LiveLocation(point=THERE, period=900)
    assert edited(SHARED, ON_THE_WAY).extras == Extras(media=moved)


@pytest.mark.parametrize("role", [Role.LEFT, Role.REMOVED])
@pytest.mark.parametrize(("message", "edit"), [(SAID, WORDS), (SHARED, ON_THE_WAY)])
def test_who_is_out_edits_nothing(message: Message, edit: Edit, role: Role) -> None:
    with pytest.raises(errors.ChatWriteForbidden):
        edited(message, edit, role)


def test_who_may_say_nothing_any_more_edits_no_words_but_moves_on() -> None:
    with pytest.raises(errors.ChatWriteForbidden):
        edited(SAID, WORDS, banned=Right.SEND_MESSAGES)
    assert edited(SHARED, ON_THE_WAY, banned=Right.SEND_MESSAGES).extras


@pytest.mark.parametrize(
    ("message", "edit", "banned", "refusal"),
    [
        (SAID, WORDS, Right.SEND_PLAIN, errors.ChatSendPlainForbidden),
        (SAID, PICTURE, Right.SEND_PHOTOS, errors.ChatSendPhotosForbidden),
        (SHOWN, WORDS, Right.SEND_PHOTOS, errors.ChatSendPhotosForbidden),
    ],
)
def test_nothing_becomes_by_an_edit_what_may_not_be_sent(
    message: Message, edit: Edit, banned: Right, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        edited(message, edit, banned=banned)
    edited(message, edit, banned=Right.SEND_POLLS | Right.SEND_DOCS)
    edited(message, edit, Role.ADMIN, banned=banned)
    with pytest.raises(refusal):
        edited_in_channel(message, edit, to_all=banned)
    edited_in_channel(message, edit, to_all=Right.SEND_POLLS | Right.SEND_DOCS)
    edited_in_channel(message, edit, role=Role.ADMIN, to_all=banned)


@pytest.mark.parametrize(("message", "edit"), [(SAID, WORDS), (SAID, PICTURE), (SHOWN, WORDS)])
def test_who_is_muted_in_a_supergroup_edits_nothing_but_moves_on(
    message: Message, edit: Edit
) -> None:
    muted = Right.SEND_MESSAGES
    with pytest.raises(errors.ChatWriteForbidden):
        edited_in_channel(message, edit, to_all=muted)
    with pytest.raises(errors.ChatWriteForbidden):
        edited_in_channel(message, edit, banned=muted, until=edit.date + 1)
    assert edited_in_channel(message, edit, banned=muted, until=edit.date)
    assert edited_in_channel(SHARED, ON_THE_WAY, to_all=muted).extras


def test_who_may_change_what_others_posted_needs_not_post() -> None:
    rights = {"role": Role.ADMIN, "rights": AdminRight.EDIT_MESSAGES}
    others = replace(SAID, sender_id=ANN, post=True)
    assert edited_in_channel(others, WORDS, broadcast=True, **rights).text == "new"
    assert edited_in_channel(others, PICTURE, broadcast=True, **rights).extras


@pytest.mark.parametrize(
    ("message", "edit"),
    [
        (SHOWN, replace(PICTURE, media=FLEETING)),
        (replace(SAID, extras=Extras(media=FLEETING)), replace(PICTURE, media=PHOTO)),
    ],
)
def test_what_goes_once_it_was_opened_takes_no_others_place(message: Message, edit: Edit) -> None:
    with pytest.raises(errors.MediaPrevInvalid):
        edited(message, edit)


def test_the_words_beside_what_goes_are_edited() -> None:
    fleeting = replace(SAID, extras=Extras(media=FLEETING))
    body = edited(fleeting, WORDS)
    assert (body.text, body.extras) == ("new", fleeting.extras)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"read_only": True}, errors.ChatWriteForbidden),
        ({"who": replace(account(DAN), read_only=True)}, errors.UserBannedInChannel),
    ],
)
def test_where_a_decision_has_nobody_write_nobody_moves_on_and_all_may_stop(
    fields: dict[str, Any], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        edited_in_channel(SHARED, ON_THE_WAY, **fields)
    stopping = replace(ON_THE_WAY, live=LiveEdit(point=None, stopped=True))
    edited_in_channel(SHARED, stopping, **fields)
