"""The public log of a running server: who signs it, when, and what trust.json says of it."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.routing import BaseRoute

from heliograph.config import Settings
from heliograph.ports.clock import Clock
from heliograph.safety.log import notes
from heliograph.safety.log.heads import MERGE_DELAY_S, LogHeld, LogKeeper
from heliograph.safety.log.store import LogStore
from heliograph.safety.surfaces import RULES
from heliograph.server.callers import network_of_callers
from heliograph.server.errors import CannotStart
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger
from heliograph.web.public_log import LogSite, routes
from heliograph.web.transparency.site import TransparencySite
from heliograph.web.transparency.site import routes as transparency_routes
from heliograph.web.transparency.snapshot import Snapshots
from heliograph.web.visits import Visits
from heliograph.web.words import WORDS

_EVERY_S = 2
_AT_ONCE = 500
"""Entries that get their places in one transaction: messages wait for no more."""

_log = get_logger(__name__)


def make_keeper(key: Ed25519PrivateKey, settings: Settings) -> LogKeeper:
    """Who signs, and whose signatures are shown beside. Raises CannotStart for a malformed key."""
    witnesses = []
    for said in settings.log_witnesses:
        try:
            witnesses.append(notes.parse_vkey(said))
        except notes.BadNote as error:
            raise CannotStart(f"log_witnesses: {said!r}: {error}") from None
        if witnesses[-1].kind != notes.COSIGNATURE:
            raise CannotStart(f"log_witnesses: {said!r} is no key for cosignatures")
    if len({witness.name for witness in witnesses}) != len(witnesses):
        raise CannotStart("log_witnesses: two witnesses have one name")
    return LogKeeper(
        key=notes.log_key(key),
        sign=lambda size, root: notes.sign(key, size=size, root=root),
        witnesses=tuple(witnesses),
    )


async def keep_log(store: LogStore, keeper: LogKeeper, clock: Clock) -> None:
    """Give entries their places within seconds, and say so if the promise is not kept.

    Never ends.
    """
    said = ""
    while True:
        try:
            await step(store, keeper, clock)
            wrong = await measure(store, keeper, now=clock.now())
            if wrong and wrong != said:
                _log.error("The promise of the public log is not kept.", why=wrong)
            said = wrong
        except Exception:
            # The outermost loop of a worker: what waits now is tried again in seconds.
            _log.exception("Sequencing the public log failed.")
        await asyncio.sleep(_EVERY_S)


async def step(store: LogStore, keeper: LogKeeper, clock: Clock) -> None:
    """Give all that waits its place, unless no head may be signed."""
    with suppress(LogHeld):
        while await store.sequence(keeper, date=clock.now(), at_most=_AT_ONCE):
            pass


async def measure(store: LogStore, keeper: LogKeeper, *, now: int) -> str:
    """Tell the metrics how the log stands (Unix seconds); gives what is wrong with it, if
    anything."""
    standing = await store.log_standing(keeper)
    age = max(0, now - standing.since) if standing.waiting else 0
    metrics.LOG_ENTRIES.set(standing.size)
    metrics.LOG_WAITING.set(age)
    metrics.LOG_HELD.set(bool(standing.held))
    if standing.held:
        return f"it stands still: {standing.held}"
    return f"entries wait for more than {MERGE_DELAY_S} seconds" if age > MERGE_DELAY_S else ""


def make_log_pages(
    settings: Settings,
    store: LogStore,
    keeper: LogKeeper,
    *,
    now: Callable[[], float],
    domain_now: Callable[[], float],
    knows: Callable[[str, str], bool],
) -> Sequence[BaseRoute]:
    """The addresses of the log; `knows` tells whether a token is a decision's. By domain time the
    totals that are shown grow old.

    They are there whether or not pages of channels are.
    """
    address_of = network_of_callers(settings)

    async def trust() -> dict[str, Any]:
        standing = await store.log_standing(keeper)
        return {
            "v": 1,
            "contact": settings.trust_contact,
            "languages": sorted(WORDS),
            "terms": bool(settings.terms_of_service),
            "solo": settings.safety_solo,
            "log": {
                "origin": keeper.key.name,
                "key": keeper.key.vkey(),
                "merge_delay_s": MERGE_DELAY_S,
                "stands_still": bool(standing.held),
                "witnesses": [witness.vkey() for witness in keeper.witnesses],
                "witnessed": {
                    name: {"size": size, "date": date}
                    for name, (size, date) in standing.witnesses.items()
                },
            },
            "surfaces": {
                surface.value: {
                    "text_rules": rule.text_rules,
                    "exact_hash": rule.exact_hash,
                    "perceptual_hash": rule.perceptual_hash,
                    "basis": rule.basis,
                }
                for surface, rule in RULES.items()
            },
        }

    totals = TransparencySite(
        snapshots=Snapshots(store, keeper, now=domain_now),
        visits=Visits(settings.limits, address_of=address_of, now=now),
        solo=settings.safety_solo,
        public_url=settings.public_url,
    )
    log = LogSite(
        store=store,
        keeper=keeper,
        limits=settings.limits,
        address_of=address_of,
        now=now,
        trust=trust,
        knows=knows,
    )
    return [*routes(log), *transparency_routes(totals)]
