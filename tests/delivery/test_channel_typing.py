"""Of whom crowds are told that they type."""

from heliograph.delivery.channel_typing import TYPED_S, TYPERS_MAX, Crowds

NOW = 1_000


def test_a_crowd_is_told_of_so_many_at_once() -> None:
    crowds = Crowds()
    assert all(crowds.tells(-1, one, now=NOW) for one in range(TYPERS_MAX))
    assert not crowds.tells(-1, 99, now=NOW + TYPED_S - 1)
    assert crowds.tells(-1, 0, now=NOW + TYPED_S - 1)
    assert crowds.tells(-2, 99, now=NOW + TYPED_S - 1)
    assert crowds.tells(-1, 99, now=NOW + TYPED_S)


def test_who_typed_is_forgotten_when_that_is_over() -> None:
    crowds = Crowds()
    for peer_id in range(100):
        assert crowds.tells(peer_id, 1, now=NOW)
    assert crowds.tells(0, 1, now=NOW + 1)
    assert len(crowds) == 100
    assert crowds.tells(200, 1, now=NOW + TYPED_S)
    # The first was told of once more meanwhile.
    assert len(crowds) == 2
    assert not all(crowds.tells(0, one, now=NOW + TYPED_S) for one in range(2, 5))
