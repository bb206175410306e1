"""Keeping people out.

https://core.telegram.org/api/block
"""

from heliograph.actions import contacts
from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.contacts import blocked_page


@method("contacts.block")
async def block(context: Context, query: functions.contacts.Block) -> bool:
    """https://core.telegram.org/method/contacts.block"""
    blocked_id = await peer_account(context, query.id)
    # Nobody has stories, so keeping somebody from them changes nothing.
    if not query.my_stories_from:
        await contacts.set_blocked(
            context.app, context.account_id, blocked_id, blocked=True, origin=context.origin
        )
    return True


@method("contacts.unblock")
async def unblock(context: Context, query: functions.contacts.Unblock) -> bool:
    """https://core.telegram.org/method/contacts.unblock"""
    blocked_id = await peer_account(context, query.id)
    if not query.my_stories_from:
        await contacts.set_blocked(
            context.app, context.account_id, blocked_id, blocked=False, origin=context.origin
        )
    return True


@method("contacts.getBlocked")
async def get_blocked(
    context: Context, query: functions.contacts.GetBlocked
) -> types.contacts.TypeBlocked:
    """https://core.telegram.org/method/contacts.getBlocked"""
    if query.my_stories_from:
        return blocked_page([], 0, context.access)
    if query.offset < 0 or query.limit < 0:
        raise errors.LimitInvalid
    limit = min(query.limit, context.limits.page_max)
    seens, count = await context.store.blocked(context.account_id, offset=query.offset, limit=limit)
    return blocked_page(seens, count, context.access)
