"""How somebody looks is kept in bits beside those of decisions."""

import pytest

from heliograph.domain.appearance import PLAIN, Appearance, Tab
from heliograph.storage.sqlite import rows

LOOKS = Appearance(name_color=3, page_color=5, tab=Tab.MUSIC)


@pytest.mark.parametrize(
    "looks",
    [
        PLAIN,
        LOOKS,
        Appearance(name_color=0),
        Appearance(page_color=30),
        Appearance(tab=Tab.POSTS),
        Appearance(name_color=30, page_color=30, tab=Tab.GIFS),
    ],
)
@pytest.mark.parametrize("others", [0, rows.HELD_BITS, 3, (1 << 48) - 1])
def test_flags_hold_it_beside_all_else(looks: Appearance, others: int) -> None:
    bits = rows.appearance_bits(looks)
    assert bits & rows.APPEARANCE_BITS == bits
    assert not bits & ((1 << 48) - 1)
    assert 0 <= bits | others < 1 << 63
    assert rows.appearance(bits | others) == looks
    assert rows.pace(bits | others) == others >> 16 & 0xFFFF_FFFF
