"""Files that come with the server: the pictures of reactions and of emoji groups."""

import hashlib
import struct
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import msgspec

from heliograph.catalogues import lottie
from heliograph.catalogues.drawings import REACTIONS, SIDE, Shape

WEBP, TGS = "image/webp", "application/x-tgsticker"
ICON_SIDE = 128

_ID_AND_HASH = struct.Struct("<Qq")
# Ids of documents are positive.
_ID_MASK = (1 << 63) - 1


class BuiltinFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file anybody may fetch. The id follows from what it is, so every server gives the same.

    `side` is width and height in pixels; `preview` a WebP of ICON_SIDE for animations. `emoji` is
    what it stands for; `custom_emoji` marks those that stand in text and in lists of groups.
    """

    id: int
    access_hash: int
    emoji: str
    mime_type: str
    content: bytes
    side: int
    preview: bytes = b""
    custom_emoji: bool = False


class ReactionFiles(msgspec.Struct, frozen=True, kw_only=True):
    """What clients show for one reaction, from the picker to the burst around it."""

    emoji: str
    title: str
    static_icon: BuiltinFile
    appear_animation: BuiltinFile
    select_animation: BuiltinFile
    activate_animation: BuiltinFile
    effect_animation: BuiltinFile
    around_animation: BuiltinFile
    center_icon: BuiltinFile
    custom_emoji: BuiltinFile


@lru_cache(maxsize=1)
def reactions() -> tuple[ReactionFiles, ...]:
    """The default reactions, in the order clients offer them."""
    return tuple(_reaction(sign, title, shapes) for sign, (title, shapes) in REACTIONS.items())


@lru_cache(maxsize=1)
def builtin_files() -> Mapping[int, BuiltinFile]:
    """Every built-in file by its id."""
    found: dict[int, BuiltinFile] = {}
    for reaction in reactions():
        for name in reaction.__struct_fields__:
            value = getattr(reaction, name)
            if isinstance(value, BuiltinFile):
                found[value.id] = value
    return found


def _reaction(sign: str, title: str, shapes: tuple[Shape, ...]) -> ReactionFiles:
    icon = _icon(sign)

    def animation(content: bytes) -> BuiltinFile:
        return _file(sign, TGS, content, side=SIDE, preview=icon)

    return ReactionFiles(
        emoji=sign,
        title=title,
        static_icon=_file(sign, WEBP, icon, side=ICON_SIDE),
        appear_animation=animation(lottie.appear(shapes)),
        select_animation=animation(lottie.select(shapes)),
        activate_animation=animation(lottie.activate(shapes)),
        effect_animation=animation(lottie.effect(shapes)),
        around_animation=animation(lottie.around(shapes)),
        center_icon=animation(lottie.center(shapes)),
        custom_emoji=_file(sign, WEBP, icon, side=ICON_SIDE, custom_emoji=True),
    )


def icon_name(sign: str) -> str:
    """The file an icon is kept in, by code point."""
    return f"{ord(sign[0]):x}.webp"


def _icon(sign: str) -> bytes:
    return (resources.files("heliograph.catalogues") / "icons" / icon_name(sign)).read_bytes()


def _file(
    sign: str,
    mime_type: str,
    content: bytes,
    *,
    side: int,
    preview: bytes = b"",
    custom_emoji: bool = False,
) -> BuiltinFile:
    seed = hashlib.blake2b(content, digest_size=_ID_AND_HASH.size, salt=bytes([custom_emoji]))
    number, access_hash = _ID_AND_HASH.unpack(seed.digest())
    return BuiltinFile(
        id=number & _ID_MASK,
        access_hash=access_hash,
        emoji=sign,
        mime_type=mime_type,
        content=content,
        side=side,
        preview=preview,
        custom_emoji=custom_emoji,
    )
