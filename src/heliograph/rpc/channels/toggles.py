"""What holds in a channel.

https://core.telegram.org/api/channel
"""

from functools import partial

from heliograph.actions import channel_settings as actions
from heliograph.actions.channel_settings import Change
from heliograph.domain import channel_changes as rules
from heliograph.domain import errors
from heliograph.domain.topics import make_forum
from heliograph.rpc.channels.changes import changed
from heliograph.rpc.channels.named import channel_id_of
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


async def _change(context: Context, channel: types.TypeInputChannel, make: Change) -> types.Updates:
    channel_id = await channel_id_of(context, channel)
    outcome = await actions.change(
        context.app, context.account_id, channel_id, make, origin=context.origin
    )
    return await changed(context, outcome)


@method("channels.toggleSlowMode", rate=Rate.CHATS)
async def toggle_slow_mode(
    context: Context, request: functions.channels.ToggleSlowMode
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.toggleSlowMode"""
    make = partial(rules.set_slow_mode, seconds=request.seconds)
    return await _change(context, request.channel, make)


@method("channels.toggleSignatures", rate=Rate.CHATS)
async def toggle_signatures(
    context: Context, request: functions.channels.ToggleSignatures
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.toggleSignatures"""
    make = partial(rules.sign, enabled=request.signatures_enabled)
    return await _change(context, request.channel, make)


@method("channels.togglePreHistoryHidden", rate=Rate.CHATS)
async def toggle_pre_history_hidden(
    context: Context, request: functions.channels.TogglePreHistoryHidden
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.togglePreHistoryHidden"""
    make = partial(rules.hide_history, enabled=request.enabled)
    return await _change(context, request.channel, make)


@method("channels.toggleParticipantsHidden", rate=Rate.CHATS)
async def toggle_participants_hidden(
    context: Context, request: functions.channels.ToggleParticipantsHidden
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.toggleParticipantsHidden"""
    make = partial(rules.hide_members, enabled=request.enabled)
    return await _change(context, request.channel, make)


@method("channels.toggleJoinToSend", rate=Rate.CHATS)
async def toggle_join_to_send(
    context: Context, request: functions.channels.ToggleJoinToSend
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.toggleJoinToSend"""
    make = partial(rules.require_joining, enabled=request.enabled)
    return await _change(context, request.channel, make)


@method("channels.toggleJoinRequest", rate=Rate.CHATS)
async def toggle_join_request(
    context: Context, request: functions.channels.ToggleJoinRequest
) -> types.TypeUpdates:
    """BOT_INVALID where a program is to let people in: it would have to be an admin, who may.

    https://core.telegram.org/method/channels.toggleJoinRequest
    """
    if request.guard_bot is not None:
        raise errors.BotInvalid
    make = partial(rules.require_approval, enabled=request.enabled)
    return await _change(context, request.channel, make)


@method("channels.toggleForum", rate=Rate.CHATS)
async def toggle_forum(
    context: Context, request: functions.channels.ToggleForum
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.toggleForum"""
    make = partial(make_forum, enabled=request.enabled)
    return await _change(context, request.channel, make)


@method("channels.toggleAntiSpam", rate=Rate.CHATS)
async def toggle_anti_spam(
    context: Context, request: functions.channels.ToggleAntiSpam
) -> types.TypeUpdates:
    """https://core.telegram.org/method/channels.toggleAntiSpam"""
    make = partial(rules.judge_spam, enabled=request.enabled)
    return await _change(context, request.channel, make)
