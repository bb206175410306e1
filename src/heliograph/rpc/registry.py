"""Which API methods there are: each is a function under `@method("contacts.block")`."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.tl import registry as schema

Run = Callable[[Context, Any], Awaitable[Any]]
Function = TypeVar("Function", bound=Callable[..., Awaitable[Any]])


class Method:
    """One API method and how it is called.

    `signed_in` refuses callers without an account, but `half_signed_in` lets those in who entered
    an account's code and owe its password. `subscribes` lets the calling session receive
    pushed updates from then on, `rate` is the bound it counts against besides the key's own,
    `unbound` serves a temporary key that is bound to no permanent one.
    """

    __slots__ = ("half_signed_in", "name", "rate", "run", "signed_in", "subscribes", "unbound")

    def __init__(
        self,
        name: str,
        run: Run,
        *,
        signed_in: bool,
        half_signed_in: bool,
        subscribes: bool,
        rate: Rate,
        unbound: bool,
    ) -> None:
        self.name = name
        self.run = run
        self.signed_in = signed_in
        self.half_signed_in = half_signed_in
        self.subscribes = subscribes
        self.rate = rate
        self.unbound = unbound


_ABOUT_NOBODY = ("help.", "langpack.")
"""Where answers depend on no key: all else that needs no sign-in would leave its mark on one."""

_methods: dict[str, Method] = {}


def method(
    name: str,
    *,
    signed_in: bool = True,
    half_signed_in: bool = False,
    subscribes: bool = True,
    rate: Rate = Rate.CALLS,
    unbound: bool = False,
) -> Callable[[Function], Function]:
    """Register a function as API method `name`, as the schema spells it.

    The function gets a Context and the request in its newest form and returns a value of the
    method's result type, or raises `domain.errors.Refused`. ValueError for a name the schema
    lacks, or one that is there twice: the server does not start.
    """
    known = schema.definitions(name)
    if not known or known[0].kind != "f":
        raise ValueError(f"the schema has no method {name}")

    def register(function: Function) -> Function:
        if name in _methods:
            raise ValueError(f"{name} is registered twice")
        _methods[name] = Method(
            name,
            function,
            signed_in=signed_in,
            half_signed_in=half_signed_in,
            subscribes=subscribes,
            rate=rate,
            unbound=unbound or (not signed_in and name.startswith(_ABOUT_NOBODY)),
        )
        return function

    return register


def load_methods() -> Mapping[str, Method]:
    """Every method of the server by name; imports all modules of `heliograph.rpc` once."""
    package = importlib.import_module("heliograph.rpc")
    for module in pkgutil.walk_packages(package.__path__, "heliograph.rpc."):
        importlib.import_module(module.name)
    return _methods
