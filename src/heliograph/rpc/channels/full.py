"""What a channel's page shows."""

from heliograph.actions import chat_invites, join_requests
from heliograph.actions.onlines import online_in
from heliograph.domain.channel_listing import Listed, MembersAsked
from heliograph.domain.channel_messages import next_post_at
from heliograph.domain.notifications import NotifyScope, NotifyTarget, settings_for
from heliograph.domain.peers import channel_peer, chat_peer
from heliograph.domain.permissions import AdminRight, is_given, may_list
from heliograph.domain.speaking import default_speaker
from heliograph.rpc.bots.pages import bots_of
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.channels import full_channel
from heliograph.views.chat_invites import exported
from heliograph.views.chats import chats
from heliograph.views.files import photo as photo_view
from heliograph.views.peers import peer
from heliograph.views.users import users


@method("channels.getFullChannel")
async def get_full_channel(
    context: Context, request: functions.channels.GetFullChannel
) -> types.messages.ChatFull:
    """https://core.telegram.org/method/channels.getFullChannel"""
    seen = await named_channel(context, request.channel)
    own, channel, now = context.account_id, seen.channel, context.clock.now()
    page = await context.store.dialogs_of(own, [channel.peer_id], archive=False, now=now)
    dialog = page.dialogs[0]
    photo = await context.store.channel_photo(channel.id)
    shown: types.TypePhoto = types.PhotoEmpty(id=0)
    if photo is not None:
        shown = photo_view(photo, viewer_id=own, access=context.access)
    counts = await context.store.channel_counts(channel.id, now=now)
    members = await context.store.channel_members_among(channel.id, [own])
    posted = members[0].posted if members else 0
    hidden = members[0].hidden_up_to if members and seen.inside else 0
    pinned = await context.store.pinned_ids(channel.peer_id, channel.peer_id, at_most=1)
    # Clients show a channel's group, and a group's channel, to who is not in it, too.
    others = [channel_peer(channel.linked_id)] if channel.linked_id else []
    was = await context.store.migrated_from(own, channel.id)
    if was is not None:
        others.append(chat_peer(was[0]))
    sees = [seen, *await context.store.shown(own, others)]
    target = NotifyTarget(NotifyScope.PEER, channel.peer_id)
    full = full_channel(
        seen,
        dialog=dialog,
        notify=settings_for(target, dialog.notify),
        counts=counts,
        next_post=next_post_at(seen, posted=posted, now=now),
        pinned_id=pinned[0] if pinned and pinned[0] > hidden else None,
        photo=shown,
    )
    full.available_min_id = hidden or None
    if was is not None:
        full.migrated_from_chat_id, full.migrated_from_max_id = was[0], was[1] or None
    if seen.inside and not channel.broadcast:
        speaker_id = default_speaker(seen, await context.store.speakers(own, channel.id))
        full.default_send_as = peer(speaker_id)
        sees += await context.store.shown(own, [speaker_id])
    if may_list(seen.standing, hidden=channel.hidden_members):
        bots = await _bots_in(context, channel.id)
        administers = seen.standing.administers
        full.bot_info = await bots_of(context, channel.peer_id, bots, administers=administers)
        sees += await context.store.seen(own, bots)
        if not channel.broadcast:
            full.online_count = await online_in(context.app, own, seen)
    if is_given(seen.standing, AdminRight.INVITE_USERS):
        mine = await chat_invites.permanent_invite(context.app, own, channel.peer_id)
        full.exported_invite = exported(mine)
        waiting = await join_requests.pending(context.app, channel.peer_id)
        full.requests_pending = waiting.count or None
        full.recent_requesters = list(waiting.recent_ids) or None
        sees += await context.store.seen(own, waiting.recent_ids)
    return types.messages.ChatFull(
        full_chat=full, chats=chats(sees, context.access), users=users(sees, context.access)
    )


async def _bots_in(context: Context, channel_id: int) -> list[int]:
    """The programs in a supergroup or channel."""
    asked = MembersAsked(
        channel_id=channel_id,
        viewer_id=context.account_id,
        listed=Listed.BOTS,
        limit=context.app.channel_limits.bots,
        date=context.clock.now(),
    )
    return [one.account_id for one in (await context.store.channel_members(asked)).members]
