"""Taking a query out of its wrappers, which nest in any order.

https://core.telegram.org/api/invoking
"""

from collections.abc import Callable
from typing import Any

from heliograph.domain import errors
from heliograph.tl import functions, types

# Clients nest four at most (invokeWithLayer, initConnection, invokeAfterMsg, invokeWithTakeout).
DEPTH_MAX = 12

_ID_MAX = 2**31 - 1


class Unwrapped:
    """A query and what its wrappers said; `layer` and `init` are None where they said nothing.

    `name` is the schema's name of the query, empty for bytes that are no object with a name.
    `after` are the msg_ids of queries to be waited for, `takeout_id` is None outside a takeout.
    """

    __slots__ = ("after", "init", "layer", "name", "query", "range", "takeout_id", "updates")

    def __init__(self, query: Any) -> None:
        self.query = query
        self.name: str = getattr(query, "TL_NAME", "")
        self.layer: int | None = None
        self.init: functions.InitConnection | None = None
        self.updates = True
        self.after: list[int] = []
        self.takeout_id: int | None = None
        self.range: types.MessageRange | None = None


def unwrap(query: Any) -> Unwrapped:
    """The query inside, or the refusal of a wrapper that cannot be honoured."""
    found = Unwrapped(query)
    for _ in range(DEPTH_MAX):
        opened = _WRAPPERS.get(found.name)
        if opened is None:
            if found.range is not None:
                _narrow(found.query, found.range)
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


def _after(found: Unwrapped) -> None:
    found.after.append(found.query.msg_id)


def _after_all(found: Unwrapped) -> None:
    found.after += found.query.msg_ids


def _takeout(found: Unwrapped) -> None:
    if found.takeout_id is None:
        found.takeout_id = found.query.takeout_id


def _range(found: Unwrapped) -> None:
    if found.range is None:
        found.range = found.query.range


def _narrow(query: Any, within: types.MessageRange) -> None:
    """Hold a query for a page of messages to a range of ids, both ends included.

    Its own bounds, where it has them, exclude the ids they name, and a `max_id` of 0 is none.
    """
    if not hasattr(query, "min_id") or not hasattr(query, "max_id"):
        return
    query.min_id = max(query.min_id, within.min_id - 1)
    query.max_id = max(1, min(query.max_id or _ID_MAX, within.max_id + 1, _ID_MAX))


def _no_business(found: Unwrapped) -> None:
    # Running the query without its wrapper would act as the wrong account.
    raise errors.BusinessConnectionInvalid


_WRAPPERS: dict[str, Callable[[Unwrapped], None]] = {
    "invokeWithLayer": _layer,
    "initConnection": _init,
    "invokeWithoutUpdates": _no_updates,
    "invokeAfterMsg": _after,
    "invokeAfterMsgs": _after_all,
    "invokeWithGooglePlayIntegrity": _plain,
    "invokeWithApnsSecret": _plain,
    "invokeWithReCaptcha": _plain,
    "invokeWithTakeout": _takeout,
    "invokeWithMessagesRange": _range,
    "invokeWithBusinessConnection": _no_business,
}


def honoured() -> frozenset[str]:
    """The wrappers that are not refused, by name."""
    return frozenset(name for name, opened in _WRAPPERS.items() if opened is not _no_business)
