"""What may become of messages that are in a channel.

https://core.telegram.org/api/rights
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.channel_messages import check_readable
from heliograph.domain.channels import SeenChannel
from heliograph.domain.messages import Message
from heliograph.domain.permissions import (
    AdminRight,
    check_administers,
    check_inside,
    is_given,
    may_delete,
)
from heliograph.domain.topics import BEGINS_TOPIC


def check_spam_unwanted(seen: SeenChannel, messages: Sequence[Message]) -> None:
    """CHAT_ADMIN_REQUIRED where nobody with a say in it asked for what looks like spam to go."""
    if not (seen.channel.anti_spam and seen.channel.public):
        raise errors.ChatAdminRequired


def check_may_delete(
    seen: SeenChannel, messages: Sequence[Message], *, now: int, with_topics: bool = False
) -> None:
    """CHANNEL_PRIVATE, MESSAGE_DELETE_FORBIDDEN.

    What a topic begins with goes only `with_topics`: others have written in it, too.
    """
    check_readable(seen)
    for message in messages:
        if seen.channel.forum and message.action == BEGINS_TOPIC and not with_topics:
            raise errors.MessageDeleteForbidden
        if not may_delete(seen.standing, own=message.sender_id == seen.viewer_id, now=now):
            raise errors.MessageDeleteForbidden


def check_may_clear(seen: SeenChannel, *, revoke: bool) -> None:
    """CHANNEL_INVALID in a channel; CHAT_ADMIN_REQUIRED to take from everybody what is not one's
    own, USER_NOT_PARTICIPANT for who is not in it.

    https://core.telegram.org/method/channels.deleteHistory
    """
    if seen.channel.broadcast:
        raise errors.ChannelInvalid
    check_inside(seen.role)
    if revoke and not is_given(seen.standing, AdminRight.DELETE_MESSAGES):
        raise errors.ChatAdminRequired


def check_may_take_away(seen: SeenChannel, *, now: int) -> None:
    """All that somebody said: CHANNEL_INVALID in a channel, CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.deleteParticipantHistory
    """
    if seen.channel.broadcast:
        raise errors.ChannelInvalid
    check_administers(seen.standing, AdminRight.DELETE_MESSAGES, now=now)
