"""Hostile arguments and damaged bytes draw a refusal or an answer, never a fault of ours."""

from collections.abc import Iterator

import pytest

from heliograph.config import limits_for
from heliograph.rpc.registry import load_methods
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.extreme_queries import Maker
from support.stage import RPC_ERROR, Device, Stage

INTERNAL = b"INTERNAL"
VARIANTS = 12
MUTATIONS = 40
# The only two that take an account or a key from its owner, and would end the run.
LEFT_OUT = {"auth.logOut", "auth.resetAuthorizations"}


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
