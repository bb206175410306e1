"""The hash by which a client asks for a list only if it changed.

https://core.telegram.org/api/offsets#hash-generation
"""

from collections.abc import Iterable

_MASK = 2**64 - 1


def list_hash(numbers: Iterable[int]) -> int:
    """The signed 64-bit hash of a list of ids, as clients compute it.

    A client that has nothing sends 0, so 0 must not be taken for an unchanged list.
    """
    value = 0
    for number in numbers:
        value ^= value >> 21
        value ^= (value << 35) & _MASK
        value ^= value >> 4
        value = (value + number) & _MASK
    return value - 2**64 if value >> 63 else value
