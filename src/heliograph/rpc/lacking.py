"""Which methods clients asked for in vain: the list of what to build next."""

from collections import Counter

import msgspec

from heliograph.domain.authorizations import ClientInfo
from heliograph.telemetry import metrics

# Clients choose the text they go by; strangers must not fill the memory with it.
_ROWS_MAX = 5_000


class Asked(msgspec.Struct, frozen=True, order=True):
    """A method some kind of client asked for."""

    method: str
    client: str
    layer: int


class Lacking:
    """Counts by method and client; a new row beyond the bound counts as client `other`."""

    def __init__(self) -> None:
        self._counts: Counter[Asked] = Counter()

    def count(self, method: str, client: ClientInfo) -> None:
        """Note that a client asked for a method we lack."""
        metrics.RPC_LACKING.labels(method).inc()
        row = Asked(method, _kind_of(client), client.layer)
        if row not in self._counts and len(self._counts) >= _ROWS_MAX:
            row = Asked(method, "other", 0)
        self._counts[row] += 1

    def rows(self) -> list[tuple[Asked, int]]:
        """What was asked and how often, most often first."""
        return self._counts.most_common()


def _kind_of(client: ClientInfo) -> str:
    return " ".join(part for part in (client.lang_pack, client.app_version) if part)[:64]
