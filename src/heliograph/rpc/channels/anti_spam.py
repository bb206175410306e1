"""Telling that a rule took what was no spam.

https://core.telegram.org/api/antispam
"""

from heliograph.domain import errors
from heliograph.domain.channel_log import LogAsked, MessageTouched, Sort
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.permissions import AdminRight, check_administers
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.telemetry import metrics
from heliograph.tl import functions

_LOOKED_AT = 1_000
"""Messages that were taken out last in one supergroup."""


@method("channels.reportAntiSpamFalsePositive", rate=Rate.REPORTS)
async def report_anti_spam_false_positive(
    context: Context, request: functions.channels.ReportAntiSpamFalsePositive
) -> bool:
    """Counted, so that whoever wrote the rules learns how good they are; the message stays gone.

    One message counts once, however many say so and how often.

    MESSAGE_ID_INVALID for what no rule took, or more than two days ago. CHAT_ADMIN_REQUIRED.

    https://core.telegram.org/method/channels.reportAntiSpamFalsePositive
    """
    seen = await named_channel(context, request.channel)
    check_administers(seen.standing, AdminRight.BAN_USERS, now=context.clock.now())
    asked = LogAsked(
        channel_id=seen.channel.id,
        viewer_id=context.account_id,
        sorts=frozenset({Sort.DELETE}),
        account_ids=frozenset({SERVICE_ACCOUNT_ID}),
        limit=_LOOKED_AT,
        date=context.clock.now(),
    )
    taken = {
        entry.action.message.id
        for entry in await context.store.channel_log(asked)
        if isinstance(entry.action, MessageTouched)
    }
    if request.msg_id not in taken:
        raise errors.MessageIdInvalid
    if context.service.mistaken.is_first((seen.channel.id, request.msg_id)):
        metrics.SPAM_MISTAKEN.inc()
    return True
