"""Colours and tabs that people and channels chose, as clients are told.

https://core.telegram.org/api/colors
"""

from heliograph.domain.appearance import Tab
from heliograph.tl import types

_TABS: dict[Tab, type[types.TypeProfileTab]] = {
    Tab.POSTS: types.ProfileTabPosts,
    Tab.GIFTS: types.ProfileTabGifts,
    Tab.MEDIA: types.ProfileTabMedia,
    Tab.FILES: types.ProfileTabFiles,
    Tab.MUSIC: types.ProfileTabMusic,
    Tab.VOICE: types.ProfileTabVoice,
    Tab.LINKS: types.ProfileTabLinks,
    Tab.GIFS: types.ProfileTabGifs,
}
_KINDS = {kind: tab for tab, kind in _TABS.items()}


def peer_color(color: int | None) -> types.PeerColor | None:
    """https://core.telegram.org/constructor/peerColor"""
    return None if color is None else types.PeerColor(color=color)


def profile_tab(tab: Tab | None) -> types.TypeProfileTab | None:
    """https://core.telegram.org/type/ProfileTab"""
    return None if tab is None else _TABS[tab]()


def tab_of(form: types.TypeProfileTab) -> Tab:
    """Which tab a client names."""
    return _KINDS[type(form)]
