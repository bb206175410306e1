"""Token buckets: so many at once, so many over time, and a wait that is true."""

import pytest

from heliograph.config import Limits, limits_for
from heliograph.domain.buckets import Buckets
from heliograph.domain.errors import Wait
from heliograph.rpc.rates import Rate, Rates


def wait_of(buckets: Buckets, subject: int, now: float, cost: int = 1) -> int:
    with pytest.raises(Wait) as refused:
        buckets.spend(subject, now, cost)
    return refused.value.seconds


def test_burst_up_to_the_bound_passes_and_the_next_must_wait() -> None:
    buckets = Buckets(10, 60)
    for _ in range(10):
        buckets.spend(1, 0.0)
    assert wait_of(buckets, 1, 0.0) == 6


def test_waiting_as_told_is_enough() -> None:
    buckets = Buckets(10, 60)
    buckets.spend(1, 0.0, 10)
    buckets.spend(1, float(wait_of(buckets, 1, 0.0)))


def test_refused_call_costs_nothing() -> None:
    buckets = Buckets(10, 60)
    buckets.spend(1, 0.0, 10)
    for _ in range(100):
        wait_of(buckets, 1, 1.0)
    buckets.spend(1, 6.0)


def test_subjects_do_not_share() -> None:
    buckets = Buckets(1, 60)
    buckets.spend(1, 0.0)
    buckets.spend(2, 0.0)


def test_bucket_never_holds_more_than_its_bound() -> None:
    buckets = Buckets(2, 60)
    buckets.spend(1, 0.0)
    buckets.spend(1, 10_000.0, 2)
    wait_of(buckets, 1, 10_000.0)


def test_cost_above_the_bound_waits_for_a_full_bucket() -> None:
    buckets = Buckets(10, 60)
    buckets.spend(1, 0.0)
    assert wait_of(buckets, 1, 0.0, 100) == 6


def test_what_was_done_already_is_waited_for_by_the_next_but_not_for_ever() -> None:
    buckets = Buckets(10, 60)
    buckets.spend(1, 0.0)
    buckets.charge(1, 0.0, 9)
    assert wait_of(buckets, 1, 0.0) == 6
    buckets.charge(1, 0.0, 5)
    assert wait_of(buckets, 1, 0.0) == 36
    buckets.charge(1, 0.0, 1_000)
    assert wait_of(buckets, 1, 0.0) == 66
    buckets.spend(1, 66.0)


def test_strangers_do_not_fill_the_memory() -> None:
    buckets = Buckets(10, 60, subjects_max=100)
    for subject in range(1_000):
        buckets.spend(subject, 0.0)
    assert len(buckets) == 100


def test_bench_profile_lifts_the_rates() -> None:
    rates = Rates(limits_for("bench"))
    for rate in Rate:
        rates.spend(rate, 1, 0.0, 100_000)


def test_default_profile_bounds_every_kind() -> None:
    rates = Rates(Limits())
    for rate in Rate:
        with pytest.raises(Wait):
            rates.spend(rate, 1, 0.0, 100_000)
