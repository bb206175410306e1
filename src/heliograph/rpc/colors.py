"""The colours a client names, of people and of channels.

Whoever likes one takes it: elsewhere they are for who pays, and nothing here is.

https://core.telegram.org/api/colors
"""

from heliograph.catalogues.colors import NAME_COLORS, PROFILE_COLORS
from heliograph.domain.appearance import Paint

_OF_NAMES = frozenset(one.id for one in NAME_COLORS)
_OF_PAGES = frozenset(one.id for one in PROFILE_COLORS)


def asked_paint(color: int | None, emoji_id: int | None, *, of_page: bool) -> Paint:
    """What is chosen of what clients are told by help.getPeerColors and its sibling."""
    palette = _OF_PAGES if of_page else _OF_NAMES
    return Paint(color=color, emoji_id=emoji_id or 0, of_page=of_page, palette=palette)
