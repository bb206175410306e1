"""What makes the account's clients ring.

https://core.telegram.org/api/notifications
"""

from msgspec.structs import replace

from heliograph.actions import preferences
from heliograph.domain import errors
from heliograph.domain.notifications import (
    NotifyScope,
    NotifyTarget,
    is_exception,
    scope_of,
    settings_for,
)
from heliograph.domain.preferences import Preferences
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer
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
    """What settings are asked for. PEER_ID_INVALID for topics and communities: there are none."""
    if isinstance(peer, types.InputNotifyPeer):
        return NotifyTarget(NotifyScope.PEER, await dialog_peer(context, peer.peer))
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
    """The peers that differ from their kind, an update for each; only people are a kind so far.

    https://core.telegram.org/method/account.getNotifyExceptions
    """
    asked = None if query.peer is None else await _target(context, query.peer)
    found = await context.store.notify_exceptions(context.account_id)
    if asked is not None and asked.scope is NotifyScope.PEER:
        found = [one for one in found if one[0] == asked.peer_id]
    elif asked is not None:
        found = [one for one in found if scope_of(one[0]) is asked.scope]
    differing = {
        peer_id: settings
        for peer_id, settings in found
        if is_exception(settings, sound=query.compare_sound, stories=query.compare_stories)
    }
    made: list[types.TypeUpdate] = [
        types.UpdateNotifySettings(
            peer=view.notify_peer(NotifyTarget(NotifyScope.PEER, peer_id)),
            notify_settings=view.notify_settings(settings),
        )
        for peer_id, settings in differing.items()
    ]
    people = await context.store.shown(context.account_id, list(differing))
    return changes(made, tuple(people), context.clock.now(), context.access)


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
