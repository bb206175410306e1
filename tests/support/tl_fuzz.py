"""Mutated TL bytes, and the checks that every one of them has to survive."""

from __future__ import annotations

import gzip
import random
import struct
import time
from collections.abc import Sequence
from typing import Any

from heliograph.tl import registry
from heliograph.tl.errors import DecodeError, EncodeError
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject
from support.codecs import Codec
from support.tl_reference import CannotBuild, ObjectMaker, write

#: A decode of at most this many bytes that takes longer than SLOW_S is a finding.
MAX_INPUT = 256 << 10
SLOW_S = 1.0

_IDS = [definition.id for definition in registry.all_definitions()]
_INTERESTING = [0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x1CB5C415, 0x3072CFA1, 0x997275B5, 0xFE, 0xFFFFFF]


def corpus(rng: random.Random, size: int) -> list[bytes]:
    """Well-formed objects and requests of random definitions and layers."""
    found: list[bytes] = []
    everything = registry.all_definitions()
    while len(found) < size:
        definition = rng.choice(everything)
        layer = rng.randint(definition.first, definition.last)
        try:
            found.append(
                write(ObjectMaker(layer, rng, depth=rng.choice((1, 2, 4))).make(definition))
            )
        except CannotBuild:
            continue
    return found


def mutate(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One to four random changes."""
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(_MUTATIONS)(rng, data, others)
    return data[:MAX_INPUT]


def check(codecs: Sequence[Codec], data: bytes, rng: random.Random) -> None:
    """Decode with every codec: same outcome, in good time, nothing but DecodeError; re-encode."""
    for lift in (True, False):
        outcomes = [_decode(codec, data, lift=lift) for codec in codecs]
        first = outcomes[0]
        for other in outcomes[1:]:
            assert _agree(first, other), (data.hex(), first, other)
        if isinstance(first, TLObject):
            layer = rng.randint(OLDEST, NEWEST)
            encoded = [_encode(codec, first, layer) for codec in codecs]
            assert all(_agree(encoded[0], other) for other in encoded[1:]), (data.hex(), encoded)


def _decode(codec: Codec, data: bytes, *, lift: bool) -> Any:
    # Twice when slow: the first time a class may have been compiled or garbage collected.
    for _ in range(2):
        outcome, took_s = _timed_decode(codec, data, lift=lift)
        if took_s < SLOW_S:
            return outcome
    raise AssertionError(f"{took_s:.1f} s for {len(data)} bytes: {data[:2000].hex()}")


def _timed_decode(codec: Codec, data: bytes, *, lift: bool) -> tuple[Any, float]:
    started = time.process_time()
    try:
        outcome: Any = codec.decode(data, DEFAULT_LIMITS, lift=lift)
    except DecodeError as error:
        outcome = error
    return outcome, time.process_time() - started


def _encode(codec: Codec, obj: TLObject, layer: int) -> Any:
    try:
        return codec.encode(obj, layer)
    except EncodeError as error:
        return error


def _agree(first: object, other: object) -> bool:
    if isinstance(first, Exception) or isinstance(other, Exception):
        return type(first) is type(other)
    # By repr as well: NaN is not equal to itself.
    return first == other or repr(first) == repr(other)


def _flip(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _cut(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _word(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data) // 4 + 1) * 4
    value = rng.choice(_INTERESTING) if rng.random() < 0.5 else rng.choice(_IDS)
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


def _insert(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    at = rng.randrange(len(data) // 4 + 1) * 4
    return data[:at] + rng.randbytes(4 * rng.randint(1, 8)) + data[at:]


def _splice(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    at = rng.randrange(len(data) // 4 + 1) * 4
    start = rng.randrange(len(other) // 4 + 1) * 4
    return data[:at] + other[start:]


def _repeat(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    start = rng.randrange(len(data) // 4 + 1) * 4
    piece = data[start : start + 4 * rng.randint(1, 16)]
    return data[:start] + piece * rng.choice((2, 3, 200)) + data[start:]


def _pack(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    packed = gzip.compress(data, 1)
    size = len(packed)
    head = bytes([size]) if size < 254 else b"\xfe" + size.to_bytes(3, "little")
    return struct.pack("<I", 0x3072CFA1) + head + packed + bytes(-len(head + packed) % 4)


_MUTATIONS = [_flip, _flip, _flip, _cut, _word, _word, _insert, _splice, _repeat, _pack]
