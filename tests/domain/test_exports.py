"""Whose data may be read out, for how long, and how people stand in it."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.exports import (
    BEGUN,
    ENDED,
    OPEN_S,
    AuditEvent,
    Person,
    as_person,
    check_may_export,
    checked_reason,
    is_open,
)
from heliograph.domain.people import (
    FIRST_ACCOUNT_ID,
    FIRST_BOT_ID,
    SERVICE_ACCOUNT_ID,
    Account,
    Contact,
    Seen,
    Username,
)

ANN = Account(id=FIRST_ACCOUNT_ID, phone="1001", first_name="Ann", last_name="Oak")
SEEN = Seen(account=ANN, viewer_id=FIRST_ACCOUNT_ID + 1)
ENTRY = Contact(owner_id=SEEN.viewer_id, contact_id=ANN.id, phone="1001", first_name="Annie")
NAMES = (Username("ann", active=False), Username("oak"), Username("ash"))
EVENT = AuditEvent(id=3, date=1_000, kind=BEGUN, account_id=ANN.id, actor="uid 0")


@pytest.mark.parametrize(
    ("seen", "person"),
    [
        (SEEN, Person(id=ANN.id, name="Ann Oak")),
        (replace(SEEN, contact=ENTRY), Person(id=ANN.id, name="Annie")),
        (
            replace(SEEN, account=replace(ANN, usernames=NAMES)),
            Person(id=ANN.id, name="Ann Oak", username="oak"),
        ),
        (replace(SEEN, account=replace(ANN, phone="")), Person(id=ANN.id)),
        (
            replace(SEEN, account=replace(ANN, id=FIRST_BOT_ID, last_name="")),
            Person(id=FIRST_BOT_ID, name="Ann", bot=True),
        ),
    ],
)
def test_people_stand_in_it_as_the_account_sees_them(seen: Seen, person: Person) -> None:
    assert as_person(seen) == person


@pytest.mark.parametrize(
    "account",
    [
        replace(ANN, id=SERVICE_ACCOUNT_ID),
        replace(ANN, id=FIRST_ACCOUNT_ID - 1),
        replace(ANN, id=FIRST_BOT_ID),
        replace(ANN, phone=""),
    ],
)
def test_nothing_is_read_out_of_what_is_no_persons_account(account: Account) -> None:
    check_may_export(ANN)
    with pytest.raises(errors.UserIdInvalid):
        check_may_export(account)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" request\n17 ", "request 17"),
        ("x", "x"),
        ("x" * 300, "x" * 300),
        ("x" * 301, None),
        ("", None),
        (" \t", None),
        ("a\x1b[2J", None),
    ],
)
def test_a_reason_is_one_line_that_can_be_read(given: str, kept: str | None) -> None:
    assert checked_reason(given) == kept


@pytest.mark.parametrize(
    ("event", "ended", "now", "open_"),
    [
        (EVENT, False, 1_000, True),
        (EVENT, False, 999 + OPEN_S, True),
        (EVENT, False, 1_000 + OPEN_S, False),
        (EVENT, True, 1_000, False),
        (replace(EVENT, kind=ENDED), False, 1_000, False),
        (None, False, 1_000, False),
    ],
)
def test_an_export_reads_until_it_ends_or_a_day_is_over(
    event: AuditEvent | None, ended: bool, now: int, open_: bool
) -> None:
    assert is_open(event, ended=ended, now=now) is open_
