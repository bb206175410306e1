"""How often somebody may try to sign in: counted before anything is looked at, whether or not a
name is anybody's."""

from collections.abc import Callable

from starlette.requests import Request

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets
from heliograph.web.visits import AddressOf

_HOUR_S = 3_600


class Tries:
    """Counts tries; whoever has made too many waits.

    A browser in which the name has signed in before has tries of its own: whatever strangers do
    with the name, or from the same network, its owner is not kept out there. Anywhere else each
    network has its tries of a name, and all networks together some more.
    """

    def __init__(self, limits: Limits, *, address_of: AddressOf, now: Callable[[], float]) -> None:
        self._address_of = address_of
        self._now = now
        self._devices = Buckets(limits.staff_tries_per_name_per_hour, _HOUR_S)
        self._there = Buckets(limits.staff_tries_per_name_per_hour, _HOUR_S)
        self._names = Buckets(limits.staff_tries_per_name_everywhere_per_hour, _HOUR_S)
        self._addresses = Buckets(limits.staff_tries_per_address_per_hour, _HOUR_S)

    def count(self, request: Request, name: str = "", *, device: str = "") -> None:
        """Raises `Wait`. A passkey names nobody: there is nothing to guess. `device` is what
        `Devices.known` says."""
        now = self._now()
        if device:
            self._devices.spend(device, now)
            return
        address = self._address_of(request) or ""
        self._addresses.spend(address, now)
        if name:
            self._there.spend((name, address), now)
            # Last, so that no network uses up more of these than its own.
            self._names.spend(name, now)
