"""Having a basic group go on as a supergroup.

https://core.telegram.org/api/channel#migration
"""

from heliograph.actions import migration as actions
from heliograph.actions.mailbox_events import arrival_at_sender
from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_chat
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chat_updates import chat_updates
from heliograph.views.updates import change_update, changes


@method("messages.migrateChat", rate=Rate.CHATS)
async def migrate_chat(
    context: Context, request: functions.messages.MigrateChat
) -> types.TypeUpdates:
    """What the group and the supergroup were told, and both as they are by now.

    https://core.telegram.org/method/messages.migrateChat
    """
    named_chat(request.chat_id)
    own = context.account_id
    made = await actions.migrate(context.app, own, request.chat_id, origin=context.origin)
    updates: list[types.TypeUpdate] = []
    for sent in (made.before, made.after):
        # TDLib takes an answer without it for one that it does not understand.
        updates.append(types.UpdateMessageID(id=sent.message.id, random_id=sent.random_id))
    updates.append(types.UpdateChannel(channel_id=made.channel.id))
    updates += chat_updates(ChatChanged(chat=made.chat, parts=(ChatPart.OTHERS,)))
    updates += [
        change_update(arrival_at_sender(sent), context.access) for sent in (made.before, made.after)
    ]
    named = [own, made.chat.peer_id, made.channel.peer_id]
    sees = await context.store.shown(own, named)
    return changes(updates, tuple(sees), context.clock.now(), context.access)
