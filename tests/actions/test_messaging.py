"""What names a message that no client named."""

import pytest

from heliograph.actions.messaging import new_random_id
from support.stage import Stage


class Drawn:
    """Random bytes that are known beforehand."""

    def __init__(self, drawn: bytes) -> None:
        self._drawn = drawn

    def token(self, size_bytes: int) -> bytes:
        assert size_bytes == len(self._drawn)
        return self._drawn

    def below(self, limit: int) -> int:
        raise AssertionError(limit)


@pytest.mark.parametrize(
    ("drawn", "random_id"),
    [
        ("0200000000000000", 2),
        ("ffffffffffffff7f", 2**63 - 1),
        ("0000000000000080", -(2**63)),
        ("ffffffffffffffff", -1),
        ("0000000000000000", 1),
    ],
)
def test_a_random_id_is_a_long_and_never_zero(stage: Stage, drawn: str, random_id: int) -> None:
    stage.turn(random=Drawn(bytes.fromhex(drawn)))
    assert new_random_id(stage.app) == random_id
