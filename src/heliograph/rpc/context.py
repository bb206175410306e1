"""What an API method is given besides its request."""

import time
from collections.abc import Callable, Sequence

from heliograph.actions.app import App
from heliograph.config import PUBLIC_LINKS, Address, Limits
from heliograph.domain.access import AccessHasher
from heliograph.domain.begun_searches import BegunSearches
from heliograph.domain.counted_once import CountedOnce
from heliograph.domain.events import Origin
from heliograph.domain.takeouts import Takeout
from heliograph.domain.texts import language_of
from heliograph.ports.clock import Clock
from heliograph.ports.sessions import Call
from heliograph.ports.store import Store
from heliograph.rpc.rates import Rate, Rates
from heliograph.safety.freezing import Freeze, Freezes
from heliograph.safety.intake import Intake
from heliograph.safety.signals.screening import Screen


class Service:
    """What all calls of a server share, composed once per process.

    `freezes` are the accounts that may only read, `intake` is where reports go, `advertised` where
    clients are told to connect, `link_prefix` what links begin with that they are given, `screen`
    looks at what is said in public, None where nothing does; `monotonic` is the clock of rate
    limits. `searches` are those of public posts that were counted, `mistaken` the messages that
    were said to be no spam.
    """

    __slots__ = (
        "access",
        "advertised",
        "app",
        "freezes",
        "intake",
        "limits",
        "link_prefix",
        "mistaken",
        "monotonic",
        "rates",
        "screen",
        "searches",
    )

    def __init__(
        self,
        *,
        app: App,
        access: AccessHasher,
        intake: Intake,
        limits: Limits,
        advertised: Sequence[Address],
        freezes: Freezes | None = None,
        link_prefix: str = PUBLIC_LINKS,
        screen: Screen | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.access = access
        self.intake = intake
        self.freezes = Freezes() if freezes is None else freezes
        self.limits = limits
        self.advertised = tuple(advertised)
        self.link_prefix = link_prefix
        self.screen = screen
        self.monotonic = monotonic
        self.rates = Rates(limits)
        self.searches = BegunSearches()
        self.mistaken = CountedOnce()


class Context:
    """One call: who asks and what there is to work with.

    `account_id` is 0 for callers that are not signed in, which only methods registered with
    `signed_in=False` meet. `owes_password` says that the caller only entered the account's code,
    which only methods registered with `half_signed_in=True` meet. `takeout` is the export of one's
    data that the call belongs to, None for most.
    """

    __slots__ = ("account_id", "call", "owes_password", "service", "takeout")

    def __init__(self, service: Service, call: Call) -> None:
        self.service = service
        self.call = call
        self.account_id: int = call.key.account_id or 0
        self.owes_password = False
        self.takeout: Takeout | None = None

    @property
    def app(self) -> App:
        return self.service.app

    @property
    def store(self) -> Store:
        return self.service.app.store

    @property
    def clock(self) -> Clock:
        return self.service.app.clock

    @property
    def access(self) -> AccessHasher:
        return self.service.access

    @property
    def freeze(self) -> Freeze | None:
        """What keeps the caller's account from all but reading, None for almost everybody."""
        return self.service.freezes.of(self.account_id, now=self.clock.now())

    @property
    def intake(self) -> Intake:
        return self.service.intake

    @property
    def limits(self) -> Limits:
        return self.service.limits

    @property
    def language(self) -> str:
        """The language to speak to the caller, by what its client said of itself."""
        client = self.call.key.client
        return language_of(client.lang_code if client else "")

    @property
    def origin(self) -> Origin:
        """The calling session, which learns of its own changes by the result."""
        session = self.call.session
        return Origin(session.key.auth_key_id, session.session_id)

    def spend(self, rate: Rate, cost: int = 1) -> None:
        """Count against a bound of the caller's account, or raise FLOOD_WAIT_x."""
        self.service.rates.spend(rate, self.account_id, self.service.monotonic(), cost)

    def left(self, rate: Rate) -> tuple[int, int]:
        """How many such calls the caller's account has left, and in how many seconds there is one
        again if there is none."""
        return self.service.rates.left(rate, self.account_id, self.service.monotonic())
