"""Key exchanges over HTTP: their three requests may come by three connections."""

from collections import OrderedDict

from heliograph.mtproto.handshake import Handshake
from heliograph.net.exchange import Exchanges

_NAME = slice(20, 36)
"""server_nonce in resPQ, req_DH_params and set_client_DH_params: behind constructor and nonce."""


class HttpExchanges:
    """Finds an exchange by the server_nonce that its later requests repeat."""

    def __init__(self, exchanges: Exchanges, *, kept_max: int) -> None:
        self._exchanges = exchanges
        self._kept_max = kept_max
        self._named: OrderedDict[bytes, Handshake] = OrderedDict()

    def __len__(self) -> int:
        return len(self._named)

    def of(self, request: bytes) -> Handshake:
        """The exchange that a request goes on with, or a new one."""
        found = self._named.get(request[_NAME])
        if found is not None and self._exchanges.is_open(found):
            return found
        return self._exchanges.begin()

    def keep(self, handshake: Handshake, res_pq: bytes) -> None:
        """Remember an exchange by the reply that named it; the oldest make room."""
        self._named[res_pq[_NAME]] = handshake
        while len(self._named) > self._kept_max:
            self._named.popitem(last=False)

    def sweep(self) -> None:
        """Forget exchanges that are over."""
        for name, handshake in list(self._named.items()):
            if not self._exchanges.is_open(handshake):
                del self._named[name]
