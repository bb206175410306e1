"""Requests that named a user or a channel where newer ones take any peer."""

from __future__ import annotations

from heliograph.tl import types


def user_peer(user: types.TypeInputUser) -> types.TypeInputPeer:
    """The peer that an InputUser means."""
    if isinstance(user, types.InputUser):
        return types.InputPeerUser(user_id=user.user_id, access_hash=user.access_hash)
    if isinstance(user, types.InputUserSelf):
        return types.InputPeerSelf()
    if isinstance(user, types.InputUserFromMessage):
        return types.InputPeerUserFromMessage(
            peer=user.peer, msg_id=user.msg_id, user_id=user.user_id
        )
    return types.InputPeerEmpty()


def channel_peer(channel: types.TypeInputChannel) -> types.TypeInputPeer:
    """The peer that an InputChannel means."""
    if isinstance(channel, types.InputChannel):
        return types.InputPeerChannel(
            channel_id=channel.channel_id, access_hash=channel.access_hash
        )
    if isinstance(channel, types.InputChannelFromMessage):
        return types.InputPeerChannelFromMessage(
            peer=channel.peer, msg_id=channel.msg_id, channel_id=channel.channel_id
        )
    return types.InputPeerEmpty()


def number_peer(user_id: int | None) -> types.PeerUser | None:
    """The peer of a bare user number, None for none."""
    return None if user_id is None else types.PeerUser(user_id=user_id)
