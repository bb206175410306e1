"""The public pages of a running server: what they are made from, and who is asking for them."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.routing import BaseRoute

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.domain.networks import network_of
from heliograph.domain.public_pages import PreviewRules
from heliograph.net.proxies import TrustedProxies
from heliograph.web.site import Site, routes
from heliograph.web.visits import Visits


def make_pages(settings: Settings, app: App) -> Sequence[BaseRoute]:
    """The addresses of the public pages; none where the operator shows nobody any."""
    shown = settings.previews
    if shown == "off":
        return ()
    proxies = TrustedProxies(settings.trusted_proxies)

    def address_of(request: Request) -> str | None:
        peer = request.client.host if request.client is not None else ""
        client = proxies.client_of(peer, request.headers.raw)
        return None if client is None else network_of(client)

    limits = settings.limits
    site = Site(
        store=app.store,
        blobs=app.blobs,
        limits=limits,
        rules=PreviewRules(channels=True, groups=shown == "on", indexed=settings.preview_indexed),
        visits=Visits(limits, address_of=address_of, now=app.clock.wire_now),
        public_url=settings.public_url,
    )
    return routes(site)
