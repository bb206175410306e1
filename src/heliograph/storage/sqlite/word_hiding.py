"""Words as they lie in the index: unreadable without the key, and still found by how they begin.

SQLite overwrites what is deleted, but a page that was rearranged may keep an earlier copy of a row
between its cells until it is written again: an index, which is rearranged all the time, would let
words outlive their messages there.
"""

import string
from functools import lru_cache
from hashlib import blake2b

from heliograph.domain.words import WORDS_VERSION

_PLAIN = string.ascii_lowercase + string.digits
_PLACES = {sign: place for place, sign in enumerate(_PLAIN)}
_OPEN = "#@$"
# First and number of the code points that a sign is moved among, with as many bytes as itself.
_RANGES = ((0x80, 0x780), (0x800, 0xD000), (0xE000, 0x2000), (0x10000, 0x100000))
_KEPT = 16_384
"""Words remembered with what hides them, about 3 MB: nine in ten are common."""

_PERSON = b"search words"


class WordHider:
    """Moves each letter by a secret that depends on those before it.

    So what a word begins with is still what its hidden form begins with.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.hide = lru_cache(_KEPT)(self._hide)

    @property
    def version(self) -> int:
        """Another number for another key and for words that are cut in another way."""
        made_of = self._key + WORDS_VERSION.to_bytes(4, "little")
        return int.from_bytes(blake2b(made_of, digest_size=7, person=_PERSON).digest(), "little")

    def _hide(self, word: str) -> str:
        before = blake2b(digest_size=4, key=self._key, person=_PERSON)
        hidden = []
        for sign in word:
            hidden.append(_moved(sign, int.from_bytes(before.digest(), "little")))
            before.update(sign.encode())
        return "".join(hidden)


def _moved(sign: str, by: int) -> str:
    place = _PLACES.get(sign)
    if place is not None:
        return _PLAIN[(place + by) % len(_PLAIN)]
    if sign in _OPEN:
        return sign
    code = ord(sign)
    for first, count in reversed(_RANGES):
        if code >= first:
            return chr(first + (code - first + by) % count)
    raise ValueError(f"no sign of a word: {sign!r}")
