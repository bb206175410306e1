"""Parts of an upload: https://core.telegram.org/api/files#uploading-files"""

import itertools

import pytest

from heliograph.domain import errors
from heliograph.domain.uploads import STREAMED, Part, Shape, UploadLimits, check_part, place

KIB = 1024
HALF_MIB = 512 * KIB
LIMITS = UploadLimits(parts=10)


def part(number: int, size: int, *, total: int = 0) -> Part:
    return Part(owner_id=1, upload_id=2, number=number, content=bytes(size), total=total)


@pytest.mark.parametrize(
    ("number", "size", "total"),
    [(0, 1, 0), (9, HALF_MIB, 0), (0, 7, STREAMED), (2, KIB, 3), (9, KIB, 10)],
)
def test_a_part_within_the_bounds_may_come(number: int, size: int, total: int) -> None:
    check_part(part(number, size, total=total), LIMITS)


@pytest.mark.parametrize(
    ("number", "size", "total", "refusal"),
    [
        (0, 0, 0, errors.FilePartEmpty),
        (0, HALF_MIB + 1, 0, errors.FilePartTooBig),
        (-1, KIB, 0, errors.FilePartInvalid),
        (10, KIB, 0, errors.FilePartInvalid),
        (3, KIB, 3, errors.FilePartInvalid),
        (0, KIB, 11, errors.FilePartsInvalid),
        (0, KIB, -2, errors.FilePartsInvalid),
    ],
)
def test_a_part_out_of_bounds_is_refused(
    number: int, size: int, total: int, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_part(part(number, size, total=total), LIMITS)


def arranged(parts: list[Part]) -> dict[int, int]:
    """Where each part lies after all came."""
    shape, where = Shape(), {}
    for one in parts:
        placed = place(shape, one)
        if placed.moves:
            where[placed.shape.tail] = placed.shape.tail * placed.shape.part_bytes
        where[one.number] = placed.offset
        shape = placed.shape
    return where


@pytest.mark.parametrize("last", [KIB, 2 * KIB, 1, 3000, 4 * KIB])
@pytest.mark.parametrize("total", [0, 3, STREAMED])
def test_parts_lie_one_behind_the_other_in_whatever_order_they_come(last: int, total: int) -> None:
    sizes = [4 * KIB, 4 * KIB, last]
    for order in itertools.permutations(range(3)):
        said = total if total != STREAMED else 0
        parts = [part(number, sizes[number], total=said) for number in order]
        if last in (KIB, 2 * KIB) and order[0] == 2 and not said:
            # By itself it could be as long as all are.
            continue
        assert arranged(parts) == {0: 0, 1: 4 * KIB, 2: 8 * KIB}, order


def test_a_stream_says_at_its_end_how_long_it_was() -> None:
    parts = [part(0, KIB, total=STREAMED), part(1, KIB, total=STREAMED), part(2, 5, total=3)]
    assert arranged(parts) == {0: 0, 1: KIB, 2: 2 * KIB}


def test_a_part_may_come_again() -> None:
    parts = [part(0, KIB), part(1, KIB), part(0, KIB), part(2, 9), part(2, 9)]
    assert arranged(parts) == {0: 0, 1: KIB, 2: 2 * KIB}


@pytest.mark.parametrize(
    ("sizes", "refusal"),
    [
        ({0: KIB, 1: 2 * KIB}, errors.FilePartSizeChanged),
        ({0: 2 * KIB, 2: 2 * KIB, 1: KIB}, errors.FilePartSizeChanged),
        ({0: 2 * KIB, 1: 5, 2: 2 * KIB}, errors.FilePartSizeChanged),
        ({0: 2 * KIB, 1: 5, 2: 5}, errors.FilePartSizeChanged),
        ({0: 1000, 1: 1000}, errors.FilePartSizeInvalid),
        ({3: 1000, 1: 3 * KIB}, errors.FilePartSizeInvalid),
        ({0: 5, 1: KIB}, errors.FilePartSizeInvalid),
        ({0: 2 * KIB, 2: 5, 1: 2 * KIB, 3: 2 * KIB}, errors.FilePartSizeChanged),
        ({0: 2 * KIB, 2: 5, 1: 5}, errors.FilePartSizeChanged),
    ],
)
def test_parts_of_other_lengths_are_refused(
    sizes: dict[int, int], refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        arranged([part(number, size) for number, size in sizes.items()])


@pytest.mark.parametrize("totals", [(3, 4), (0, 1)])
def test_another_number_of_parts_than_was_said_is_refused(totals: tuple[int, int]) -> None:
    placed = place(Shape(), part(1, KIB, total=totals[0]))
    with pytest.raises(errors.FilePartsInvalid):
        place(placed.shape, part(0, KIB, total=totals[1]))


def test_the_parts_of_four_gigabytes_lie_beyond_what_31_bits_count() -> None:
    numbers, total = (7_999, 4_096, 0, 4_095, 7_998), 8_000
    parts = [part(number, HALF_MIB - (number == 7_999), total=total) for number in numbers]
    for one in parts:
        check_part(one, UploadLimits(parts=8_000))
        with pytest.raises(errors.FilePartsInvalid):
            check_part(one, UploadLimits(parts=7_999))
    offsets = arranged(parts)
    assert offsets == {number: number * HALF_MIB for number in numbers}
    assert offsets[4_096] == 1 << 31
    with pytest.raises(errors.FilePartInvalid):
        check_part(part(8_000, HALF_MIB), UploadLimits(parts=8_000))
