"""Objects to bytes for any layer, and bytes of any layer to objects."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from heliograph.tl import adapters, registry
from heliograph.tl.definitions import Field
from heliograph.tl.encoding import FALSE, TRUE
from heliograph.tl.errors import EncodeError
from heliograph.tl.layers import clamp
from heliograph.tl.limits import DEFAULT_LIMITS, Limits
from heliograph.tl.pure import PureCodec

if TYPE_CHECKING:
    from heliograph.tl.walker import WalkerCodec


def choose(wanted: str | None) -> PureCodec | WalkerCodec:
    """The codec that HELIOGRAPH_CODEC names; without it C where the extension was built."""
    if wanted not in (None, "", "c", "py"):
        raise ImportError(f"HELIOGRAPH_CODEC must be c or py, not {wanted!r}")
    if wanted == "py":
        return PureCodec()
    try:
        from heliograph.tl.walker import WalkerCodec
    except ImportError:
        if wanted == "c":
            raise
        return PureCodec()
    return WalkerCodec()


_codec = choose(os.environ.get("HELIOGRAPH_CODEC"))

#: Which codec is at work: `c` or `py`.
CODEC_NAME = _codec.name


def encode(obj: object, layer: int) -> bytes:
    """The boxed bytes of an object or method, given in newest-layer terms, for `layer`.

    A layer above the newest is served as the newest. Raises EncodeError for a value that does not
    fit its field and NotAtLayer for an object that the layer has nothing for.
    """
    return _codec.encode(obj, clamp(layer))


def encode_result(method: str, value: object, layer: int) -> bytes:
    """The boxed bytes of a method's result: an object, a bool, or a list for a vector.

    `value` is of the newest definition's result type; layers where it was another get theirs.
    Raises like `encode`.
    """
    layer = clamp(layer)
    adapter = adapters.find_result_adapter(method, layer)
    if adapter is not None:
        value = adapter(value)
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, list | tuple):
        return _codec.encode_vector(_result_element(method, layer, value), value, layer)
    return _codec.encode(value, layer)


def decode(data: bytes | memoryview, limits: Limits = DEFAULT_LIMITS) -> Any:
    """The object or method in `data`, of whatever layer, lifted to its newest form.

    Up to 16 bytes of zeros or empty vectors behind it are tolerated. Raises DecodeError:
    UnknownConstructor, MalformedObject or LimitExceeded.
    """
    return _codec.decode(data, limits, lift=True)


def decode_as_written(data: bytes | memoryview, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Like `decode`, but old definitions come out as objects of their own classes."""
    return _codec.decode(data, limits, lift=False)


def _result_element(method: str, layer: int, values: Sequence[object]) -> str:
    """What the result's vector holds.

    A method younger than the layer answers for a predecessor that it was lifted from, and its
    oldest form comes nearest to that one's result.
    """
    if values and isinstance(values[0], bool):
        return "Bool"
    definition = registry.at_layer(method, layer)
    if definition is None:
        first, newest = registry.definitions(method)[0], registry.newest(method)
        definition = first if layer < first.first else newest
    element = Field("", definition.result, None, 0).element
    if element is None:
        raise EncodeError(f"{method} gives {definition.result}, not a vector")
    return element
