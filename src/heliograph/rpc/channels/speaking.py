"""In whose name somebody writes, and links to what was written.

https://core.telegram.org/api/channel
"""

from heliograph.actions import speaking
from heliograph.domain import errors
from heliograph.domain.peers import is_channel
from heliograph.domain.speaking import peers_to_speak_as
from heliograph.rpc.context import Context
from heliograph.rpc.peers import CHANNEL_PEERS, Forms, dialog_peer, named_channel
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chats import chats
from heliograph.views.message_links import post_link
from heliograph.views.peers import peer
from heliograph.views.users import users


@method("channels.getSendAs")
async def get_send_as(
    context: Context, request: functions.channels.GetSendAs
) -> types.channels.SendAsPeers:
    """In a channel it is the channel, of an anonymous admin the supergroup, else oneself; and in a
    supergroup the channels in whose name one may write there.

    PEER_ID_INVALID for dialogs that are no channel's: there one speaks for oneself.

    https://core.telegram.org/method/channels.getSendAs
    """
    if not isinstance(request.peer, CHANNEL_PEERS):
        await dialog_peer(context, request.peer)
        raise errors.PeerIdInvalid
    own = context.account_id
    seen = (await Forms.read(context, [request.peer])).channel(request.peer)
    found = peers_to_speak_as(seen, await context.store.speakers(own, seen.channel.id))
    sees = await context.store.shown(own, [own, seen.channel.peer_id, *found])
    return types.channels.SendAsPeers(
        peers=[types.SendAsPeer(peer=peer(one)) for one in found],
        chats=chats(sees, context.access),
        users=users(sees, context.access),
    )


@method("messages.saveDefaultSendAs", rate=Rate.CHATS)
async def save_default_send_as(
    context: Context, request: functions.messages.SaveDefaultSendAs
) -> bool:
    """In whose name the caller writes in a supergroup unless they say otherwise.

    PEER_ID_INVALID for what is none, SEND_AS_PEER_INVALID.

    https://core.telegram.org/method/messages.saveDefaultSendAs
    """
    peer_id = await dialog_peer(context, request.peer)
    if not is_channel(peer_id):
        raise errors.PeerIdInvalid
    try:
        speaker_id = await dialog_peer(context, request.send_as)
    except errors.Refused:
        raise errors.SendAsPeerInvalid from None
    await speaking.choose(context.app, context.account_id, peer_id, speaker_id)
    return True


@method("channels.exportMessageLink")
async def export_message_link(
    context: Context, request: functions.channels.ExportMessageLink
) -> types.ExportedMessageLink:
    """A link to a message: for everybody in public channels, elsewhere for who is in it.

    MESSAGE_ID_INVALID for one that is not there or not for the caller.

    https://core.telegram.org/method/channels.exportMessageLink
    """
    seen = await named_channel(context, request.channel)
    page = await context.store.posts(context.account_id, seen.channel.peer_id, [request.id])
    if not page.messages:
        raise errors.MessageIdInvalid
    (message,) = page.messages
    prefix = context.service.link_prefix
    link = post_link(
        seen.channel,
        message,
        whole_album=request.grouped,
        in_thread=request.thread,
        prefix=prefix,
    )
    return types.ExportedMessageLink(link=link, html="")


@method("channels.getMessageAuthor")
async def get_message_author(
    context: Context, request: functions.channels.GetMessageAuthor
) -> types.TypeUser:
    """Who wrote what was said in the name of a channel, for its admins.

    CHAT_ADMIN_REQUIRED; MESSAGE_ID_INVALID, also for what was said in a supergroup in the name of
    another channel: who is behind that is no business of the supergroup's admins.

    https://core.telegram.org/method/channels.getMessageAuthor
    """
    seen = await named_channel(context, request.channel)
    if not seen.standing.administers:
        raise errors.ChatAdminRequired
    page = await context.store.posts(context.account_id, seen.channel.peer_id, [request.id])
    if not page.messages:
        raise errors.MessageIdInvalid
    (message,) = page.messages
    own = message.author_id in (message.sender_id, seen.channel.peer_id)
    if is_channel(message.sender_id) or not own:
        raise errors.MessageIdInvalid
    sees = await context.store.shown(context.account_id, [message.sender_id])
    return users(sees, context.access)[0]
