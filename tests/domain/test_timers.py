"""Which timers dialogs may have, and who learns of read dates."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.messages import Message
from heliograph.domain.people import Account, Seen
from heliograph.domain.privacy import ALL_PERMISSIONS, GlobalPrivacy, PrivacyKey, permission
from heliograph.domain.timers import (
    READ_DATES_KEPT_S,
    ReadDateContext,
    check_period,
    read_date,
)

DAY = 86_400
ME, BEN = 1, 2
NOW = 10 * DAY
HIDES = GlobalPrivacy(hide_read_marks=True)
NO_STATUS = ALL_PERMISSIONS & ~permission(PrivacyKey.STATUS_TIMESTAMP)
READER = Seen(
    account=Account(id=BEN, phone="2", first_name="Ben", last_name="", about="", created=0),
    viewer_id=ME,
)
SENT = Message(owner_id=ME, id=7, peer_id=BEN, sender_id=ME, date=NOW - 5, text="hi")
READ = ReadDateContext(
    message=SENT, reader=READER, mine=GlobalPrivacy(), theirs=GlobalPrivacy(), read_at=NOW - 1
)


@pytest.mark.parametrize("period", [0, DAY, 31 * DAY, 366 * DAY])
def test_whole_days_up_to_a_year_are_timers(period: int) -> None:
    assert check_period(period) == period


@pytest.mark.parametrize("period", [-DAY, 1, DAY + 1, 367 * DAY])
def test_other_periods_are_not(period: int) -> None:
    with pytest.raises(errors.TtlPeriodInvalid):
        check_period(period)


def test_a_read_date_is_told_to_the_author() -> None:
    assert read_date(READ, now=NOW) == NOW - 1
    oldest = replace(SENT, date=NOW - READ_DATES_KEPT_S)
    assert read_date(replace(READ, message=oldest), now=NOW) == NOW - 1


@pytest.mark.parametrize(
    "message",
    [None, replace(SENT, sender_id=BEN), replace(SENT, peer_id=3)],
)
def test_read_dates_are_of_ones_own_messages_to_the_reader(message: Message | None) -> None:
    with pytest.raises(errors.MsgIdInvalid):
        read_date(replace(READ, message=message), now=NOW)


def test_read_dates_end() -> None:
    old = replace(SENT, date=NOW - READ_DATES_KEPT_S - 1)
    with pytest.raises(errors.MessageTooOld):
        read_date(replace(READ, message=old), now=NOW)


def test_what_was_not_read_has_no_date() -> None:
    with pytest.raises(errors.MessageNotReadYet):
        read_date(replace(READ, read_at=None), now=NOW)


def test_who_hides_read_dates_with_their_status_sees_none() -> None:
    shy = replace(READER, given=NO_STATUS)
    assert read_date(replace(READ, mine=HIDES), now=NOW)
    assert read_date(replace(READ, reader=shy), now=NOW)
    with pytest.raises(errors.YourPrivacyRestricted):
        read_date(replace(READ, mine=HIDES, reader=shy), now=NOW)


def test_whose_status_is_hidden_may_hide_their_read_dates() -> None:
    shy = replace(READER, allowed=NO_STATUS)
    assert read_date(replace(READ, theirs=HIDES), now=NOW)
    assert read_date(replace(READ, reader=shy), now=NOW)
    with pytest.raises(errors.UserPrivacyRestricted):
        read_date(replace(READ, theirs=HIDES, reader=shy), now=NOW)
