"""The pure-Python codec behind `tl.codec`: the reference that the C walker is tested against."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from heliograph.tl.decoding import Decoder
from heliograph.tl.encoding import LayerEncoder
from heliograph.tl.errors import EncodeError, MalformedObject
from heliograph.tl.limits import Limits

_FAULTS = (
    struct.error,
    TypeError,
    AttributeError,
    UnicodeEncodeError,
    OverflowError,
    RecursionError,
)


class PureCodec:
    """Encodes and decodes with functions generated from the schema."""

    name = "py"

    def __init__(self) -> None:
        self._layers: dict[int, LayerEncoder] = {}
        self._lifting = Decoder(lift=True)
        self._as_written = Decoder(lift=False)

    def encode(self, obj: object, layer: int) -> bytes:
        """The boxed bytes of an object for a layer that the schema has."""
        try:
            return self._layer(layer).encode(obj)
        except _FAULTS as error:
            raise EncodeError(f"{type(obj).__name__}: {error}") from error

    def encode_vector(self, element: str, values: Sequence[object], layer: int) -> bytes:
        """The boxed vector of `values`, each of type `element`."""
        try:
            return self._layer(layer).encode_vector(element, values)
        except _FAULTS as error:
            raise EncodeError(f"Vector<{element}>: {error}") from error

    def decode(self, data: bytes | memoryview, limits: Limits, *, lift: bool) -> Any:
        """The object in `data`; without `lift` old definitions keep their own classes."""
        decoder = self._lifting if lift else self._as_written
        try:
            return decoder.decode(bytes(data), limits)
        except (struct.error, IndexError) as error:
            raise MalformedObject("the object ends early") from error
        except UnicodeDecodeError as error:
            raise MalformedObject("a string is not UTF-8") from error

    def _layer(self, layer: int) -> LayerEncoder:
        known = self._layers.get(layer)
        return known or self._layers.setdefault(layer, LayerEncoder(layer))
