"""Noting whose members somebody has before them, who is then told which of those are there."""

from collections.abc import Sequence

from heliograph.domain.channels import ChannelMember
from heliograph.domain.chats import Member
from heliograph.domain.interests import GROUP_MAX
from heliograph.domain.people import is_bot
from heliograph.domain.permissions import is_inside
from heliograph.rpc.context import Context


def show_members(
    context: Context, peer_id: int, members: Sequence[ChannelMember | Member], *, of: int
) -> None:
    """The caller is shown some of a group's members, of so many in all."""
    if of > GROUP_MAX or is_bot(context.account_id):
        return
    shown = [one.account_id for one in members if is_inside(one.role)]
    people = [one for one in shown if one > 0 and not is_bot(one)]
    context.app.interests.look(context.account_id, peer_id, people, now=context.clock.now())


def keep_showing(context: Context, peer_id: int) -> None:
    """The caller still has a group before them."""
    context.app.interests.renew(context.account_id, peer_id, now=context.clock.now())
