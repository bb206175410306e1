"""Newest-form objects written for every layer hold nothing that the layer does not know."""

from __future__ import annotations

import random

import pytest

from heliograph.tl import registry
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.layers import NEWEST, OLDEST
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject
from support import gaps
from support.codecs import Codec
from support.tl_reference import CannotBuild, ObjectMaker, write

LAYERS = range(OLDEST, NEWEST + 1)


def objects_of(layer: int, *, depth: int, seed: int) -> list[TLObject]:
    """A newest-form object of every constructor that results and updates at `layer` hold."""
    maker = ObjectMaker(NEWEST, random.Random(seed), depth=depth)
    sent = gaps.sent_types(layer)
    made = []
    for name in registry.names("c"):
        newest = registry.newest(name)
        if newest.last >= NEWEST and newest.result in sent and newest.result != "Object":
            try:
                made.append(maker.make(newest))
            except CannotBuild:
                continue
    return made


def strangers(obj: object, layer: int) -> set[str]:
    """The constructors in an object whose definition is not the layer's."""
    if isinstance(obj, list):
        return set().union(*(strangers(item, layer) for item in obj))
    if not isinstance(obj, TLObject):
        return set()
    found = set().union(*(strangers(getattr(obj, name), layer) for name in obj.TL_FIELDS))
    known = registry.at_layer(obj.TL_NAME, layer)
    if known is None or known.id != obj.TL_ID:
        found.add(f"{obj.TL_NAME}#{obj.TL_ID:08x}")
    return found


def check_layer(codec: Codec, layer: int, *, depth: int) -> None:
    for obj in objects_of(layer, depth=depth, seed=layer):
        try:
            data = codec.encode(obj, layer)
        except NotAtLayer:
            continue
        decoded = codec.decode(data, DEFAULT_LIMITS, lift=False)
        assert not strangers(decoded, layer), obj


@pytest.mark.parametrize("layer", [OLDEST, 158, 176, 198, 217, NEWEST - 1])
def test_old_layer_gets_only_its_own_definitions(codec: Codec, layer: int) -> None:
    check_layer(codec, layer, depth=1)


@pytest.mark.long
@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_gets_only_its_own_definitions(codec: Codec, layer: int) -> None:
    check_layer(codec, layer, depth=3)


def test_nothing_the_server_can_send_lacks_an_adapter_or_fallback() -> None:
    missing = {layer: gaps.write_gaps(layer) + gaps.result_gaps(layer) for layer in LAYERS}
    assert not any(missing.values()), missing


def test_newest_objects_are_written_as_they_are(codec: Codec) -> None:
    for obj in objects_of(NEWEST, depth=2, seed=1):
        assert codec.encode(obj, NEWEST) == write(obj)
