"""Taking a query out of its wrappers, which nest in any order.

https://core.telegram.org/api/invoking
"""

from collections.abc import Callable
from typing import Any

from heliograph.domain import errors
from heliograph.tl import functions

# Clients nest four at most (invokeWithLayer, initConnection, invokeAfterMsg, invokeWithTakeout).
DEPTH_MAX = 12


class Unwrapped:
    """A query and what its wrappers said; `layer` and `init` are None where they said nothing.

    `name` is the schema's name of the query, empty for bytes that are no object with a name.
    """

    __slots__ = ("init", "layer", "name", "query", "updates")

    def __init__(self, query: Any) -> None:
        self.query = query
        self.name: str = getattr(query, "TL_NAME", "")
        self.layer: int | None = None
        self.init: functions.InitConnection | None = None
        self.updates = True


def unwrap(query: Any) -> Unwrapped:
    """The query inside, or the refusal of a wrapper that cannot be honoured."""
    found = Unwrapped(query)
    for _ in range(DEPTH_MAX):
        opened = _WRAPPERS.get(found.name)
        if opened is None:
            return found
        opened(found)
        found.query = found.query.query
        found.name = getattr(found.query, "TL_NAME", "")
    raise errors.InputFetchError


def _layer(found: Unwrapped) -> None:
    if found.layer is None:
        found.layer = found.query.layer


def _init(found: Unwrapped) -> None:
    if found.init is None:
        found.init = found.query


def _no_updates(found: Unwrapped) -> None:
    found.updates = False


def _plain(found: Unwrapped) -> None:
    """The query runs as if it stood alone."""


def _refuse(found: Unwrapped) -> None:
    # Running the query without its wrapper would do more than was asked: answer from outside the
    # takeout's range, or act as the wrong account.
    raise errors.InputMethodInvalid


_WRAPPERS: dict[str, Callable[[Unwrapped], None]] = {
    "invokeWithLayer": _layer,
    "initConnection": _init,
    "invokeWithoutUpdates": _no_updates,
    "invokeAfterMsg": _plain,
    "invokeAfterMsgs": _plain,
    "invokeWithGooglePlayIntegrity": _plain,
    "invokeWithApnsSecret": _plain,
    "invokeWithReCaptcha": _plain,
    "invokeWithTakeout": _refuse,
    "invokeWithMessagesRange": _refuse,
    "invokeWithBusinessConnection": _refuse,
}


def honoured() -> frozenset[str]:
    """The wrappers that are not refused, by name."""
    return frozenset(name for name, opened in _WRAPPERS.items() if opened is not _refuse)
