"""Supergroups and channels as one viewer sees them.

https://core.telegram.org/constructor/channel
"""

from collections.abc import Iterable
from functools import lru_cache

from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import (
    ChannelChanged,
    ChannelCleared,
    ChannelContentsRead,
    ChannelEvent,
    ChannelMoved,
    ChannelRead,
    ThreadRead,
    ThreadReadByOthers,
)
from heliograph.domain.channel_listing import MemberCounts
from heliograph.domain.channels import Channel, SeenChannel
from heliograph.domain.messages import Dialog
from heliograph.domain.notifications import NotifySettings
from heliograph.domain.peers import channel_of
from heliograph.domain.people import Username
from heliograph.domain.permissions import ADMIN_RIGHTS, AdminRight, Right, Role, is_inside, widened
from heliograph.tl import types
from heliograph.views.appearance import peer_color, profile_tab
from heliograph.views.notifications import notify_settings
from heliograph.views.rights import (
    FOREVER,
    admin_rights,
    banned_rights,
    chosen_reactions,
    shown_photo,
)
from heliograph.views.withholding import about_of, reasons_of

_KEPT = 4_096


@lru_cache(maxsize=_KEPT)
def channel(seen: SeenChannel, access: AccessHasher) -> types.Channel | types.ChannelForbidden:
    """A channel for `seen.viewer_id`; no more than its title for who may not look into it.

    Equal records give the same object, so nobody may change it.
    """
    record = seen.channel
    access_hash = access.of_channel(seen.viewer_id, record.id)
    if record.closed or seen.role is Role.REMOVED or not (seen.readable or _was_inside(seen)):
        return types.ChannelForbidden(
            broadcast=record.broadcast,
            megagroup=not record.broadcast,
            id=record.id,
            access_hash=access_hash,
            title=record.title,
            until_date=seen.until or None,
        )
    made = _bare(record)
    made.access_hash = access_hash
    made.creator = seen.role is Role.CREATOR
    made.left = not is_inside(seen.role)
    if record.usernames and seen.role is Role.CREATOR:
        made.usernames = usernames(record.usernames)
    made.participants_count = record.members
    if seen.held is not None and seen.held.reason:
        made.restricted = True
        made.restriction_reason = reasons_of(seen.held)
    if seen.role is Role.CREATOR:
        made.admin_rights = admin_rights(creator_rights(record))
    elif seen.role is Role.ADMIN:
        made.admin_rights = admin_rights(seen.rights)
    if seen.banned:
        made.banned_rights = banned_rights(seen.banned, seen.until or FOREVER)
    return made


@lru_cache(maxsize=_KEPT)
def bare_channel(record: Channel) -> types.Channel:
    """As much of a channel as is the same for everybody who was shown the whole.

    https://core.telegram.org/api/min
    """
    made = _bare(record)
    made.min = True
    return made


def _was_inside(seen: SeenChannel) -> bool:
    """Who left one that is not public still knows its name and photo."""
    return seen.role is Role.LEFT


def _bare(record: Channel) -> types.Channel:
    return types.Channel(
        broadcast=record.broadcast,
        megagroup=not record.broadcast,
        signatures=record.signatures,
        has_link=bool(record.linked_id),
        slowmode_enabled=max(record.slow_mode, record.pace) > 0,
        noforwards=record.noforwards,
        join_to_send=record.join_to_send,
        join_request=record.join_request,
        forum=record.forum,
        scam=record.scam,
        fake=record.fake,
        id=record.id,
        title=record.title,
        username=(record.username or None) if not record.usernames else None,
        usernames=usernames(one for one in record.usernames if one.active) or None,
        photo=shown_photo(record.photo),
        date=record.date,
        color=peer_color(record.appearance.name_color),
        profile_color=peer_color(record.appearance.page_color),
        default_banned_rights=None if record.broadcast else banned_rights(_forbidden(record)),
    )


def _forbidden(record: Channel) -> Right:
    """What members may not do: where nobody posts that is all that is writing."""
    return widened(record.banned | Right.SEND_MESSAGES) if record.read_only else record.banned


def usernames(names: Iterable[Username]) -> list[types.TypeUsername]:
    """https://core.telegram.org/constructor/username"""
    return [
        types.Username(editable=name.editable, active=name.active, username=name.name)
        for name in names
    ]


def creator_rights(record: Channel) -> AdminRight:
    """All that can be allowed in such a channel, but to hide who one is."""
    return ADMIN_RIGHTS[record.kind] & ~AdminRight.ANONYMOUS


def channel_update(change: ChannelEvent) -> types.TypeUpdate:
    """What became of a channel, as the devices of somebody in it are told.

    https://core.telegram.org/type/Update
    """
    match change:
        case ChannelChanged():
            return types.UpdateChannel(channel_id=change.channel_id)
        case ChannelMoved():
            return types.UpdateChannelTooLong(channel_id=change.channel_id, pts=change.pts)
        case ChannelRead():
            return types.UpdateReadChannelInbox(
                folder_id=change.folder_id or None,
                channel_id=change.channel_id,
                max_id=change.max_id,
                still_unread_count=change.still_unread,
                pts=change.pts,
            )
        case ChannelCleared():
            return types.UpdateChannelAvailableMessages(
                channel_id=change.channel_id, available_min_id=change.max_id
            )
        case ChannelContentsRead():
            return types.UpdateChannelReadMessagesContents(
                channel_id=change.channel_id, messages=list(change.ids)
            )
        case ThreadRead():
            post = change.post
            return types.UpdateReadChannelDiscussionInbox(
                channel_id=change.channel_id,
                top_msg_id=change.root_id,
                read_max_id=change.max_id,
                broadcast_id=None if post is None else channel_of(post.peer_id),
                broadcast_post=None if post is None else post.message_id,
            )
        case ThreadReadByOthers():
            return types.UpdateReadChannelDiscussionOutbox(
                channel_id=change.channel_id,
                top_msg_id=change.root_id,
                read_max_id=change.max_id,
            )
        case _:
            return types.UpdateReadChannelOutbox(channel_id=change.channel_id, max_id=change.max_id)


def full_channel(
    seen: SeenChannel,
    *,
    dialog: Dialog,
    notify: NotifySettings,
    counts: MemberCounts,
    next_post: int,
    pinned_id: int | None,
    photo: types.TypePhoto,
) -> types.ChannelFull:
    """What a channel's page shows; `next_post` is when a member may write again, 0 for now.

    https://core.telegram.org/constructor/channelFull
    """
    record = seen.channel
    is_admin = seen.role >= Role.ADMIN
    hides = record.hidden_members and not is_admin
    return types.ChannelFull(
        can_view_participants=is_admin or not (record.broadcast or hides),
        can_set_username=seen.role is Role.CREATOR,
        hidden_prehistory=record.hidden_history,
        antispam=record.anti_spam,
        can_delete_channel=seen.role is Role.CREATOR,
        participants_hidden=record.hidden_members,
        view_forum_as_messages=dialog.as_messages,
        id=record.id,
        about=about_of(record.about, seen.held),
        participants_count=record.members,
        admins_count=counts.admins if is_admin else None,
        kicked_count=counts.removed if is_admin else None,
        banned_count=counts.limited if is_admin else None,
        read_inbox_max_id=dialog.read_inbox_max_id,
        read_outbox_max_id=dialog.read_outbox_max_id,
        unread_count=dialog.unread,
        chat_photo=photo,
        notify_settings=notify_settings(notify),
        bot_info=[],
        pinned_msg_id=pinned_id,
        folder_id=dialog.folder_id or None,
        linked_chat_id=record.linked_id or None,
        slowmode_seconds=max(record.slow_mode, record.pace) or None,
        slowmode_next_send_date=next_post or None,
        pts=dialog.pts or 1,
        ttl_period=record.ttl_period or None,
        available_reactions=chosen_reactions(record.reactions),
        reactions_limit=(record.reactions.most or None) if record.reactions else None,
        main_tab=profile_tab(record.appearance.tab),
    )
