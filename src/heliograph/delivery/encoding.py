"""Encodes an update once per variant, whoever gets it.

Clients of one layer that are told the same read the same bytes.
"""

import asyncio
from collections.abc import Iterable, Sequence

from heliograph.domain.events import Origin
from heliograph.ports.sessions import LiveSession
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger
from heliograph.tl import types
from heliograph.tl.codec import encode

AT_ONCE = 50
"""Sessions told between two turns of the loop, where there are many."""

log = get_logger(__name__)


def without_origin(sessions: Iterable[LiveSession], origin: Origin | None) -> list[LiveSession]:
    """The sessions that do not learn of a change by the result of their own call."""
    if origin is None:
        return list(sessions)
    return [
        session
        for session in sessions
        if session.session_id != origin.session_id or session.key.auth_key_id != origin.auth_key_id
    ]


def push_to(sessions: Iterable[LiveSession], updates: types.TypeUpdates) -> None:
    """Queue the updates for every session, each in its own layer."""
    bodies: dict[int, bytes] = {}
    _push_some(sessions, updates, bodies)
    metrics.UPDATES.note(len(bodies))


async def push_to_many(sessions: Sequence[LiveSession], updates: types.TypeUpdates) -> None:
    """As `push_to`, a few sessions at a time: what is queued for them leaves in between."""
    bodies: dict[int, bytes] = {}
    for start in range(0, len(sessions), AT_ONCE):
        _push_some(sessions[start : start + AT_ONCE], updates, bodies)
        await asyncio.sleep(0)
    metrics.UPDATES.note(len(bodies))


def _push_some(
    sessions: Iterable[LiveSession], updates: types.TypeUpdates, bodies: dict[int, bytes]
) -> None:
    """As `push_to`; `bodies` are what the updates were encoded to so far, by layer."""
    for session in sessions:
        try:
            layer = session.layer
            body = bodies.get(layer)
            if body is None:
                body = bodies[layer] = encode(updates, layer)
            session.push(body)
        except Exception:
            # The change is durable and the others are to hear of it; this one finds the gap.
            log.exception("push failed", session_id=session.session_id)
