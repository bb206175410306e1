"""Asking for a code: what happens before the answer has left, and what after."""

import asyncio

import pytest

from heliograph.actions import sign_in
from heliograph.domain.sign_in import Registration
from support.stage import Stage

ANN, NOBODY = "12025550101", "12025550199"


@pytest.mark.parametrize("phone", [ANN, NOBODY])
async def test_nothing_is_delivered_before_the_pause_behind_the_answer(
    stage: Stage, phone: str
) -> None:
    await stage.person(ANN, "Ann")
    answer_left, codes, events = asyncio.Event(), list(stage.messenger.codes), list(stage.events)
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await answer_left.wait()

    stage.turn(registration=Registration.CLOSED, pause=pause)
    await sign_in.send_code(stage.app, phone=phone, address="192.0.2.1", auth_key_id=77)
    for _ in range(100):
        await asyncio.sleep(0)
    assert (stage.messenger.codes, stage.events) == (codes, events)
    # As many for a number that nobody has: the work behind the answer looks the same.
    assert len(pauses) == 1
    assert all(0.05 <= seconds <= 0.25 for seconds in pauses)
    answer_left.set()
    await stage.settle()
    told = phone == ANN
    assert len(stage.messenger.codes) == len(codes) + told
    assert len(stage.events) == len(events) + told
