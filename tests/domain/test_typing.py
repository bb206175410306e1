"""What a client says of taps on an emoji is passed on if it is that and nothing else."""

import json
from typing import Any

import pytest

from heliograph.domain.typing import sound_taps


def taps(count: int, **others: Any) -> str:
    return json.dumps({"v": 1, "a": [{"i": 1, "t": 0.5}] * count, **others})


@pytest.mark.parametrize("count", [1, 100])
def test_the_taps_of_a_second_are_passed_on(count: int) -> None:
    assert json.loads(sound_taps(taps(count))) == json.loads(taps(count))


def test_nothing_else_goes_along() -> None:
    assert sound_taps(taps(1, hidden="x")) == sound_taps(taps(1)) != ""


@pytest.mark.parametrize("said", [taps(0), taps(101), "", "[]", '{"v": 1}', "{"])
def test_what_is_no_taps_is_passed_on_as_nothing(said: str) -> None:
    assert sound_taps(said) == ""
