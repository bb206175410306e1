"""How often somebody may try to sign in: counted by name and by address, whether or not the name
is anybody's."""

from collections.abc import Callable

from starlette.requests import Request

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets
from heliograph.web.visits import AddressOf

_HOUR_S = 3_600


class Tries:
    """Counts tries; whoever has made too many waits."""

    def __init__(self, limits: Limits, *, address_of: AddressOf, now: Callable[[], float]) -> None:
        self._address_of = address_of
        self._now = now
        self._names = Buckets(limits.staff_tries_per_name_per_hour, _HOUR_S)
        self._addresses = Buckets(limits.staff_tries_per_address_per_hour, _HOUR_S)

    def count(self, request: Request, name: str = "") -> None:
        """Raises `Wait` before anything is looked at. A passkey names nobody: there is nothing to
        guess."""
        self._addresses.spend(self._address_of(request) or "", self._now())
        if name:
            self._names.spend(name, self._now())
