"""Who a dialog is with or who wrote something, as TL names them."""

from functools import lru_cache

from heliograph.tl import types

# Every message names two people, and a dialog the same two; a kept one takes about 200 bytes.
_KEPT = 8_192


@lru_cache(maxsize=_KEPT)
def user_peer(account_id: int) -> types.PeerUser:
    """A person. Equal ids give the same object, so nobody may change it."""
    return types.PeerUser(user_id=account_id)
