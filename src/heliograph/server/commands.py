"""What an operator may ask for, in a running server or on a folder nobody serves."""

import typing
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.domain.errors import Refused
from heliograph.domain.people import Account
from heliograph.domain.sign_in import normalise_phone
from heliograph.server.clock import SystemClock
from heliograph.server.control import CommandError
from heliograph.telemetry.metrics import RPC_LACKING

_PAGE = 1_000


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What commands work with. `status` is what a running server says of itself."""

    app: App
    settings: Settings
    clock: SystemClock
    status: dict[str, Any]


_Command = Callable[[Desk, Any], Awaitable[Any]]
_commands: dict[str, tuple[_Command, type]] = {}


def _command(name: str) -> Callable[[_Command], _Command]:
    def register(function: _Command) -> _Command:
        _commands[name] = (function, typing.get_type_hints(function)["args"])
        return function

    return register


async def run_command(desk: Desk, name: str, args: dict[str, Any]) -> Any:
    """Run a command by name; the answer is plain JSON. Raises CommandError."""
    if name not in _commands:
        raise CommandError(f"no command is called {name!r}; is the server another release?")
    function, wanted = _commands[name]
    try:
        return await function(desk, msgspec.convert(args, wanted))
    except msgspec.ValidationError as error:
        raise CommandError(f"{name}: {error}") from None
    except Refused as error:
        raise CommandError(f"{name}: {error.text}") from None


class NoArguments(msgspec.Struct, forbid_unknown_fields=True):
    """For commands that need none."""


class NewUser(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to make an account for."""

    phone: str
    first_name: str
    last_name: str = ""


class Who(msgspec.Struct, forbid_unknown_fields=True):
    """An account by id or phone."""

    who: str


class Disable(msgspec.Struct, forbid_unknown_fields=True):
    """Whether an account is locked out."""

    who: str
    disabled: bool = True


class NewInvite(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to invite; without a phone a number nobody has is made up."""

    phone: str = ""


class Shift(msgspec.Struct, forbid_unknown_fields=True):
    """How far to move domain time forward."""

    seconds: int


@_command("status")
async def status(desk: Desk, args: NoArguments) -> Any:
    """What the server serves, and where."""
    return desk.status


@_command("user.add")
async def user_add(desk: Desk, args: NewUser) -> Any:
    """Make an account; PHONE_NUMBER_OCCUPIED if the number has one."""
    account = await desk.app.store.add_account(
        phone=normalise_phone(args.phone),
        first_name=args.first_name,
        last_name=args.last_name,
        date=desk.clock.now(),
    )
    return msgspec.to_builtins(account)


@_command("user.list")
async def user_list(desk: Desk, args: NoArguments) -> Any:
    """All accounts by rising id."""
    found: list[Account] = []
    while True:
        after_id = found[-1].id if found else 0
        page = await desk.app.store.accounts(after_id=after_id, limit=_PAGE)
        found.extend(page)
        if len(page) < _PAGE:
            return msgspec.to_builtins(found)


@_command("user.disable")
async def user_disable(desk: Desk, args: Disable) -> Any:
    """Lock an account out (or in again); its live sessions have ended when this returns."""
    account = await _find(desk, args.who)
    ended = await desk.app.store.set_disabled(account.id, args.disabled)
    for auth_key_id in ended:
        await desk.app.sessions.drop_key(auth_key_id)
    return {"id": account.id, "sessions": len(ended)}


@_command("user.sessions")
async def user_sessions(desk: Desk, args: Who) -> Any:
    """The devices an account is signed in on, most recently active first."""
    account = await _find(desk, args.who)
    return [
        {
            "device": device.client.device_model,
            "app": device.client.app_version,
            "layer": device.client.layer,
            "address": device.address,
            "created": device.created,
            "active": device.active,
        }
        for device in await desk.app.store.authorizations(account.id)
    ]


@_command("methods.asked")
async def methods_asked(desk: Desk, args: NoArguments) -> Any:
    """How often clients called methods that are not there, since the server started."""
    counted = {
        sample.labels["method"]: int(sample.value)
        for metric in RPC_LACKING.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }
    return dict(sorted(counted.items(), key=lambda entry: -entry[1]))


@_command("clock.shift")
async def clock_shift(desk: Desk, args: Shift) -> Any:
    """Move domain time forward and say what it is now; for tests alone."""
    if not desk.settings.allow_clock_shift:
        raise CommandError("the clock may be moved only where allow_clock_shift is set")
    if args.seconds < 0:
        raise CommandError("domain time moves only forward")
    return {"now": desk.clock.shift(args.seconds)}


async def _find(desk: Desk, who: str) -> Account:
    digits = who.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise CommandError(f"{who!r} is neither an account id nor a phone number")
    # An id and a phone may be the same digits: a leading + says phone.
    found = None if who.startswith("+") else await desk.app.store.account(int(digits))
    found = found or await desk.app.store.account_by_phone(digits)
    if found is None:
        raise CommandError(f"no account has the id or phone {who}")
    return found
