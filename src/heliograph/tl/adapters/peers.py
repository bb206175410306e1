"""Old definitions name people by number where newer ones take any peer."""

from __future__ import annotations

from heliograph.tl import types


def user_number(peer: object) -> int | None:
    """The user's id, or None for a chat, a channel or nobody: an old layer cannot say those."""
    return peer.user_id if isinstance(peer, types.PeerUser) else None


def user_numbers(peers: list[types.TypePeer] | None) -> list[int] | None:
    """The users among peers; None stays None."""
    if peers is None:
        return None
    return [peer.user_id for peer in peers if isinstance(peer, types.PeerUser)]
