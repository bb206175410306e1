"""What is counted per address, and for how long."""

from heliograph.config import Limits
from heliograph.net.admission import ADDRESS_SHARE, EXCHANGE_WORKS, Admission


class Minutes:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_s = 600.0

    def __call__(self) -> float:
        return self.now_s


def test_connections_of_all_addresses_together_are_bounded() -> None:
    admission = Admission(Limits(connections_max=2), Minutes())
    assert [admission.connect(f"192.0.2.{n}") for n in range(3)] == [True, True, False]
    admission.disconnect("192.0.2.0")
    assert admission.connect("192.0.2.2")


def test_address_is_forgotten_once_nothing_is_open_and_its_minute_is_over() -> None:
    clock = Minutes()
    admission = Admission(Limits(handshakes_per_address_per_minute=1), clock)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        assert admission.connect(address)
    works = [admission.may_compute("192.0.2.1") for _ in range(EXCHANGE_WORKS + 1)]
    assert works == [True] * EXCHANGE_WORKS + [False]
    admission.disconnect("192.0.2.1")
    admission.disconnect("192.0.2.2")

    admission.sweep()
    assert len(admission) == 2
    assert not admission.may_compute("192.0.2.1")

    clock.now_s += 60
    admission.sweep()
    assert len(admission) == 1
    admission.disconnect("192.0.2.3")
    admission.sweep()
    assert len(admission) == 0


def test_half_read_frames_of_an_address_are_bounded_by_its_share() -> None:
    admission = Admission(Limits(inbound_bytes_total=1_000 * ADDRESS_SHARE), Minutes())
    for address in ("192.0.2.1", "192.0.2.2"):
        assert admission.connect(address)
    assert admission.hold("192.0.2.1", 600)
    assert not admission.hold("192.0.2.1", 401)
    assert admission.hold("192.0.2.2", 1_000)
    assert admission.hold("192.0.2.1", -1)
