"""What may become of messages that are in a channel.

https://core.telegram.org/api/rights
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.channel_messages import check_readable
from heliograph.domain.channels import SeenChannel
from heliograph.domain.messages import Message
from heliograph.domain.permissions import may_delete


def check_may_delete(seen: SeenChannel, messages: Sequence[Message], *, now: int) -> None:
    """CHANNEL_PRIVATE, MESSAGE_DELETE_FORBIDDEN."""
    check_readable(seen)
    for message in messages:
        if not may_delete(seen.standing, own=message.sender_id == seen.viewer_id, now=now):
            raise errors.MessageDeleteForbidden
