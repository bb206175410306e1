"""Who asks for a page: by their address, or by what a trusted proxy says of it."""

from collections.abc import Callable

from starlette.requests import Request

from heliograph.config import Settings
from heliograph.domain.networks import network_of
from heliograph.net.proxies import TrustedProxies
from heliograph.web.visits import AddressOf


def address_of_callers(settings: Settings) -> AddressOf:
    """The address of whoever sends a request; None for one that claims two."""
    proxies = TrustedProxies(settings.trusted_proxies)

    def address_of(request: Request) -> str | None:
        peer = request.client.host if request.client is not None else ""
        return proxies.client_of(peer, request.headers.raw)

    return address_of


def network_of_callers(settings: Settings) -> Callable[[Request], str | None]:
    """The network that limits count somebody by; None as above."""
    address_of = address_of_callers(settings)

    def network(request: Request) -> str | None:
        client = address_of(request)
        return None if client is None else network_of(client)

    return network
