"""What all connections of a node share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from heliograph.config import Limits
from heliograph.mtproto.budgets import Budget
from heliograph.net.admission import Admission
from heliograph.net.cipher import Cipher
from heliograph.net.exchange import Exchanges
from heliograph.net.flusher import Flusher
from heliograph.net.http_exchanges import HttpExchanges
from heliograph.net.keys import KeyRing
from heliograph.net.origins import Origins
from heliograph.net.proxies import TrustedProxies
from heliograph.net.queries import Queries, Spawn
from heliograph.net.sessions import SessionRegistry

if TYPE_CHECKING:
    from heliograph.net.connection import Connection


@dataclass(slots=True, frozen=True, kw_only=True)
class Node:
    """The parts of one node; `http` makes what serves a connection that turns out to be HTTP."""

    limits: Limits
    now: Callable[[], float]
    loop: asyncio.AbstractEventLoop
    spawn: Spawn
    ring: KeyRing
    sessions: SessionRegistry
    queries: Queries
    exchanges: Exchanges
    admission: Admission
    flusher: Flusher
    cipher: Cipher
    inbound: Budget
    unsent: Budget
    connections: "set[Connection]"
    http_exchanges: HttpExchanges
    origins: Origins
    proxies: TrustedProxies
    http: "Callable[[Node, str], Connection] | None" = None
