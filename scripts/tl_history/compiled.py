"""Reads which constructors a compiled TDLib knows: their numbers stand in its machine code."""

from array import array
from collections.abc import Iterable

from .definition import Definition

_INVOKE_WITH_LAYER = (0xDA9B0D0D).to_bytes(4, "little")
_LAYER_OFFSET = 17
"""Where the compiler puts the layer that is written behind invokeWithLayer's number."""


def layer(code: bytes) -> int:
    """The layer the library asks for. Raises ValueError if the code does not show it."""
    at = code.find(_INVOKE_WITH_LAYER)
    while at >= 0:
        number = int.from_bytes(code[at + _LAYER_OFFSET :][:4], "little")
        if 150 < number < 1000:
            return number
        at = code.find(_INVOKE_WITH_LAYER, at + 1)
    raise ValueError("invokeWithLayer is not in the code")


def between(
    code: bytes, lower: Iterable[Definition], upper: Iterable[Definition]
) -> list[Definition]:
    """The definitions of the layer in `code`, which lies between two whose schemas are known.

    It has what the lower one has, except for what a definition of the upper one replaces that
    stands in the code. About one number in a hundred stands in 50 MB by chance, so a successor
    counts only if the code does not know the definition it replaced.
    """
    before = {one.number: one for one in lower}
    after = {one.number: one for one in upper}
    found = _numbers_in(code, before.keys() ^ after.keys())
    still_known = {one.name for one in before.values() if one.number in found}
    came = {
        one.number: one
        for one in after.values()
        if one.number in found and one.number not in before and one.name not in still_known
    }
    replaced = {one.name for one in came.values()}
    kept = [one for one in before.values() if one.number in after or one.name not in replaced]
    return [*kept, *came.values()]


def _numbers_in(code: bytes, wanted: Iterable[int]) -> set[int]:
    known = set(wanted)
    found: set[int] = set()
    for offset in range(4):
        words = array("I", code[offset : offset + (len(code) - offset) // 4 * 4])
        found.update(filter(known.__contains__, words))
    return found
