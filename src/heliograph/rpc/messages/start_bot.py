"""Beginning a dialog with a bot."""

from heliograph.actions import messaging
from heliograph.domain import errors
from heliograph.domain.bots import check_start_param
from heliograph.domain.messages import Draft
from heliograph.domain.people import is_bot
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import updates as view


@method("messages.startBot", rate=Rate.MESSAGES)
async def start_bot(context: Context, query: functions.messages.StartBot) -> types.TypeUpdates:
    """The command with its parameter, sent to the bot itself: there are no groups yet.

    https://core.telegram.org/method/messages.startBot
    """
    check_start_param(query.start_param)
    forms = await Forms.read(context, [query.bot, query.peer])
    bot_id = forms.user(query.bot)
    if not is_bot(bot_id):
        raise errors.BotInvalid
    if not isinstance(query.peer, types.InputPeerEmpty) and forms.peer(query.peer) != bot_id:
        raise errors.PeerIdInvalid
    now = context.clock.now()
    draft = Draft(
        sender_id=context.account_id,
        recipient_id=bot_id,
        random_id=query.random_id,
        text=f"/start {query.start_param}".rstrip(),
        date=now,
    )
    sent = await messaging.send_private(context.app, draft, origin=context.origin)
    return view.sent_reply(sent, query.random_id, now, context.access)
