"""Making bots, and giving them other tokens."""

import pytest

from heliograph.actions import bots
from heliograph.domain import errors
from heliograph.domain.bots import bot_of_token
from heliograph.domain.people import is_bot
from support.stage import Stage


async def test_a_bot_is_made_with_a_token_that_names_it(stage: Stage) -> None:
    issued = await bots.add_bot(stage.app, name=" Helper ", username="helper_bot", owner_id=None)
    account = issued.account
    assert is_bot(account.id)
    assert (account.first_name, account.username) == ("Helper", "helper_bot")
    assert account.created == stage.clock.now()
    assert bot_of_token(issued.token) == account.id
    _, _, secret = issued.token.partition(":")
    assert len(secret) == 35  # 26 bytes; the sign that fills up is left out


async def test_another_token_has_another_secret(stage: Stage) -> None:
    issued = await bots.add_bot(stage.app, name="Helper", username="helper_bot", owner_id=None)
    token = await bots.replace_token(stage.app, issued.account.id)
    assert bot_of_token(token) == issued.account.id
    assert token != issued.token
    with pytest.raises(errors.UserIdInvalid):
        await bots.replace_token(stage.app, issued.account.id + 1)


@pytest.mark.parametrize(
    ("name", "username", "refusal"),
    [
        (" ", "helper_bot", errors.FirstNameInvalid),
        ("Helper", "helper", errors.UsernameInvalid),
        ("Helper", "taken_bot", errors.UsernameOccupied),
    ],
)
async def test_a_bot_needs_a_name_and_a_free_username(
    stage: Stage, name: str, username: str, refusal: type[errors.Refused]
) -> None:
    await bots.add_bot(stage.app, name="Taken", username="taken_bot", owner_id=None)
    with pytest.raises(refusal):
        await bots.add_bot(stage.app, name=name, username=username, owner_id=None)
