"""Files that are about to be shown: what goes is in everybody's way, what stays in its own."""

import pytest

from heliograph.actions.showing import Showing

FILE, OTHER = 1, 2


@pytest.mark.parametrize(
    ("first", "then", "in_the_way"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_who_is_in_whose_way(first: bool, then: bool, in_the_way: bool) -> None:
    showing = Showing()
    with showing.begin(FILE, goes=first) as before:
        assert not before
        with showing.begin(FILE, goes=then) as found:
            assert found is in_the_way
        with showing.begin(OTHER, goes=then) as elsewhere:
            assert not elsewhere


@pytest.mark.parametrize("goes", [True, False])
def test_what_was_refused_is_in_nobodys_way(goes: bool) -> None:
    showing = Showing()
    with pytest.raises(ValueError, match="refused"), showing.begin(FILE, goes=goes):
        raise ValueError("refused")
    with showing.begin(FILE, goes=True) as found:
        assert not found
