"""Beginning a dialog with a bot, or its part in a group."""

from contextlib import suppress

from heliograph.actions import channel_admins, chats, messaging
from heliograph.domain import errors
from heliograph.domain.bots import check_start_param
from heliograph.domain.entities import Entity
from heliograph.domain.messages import Draft
from heliograph.domain.peers import channel_of, chat_of, is_chat
from heliograph.domain.people import is_bot
from heliograph.rpc.channels import changes
from heliograph.rpc.context import Context
from heliograph.rpc.messages import chat_answers
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view


@method("messages.startBot", rate=Rate.MESSAGES)
async def start_bot(context: Context, query: functions.messages.StartBot) -> types.TypeUpdates:
    """The command with its parameter, sent to the bot itself, or to a group that it is put into.

    What keeps the bot out of the group is as for anybody who is added.

    https://core.telegram.org/method/messages.startBot
    """
    check_start_param(query.start_param)
    forms = await Forms.read(context, [query.bot, query.peer])
    bot_id = forms.user(query.bot)
    if not is_bot(bot_id):
        raise errors.BotInvalid
    peer_id = bot_id
    if not isinstance(query.peer, types.InputPeerEmpty):
        peer_id = forms.dialog(query.peer)
    if peer_id > 0 and peer_id != bot_id:
        raise errors.PeerIdInvalid
    command, added = "/start", None
    if peer_id != bot_id:
        added = await _put_into(context, peer_id, bot_id)
        command += await _at(context, bot_id)
    now = context.clock.now()
    draft = Draft(
        sender_id=context.account_id,
        recipient_id=peer_id,
        random_id=query.random_id,
        text=f"{command} {query.start_param}".rstrip(),
        entities=(Entity(kind="BotCommand", offset=0, length=len(command)),),
        date=now,
    )
    sent = await messaging.send_private(context.app, draft, origin=context.origin)
    reply = view.sent_reply(sent, query.random_id, now, context.access)
    return reply if added is None else _both(added, reply)


async def _put_into(context: Context, peer_id: int, bot_id: int) -> types.Updates | None:
    """What the caller is answered of the bot in a group; None if it was there."""
    app, own, origin = context.app, context.account_id, context.origin
    with suppress(errors.UserAlreadyParticipant):
        if is_chat(peer_id):
            chat_id = chat_of(peer_id)
            put = await chats.add(app, own, chat_id, bot_id, show_last=0, origin=origin)
            return await chat_answers.changed(context, put, chats.parts_of(put))
        brought = await channel_admins.invite(
            app, own, channel_of(peer_id), [bot_id], origin=origin
        )
        return await changes.changed(context, brought)
    return None


def _both(first: types.Updates, second: types.Updates) -> types.Updates:
    """Two answers in one: all ids first, and of people and groups the later."""
    made = [*first.updates, *second.updates]
    return types.Updates(
        updates=sorted(made, key=lambda one: not isinstance(one, types.UpdateMessageID)),
        users=list({one.id: one for one in (*first.users, *second.users)}.values()),
        chats=list({one.id: one for one in (*first.chats, *second.chats)}.values()),
        date=second.date,
        seq=0,
    )


async def _at(context: Context, bot_id: int) -> str:
    """What says in a group that a command is for this bot."""
    (bot,) = await context.store.seen(context.account_id, [bot_id])
    names = bot.account.active_usernames
    return f"@{names[0]}" if names else ""
