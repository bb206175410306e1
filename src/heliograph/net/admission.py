"""Who may connect and exchange keys, counted per address before any key is known.

Addresses come folded by `network_of`: one customer's IPv6 addresses count as one.
"""

from collections import OrderedDict
from collections.abc import Callable

from heliograph.config import Limits

EXCHANGE_WORKS = 2
"""Work items of one key exchange: RSA with g^a, then the shared secret."""

EXCHANGE_BEGINS = 2
"""req_pq of one key exchange: clients begin again when a connection breaks in between."""

ADDRESS_SHARE = 8
"""One address may fill this part of the inbound budget with half-read frames: an eighth."""


class _Address:
    __slots__ = ("begun", "connections", "held_bytes", "spent", "window")

    def __init__(self) -> None:
        self.begun = 0
        self.connections = 0
        self.held_bytes = 0
        self.window = 0
        self.spent = 0


class Admission:
    """Counts connections and handshake work; an address without either is not remembered long."""

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self._limits = limits
        self._now = now
        self._addresses: OrderedDict[str, _Address] = OrderedDict()
        self.connections = 0

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._addresses)

    def connect(self, address: str) -> bool:
        """Count a connection; false if it must be refused (it is not counted then)."""
        entry = self._entry(address)
        if (
            self.connections >= self._limits.connections_max
            or entry.connections >= self._limits.connections_per_address
        ):
            return False
        self.connections += 1
        entry.connections += 1
        return True

    def disconnect(self, address: str) -> None:
        """Undo one `connect`."""
        self.connections -= 1
        self._addresses[address].connections -= 1

    def hold(self, address: str, size_bytes: int) -> bool:
        """Count bytes of half-read frames (negative: read since); false if there are too many."""
        entry = self._addresses[address]
        entry.held_bytes += size_bytes
        return entry.held_bytes <= self._limits.inbound_bytes_total // ADDRESS_SHARE

    def may_compute(self, address: str) -> bool:
        """Count one work item of a key exchange; false if the address has spent its minute."""
        entry = self._this_minute(address)
        entry.spent += 1
        return entry.spent <= self._limits.handshakes_per_address_per_minute * EXCHANGE_WORKS

    def may_begin(self, address: str) -> bool:
        """Count one req_pq; false if the address has spent its minute."""
        entry = self._this_minute(address)
        entry.begun += 1
        return entry.begun <= self._limits.handshakes_per_address_per_minute * EXCHANGE_BEGINS

    def _this_minute(self, address: str) -> _Address:
        entry = self._entry(address)
        minute = int(self._now()) // 60
        if entry.window != minute:
            entry.window, entry.begun, entry.spent = minute, 0, 0
        return entry

    def _entry(self, address: str) -> _Address:
        entry = self._addresses.get(address)
        if entry is None:
            entry = self._addresses[address] = _Address()
        return entry

    def sweep(self) -> None:
        """Forget addresses that have nothing open and nothing on their account."""
        minute = int(self._now()) // 60
        for address, entry in list(self._addresses.items()):
            if not entry.connections and entry.window < minute:
                del self._addresses[address]
