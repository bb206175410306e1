"""Who may begin an export of everything, when, and whom one device lets begin."""

import pytest

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, ClientInfo
from heliograph.domain.takeouts import (
    Takeout,
    TakeoutContext,
    TakeoutDecision,
    TakeoutRules,
    TakeoutWait,
    decide_takeout,
    may_let_begin,
)

NOW, DAY_S = 1_000_000, 86_400
RULES = TakeoutRules(delay_s=DAY_S, lifetime_s=2 * DAY_S)
AT_ONCE = TakeoutRules(delay_s=0, lifetime_s=DAY_S)


def device(hash_: int, *, created: int = 0) -> Authorization:
    return Authorization(
        hash=hash_,
        auth_key_id=hash_ * 10,
        account_id=1,
        created=created,
        active=created,
        address="",
        client=ClientInfo(layer=200),
    )


def export(key_id: int = 10, *, expires: int = NOW + 500) -> Takeout:
    return Takeout(id=1, account_id=1, auth_key_id=key_id, expires=expires)


def decided(
    wait: TakeoutWait | None = None,
    *,
    running: Takeout | None = None,
    rules: TakeoutRules = RULES,
) -> TakeoutDecision:
    context = TakeoutContext(running=running, wait=wait, devices=(device(1), device(2)))
    return decide_takeout(export(expires=NOW + 9), context, rules=rules, now=NOW)


def waited(seconds: int, *, allowed: bool = False) -> TakeoutWait:
    return TakeoutWait(asked=NOW - seconds, allowed=allowed)


ASKED_NOW = TakeoutDecision(begins=False, wait=TakeoutWait(asked=NOW), wait_s=DAY_S, news=True)


@pytest.mark.parametrize(
    ("wait", "decision"),
    [
        (None, ASKED_NOW),
        (waited(1), TakeoutDecision(begins=False, wait=waited(1), wait_s=DAY_S - 1)),
        (
            waited(DAY_S - 1),
            TakeoutDecision(begins=False, wait=waited(DAY_S - 1), wait_s=1),
        ),
        (waited(DAY_S), TakeoutDecision(begins=True, wait=waited(DAY_S), news=True)),
        (
            waited(1, allowed=True),
            TakeoutDecision(begins=True, wait=waited(1, allowed=True), news=True),
        ),
        (
            waited(3 * DAY_S - 1),
            TakeoutDecision(begins=True, wait=waited(3 * DAY_S - 1), news=True),
        ),
        # Who did not come back is asked to wait anew.
        (waited(3 * DAY_S), ASKED_NOW),
        (waited(3 * DAY_S, allowed=True), ASKED_NOW),
    ],
)
def test_an_export_begins_a_day_after_it_was_asked_for(
    wait: TakeoutWait | None, decision: TakeoutDecision
) -> None:
    assert decided(wait) == decision


def test_without_a_delay_it_begins_at_once_and_is_told_of() -> None:
    assert decided(rules=AT_ONCE) == TakeoutDecision(begins=True, news=True)


def test_one_that_runs_goes_on_for_what_is_left_of_its_time() -> None:
    wait = waited(5)
    assert decided(wait, running=export()) == TakeoutDecision(
        begins=True, wait=wait, expires=NOW + 500
    )


@pytest.mark.parametrize("running", [export(expires=NOW), export(20)])
def test_one_that_is_over_or_of_another_device_counts_for_nothing(running: Takeout) -> None:
    assert decided(running=running) == ASKED_NOW


def test_who_was_logged_out_begins_nothing() -> None:
    context = TakeoutContext(running=None, wait=None, devices=(device(2),))
    with pytest.raises(errors.AuthKeyUnregistered):
        decide_takeout(export(), context, rules=RULES, now=NOW)


@pytest.mark.parametrize(
    ("asking", "confirming", "lets"),
    [
        (1, 2, True),
        (1, 1, False),
        (1, None, False),
        (1, 9, False),
        (9, 2, False),
        (1, 3, False),
        (3, 2, False),
    ],
)
def test_an_old_device_lets_another_old_one_begin(
    asking: int, confirming: int | None, *, lets: bool
) -> None:
    devices = [device(1), device(2, created=100), device(3, created=101)]
    assert may_let_begin(devices, asking=asking, confirming=confirming, signed_in_by=100) is lets
