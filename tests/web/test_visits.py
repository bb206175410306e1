"""What one address may ask for."""

import pytest
from starlette.requests import Request

from heliograph.config import Limits
from heliograph.domain.errors import Wait
from heliograph.web.visits import Visit, Visits

MIB = 1 << 20


def visits(*, files: int) -> Visits:
    def address_of(request: Request) -> str | None:
        address: str | None = request.scope["client"]
        return address

    limits = Limits(page_files_per_address_per_minute=files)
    return Visits(limits, address_of=address_of, now=lambda: 0.0)


def from_(address: str | None) -> Request:
    return Request({"type": "http", "client": address})


def test_a_large_file_counts_for_more() -> None:
    counted = visits(files=5)
    for _ in range(2):
        counted.count(from_("a"), Visit.FILE)
        counted.charge(from_("a"), MIB - 1)
    counted.count(from_("a"), Visit.FILE)
    counted.charge(from_("a"), 3 * MIB)
    with pytest.raises(Wait) as waits:
        counted.count(from_("a"), Visit.FILE)
    assert waits.value.seconds == 24
    counted.count(from_("b"), Visit.FILE)


def test_who_claims_two_addresses_shares_with_all_who_do() -> None:
    counted = visits(files=1)
    counted.count(from_(None), Visit.FILE)
    with pytest.raises(Wait):
        counted.count(from_(None), Visit.FILE)
