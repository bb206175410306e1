"""What stays as it is of a channel in which a decision has nobody say anything.

Else what may not be said in it would be said in its name. What takes away stays possible, and what
keeps people and spam out: docs/decisions/effects-of-decisions.md.
"""

from heliograph.domain.channel_messages import check_may_show
from heliograph.domain.channel_names import held
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision
from heliograph.domain.people import SERVICE_ACCOUNT_ID


def heeding(context: ChannelContext, decision: ChannelDecision | None) -> ChannelDecision | None:
    """What was decided, unless all would be shown something by it where nobody may say anything,
    or by who may not: CHAT_WRITE_FORBIDDEN, USER_BANNED_IN_CHANNEL. An operator may always."""
    if decision is None or context.actor.id == SERVICE_ACCOUNT_ID:
        return decision
    if shows_more(context.channel, decision.channel) or _entitles(context, decision):
        check_may_show(context.channel, context.actor)
    return decision


def shows_more(before: Channel, after: Channel) -> bool:
    """Whether everybody is shown another thing than before, not only less."""
    if after.closed:
        return False
    other = (before.title, before.appearance, before.forum)
    if other != (after.title, after.appearance, after.forum):
        return True
    words = after.about and after.about != before.about
    photo = after.photo is not None and after.photo != before.photo
    beside = after.linked_id and after.linked_id != before.linked_id
    return bool(words or photo or beside) or not _names(after) <= _names(before)


def _names(channel: Channel) -> set[str]:
    return {one.name for one in held(channel) if one.active}


def _entitles(context: ChannelContext, decision: ChannelDecision) -> bool:
    """Whether something else stands beside somebody's name."""
    known = [*context.others, *([context.member] if context.member is not None else [])]
    ranks = {one.account_id: one.rank for one in known}
    return any(one.rank and one.rank != ranks.get(one.account_id) for one in decision.changed)
