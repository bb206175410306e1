"""Making staff over the control socket."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from heliograph.safety.staff import signing
from heliograph.server import commands, staff_commands
from heliograph.server.control import CommandError
from support.console import Console
from support.desk import make_desk
from support.stage import Stage
from support.stage_fixture import stage

__all__ = ["stage"]


class Operator:
    """Whoever runs the server, over a desk of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.staffing = Console(stage).site.staffing
        settings = SimpleNamespace(public_url="https://h.example", shows_console=True)
        self.desk = make_desk(stage, settings=settings, staffing=self.staffing)

    async def __call__(self, asked: str, **args: Any) -> Any:
        return await commands.run_command(self.desk, asked, args)


@pytest.fixture
def operator(stage: Stage) -> Operator:
    return Operator(stage)


async def test_whoever_is_added_is_given_a_link_once(operator: Operator) -> None:
    made = await operator("staff.add", name="rita", roles=["reviewer", "appeals"])
    secret = re.fullmatch(r"https://h\.example/console/enrol\?c=([\w-]{43})", made["link"])
    assert secret is not None
    staff = await signing.enrolling(operator.staffing, secret[1])
    assert staff is not None
    assert staff.name == "rita"
    (listed,) = await operator("staff.list")
    assert listed["roles"] == ["reviewer", "appeals"]
    assert secret[1] not in str(listed)


async def test_a_name_is_given_once_even_after_it_was_removed(operator: Operator) -> None:
    await operator("staff.add", name="rita", roles=["reviewer"])
    await operator("staff.remove", name="rita")
    with pytest.raises(CommandError, match="is or was"):
        await operator("staff.add", name="rita", roles=["senior"])
    for act in ("staff.reset", "staff.remove"):
        with pytest.raises(CommandError, match="was removed"):
            await operator(act, name="rita")


async def test_a_reset_makes_the_link_before_worthless(operator: Operator) -> None:
    first = await operator("staff.add", name="rita", roles=["reviewer"])
    second = await operator("staff.reset", name="rita")
    found = [
        await signing.enrolling(operator.staffing, made["link"].partition("c=")[2])
        for made in (first, second)
    ]
    assert found[0] is None
    assert found[1] is not None


@pytest.mark.parametrize(
    ("name", "roles"), [("Rita", ["reviewer"]), ("rita", []), ("rita", ["admin", "senior"])]
)
async def test_what_makes_no_sense_is_refused(
    operator: Operator, name: str, roles: list[str]
) -> None:
    with pytest.raises(CommandError):
        await operator("staff.add", name=name, roles=roles)
    assert await operator("staff.list") == []


async def test_roles_are_replaced(operator: Operator) -> None:
    await operator("staff.add", name="rita", roles=["reviewer"])
    await operator("staff.roles", name="rita", roles=["senior"])
    assert (await operator("staff.list"))[0]["roles"] == ["senior"]
    with pytest.raises(CommandError):
        await operator("staff.roles", name="nobody", roles=["senior"])


def test_all_of_them_ask_a_running_server() -> None:
    found = {name for name in commands.commands if name.startswith("staff.")}
    assert found == staff_commands.NAMES
