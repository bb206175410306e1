"""Colours for names and profiles."""

from heliograph.catalogues.colors import NAME_COLORS, PROFILE_COLORS
from heliograph.rpc.catalogues import content_hash
from heliograph.rpc.context import Context
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import catalogues as view


def _answer(options: list[types.help.TypePeerColorOption], known: int) -> types.help.TypePeerColors:
    current = content_hash(types.help.PeerColors(hash=0, colors=options))
    if known == current:
        return types.help.PeerColorsNotModified()
    return types.help.PeerColors(hash=current, colors=options)


@method("help.getPeerColors", signed_in=False)
async def get_peer_colors(
    context: Context, query: functions.help.GetPeerColors
) -> types.help.TypePeerColors:
    """https://core.telegram.org/method/help.getPeerColors"""
    return _answer([view.name_color(color) for color in NAME_COLORS], query.hash)


@method("help.getPeerProfileColors", signed_in=False)
async def get_peer_profile_colors(
    context: Context, query: functions.help.GetPeerProfileColors
) -> types.help.TypePeerColors:
    """https://core.telegram.org/method/help.getPeerProfileColors"""
    return _answer([view.profile_color(color) for color in PROFILE_COLORS], query.hash)
