"""What a client offers above a dialog.

https://core.telegram.org/constructor/peerSettings
"""

from heliograph.actions import contacts
from heliograph.domain import errors
from heliograph.domain.peers import is_channel
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chats import chats
from heliograph.views.users import peer_settings, users


@method("messages.getPeerSettings")
async def get_peer_settings(
    context: Context, query: functions.messages.GetPeerSettings
) -> types.messages.PeerSettings:
    """https://core.telegram.org/method/messages.getPeerSettings"""
    peer_id = await dialog_peer(context, query.peer)
    if peer_id < 0:
        sees = await context.store.shown(context.account_id, [peer_id])
        if not sees:
            raise errors.PeerIdInvalid
        return types.messages.PeerSettings(
            settings=types.PeerSettings(), chats=chats(sees, context.access), users=[]
        )
    profile = await context.store.profile(context.account_id, peer_id)
    if profile is None:
        raise errors.PeerIdInvalid
    return types.messages.PeerSettings(
        settings=peer_settings(profile.seen, hidden=profile.bar_hidden),
        chats=[],
        users=users([profile.seen], context.access),
    )


@method("messages.hidePeerSettingsBar")
async def hide_peer_settings_bar(
    context: Context, query: functions.messages.HidePeerSettingsBar
) -> bool:
    """Above a group or channel nothing is offered that could be hidden.

    https://core.telegram.org/method/messages.hidePeerSettingsBar
    """
    peer_id = await dialog_peer(context, query.peer)
    if is_channel(peer_id):
        return True
    await contacts.hide_bar(context.app, context.account_id, peer_id, origin=context.origin)
    return True
