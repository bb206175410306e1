"""Pushed changes come in pts order, whatever order they are heard of in."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.delivery.order import PushOrder
from heliograph.domain.events import MailboxAdvanced
from heliograph.domain.message_changes import Deleted


def event(pts: int, count: int = 1) -> MailboxAdvanced:
    return MailboxAdvanced(change=Deleted(owner_id=1, pts=pts, pts_count=count, ids=()))


def test_the_first_change_is_taken_as_it_comes() -> None:
    first = event(10)
    assert PushOrder().admit(first) == [first]


def test_an_overtaking_change_waits_for_the_one_before() -> None:
    order = PushOrder()
    order.admit(event(10))
    late, early = event(13, 2), event(11)
    assert order.admit(late) == []
    assert order.gap(1) == 10
    assert order.admit(early) == [early, late]
    assert order.gap(1) is None


def test_a_change_that_was_pushed_already_is_not_pushed_again() -> None:
    order = PushOrder()
    order.admit(event(10))
    assert order.admit(event(9)) == []


def test_after_reading_the_store_the_waiting_ones_follow() -> None:
    order = PushOrder()
    order.admit(event(10))
    covered, following = event(13), event(15)
    order.admit(covered)
    order.admit(following)
    assert order.skip_to(1, 14) == [following]
    assert order.gap(1) is None


def test_a_forgotten_mailbox_starts_anew() -> None:
    order = PushOrder()
    order.admit(event(10))
    order.admit(event(12))
    order.forget(1)
    later = event(20)
    assert order.admit(later) == [later]


@given(st.permutations(range(2, 12)))
def test_any_arrival_order_is_pushed_in_pts_order(arrivals: list[int]) -> None:
    order = PushOrder()
    order.admit(event(1))
    pushed = [e.change.pts for pts in arrivals for e in order.admit(event(pts))]
    assert pushed == list(range(2, 12))


@given(st.permutations(range(2, 12)), st.sets(st.integers(2, 11)))
def test_what_follows_at_once_is_as_if_it_had_been_admitted(
    arrivals: list[int], asked_first: set[int]
) -> None:
    order = PushOrder()
    order.admit(event(1))
    pushed: list[int] = []
    for pts in arrivals:
        if pts in asked_first and order.follows(1, pts):
            pushed.append(pts)
        else:
            pushed += [one.change.pts for one in order.admit(event(pts))]
    assert pushed == list(range(2, 12))
    assert order.gap(1) is None
    assert not PushOrder().follows(1, 5)
