"""What people and channels choose of how they look besides names and photos: the colours of the
name and of the page, and which part of the page is shown first.

https://core.telegram.org/api/colors
"""

import enum
from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors


class Tab(enum.IntEnum):
    """The parts of a page, as the constructors of `ProfileTab` are named.

    The numbers stand in the store.

    https://core.telegram.org/type/ProfileTab
    """

    POSTS = 1
    GIFTS = 2
    MEDIA = 3
    FILES = 4
    MUSIC = 5
    VOICE = 6
    LINKS = 7
    GIFS = 8


class Appearance(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """Entries of the two palettes, and the tab; None is what clients choose by themselves."""

    name_color: int | None = None
    page_color: int | None = None
    tab: Tab | None = None


PLAIN = Appearance()


class Paint(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody chooses of one of the `palette`: its entry `color`, None for none, and an emoji
    that is drawn behind the name."""

    color: int | None
    emoji_id: int = 0
    of_page: bool = False
    palette: Collection[int]


def recolored(present: Appearance, paint: Paint) -> Appearance:
    """With another colour. COLOR_INVALID for one that is not in the palette, DOCUMENT_INVALID for
    an emoji, which there are none of.

    https://core.telegram.org/method/account.updateColor
    """
    color = paint.color
    if paint.emoji_id:
        raise errors.DocumentInvalid
    if color is not None and color not in paint.palette:
        raise errors.ColorInvalid
    if paint.of_page:
        return replace(present, page_color=color)
    return replace(present, name_color=color)
