"""Refusals of an operator's commands are told in words."""

from typing import Any

import pytest

from heliograph.actions import accounts
from heliograph.domain import errors
from heliograph.domain.errors import Refused
from heliograph.server.plain_words import in_plain_words
from support.stage import Stage
from support.stage_fixture import stage as stage

ANN = "12025550101"
OPENED: list[tuple[dict[str, Any], str]] = [
    ({"phone": ANN, "first_name": "Eve"}, "the number has an account already"),
    ({"phone": "12", "first_name": "Eve"}, "a number has 5 to 15 digits"),
    ({"phone": "12025550102", "first_name": " "}, "a name has 1 to 64 characters"),
    ({"phone": "12025550102", "first_name": "Eve", "last_name": "x" * 65}, "1 to 64"),
]


@pytest.mark.parametrize(("asked", "words"), OPENED)
async def test_what_is_wrong_with_an_account_to_open_is_said(
    stage: Stage, asked: dict[str, Any], words: str
) -> None:
    await stage.person(ANN, "Ann")
    with pytest.raises(Refused) as refused:
        await accounts.add_account(stage.app, **asked)
    assert words in in_plain_words(refused.value)


def test_token_stands_first_for_programs_and_alone_where_there_are_no_words() -> None:
    taken = "USERNAME_OCCUPIED (somebody has this username)"
    assert in_plain_words(errors.UsernameOccupied()) == taken
    assert in_plain_words(errors.Wait(5)) == "FLOOD_WAIT_5"
