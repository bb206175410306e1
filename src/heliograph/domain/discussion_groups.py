"""The supergroup in which a channel's posts are talked about.

https://core.telegram.org/api/discussion
"""

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_membership import check_inside
from heliograph.domain.channel_messages import check_may_show
from heliograph.domain.channels import Channel, ChannelContext
from heliograph.domain.permissions import AdminRight, check_admin


def link(broadcast: ChannelContext | None, group: ChannelContext | None) -> tuple[Channel, ...]:
    """The channel and the group that belong together from now on; without one of them, what the
    other belonged to belongs to nothing.

    BROADCAST_ID_INVALID, MEGAGROUP_ID_INVALID also for a forum, MEGAGROUP_PREHISTORY_HIDDEN for a
    group in which newcomers see nothing of what was said, LINK_NOT_MODIFIED. CHAT_ADMIN_REQUIRED
    for who has not been given the right in both, whatever every member may: whoever reads the
    channel reads the group from then on. The refusals of `check_may_show`.

    https://core.telegram.org/method/channels.setDiscussionGroup
    """
    if broadcast is not None:
        check_inside(broadcast)
        if not broadcast.channel.broadcast:
            raise errors.BroadcastIdInvalid
        check_admin(broadcast.standing, AdminRight.CHANGE_INFO)
    if group is not None:
        check_inside(group)
        if group.channel.broadcast:
            raise errors.MegagroupIdInvalid
        check_admin(group.standing, AdminRight.PIN_MESSAGES)
        if broadcast is not None and group.channel.forum:
            raise errors.MegagroupIdInvalid
        if broadcast is not None and group.channel.hidden_history:
            raise errors.MegagroupPrehistoryHidden
    if broadcast is not None and group is not None:
        # Where there is one alone it belongs to nothing any more, and less is shown.
        for one in (broadcast, group):
            check_may_show(one.channel, one.actor)
    linked = [one.channel for one in (broadcast, group) if one is not None]
    made = [_to(one, linked) for one in linked]
    if not made or made == linked:
        raise errors.LinkNotModified
    return tuple(made)


def _to(channel: Channel, linked: list[Channel]) -> Channel:
    other_id = next((one.id for one in linked if one.id != channel.id), 0)
    return replace(channel, linked_id=other_id, join_to_send=channel.join_to_send and other_id > 0)


def unlinked(channel: Channel) -> Channel:
    """What another channel or group was taken from."""
    return replace(channel, linked_id=0, join_to_send=False)
