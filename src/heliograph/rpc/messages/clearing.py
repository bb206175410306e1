"""Clearing dialogs, messages that go by themselves, and when one's own were read.

https://core.telegram.org/method/messages.deleteHistory
"""

from functools import partial

from heliograph.actions import channel_settings, chats, clearing
from heliograph.actions.mailbox_events import arrival_at_sender
from heliograph.domain import channel_changes
from heliograph.domain.account_events import TimerChanged
from heliograph.domain.clearing import Clearing
from heliograph.domain.events import MailboxChange
from heliograph.domain.peers import chat_of, is_chat
from heliograph.domain.timers import check_period
from heliograph.rpc.channels.changes import changed as channel_changed
from heliograph.rpc.channels.named import channel_in
from heliograph.rpc.context import Context
from heliograph.rpc.messages.chat_answers import changed
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.account_events import account_updates
from heliograph.views.updates import change_update, changes


@method("messages.deleteHistory")
async def delete_history(
    context: Context, query: functions.messages.DeleteHistory
) -> types.messages.AffectedHistory:
    """In steps: `offset` is not 0 while more is left, and the client calls again.

    https://core.telegram.org/method/messages.deleteHistory
    """
    peer_id = await peer_account(context, query.peer)
    asked = Clearing(
        owner_id=context.account_id,
        peer_id=peer_id,
        max_id=query.max_id,
        min_date=query.min_date or 0,
        max_date=query.max_date or 0,
        # What others wrote in a group is not the caller's to take from them.
        revoke=query.revoke and not is_chat(peer_id),
        keep_place=query.just_clear and not (query.min_date or query.max_date),
    )
    cleared = await clearing.clear_history(context.app, asked, origin=context.origin)
    return types.messages.AffectedHistory(
        pts=cleared.pts, pts_count=cleared.pts_count, offset=int(cleared.more)
    )


@method("messages.setHistoryTTL")
async def set_history_ttl(
    context: Context, query: functions.messages.SetHistoryTTL
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.setHistoryTTL"""
    channel_id = await channel_in(context, query.peer)
    if channel_id is not None:
        make = partial(channel_changes.set_timer, period=check_period(query.period))
        made = await channel_settings.change(
            context.app, context.account_id, channel_id, make, origin=context.origin
        )
        return await channel_changed(context, made)
    peer_id = await peer_account(context, query.peer)
    if is_chat(peer_id):
        outcome = await chats.set_timer(
            context.app,
            context.account_id,
            chat_of(peer_id),
            query.period,
            origin=context.origin,
        )
        return await changed(context, outcome, ())
    sent = await clearing.set_timer(
        context.app, context.account_id, peer_id, query.period, origin=context.origin
    )
    mine: MailboxChange = arrival_at_sender(sent)
    timer = TimerChanged(peer_id=peer_id, period=query.period)
    told = [
        change_update(mine, context.access),
        *account_updates(timer, sent.sender_sees, context.access),
    ]
    return changes(told, sent.sender_sees, context.clock.now(), context.access)


@method("messages.setDefaultHistoryTTL")
async def set_default_history_ttl(
    context: Context, query: functions.messages.SetDefaultHistoryTTL
) -> bool:
    """https://core.telegram.org/method/messages.setDefaultHistoryTTL"""
    await clearing.set_default_timer(context.app, context.account_id, query.period)
    return True


@method("messages.getDefaultHistoryTTL")
async def get_default_history_ttl(
    context: Context, query: functions.messages.GetDefaultHistoryTTL
) -> types.DefaultHistoryTTL:
    """https://core.telegram.org/method/messages.getDefaultHistoryTTL"""
    kept = await context.store.preferences(context.account_id)
    return types.DefaultHistoryTTL(period=kept.default_timer)


@method("messages.getOutboxReadDate")
async def get_outbox_read_date(
    context: Context, query: functions.messages.GetOutboxReadDate
) -> types.OutboxReadDate:
    """https://core.telegram.org/method/messages.getOutboxReadDate"""
    peer_id = await peer_account(context, query.peer)
    date = await clearing.outbox_read_date(context.app, context.account_id, peer_id, query.msg_id)
    return types.OutboxReadDate(date=date)
