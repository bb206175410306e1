"""Reporting what somebody wrote in a supergroup.

https://core.telegram.org/api/report
"""

from heliograph.domain import errors
from heliograph.rpc import reports
from heliograph.rpc.context import Context
from heliograph.rpc.peers import dialog_peer, named_channel
from heliograph.rpc.registry import method
from heliograph.safety.reporting import SPAM
from heliograph.tl import functions


@method("channels.reportSpam")
async def report_spam(context: Context, query: functions.channels.ReportSpam) -> bool:
    """Messages of one participant as spam. MESSAGE_ID_INVALID if none of them is theirs.

    https://core.telegram.org/method/channels.reportSpam
    """
    seen = await named_channel(context, query.channel)
    peer_id = seen.channel.peer_id
    asked = reports.messages(context, peer_id, query.id)
    who = await dialog_peer(context, query.participant)
    page = await context.store.posts(context.account_id, peer_id, [one.item_id for one in asked])
    # As it is shown: else asking would tell who speaks in the name of the supergroup.
    theirs = [message.id for message in page.messages if message.author_id == who]
    if not theirs:
        raise errors.MessageIdInvalid
    await reports.report(context, reports.messages(context, peer_id, theirs), SPAM)
    return True
