"""What was done in a channel, for its admins.

https://core.telegram.org/api/recent-actions
"""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.channel_log import (
    LogAsked,
    LogEntry,
    PhotoChanged,
    Sort,
    check_may_read,
    named_in,
)
from heliograph.domain.files import Photo
from heliograph.domain.permissions import Role
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel, user_accounts
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.channel_log import LogView
from heliograph.views.chats import chats
from heliograph.views.files import photo as photo_view
from heliograph.views.users import users


@method("channels.getAdminLog", rate=Rate.SEARCHES)
async def get_admin_log(
    context: Context, request: functions.channels.GetAdminLog
) -> types.channels.AdminLogResults:
    """The newest first, of two days. CHAT_ADMIN_REQUIRED for who is no admin, LIMIT_INVALID.

    https://core.telegram.org/method/channels.getAdminLog
    """
    seen = await named_channel(context, request.channel)
    check_may_read(seen)
    if request.limit < 0:
        raise errors.LimitInvalid
    admins = None
    if request.admins is not None:
        admins = frozenset(await user_accounts(context, request.admins))
    asked = LogAsked(
        viewer_id=context.account_id,
        channel_id=seen.channel.id,
        sorts=_sorts(request.events_filter),
        account_ids=admins,
        words=request.q.strip().casefold(),
        below_id=request.max_id,
        above_id=request.min_id,
        limit=min(request.limit, context.limits.page_max),
        date=context.clock.now(),
    )
    entries = await context.store.channel_log(asked)
    own = context.account_id
    named = [one for entry in entries for one in named_in(entry)]
    sees = await context.store.shown(own, [own, seen.channel.peer_id, *named])
    photos = {
        photo_id: photo_view(file, viewer_id=own, access=context.access)
        for photo_id in _photos_in(entries)
        if isinstance(file := await context.store.file(photo_id), Photo)
    }
    view = LogView(
        seen.channel,
        viewer_id=own,
        access=context.access,
        photos=photos,
        owns=seen.role is Role.CREATOR,
    )
    return types.channels.AdminLogResults(
        events=[view.event(entry) for entry in entries],
        chats=chats(sees, context.access),
        users=users(sees, context.access),
    )


def _photos_in(entries: Sequence[LogEntry]) -> set[int]:
    shown = [one.action for one in entries if isinstance(one.action, PhotoChanged)]
    return {photo_id for one in shown for photo_id in (one.before_id, one.after_id) if photo_id}


def _sorts(wanted: types.TypeChannelAdminLogEventsFilter | None) -> frozenset[Sort] | None:
    """What is asked for, None for all."""
    if not isinstance(wanted, types.ChannelAdminLogEventsFilter):
        return None
    return frozenset(sort for sort in Sort if getattr(wanted, sort.value))
