"""Messages that go by themselves, and when somebody read what.

https://core.telegram.org/method/messages.setHistoryTTL
"""

import msgspec

from heliograph.domain import errors
from heliograph.domain.composing import check_may_send
from heliograph.domain.extras import Extras
from heliograph.domain.messages import Body, Draft, Message, SendContext
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Seen
from heliograph.domain.privacy import GlobalPrivacy, PrivacyKey

_DAY_S = 86_400
_LONGEST_S = 366 * _DAY_S

READ_DATES_KEPT_S = 7 * _DAY_S
"""As `pm_read_date_expire_period` tells clients."""

OPENED_AFTER_S = 7 * _DAY_S
"""When a channel's voices count as heard, as `channels_read_media_period` tells clients."""


def check_period(period: int) -> int:
    """Seconds after which messages go: whole days up to a year, or 0. TTL_PERIOD_INVALID."""
    if period < 0 or period > _LONGEST_S or period % _DAY_S:
        raise errors.TtlPeriodInvalid
    return period


def compose_timer(draft: Draft, context: SendContext, *, period: int) -> Body:
    """What both sides are told of another timer. CHAT_NOT_MODIFIED if it is the one they have.

    One's own notes and what the server says have none: no client would show how to end it.

    https://core.telegram.org/constructor/messageActionSetMessagesTTL
    """
    if draft.recipient_id in (draft.sender_id, SERVICE_ACCOUNT_ID):
        raise errors.PeerIdInvalid
    check_may_send(draft, context)
    if context.ttl_period == period:
        raise errors.ChatNotModified
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text="",
        action="SetMessagesTTL",
        extras=Extras(arguments=(("period", period),)),
    )


class ReadDateContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a message that somebody wants to know the read date of.

    `mine` and `theirs` are what both chose for all strangers; `read_at` is None before it was read.
    """

    message: Message | None
    reader: Seen
    mine: GlobalPrivacy
    theirs: GlobalPrivacy
    read_at: int | None


def read_date(context: ReadDateContext, *, now: int) -> int:
    """When the reader read a message of the asker's.

    Who hides read dates from those who may not see when they were there sees none themselves.
    https://core.telegram.org/method/messages.getOutboxReadDate
    """
    message, reader = context.message, context.reader
    if message is None or not message.out or message.peer_id != reader.account.id:
        raise errors.MsgIdInvalid
    if message.date < now - READ_DATES_KEPT_S:
        raise errors.MessageTooOld
    if context.mine.hide_read_marks and not reader.lets(PrivacyKey.STATUS_TIMESTAMP):
        raise errors.YourPrivacyRestricted
    if context.theirs.hide_read_marks and not reader.may(PrivacyKey.STATUS_TIMESTAMP):
        raise errors.UserPrivacyRestricted
    if context.read_at is None:
        raise errors.MessageNotReadYet
    return context.read_at
