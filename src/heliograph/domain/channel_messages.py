"""What may be said in a channel, by whom, and in whose name.

https://core.telegram.org/api/rights
"""

from heliograph.domain import errors
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision, SeenChannel
from heliograph.domain.people import Account
from heliograph.domain.permissions import Right, is_inside, may


def check_may_post(seen: SeenChannel, *, now: int) -> None:
    """CHANNEL_PRIVATE for who may not know of it, CHAT_WRITE_FORBIDDEN for who may only read.

    In a channel only admins write who may. CHAT_GUEST_SEND_FORBIDDEN for who is not in a
    discussion group in which only members write. Where nobody may post that holds for admins, too.
    """
    check_readable(seen)
    if seen.channel.read_only:
        raise errors.ChatWriteForbidden
    if not may_post(seen, now=now):
        if not is_inside(seen.role) and seen.channel.linked_id and seen.channel.join_to_send:
            raise errors.ChatGuestSendForbidden
        raise errors.ChatAdminRequired if seen.channel.broadcast else errors.ChatWriteForbidden


def check_joins_in(seen: SeenChannel, *, answers: bool) -> None:
    """CHAT_GUEST_SEND_FORBIDDEN for who is not in a discussion group and talks about nothing there.

    https://core.telegram.org/api/discussion
    """
    if not is_inside(seen.role) and not answers:
        raise errors.ChatGuestSendForbidden


def may_post(seen: SeenChannel, *, now: int) -> bool:
    """Whether somebody in it may write at all."""
    return not seen.channel.read_only and may(seen.standing, Right.SEND_MESSAGES, now=now)


def check_speaker(account: Account, *, posted: int, now: int) -> None:
    """USER_BANNED_IN_CHANNEL for who may write in no channel, SLOWMODE_WAIT_x for who wrote in one
    at `posted` and may not do so again yet; whatever channel it is."""
    if account.read_only:
        raise errors.UserBannedInChannel
    if posted + account.pace > now:
        raise errors.SlowmodeWait(posted + account.pace - now)


def check_may_show(channel: Channel, account: Account) -> None:
    """CHAT_WRITE_FORBIDDEN, USER_BANNED_IN_CHANNEL: what all are shown is as much said as what they
    read, and is nothing to do where nothing may be said."""
    if channel.read_only:
        raise errors.ChatWriteForbidden
    if account.read_only:
        raise errors.UserBannedInChannel


def check_may_found(account: Account) -> None:
    """USER_RESTRICTED for who may write in no channel: they make none."""
    if account.read_only:
        raise errors.UserRestricted


def check_pace(seen: SeenChannel, *, posted: int, now: int) -> None:
    """SLOWMODE_WAIT_x for who wrote less than the slow mode ago."""
    wait = next_post_at(seen, posted=posted, now=now) - now
    if wait > 0:
        raise errors.SlowmodeWait(wait)


def check_alone(seen: SeenChannel) -> None:
    """SLOWMODE_MULTI_MSGS_DISABLED for a member who forwards several messages under slow mode.

    https://core.telegram.org/method/messages.forwardMessages
    """
    if _waits(seen):
        raise errors.SlowmodeMultiMsgsDisabled


def next_post_at(seen: SeenChannel, *, posted: int, now: int) -> int:
    """When a member who wrote at `posted` may write again, 0 for now."""
    free = posted + _between(seen)
    return free if _waits(seen) and free > now else 0


def _waits(seen: SeenChannel) -> bool:
    return _between(seen) > 0


def _between(seen: SeenChannel) -> int:
    """The seconds between two posts: admins need not heed what was chosen, and what was decided."""
    chosen = 0 if seen.standing.administers else seen.channel.slow_mode
    return max(chosen, seen.channel.pace)


def check_readable(seen: SeenChannel) -> None:
    """CHANNEL_PRIVATE for who may not look into it."""
    if not seen.readable:
        raise errors.ChannelPrivate


def speaks_for_it(seen: SeenChannel) -> bool:
    """Whether what somebody says is said by the channel: its posts, and anonymous admins."""
    return seen.channel.broadcast or seen.standing.anonymous


def tells_for_it(context: ChannelContext, decision: ChannelDecision) -> bool:
    """Whether what became of a channel is told in its name, as by anonymous admins.

    Who comes or goes by themselves says so themselves.
    """
    if context.channel.broadcast:
        return True
    own, role = context.actor.id, context.standing.role
    moves = [is_inside(one.role) for one in decision.changed if one.account_id == own]
    stays = all(inside == is_inside(role) for inside in moves)
    return context.standing.anonymous and decision.teller_id in (None, own) and stays
