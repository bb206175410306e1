"""Every constructor and method, encoded and decoded with the definitions of every layer."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from heliograph.tl import registry
from heliograph.tl.definitions import Definition
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject
from support.codecs import Codec
from support.tl_reference import ObjectMaker, write

LAYERS = range(OLDEST, NEWEST + 1)


def definitions_at(layer: int) -> Iterator[Definition]:
    for name in registry.names():
        definition = registry.at_layer(name, layer)
        if definition is not None and definition.name != "gzip_packed":
            yield definition


def round_trip(codec: Codec, obj: TLObject, layer: int) -> None:
    expected = write(obj)
    assert codec.encode(obj, layer) == expected, obj
    assert codec.decode(expected, DEFAULT_LIMITS, lift=False) == obj, obj


@pytest.mark.parametrize("layer", [OLDEST, 158, 184, 207, NEWEST])
def test_objects_of_a_layer_come_back_as_they_were(codec: Codec, layer: int) -> None:
    maker = ObjectMaker(layer, random.Random(layer), depth=2)
    for definition in definitions_at(layer):
        round_trip(codec, maker.make(definition), layer)


def test_objects_of_every_definition_come_back_as_they_were(codec: Codec) -> None:
    rng = random.Random(1)
    for definition in registry.all_definitions():
        if definition.name != "gzip_packed":
            layer = rng.randint(definition.first, definition.last)
            round_trip(codec, ObjectMaker(layer, rng, depth=1).make(definition), layer)


@pytest.mark.long
@pytest.mark.parametrize("layer", LAYERS)
def test_every_constructor_at_every_layer(codec: Codec, layer: int) -> None:
    rng = random.Random(layer)
    for depth in (1, 3, 4):
        maker = ObjectMaker(layer, rng, depth=depth)
        for definition in definitions_at(layer):
            round_trip(codec, maker.make(definition), layer)


def test_every_id_of_the_history_has_one_definition() -> None:
    ids = {definition.id for name in registry.names() for definition in registry.definitions(name)}
    assert len(ids) == len(registry.all_definitions())
    assert len(ids) >= 2970
