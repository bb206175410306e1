"""The public pages of a running server: what they are made from, and who is asking for them."""

from collections.abc import Callable, Sequence

from starlette.routing import BaseRoute

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.domain.buckets import Buckets
from heliograph.domain.public_pages import PreviewRules
from heliograph.safety.deciding import Safety
from heliograph.safety.intake import Intake
from heliograph.server.callers import network_of_callers
from heliograph.web.site import Site, assets, routes
from heliograph.web.trust.desk import TrustSite
from heliograph.web.trust.forms import FormTokens
from heliograph.web.trust.site import routes as trust_routes
from heliograph.web.visits import Visits

_DAY_S = 86_400


def make_pages(
    settings: Settings,
    app: App,
    intake: Intake,
    *,
    safety: Safety,
    form_key: bytes,
    hasten: Callable[[], None],
) -> Sequence[BaseRoute]:
    """The addresses of the public pages; where the operator shows nobody what is said, those of
    trust and safety alone. `form_key` says of forms that they are ours, `hasten` has what was
    decided done without delay."""
    limits = settings.limits
    visits = Visits(limits, address_of=network_of_callers(settings), now=app.clock.wire_now)
    trust = TrustSite(
        store=app.store,
        intake=intake,
        safety=safety,
        tokens=FormTokens(form_key, lifetime_s=limits.form_lifetime_s),
        clock=app.clock,
        limits=limits,
        visits=visits,
        mailer=app.mailer,
        spawn=app.spawn,
        letters=Buckets(limits.mails_per_recipient_per_day, _DAY_S),
        hasten=hasten,
        public_url=settings.public_url,
    )
    made = trust_routes(trust)
    shown = settings.previews
    if shown == "off":
        return [*assets(), *made]
    site = Site(
        store=app.store,
        blobs=app.blobs,
        limits=limits,
        rules=PreviewRules(channels=True, groups=shown == "on", indexed=settings.preview_indexed),
        visits=visits,
        public_url=settings.public_url,
    )
    # First: none of their addresses can be somebody's name.
    return [*made, *routes(site)]
