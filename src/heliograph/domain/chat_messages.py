"""What may be said in a group, and by whom.

https://core.telegram.org/api/rights
"""

from collections.abc import Mapping

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    Media,
    PhotoMedia,
    PollMedia,
    TodoList,
)
from heliograph.domain.files import Animated, Audio, Document, Sticker, Video
from heliograph.domain.permissions import Right, Role, is_inside, may

_REFUSALS: Mapping[Right, type[errors.Refused]] = {
    Right.SEND_PLAIN: errors.ChatSendPlainForbidden,
    Right.SEND_MEDIA: errors.ChatSendMediaForbidden,
    Right.SEND_PHOTOS: errors.ChatSendPhotosForbidden,
    Right.SEND_VIDEOS: errors.ChatSendVideosForbidden,
    Right.SEND_ROUNDVIDEOS: errors.ChatSendRoundvideosForbidden,
    Right.SEND_AUDIOS: errors.ChatSendAudiosForbidden,
    Right.SEND_VOICES: errors.ChatSendVoicesForbidden,
    Right.SEND_DOCS: errors.ChatSendDocsForbidden,
    Right.SEND_STICKERS: errors.ChatSendStickersForbidden,
    Right.SEND_GIFS: errors.ChatSendGifsForbidden,
    Right.SEND_POLLS: errors.ChatSendPollForbidden,
}


def check_may_post(chat: SeenChat, *, now: int) -> None:
    """CHAT_WRITE_FORBIDDEN for who is out or may say nothing, PEER_ID_INVALID for a stranger."""
    if chat.role is Role.STRANGER or chat.chat.closed:
        raise errors.PeerIdInvalid
    if not is_inside(chat.role) or not may(chat.standing, Right.SEND_MESSAGES, now=now):
        raise errors.ChatWriteForbidden


def check_content(chat: SeenChat | SeenChannel, extras: Extras | None, *, now: int) -> None:
    """The refusal of what is said if members may not say such things.

    https://core.telegram.org/constructor/chatBannedRights
    """
    right = needed(extras.media if extras is not None else None)
    if not may(chat.standing, right, now=now):
        raise _REFUSALS[right]


def needed(media: Media | None) -> Right:
    """The right that sending it takes; None is a text."""
    match media:
        case None:
            return Right.SEND_PLAIN
        case PhotoMedia():
            return Right.SEND_PHOTOS
        case DocumentMedia():
            return _of_document(media.document)
        case PollMedia() | TodoList():
            return Right.SEND_POLLS
        case Dice():
            return Right.SEND_STICKERS
    return Right.SEND_MEDIA


def _of_document(document: Document) -> Right:
    kinds = {type(one): one for one in document.attributes}
    if Sticker in kinds:
        return Right.SEND_STICKERS
    if Animated in kinds:
        return Right.SEND_GIFS
    match kinds.get(Video), kinds.get(Audio):
        case Video(round=True), _:
            return Right.SEND_ROUNDVIDEOS
        case Video(), _:
            return Right.SEND_VIDEOS
        case _, Audio(voice=True):
            return Right.SEND_VOICES
        case _, Audio():
            return Right.SEND_AUDIOS
    return Right.SEND_DOCS
