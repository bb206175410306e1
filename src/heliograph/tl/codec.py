"""Objects to bytes for any layer, and bytes of any layer to objects."""

from __future__ import annotations

import struct
from functools import cache
from typing import Any

from heliograph.tl import adapters, registry
from heliograph.tl.decoding import Decoder
from heliograph.tl.definitions import Definition, Field
from heliograph.tl.encoding import FALSE, TRUE, LayerEncoder
from heliograph.tl.errors import EncodeError, MalformedObject
from heliograph.tl.layers import clamp
from heliograph.tl.limits import DEFAULT_LIMITS, Limits

CODEC_NAME = "py"

_FAULTS = (struct.error, TypeError, AttributeError, UnicodeEncodeError, OverflowError)

_lifting = Decoder(lift=True)
_as_written = Decoder(lift=False)


def encode(obj: object, layer: int) -> bytes:
    """The boxed bytes of an object or method, given in newest-layer terms, for `layer`.

    A layer above the newest is served as the newest. Raises EncodeError for a value that does not
    fit its field and NotAtLayer for an object that the layer has nothing for.
    """
    encoder = _layer(clamp(layer))
    try:
        return encoder.encode(obj)
    except _FAULTS as error:
        raise EncodeError(f"{type(obj).__name__}: {error}") from error


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
    if not isinstance(value, list | tuple):
        return encode(value, layer)
    try:
        return _layer(layer).encode_vector(_result_element(method, layer), value)
    except _FAULTS as error:
        raise EncodeError(f"result of {method}: {error}") from error


def decode(data: bytes | memoryview, limits: Limits = DEFAULT_LIMITS) -> Any:
    """The object or method in `data`, of whatever layer, lifted to its newest form.

    Up to 16 bytes of zeros or empty vectors behind it are tolerated. Raises DecodeError:
    UnknownConstructor, MalformedObject or LimitExceeded.
    """
    return _decode(_lifting, data, limits)


def decode_as_written(data: bytes | memoryview, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Like `decode`, but old definitions come out as objects of their own classes."""
    return _decode(_as_written, data, limits)


def _decode(decoder: Decoder, data: bytes | memoryview, limits: Limits) -> object:
    try:
        return decoder.decode(bytes(data), limits)
    except (struct.error, IndexError) as error:
        raise MalformedObject("the object ends early") from error
    except UnicodeDecodeError as error:
        raise MalformedObject("a string is not UTF-8") from error


@cache
def _layer(layer: int) -> LayerEncoder:
    return LayerEncoder(layer)


def _result_element(method: str, layer: int) -> str:
    definition: Definition = registry.at_layer(method, layer) or registry.newest(method)
    element = Field("", definition.result, None, 0).element
    if element is None:
        raise EncodeError(f"{method} gives {definition.result}, not a vector")
    return element
