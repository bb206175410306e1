"""Encodes an update once per variant, whoever gets it.

Clients of one layer, and for now of one account, read the same bytes.
"""

from collections.abc import Iterable

from heliograph.ports.sessions import LiveSession
from heliograph.tl import types
from heliograph.tl.codec import encode


def push_to(sessions: Iterable[LiveSession], updates: types.TypeUpdates) -> int:
    """Queue the updates for every session, each in its own layer; gives how often it encoded."""
    bodies: dict[int, bytes] = {}
    for session in sessions:
        layer = session.layer
        body = bodies.get(layer)
        if body is None:
            body = bodies[layer] = encode(updates, layer)
        session.push(body)
    return len(bodies)
