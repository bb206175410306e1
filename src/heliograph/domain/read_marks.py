"""Who is told who read a message in a group.

https://core.telegram.org/method/messages.getMessageReadParticipants
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat, Shown
from heliograph.domain.messages import Message
from heliograph.domain.permissions import check_inside
from heliograph.domain.timers import READ_DATES_KEPT_S

READERS_TOLD_MAX = 100
"""Members of a supergroup with more of whom nobody is told, as `chat_read_mark_size_threshold`
tells clients."""


def check_may_ask(
    sees: Sequence[Shown], message: Message | None, *, owner_id: int, now: int
) -> None:
    """Whether the owner may know who read a message, given the group as they see it.

    PEER_ID_INVALID for what is no group, USER_NOT_PARTICIPANT for who is not in it, CHAT_TOO_BIG,
    CHAT_ADMIN_REQUIRED where only admins see who is in it, MSG_ID_INVALID for another's, or what
    happened, MSG_TOO_OLD after a week.
    """
    for seen in sees:
        match seen:
            case SeenChat():
                check_inside(seen.role)
            case SeenChannel():
                _check_small(seen)
    if message is None or message.sender_id != owner_id:
        raise errors.MsgIdInvalid
    if message.date < now - READ_DATES_KEPT_S:
        raise errors.MsgTooOld


def _check_small(seen: SeenChannel) -> None:
    channel = seen.channel
    if channel.broadcast:
        raise errors.PeerIdInvalid
    check_inside(seen.role)
    if channel.hidden_members and not seen.standing.administers:
        raise errors.ChatAdminRequired
    if channel.members > READERS_TOLD_MAX:
        raise errors.ChatTooBig
