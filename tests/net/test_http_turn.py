"""When the answer to an HTTP request is due: as soon as its client wished, and no later."""

import pytest

from heliograph.mtproto.service import HttpWait
from heliograph.net.http_turn import Turn

NOW = 1_790_000_000.0


def turn(max_delay_ms: int, wait_after_ms: int, max_wait_ms: int) -> Turn:
    made = Turn(NOW, longest_s=50)
    made.ask(HttpWait(max_delay_ms, wait_after_ms, max_wait_ms))
    return made


def test_9_4_without_news_it_is_due_after_the_longest_wait() -> None:
    assert turn(0, 0, 20_000).due(0, NOW + 3) == NOW + 20


def test_9_4_the_first_message_waits_for_others() -> None:
    waiting = turn(3_000, 5_000, 20_000)
    assert waiting.due(1, NOW + 10) == NOW + 13
    assert waiting.due(2, NOW + 12) == NOW + 13


def test_9_4_each_further_message_is_waited_for_a_little() -> None:
    waiting = turn(9_000, 2_000, 30_000)
    assert waiting.due(1, NOW + 10) == NOW + 12
    assert waiting.due(2, NOW + 11) == NOW + 13
    assert waiting.due(2, NOW + 12.5) == NOW + 13


def test_9_4_nothing_waits_beyond_the_longest_wait() -> None:
    assert turn(9_000, 9_000, 12_000).due(1, NOW + 10) == NOW + 12


@pytest.mark.parametrize(("asked_ms", "due_s"), [(-1, 0), (2**31 - 1, 50)])
def test_9_4_wishes_are_bounded(asked_ms: int, due_s: int) -> None:
    assert turn(0, 0, asked_ms).due(0, NOW) == NOW + due_s
