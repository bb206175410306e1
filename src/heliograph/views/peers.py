"""Who a dialog is with or who wrote something, as TL names them."""

from functools import lru_cache

from heliograph.domain.peers import channel_of, chat_of, is_channel
from heliograph.tl import types

# Every message names two people, and a dialog the same two; a kept one takes about 200 bytes.
_KEPT = 8_192


def peer(peer_id: int) -> types.PeerUser | types.PeerChat | types.PeerChannel:
    """Whom a dialog is with. Equal ids give the same object, so nobody may change it."""
    return user_peer(peer_id) if peer_id > 0 else _chat_peer(peer_id)


@lru_cache(maxsize=_KEPT)
def _chat_peer(peer_id: int) -> types.PeerChat | types.PeerChannel:
    if is_channel(peer_id):
        return types.PeerChannel(channel_id=channel_of(peer_id))
    return types.PeerChat(chat_id=chat_of(peer_id))


@lru_cache(maxsize=_KEPT)
def user_peer(account_id: int) -> types.PeerUser:
    """A person. Equal ids give the same object, so nobody may change it."""
    return types.PeerUser(user_id=account_id)
