"""The two clocks: the wire's follows the machine, the domain's only goes forward."""

import pytest

from heliograph.server.clock import SystemClock


def test_domain_time_never_goes_back_while_wire_time_follows_the_machine() -> None:
    machine = [1_000.5, 900.0, 1_001.0]
    clock = SystemClock(lambda: machine[0])
    assert clock.now() == 1_000
    machine.pop(0)
    assert (clock.now(), clock.wire_now()) == (1_000, 900.0)
    machine.pop(0)
    assert clock.now() == 1_001


def test_shift_moves_domain_time_alone() -> None:
    clock = SystemClock(lambda: 1_000.0)
    assert clock.shift(60) == 1_060
    assert clock.wire_now() == 1_000.0
    with pytest.raises(ValueError, match="forward"):
        clock.shift(-1)
