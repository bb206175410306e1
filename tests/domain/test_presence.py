"""When somebody was there, as exactly as a viewer may know it."""

import pytest

from heliograph.domain.people import Account, Bond, see, see_oneself
from heliograph.domain.presence import (
    ONLINE_S,
    Status,
    StatusKind,
    coarse_status,
    exact_status,
    go_offline,
    go_online,
)
from heliograph.domain.privacy import (
    DEFAULT_PRIVACY,
    PrivacyKey,
    Rule,
    RuleKind,
    with_rules,
)

NOW, DAY = 1_700_000_000, 86_400
MIDNIGHT = NOW - NOW % DAY
HIDING = with_rules(DEFAULT_PRIVACY, PrivacyKey.STATUS_TIMESTAMP, (Rule(RuleKind.DISALLOW_ALL),))


@pytest.mark.parametrize(
    ("online_until", "exact", "coarse"),
    [
        (NOW + 200, StatusKind.ONLINE, StatusKind.RECENTLY),
        (NOW + 1, StatusKind.ONLINE, StatusKind.RECENTLY),
        (NOW, StatusKind.OFFLINE, StatusKind.RECENTLY),
        (MIDNIGHT - 2 * DAY, StatusKind.OFFLINE, StatusKind.RECENTLY),
        (MIDNIGHT - 2 * DAY - 1, StatusKind.OFFLINE, StatusKind.LAST_WEEK),
        (MIDNIGHT - 6 * DAY - 1, StatusKind.OFFLINE, StatusKind.LAST_MONTH),
        (MIDNIGHT - 29 * DAY - 1, StatusKind.OFFLINE, StatusKind.EMPTY),
    ],
)
def test_status_is_exact_or_coarse(
    online_until: int, exact: StatusKind, coarse: StatusKind
) -> None:
    assert exact_status(NOW, online_until) == Status(exact, online_until)
    assert coarse_status(NOW, online_until, by_me=False) == Status(coarse)
    own_fault = coarse_status(NOW, online_until, by_me=True)
    assert own_fault == Status(coarse, by_me=coarse is not StatusKind.EMPTY)


def test_coarse_status_changes_at_midnight_and_tells_no_hour() -> None:
    """Asked for every minute, it would else give the very minute away, days later."""

    def changes(online_until: int) -> list[int]:
        asked = range(MIDNIGHT, MIDNIGHT + 40 * DAY, 600)
        told = [coarse_status(now, online_until, by_me=False) for now in asked]
        return [
            now for now, one, next_ in zip(asked[1:], told, told[1:], strict=False) if one != next_
        ]

    assert changes(MIDNIGHT + 3_600) == changes(MIDNIGHT + 80_000)
    assert all(now % DAY == 0 for now in changes(MIDNIGHT + 3_600))
    assert len(changes(MIDNIGHT)) == 3


def test_being_there_again_soon_is_no_news() -> None:
    until = go_online(0, NOW)
    assert until == NOW + ONLINE_S
    assert go_online(until, NOW + 29) is None
    assert go_online(until, NOW + 30) == NOW + 30 + ONLINE_S


def test_whoever_is_gone_cannot_leave() -> None:
    assert go_offline(NOW + 1, NOW) == NOW
    assert go_offline(NOW, NOW) is None


OPEN = Bond(False, False, False, DEFAULT_PRIVACY)
ANN = Account(id=1, phone="1", first_name="Ann", created=NOW - 100)


@pytest.mark.parametrize(
    ("mine", "theirs", "kind", "by_me"),
    [
        (OPEN, OPEN, StatusKind.ONLINE, False),
        (OPEN, Bond(False, False, False, HIDING), StatusKind.RECENTLY, False),
        (Bond(False, False, False, HIDING), OPEN, StatusKind.RECENTLY, True),
        (OPEN, Bond(True, False, True, DEFAULT_PRIVACY), StatusKind.EMPTY, False),
        (Bond(True, False, True, DEFAULT_PRIVACY), OPEN, StatusKind.RECENTLY, True),
    ],
    ids=["open", "they hide", "viewer hides", "they block", "viewer blocks"],
)
def test_status_is_only_seen_both_ways(
    mine: Bond, theirs: Bond, kind: StatusKind, by_me: bool
) -> None:
    seen = see(
        ANN,
        None,
        viewer_id=2,
        allowed=theirs.permissions_for(2),
        given=mine.permissions_for(ANN.id),
        mine=mine,
        theirs=theirs,
        online_until=NOW + 9,
        now=NOW,
    )
    assert (seen.status.kind, seen.status.by_me) == (kind, by_me)


def test_who_was_never_there_was_there_when_the_account_was_made() -> None:
    seen = see_oneself(ANN, online_until=0, now=NOW)
    assert seen.status == Status(StatusKind.OFFLINE, NOW - 100)
