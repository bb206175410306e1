"""What may be said in a group: which right each kind of message takes, and what is refused."""

from typing import Any

import pytest

from heliograph.domain import errors
from heliograph.domain.chat_messages import check_content, check_may_post, needed
from heliograph.domain.chats import SeenChat
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    GeoPoint,
    Media,
    PhotoMedia,
    PollMedia,
    TodoList,
)
from heliograph.domain.files import (
    Animated,
    Attribute,
    Audio,
    Document,
    Filename,
    Photo,
    Sticker,
    Video,
)
from heliograph.domain.permissions import MEDIA, SENDING, Right, Role
from support.group_rows import ANN, DAN, NOW, group_of, is_in

FILM = Video(duration=1.0, width=2, height=2)
ROUND = Video(duration=1.0, width=2, height=2, round=True)
NAME = Filename(name="x")


def seen_by(role: Role, **fields: Any) -> SeenChat:
    chat = group_of([is_in(ANN, Role.CREATOR)], **fields)
    return SeenChat(chat=chat, viewer_id=DAN, role=role)


def document(*attributes: Attribute) -> DocumentMedia:
    made = Document(
        id=1,
        access_hash=1,
        date=1,
        mime_type="x/y",
        size=1,
        sha256=b"x",
        attributes=attributes,
    )
    return DocumentMedia(document=made)


# As https://core.telegram.org/constructor/chatBannedRights names them. What is of several kinds is
# what clients show it as: a sticker that moves is a sticker, a film without sound a GIF.
NEEDED: list[tuple[Media | None, Right, str]] = [
    (None, Right.SEND_PLAIN, "CHAT_SEND_PLAIN_FORBIDDEN"),
    (
        PhotoMedia(photo=Photo(id=1, access_hash=1, date=1, sizes=())),
        Right.SEND_PHOTOS,
        "CHAT_SEND_PHOTOS_FORBIDDEN",
    ),
    (PollMedia(poll_id=1), Right.SEND_POLLS, "CHAT_SEND_POLL_FORBIDDEN"),
    (TodoList(title="x"), Right.SEND_POLLS, "CHAT_SEND_POLL_FORBIDDEN"),
    (Dice(emoticon="🎲"), Right.SEND_STICKERS, "CHAT_SEND_STICKERS_FORBIDDEN"),
    (GeoPoint(latitude=1.0, longitude=1.0), Right.SEND_MEDIA, "CHAT_SEND_MEDIA_FORBIDDEN"),
    (document(), Right.SEND_DOCS, "CHAT_SEND_DOCS_FORBIDDEN"),
    (document(NAME), Right.SEND_DOCS, "CHAT_SEND_DOCS_FORBIDDEN"),
    (document(NAME, FILM), Right.SEND_VIDEOS, "CHAT_SEND_VIDEOS_FORBIDDEN"),
    (document(ROUND), Right.SEND_ROUNDVIDEOS, "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"),
    (document(Audio(duration=1), NAME), Right.SEND_AUDIOS, "CHAT_SEND_AUDIOS_FORBIDDEN"),
    (document(Audio(duration=1, voice=True)), Right.SEND_VOICES, "CHAT_SEND_VOICES_FORBIDDEN"),
    (document(FILM, Animated(), NAME), Right.SEND_GIFS, "CHAT_SEND_GIFS_FORBIDDEN"),
    (document(NAME, FILM, Sticker()), Right.SEND_STICKERS, "CHAT_SEND_STICKERS_FORBIDDEN"),
    (document(Animated(), Sticker()), Right.SEND_STICKERS, "CHAT_SEND_STICKERS_FORBIDDEN"),
]


def extras_of(media: Media | None) -> Extras | None:
    return None if media is None else Extras(media=media)


@pytest.mark.parametrize(("media", "right", "token"), NEEDED)
def test_each_kind_takes_a_right_of_its_own(media: Media | None, right: Right, token: str) -> None:
    assert needed(media) is right
    others = SENDING & ~(right | Right.SEND_MEDIA | Right.SEND_MESSAGES)
    check_content(seen_by(Role.MEMBER, banned=others), extras_of(media), now=NOW)
    check_content(seen_by(Role.ADMIN, banned=right), extras_of(media), now=NOW)
    with pytest.raises(errors.Refused, match=f"^{token}$"):
        check_content(seen_by(Role.MEMBER, banned=right), extras_of(media), now=NOW)


def test_extras_without_media_are_a_text() -> None:
    check_content(seen_by(Role.MEMBER, banned=MEDIA), Extras(invert_media=True), now=NOW)
    with pytest.raises(errors.ChatSendPlainForbidden):
        check_content(
            seen_by(Role.MEMBER, banned=Right.SEND_PLAIN), Extras(invert_media=True), now=NOW
        )


@pytest.mark.parametrize(
    ("role", "fields", "refusal"),
    [
        (Role.STRANGER, {}, errors.PeerIdInvalid),
        (Role.CREATOR, {"closed": True}, errors.PeerIdInvalid),
        (Role.LEFT, {}, errors.ChatWriteForbidden),
        (Role.REMOVED, {}, errors.ChatWriteForbidden),
        (Role.MEMBER, {"banned": Right.SEND_MESSAGES}, errors.ChatWriteForbidden),
        (Role.MEMBER, {"banned": Right.SEND_PLAIN}, None),
        (Role.ADMIN, {"banned": Right.SEND_MESSAGES}, None),
        (Role.CREATOR, {}, None),
    ],
)
def test_who_may_write_at_all(
    role: Role, fields: dict[str, Any], refusal: type[errors.Refused] | None
) -> None:
    if refusal is None:
        check_may_post(seen_by(role, **fields), now=NOW)
        return
    with pytest.raises(refusal):
        check_may_post(seen_by(role, **fields), now=NOW)
