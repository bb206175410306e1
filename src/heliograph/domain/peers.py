"""Whom a dialog is with, in one number: an account's id, or below 0 a basic group's.

The Bot API numbers chats in the same way. https://core.telegram.org/api/bots/ids
"""

CHAT_ID_MAX = 999_999_999_999


def chat_peer(chat_id: int) -> int:
    """The peer of a dialog with a basic group."""
    return -chat_id


def is_chat(peer_id: int) -> bool:
    """Whether the dialog is with a basic group."""
    return -CHAT_ID_MAX <= peer_id < 0


def chat_of(peer_id: int) -> int:
    """The id of the basic group that a dialog is with."""
    return -peer_id
