"""Encodes an update once per variant, whoever gets it.

Clients of one layer, and for now of one account, read the same bytes.
"""

from collections.abc import Iterable

from heliograph.domain.events import Origin
from heliograph.ports.sessions import LiveSession
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger
from heliograph.tl import types
from heliograph.tl.codec import encode

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
    metrics.UPDATES.note(len(bodies))
