"""Keeping people out, of everything or of one's stories alone.

https://core.telegram.org/api/block
"""

from heliograph.actions import blocking
from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms, peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.contacts import blocked_page


@method("contacts.block")
async def block(context: Context, query: functions.contacts.Block) -> bool:
    """https://core.telegram.org/method/contacts.block"""
    blocked_id = await peer_account(context, query.id)
    await blocking.set_blocked(
        context.app,
        context.account_id,
        blocked_id,
        blocked=True,
        stories=query.my_stories_from,
        origin=context.origin,
    )
    return True


@method("contacts.unblock")
async def unblock(context: Context, query: functions.contacts.Unblock) -> bool:
    """https://core.telegram.org/method/contacts.unblock"""
    blocked_id = await peer_account(context, query.id)
    await blocking.set_blocked(
        context.app,
        context.account_id,
        blocked_id,
        blocked=False,
        stories=query.my_stories_from,
        origin=context.origin,
    )
    return True


@method("contacts.setBlocked")
async def set_blocked(context: Context, query: functions.contacts.SetBlocked) -> bool:
    """Replaces the newest `limit` of the list by those named.

    https://core.telegram.org/method/contacts.setBlocked
    """
    if query.limit < 0 or len(query.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    forms = await Forms.read(context, query.id)
    await blocking.replace_blocked(
        context.app,
        context.account_id,
        list(dict.fromkeys(forms.peer(form) for form in query.id)),
        among=min(query.limit, context.limits.ids_per_request),
        stories=query.my_stories_from,
        origin=context.origin,
    )
    return True


@method("contacts.getBlocked")
async def get_blocked(
    context: Context, query: functions.contacts.GetBlocked
) -> types.contacts.TypeBlocked:
    """https://core.telegram.org/method/contacts.getBlocked"""
    if query.offset < 0 or query.limit < 0:
        raise errors.LimitInvalid
    found, count = await context.store.blocked(
        context.account_id,
        offset=query.offset,
        limit=min(query.limit, context.limits.page_max),
        stories=query.my_stories_from,
    )
    return blocked_page(found, count, context.access)
