"""What of a dialog may be cleared."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.clearing import Clearing

ALL = Clearing(owner_id=1, peer_id=2)


@pytest.mark.parametrize(
    "bounds",
    [{}, {"min_date": 5, "max_date": 5}, {"min_date": 5}, {"max_date": 1}, {"max_id": 7}],
)
def test_bounds_may_be_any_that_leave_something(bounds: dict[str, int]) -> None:
    asked = replace(ALL, **bounds)
    assert asked.check() is asked


@pytest.mark.parametrize(
    ("bounds", "refusal"),
    [
        ({"min_date": -1}, errors.MinDateInvalid),
        ({"max_date": -1}, errors.MaxDateInvalid),
        ({"min_date": 6, "max_date": 5}, errors.MaxDateInvalid),
        ({"max_id": -1}, errors.MsgIdInvalid),
    ],
)
def test_bounds_that_bound_nothing_are_refused(
    bounds: dict[str, int], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        replace(ALL, **bounds).check()
