"""Which ranges of a file may be asked for: https://core.telegram.org/api/files"""

import pytest

from heliograph.domain import errors
from heliograph.domain.file_ranges import check_range

KIB, MIB = 1024, 1024 * 1024


@pytest.mark.parametrize(
    ("offset", "limit", "precise"),
    [
        (0, 4 * KIB, False),
        (0, MIB, False),
        (MIB - 4 * KIB, 4 * KIB, False),
        (512 * KIB, 512 * KIB, False),
        (3 * KIB, 5 * KIB, True),
        (MIB, MIB, True),
        (2**40, MIB, False),
    ],
)
def test_a_range_of_whole_blocks_within_one_mebibyte_is_given(
    offset: int, limit: int, precise: bool
) -> None:
    check_range(offset, limit, precise=precise)


@pytest.mark.parametrize(
    ("offset", "limit", "precise", "refusal"),
    [
        (1, 4 * KIB, False, errors.OffsetInvalid),
        (KIB, 4 * KIB, False, errors.OffsetInvalid),
        (-4 * KIB, 4 * KIB, False, errors.OffsetInvalid),
        (100, KIB, True, errors.OffsetInvalid),
        (0, 0, False, errors.LimitInvalid),
        (0, -4 * KIB, False, errors.LimitInvalid),
        (0, KIB, False, errors.LimitInvalid),
        (0, 12 * KIB, False, errors.LimitInvalid),
        (0, 2 * MIB, False, errors.LimitInvalid),
        (0, MIB + KIB, True, errors.LimitInvalid),
        (0, 1000, True, errors.LimitInvalid),
        (MIB - 4 * KIB, 8 * KIB, False, errors.LimitInvalid),
        (MIB - KIB, 2 * KIB, True, errors.LimitInvalid),
    ],
)
def test_any_other_range_is_refused(
    offset: int, limit: int, precise: bool, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_range(offset, limit, precise=precise)
