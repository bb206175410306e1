"""Whom a dialog is with, in one number: an account's id, or below 0 a group's or a channel's.

The Bot API numbers chats in the same way. https://core.telegram.org/api/bots/ids
"""

CHAT_ID_MAX = 999_999_999_999
CHANNELS_BEGIN = -1_000_000_000_000
CHANNEL_ID_MAX = 997_852_516_352


def chat_peer(chat_id: int) -> int:
    """The peer of a dialog with a basic group."""
    return -chat_id


def is_chat(peer_id: int) -> bool:
    """Whether the dialog is with a basic group."""
    return -CHAT_ID_MAX <= peer_id < 0


def chat_of(peer_id: int) -> int:
    """The id of the basic group that a dialog is with."""
    return -peer_id


def channel_peer(channel_id: int) -> int:
    """The peer of a dialog with a supergroup or channel; its mailbox has the same number."""
    return CHANNELS_BEGIN - channel_id


def is_channel(peer_id: int) -> bool:
    """Whether the dialog is with a supergroup or channel."""
    return peer_id < CHANNELS_BEGIN


def channel_of(peer_id: int) -> int:
    """The id of the supergroup or channel that a dialog is with."""
    return CHANNELS_BEGIN - peer_id


def box_of(owner_id: int, peer_id: int) -> int:
    """The owner of the mailbox that somebody's dialog lies in: a channel's is its own."""
    return peer_id if is_channel(peer_id) else owner_id
