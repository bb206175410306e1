"""Reporting what was written, and who reacted to it.

https://core.telegram.org/api/report
"""

from heliograph.domain import errors
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_channel
from heliograph.domain.reactions import ReactionsQuery
from heliograph.rpc import reports
from heliograph.rpc.context import Context
from heliograph.rpc.messages.reacting import messages_of
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.registry import method
from heliograph.safety.reporting import SPAM
from heliograph.tl import functions, types

_REACTIONS_MAX = 1_000
"""The latest, among which somebody is looked for; clients list a hundred at a time."""


@method("messages.report")
async def report(context: Context, request: functions.messages.Report) -> types.TypeReportResult:
    """One step of a report: what to choose from, what to say about it, or that it was made.

    https://core.telegram.org/method/messages.report
    """
    peer_id = await dialog_peer(context, request.peer)
    return await reports.walk(
        context,
        peer_id,
        option=request.option,
        about=reports.messages(context, peer_id, request.id),
        message=request.message,
    )


@method("messages.reportSpam")
async def report_spam(context: Context, request: functions.messages.ReportSpam) -> bool:
    """Whoever wrote to the caller uncalled for, or the group that they were brought into.

    https://core.telegram.org/method/messages.reportSpam
    """
    peer_id = await dialog_peer(context, request.peer)
    if peer_id == context.account_id:
        raise errors.PeerIdInvalid
    await reports.report(context, (reports.whole_peer(peer_id),), SPAM)
    return True


@method("messages.reportReaction")
async def report_reaction(context: Context, request: functions.messages.ReportReaction) -> bool:
    """Whoever shows a reaction that the caller can see; there is no more to a reaction than that.

    https://core.telegram.org/method/messages.reportReaction
    """
    peer_id = await dialog_peer(context, request.peer)
    who = await dialog_peer(context, request.reaction_peer)
    page = await messages_of(context, peer_id, [request.id])
    message = next((one for one in page.messages if one.peer_id == peer_id), None)
    if message is None:
        raise errors.MessageIdInvalid
    if who == context.account_id or who not in await _reactors(context, message):
        raise errors.UserIdInvalid
    await reports.report(context, (reports.whole_peer(who),), SPAM)
    return True


async def _reactors(context: Context, message: Message) -> set[int]:
    """Whom the caller is shown to have reacted; nobody in a channel, which does not tell."""
    if not is_channel(message.peer_id):
        return {one.peer_id for one in message.reactions}
    if message.post:
        return set()
    query = ReactionsQuery(
        viewer_id=context.account_id,
        peer_id=message.peer_id,
        message_id=message.id,
        sign=None,
        offset=0,
        limit=_REACTIONS_MAX,
    )
    listed = await context.store.post_reactions(query)
    return {one.peer_id for one in listed.reactions}
