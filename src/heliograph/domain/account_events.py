"""What concerns an account alone and its devices must hear of; none of it takes a pts.

https://core.telegram.org/api/updates
"""

import msgspec


class PeerBlockedChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account keeps somebody out, or from its stories, or no longer does."""

    peer_id: int
    blocked: bool
    stories_hidden: bool = False


AccountChange = PeerBlockedChanged
