"""Hostile arguments and damaged bytes draw a refusal or an answer, never a fault of ours."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from heliograph.config import limits_for
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from heliograph.tl import registry as schema
from heliograph.tl.codec import encode
from heliograph.tl.definitions import Field
from heliograph.tl.layers import NEWEST
from heliograph.tl.objects import canonical
from support.stage import RPC_ERROR, Device, Stage

INTERNAL = b"INTERNAL"
INTS = (0, 1, -1, 2**31 - 1, -(2**31), 100)
LONGS = (*INTS, 2**63 - 1, -(2**63), SERVICE_ACCOUNT_ID)
TEXTS = ("", "x", "\0", "💥" * 50, "@nobody", "12025550101", "a" * 5000, "‮")
VARIANTS = 12
DEPTH = 3
MUTATIONS = 40
# The only two that take an account or a key from its owner, and would end the run.
LEFT_OUT = {"auth.logOut", "auth.resetAuthorizations"}


class Maker:
    """Makes queries with the values that break things."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def query(self, name: str) -> Any:
        """A query of the method, its fields drawn from the extremes."""
        return self._object(name, DEPTH)

    def damaged(self, body: bytes) -> bytes:
        """The bytes with up to three of them changed, or cut short."""
        changed = bytearray(body)
        for _ in range(self._random.randint(1, 3)):
            changed[self._random.randrange(len(changed))] = self._random.randrange(256)
        if self._random.random() < 0.2:
            del changed[self._random.randrange(len(changed)) :]
        return bytes(changed)

    def _object(self, name: str, depth: int) -> Any:
        cls = canonical(name)
        fields = cls.TL_DEFINITION.values
        flags = {(field.word, field.bit) for field in fields if field.is_optional}
        # Fields of one flag come and go together.
        given = {flag for flag in sorted(flags) if depth > 0 and self._random.random() < 0.5}
        values = {
            field.name: self._value(field.type, depth - 1)
            for field in fields
            if not field.is_optional or (field.word, field.bit) in given
        }
        return cls(**values)

    def _value(self, type_name: str, depth: int) -> Any:
        element = Field("", type_name, None, 0).element
        if element is not None:
            return [self._value(element, depth) for _ in range(self._random.choice((0, 1, 3)))]
        match type_name:
            case "int":
                return self._random.choice(INTS)
            case "long":
                return self._random.choice(LONGS)
            case "string":
                return self._random.choice(TEXTS)
            case "bytes":
                return self._random.choice((b"", b"\0" * 9))
            case "double":
                return self._random.choice((0.0, float("nan"), 1e308))
            case "Bool" | "true":
                return self._random.random() < 0.5
            case "int128":
                return bytes(16)
            case "int256":
                return bytes(32)
        return self._object(self._constructor(type_name, depth), depth)

    def _constructor(self, type_name: str, depth: int) -> str:
        """Any constructor of the type; one without objects inside where the depth is used up."""
        names = [
            name for name in schema.constructors_of(type_name) if schema.newest(name).last == NEWEST
        ]
        if depth > 0:
            return self._random.choice(names)
        return min(names, key=lambda name: len(schema.newest(name).values))


def queries() -> Iterator[str]:
    return (name for name in sorted(load_methods()) if name not in LEFT_OUT)


@pytest.fixture
async def device(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Device:
    stage.service.limits = limits_for("bench")
    monkeypatch.setattr(stage.service.rates, "spend", lambda *_: None)
    made = await stage.person("12025550101", "Ann")
    peer = types.InputPeerSelf()
    await made(functions.messages.SendMessage(peer=peer, message="hi", random_id=1))
    return made


@pytest.mark.parametrize("name", list(queries()))
async def test_16_2_extreme_arguments_and_damaged_bytes_are_no_fault(
    device: Device, name: str
) -> None:
    maker = Maker(len(name))
    for _ in range(VARIANTS):
        body = encode(maker.query(name), NEWEST)
        for attempt in (body, *(maker.damaged(body) for _ in range(MUTATIONS // VARIANTS))):
            answer = await device.raw(attempt)
            assert not (answer[:4] == RPC_ERROR and INTERNAL in answer), attempt.hex()
