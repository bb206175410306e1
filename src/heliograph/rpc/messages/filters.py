"""Views of the dialog list that people make.

https://core.telegram.org/api/folders
"""

from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.actions import filters
from heliograph.domain import errors
from heliograph.domain.filters import DialogFilter, FilterLimits, suggested
from heliograph.domain.texts import text
from heliograph.rpc.context import Context
from heliograph.rpc.messages.text import requested_entities
from heliograph.rpc.peers import Forms
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.filters import dialog_filter, dialog_filters


@method("messages.getDialogFilters")
async def get_dialog_filters(
    context: Context, query: functions.messages.GetDialogFilters
) -> types.messages.DialogFilters:
    """https://core.telegram.org/method/messages.getDialogFilters"""
    kept = await context.store.preferences(context.account_id)
    return dialog_filters(
        await context.store.filters(context.account_id),
        tags=kept.filter_tags,
        viewer_id=context.account_id,
        access=context.access,
    )


@method("messages.getSuggestedDialogFilters")
async def get_suggested_dialog_filters(
    context: Context, query: functions.messages.GetSuggestedDialogFilters
) -> list[types.TypeDialogFilterSuggested]:
    """Those the caller has none like: of what is unread, of the chats with people.

    https://core.telegram.org/method/messages.getSuggestedDialogFilters
    """
    found = suggested(await context.store.filters(context.account_id))
    return [
        types.DialogFilterSuggested(
            filter=dialog_filter(
                replace(view, title=text(context.language, name)),
                context.account_id,
                context.access,
            ),
            description=text(context.language, f"{name}About"),
        )
        for name, view in found.items()
    ]


@method("messages.updateDialogFilter")
async def update_dialog_filter(
    context: Context, query: functions.messages.UpdateDialogFilter
) -> bool:
    """Without a filter the one with the id goes.

    https://core.telegram.org/method/messages.updateDialogFilter
    """
    app, owner_id = context.app, context.account_id
    if query.filter is None:
        await filters.delete_filter(app, owner_id, query.id, origin=context.origin)
        return True
    limits = FilterLimits(
        filters=context.limits.dialog_filters_max, peers=context.limits.dialog_filter_peers_max
    )
    asked = await _requested(context, query.filter, query.id, most=limits.peers)
    await filters.save_filter(app, owner_id, asked, limits=limits, origin=context.origin)
    return True


async def _requested(
    context: Context, asked: types.TypeDialogFilter, filter_id: int, *, most: int
) -> DialogFilter:
    """What is asked for; the id in the filter itself is not looked at."""
    if not isinstance(asked, types.DialogFilter):
        raise errors.FilterNotSupported
    lists = (asked.pinned_peers, asked.include_peers, asked.exclude_peers)
    if any(len(peers) > most for peers in lists):
        raise errors.LimitInvalid
    forms = await Forms.read(context, [peer for peers in lists for peer in peers])

    def accounts(peers: Sequence[types.TypeInputPeer]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(forms.listed(peer) for peer in peers))

    return DialogFilter(
        id=filter_id,
        title=asked.title.text,
        title_entities=requested_entities(forms, asked.title.entities),
        title_noanimate=asked.title_noanimate,
        emoticon=asked.emoticon or "",
        color=asked.color,
        contacts=asked.contacts,
        non_contacts=asked.non_contacts,
        groups=asked.groups,
        broadcasts=asked.broadcasts,
        bots=asked.bots,
        exclude_muted=asked.exclude_muted,
        exclude_read=asked.exclude_read,
        exclude_archived=asked.exclude_archived,
        pinned=accounts(asked.pinned_peers),
        included=accounts(asked.include_peers),
        excluded=accounts(asked.exclude_peers),
    )


@method("messages.updateDialogFiltersOrder")
async def update_dialog_filters_order(
    context: Context, query: functions.messages.UpdateDialogFiltersOrder
) -> bool:
    """https://core.telegram.org/method/messages.updateDialogFiltersOrder"""
    await filters.sort_filters(context.app, context.account_id, query.order, origin=context.origin)
    return True


@method("messages.toggleDialogFilterTags")
async def toggle_dialog_filter_tags(
    context: Context, query: functions.messages.ToggleDialogFilterTags
) -> bool:
    """https://core.telegram.org/method/messages.toggleDialogFilterTags"""
    await filters.show_tags(
        context.app, context.account_id, shown=query.enabled, origin=context.origin
    )
    return True
