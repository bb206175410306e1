"""The console of a running server: what it works with, and from where it may be opened."""

import ipaddress
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.routing import BaseRoute

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.safety.deciding import Safety
from heliograph.safety.intake import Intake
from heliograph.safety.log.heads import LogKeeper
from heliograph.safety.log.store import LogStore
from heliograph.safety.staff.passkeys import Challenges
from heliograph.safety.staff.signing import Staffing
from heliograph.safety.staff.store import StaffStore
from heliograph.server.callers import address_of_callers, network_of_callers
from heliograph.server.keys import SubKeys
from heliograph.web.console.desk import ConsoleSite
from heliograph.web.console.origin import Origin
from heliograph.web.console.site import routes
from heliograph.web.console.tries import Tries
from heliograph.web.trust.forms import FormTokens
from heliograph.web.visits import Visits


def make_staffing(settings: Settings, keys: SubKeys, app: App, *, store: StaffStore) -> Staffing:
    """What staff are made and signed in with."""
    return Staffing(
        store=store,
        clock=app.clock,
        random=app.random,
        compute=app.compute,
        key=keys.staff,
        enrolment_s=settings.limits.staff_enrolment_s,
        solo=settings.safety_solo,
    )


def make_console(
    settings: Settings,
    keys: SubKeys,
    app: App,
    *,
    staffing: Staffing,
    safety: Safety,
    intake: Intake,
    log: LogStore,
    keeper: LogKeeper,
    carry_out: Callable[[], Awaitable[None]],
) -> Sequence[BaseRoute]:
    """Its addresses, none where there is to be no console."""
    if not settings.shows_console:
        return []
    limits, networks = settings.limits, network_of_callers(settings)
    return routes(
        ConsoleSite(
            staffing=staffing,
            safety=safety,
            intake=intake,
            store=app.store,
            blobs=app.blobs,
            log=log,
            keeper=keeper,
            clock=app.clock,
            random=app.random,
            compute=app.compute,
            limits=limits,
            visits=Visits(limits, address_of=network_of_callers(settings), now=app.clock.wire_now),
            origin=Origin(
                public_url=settings.public_url,
                any_host=settings.console == "on",
                admits=_admits(settings),
            ),
            tokens=FormTokens(keys.page_forms, lifetime_s=limits.form_lifetime_s),
            challenges=Challenges(),
            tries=Tries(limits, address_of=networks, now=app.clock.wire_now),
            carry_out=carry_out,
        )
    )


def _admits(settings: Settings) -> Callable[[Request], bool]:
    networks = settings.networks_of_console
    address_of = address_of_callers(settings)

    def admits(request: Request) -> bool:
        if not networks:
            return True
        try:
            address = ipaddress.ip_address(address_of(request) or "")
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in networks)

    return admits
