"""The operator's desk: what commands work with, and where they are found by name."""

import typing
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from heliograph.actions import accounts
from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.domain.people import Account
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety
from heliograph.safety.staff.signing import Staffing
from heliograph.server.clock import SystemClock
from heliograph.server.control import CommandError
from heliograph.storage.sqlite import SqliteStore


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What commands work with; `status` and `asked` are what a running server says of itself.

    `release` lets happen what a restore holds back, `executor` carries out what `safety`
    decides, `staffing` makes who decides: all are a running server's.
    """

    app: App
    settings: Settings
    clock: SystemClock
    status: dict[str, Any]
    asked: Callable[[], list[dict[str, Any]]]
    store: SqliteStore
    release: Callable[[], None]
    safety: Safety | None = None
    executor: Executor | None = None
    staffing: Staffing | None = None


Command = Callable[[Desk, Any], Awaitable[Any]]
commands: dict[str, tuple[Command, type]] = {}
"""Each with the type of its arguments."""


Registered = TypeVar("Registered", bound=Command)


def command(name: str) -> Callable[[Registered], Registered]:
    """Make a function a command of that name; its docstring says what the answer is.

    The answer is what JSON can be made of: plain values, or records of them.
    """

    def register(function: Registered) -> Registered:
        commands[name] = (function, typing.get_type_hints(function)["args"])
        return function

    return register


_DIGITS_MAX = 18
"""Of an id or a phone; more may not fit into 64 bits."""


async def named_account(desk: Desk, who: str) -> Account:
    """The account with an id, phone or @username. Raises CommandError."""
    digits = who.removeprefix("+")
    if digits.isdigit() and len(digits) > _DIGITS_MAX:
        found = None
    else:
        found = await accounts.find_account(desk.app, who)
    if found is None:
        raise CommandError(f"no account has the id, phone or @username {who}")
    return found


class NoArguments(msgspec.Struct, forbid_unknown_fields=True):
    """For commands that need none."""
