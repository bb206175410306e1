"""How much one visitor may ask for, counted by address; nobody else is asked and nothing kept."""

import enum
from collections.abc import Callable

from starlette.requests import Request

from heliograph.config import Limits
from heliograph.domain.buckets import Buckets

AddressOf = Callable[[Request], str | None]
"""Whose a request is, by the network that limits count by; None for one that claims two."""

_MINUTE_S = 60
_HOUR_S = 3_600
_DAY_S = 86_400
_BYTES_OF_ONE = 1 << 20
"""A file costs one request more for each so many bytes."""


class Visit(enum.Enum):
    """What a visitor asks for."""

    PAGE = "page"
    SEARCH = "search"
    FILE = "file"
    ATTEMPT = "attempt"
    NOTICE = "notice"
    HIDE = "hide"


class Visits:
    """Counts what each address asks for."""

    def __init__(self, limits: Limits, *, address_of: AddressOf, now: Callable[[], float]) -> None:
        self._address_of = address_of
        self._now = now
        self._buckets = {
            Visit.PAGE: Buckets(limits.pages_per_address_per_minute, _MINUTE_S),
            Visit.SEARCH: Buckets(limits.page_searches_per_address_per_minute, _MINUTE_S),
            Visit.FILE: Buckets(limits.page_files_per_address_per_minute, _MINUTE_S),
            Visit.ATTEMPT: Buckets(limits.form_attempts_per_address_per_hour, _HOUR_S),
            Visit.NOTICE: Buckets(limits.notices_per_address_per_hour, _HOUR_S),
            Visit.HIDE: Buckets(limits.victim_hides_per_address_per_day, _DAY_S),
        }

    def count(self, request: Request, visit: Visit) -> None:
        """Raises `Wait` where an address has asked for too much."""
        self._buckets[visit].spend(self._subject(request), self._now())

    def charge(self, request: Request, size_bytes: int) -> None:
        """Count what is sent of a file; the next has to wait for it."""
        cost = size_bytes // _BYTES_OF_ONE
        self._buckets[Visit.FILE].charge(self._subject(request), self._now(), cost)

    def _subject(self, request: Request) -> str:
        # Who claims two addresses shares one count with everybody else who does.
        return self._address_of(request) or ""
