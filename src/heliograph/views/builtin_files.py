"""Built-in files, reactions and emoji groups as clients read them."""

from collections.abc import Sequence

from heliograph.catalogues.builtin_files import ICON_SIDE, BuiltinFile, ReactionFiles
from heliograph.catalogues.emoji_groups import EmojiGroup
from heliograph.tl import types
from heliograph.views.files import FILES_DC

# Built-in files never expire, and a client must find something in the field.
FILE_REFERENCE = b"\x01"
PREVIEW = "m"


def document(file: BuiltinFile) -> types.Document:
    """A sticker, or a custom emoji, with a preview where it moves.

    https://core.telegram.org/constructor/document
    """
    thumbs: list[types.TypePhotoSize] | None = None
    if file.preview:
        size = len(file.preview)
        thumbs = [types.PhotoSize(type=PREVIEW, w=ICON_SIDE, h=ICON_SIDE, size=size)]
    return types.Document(
        id=file.id,
        access_hash=file.access_hash,
        file_reference=FILE_REFERENCE,
        date=0,
        mime_type=file.mime_type,
        size=len(file.content),
        thumbs=thumbs,
        dc_id=FILES_DC,
        attributes=[types.DocumentAttributeImageSize(w=file.side, h=file.side), _kind(file)],
    )


def _kind(file: BuiltinFile) -> types.TypeDocumentAttribute:
    none = types.InputStickerSetEmpty()
    if file.custom_emoji:
        return types.DocumentAttributeCustomEmoji(free=True, alt=file.emoji, stickerset=none)
    return types.DocumentAttributeSticker(alt=file.emoji, stickerset=none)


def reaction(files: ReactionFiles) -> types.AvailableReaction:
    """https://core.telegram.org/constructor/availableReaction"""
    return types.AvailableReaction(
        reaction=files.emoji,
        title=files.title,
        static_icon=document(files.static_icon),
        appear_animation=document(files.appear_animation),
        select_animation=document(files.select_animation),
        activate_animation=document(files.activate_animation),
        effect_animation=document(files.effect_animation),
        around_animation=document(files.around_animation),
        center_icon=document(files.center_icon),
    )


def emoji_group(group: EmojiGroup, icon: BuiltinFile, language: str) -> types.EmojiGroup:
    """https://core.telegram.org/constructor/emojiGroup"""
    emoticons: Sequence[str] = group.emoji()
    return types.EmojiGroup(
        title=group.titles[language], icon_emoji_id=icon.id, emoticons=list(emoticons)
    )
