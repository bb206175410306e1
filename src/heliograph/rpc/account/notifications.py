"""What makes the account's clients ring.

https://core.telegram.org/api/notifications
"""

from msgspec.structs import replace

from heliograph.actions import preferences
from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import peer_of
from heliograph.domain.notifications import (
    NotifyScope,
    NotifyTarget,
    is_among,
    is_exception,
    settings_for,
)
from heliograph.domain.preferences import Preferences
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer, forum_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import notifications as view
from heliograph.views.preferences import asked_reaction_notices, reactions_notify_settings
from heliograph.views.updates import changes

_SCOPES: dict[type, NotifyScope] = {
    types.InputNotifyUsers: NotifyScope.USERS,
    types.InputNotifyChats: NotifyScope.CHATS,
    types.InputNotifyBroadcasts: NotifyScope.BROADCASTS,
}


async def _target(context: Context, peer: types.TypeInputNotifyPeer) -> NotifyTarget:
    """What settings are asked for. PEER_ID_INVALID for communities, of which there are none,
    TOPIC_ID_INVALID for a topic that is none, and why somebody may not look into its forum."""
    if isinstance(peer, types.InputNotifyPeer):
        return NotifyTarget(NotifyScope.PEER, await dialog_peer(context, peer.peer))
    if isinstance(peer, types.InputNotifyForumTopic):
        forum = await forum_peer(context, peer.peer)
        named = [peer.top_msg_id]
        found = await context.store.topics_by_id(context.account_id, peer_id=forum, ids=named)
        if found.gone:
            raise errors.TopicIdInvalid
        return NotifyTarget(NotifyScope.PEER, forum, peer.top_msg_id)
    scope = _SCOPES.get(type(peer))
    if scope is None:
        raise errors.PeerIdInvalid
    return NotifyTarget(scope)


@method("account.getNotifySettings")
async def get_notify_settings(
    context: Context, query: functions.account.GetNotifySettings
) -> types.PeerNotifySettings:
    """https://core.telegram.org/method/account.getNotifySettings"""
    target = await _target(context, query.peer)
    kept = await context.store.notify_settings(context.account_id, target)
    return view.notify_settings(settings_for(target, kept))


@method("account.updateNotifySettings")
async def update_notify_settings(
    context: Context, query: functions.account.UpdateNotifySettings
) -> bool:
    """https://core.telegram.org/method/account.updateNotifySettings"""
    target = await _target(context, query.peer)
    settings = view.asked_settings(query.settings)
    await preferences.set_notify_settings(
        context.app, context.account_id, target, settings, origin=context.origin
    )
    return True


@method("account.resetNotifySettings")
async def reset_notify_settings(
    context: Context, query: functions.account.ResetNotifySettings
) -> bool:
    """https://core.telegram.org/method/account.resetNotifySettings"""
    await preferences.reset_notify_settings(context.app, context.account_id, origin=context.origin)
    return True


@method("account.getNotifyExceptions", rate=Rate.LISTS)
async def get_notify_exceptions(
    context: Context, query: functions.account.GetNotifyExceptions
) -> types.Updates:
    """The peers that differ from their kind, and topics from their forum, an update for each.

    https://core.telegram.org/method/account.getNotifyExceptions
    """
    asked = None if query.peer is None else await _target(context, query.peer)
    found = [
        (target, settings)
        for target, settings in await context.store.notify_exceptions(context.account_id)
        if is_exception(settings, sound=query.compare_sound, stories=query.compare_stories)
    ]
    named = dict.fromkeys(target.peer_id for target, _ in found)
    seen = await context.store.shown(context.account_id, list(named))
    if asked is not None:
        channels = [one.channel for one in seen if isinstance(one, SeenChannel)]
        broadcasts = {channel.peer_id for channel in channels if channel.broadcast}
        found = [
            (target, settings)
            for target, settings in found
            if is_among(target, asked, broadcast=target.peer_id in broadcasts)
        ]
        named = dict.fromkeys(target.peer_id for target, _ in found)
    made: list[types.TypeUpdate] = [
        types.UpdateNotifySettings(
            peer=view.notify_peer(target), notify_settings=view.notify_settings(settings)
        )
        for target, settings in found
    ]
    people = tuple(one for one in seen if peer_of(one) in named)
    return changes(made, people, context.clock.now(), context.access)


@method("account.getReactionsNotifySettings")
async def get_reactions_notify_settings(
    context: Context, query: functions.account.GetReactionsNotifySettings
) -> types.ReactionsNotifySettings:
    """https://core.telegram.org/method/account.getReactionsNotifySettings"""
    kept = await context.store.preferences(context.account_id)
    return reactions_notify_settings(kept.reactions)


@method("account.setReactionsNotifySettings")
async def set_reactions_notify_settings(
    context: Context, query: functions.account.SetReactionsNotifySettings
) -> types.ReactionsNotifySettings:
    """https://core.telegram.org/method/account.setReactionsNotifySettings"""
    notices = asked_reaction_notices(query.settings)

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, reactions=notices)

    kept = await preferences.change_preferences(context.app, context.account_id, decide)
    return reactions_notify_settings(kept.reactions)


@method("account.getContactSignUpNotification")
async def get_contact_sign_up_notification(
    context: Context, query: functions.account.GetContactSignUpNotification
) -> bool:
    """Whether notices of contacts' sign-ups are kept away.

    https://core.telegram.org/method/account.getContactSignUpNotification
    """
    return (await context.store.preferences(context.account_id)).silent_sign_ups


@method("account.setContactSignUpNotification")
async def set_contact_sign_up_notification(
    context: Context, query: functions.account.SetContactSignUpNotification
) -> bool:
    """https://core.telegram.org/method/account.setContactSignUpNotification"""

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, silent_sign_ups=query.silent)

    await preferences.change_preferences(context.app, context.account_id, decide)
    return True
