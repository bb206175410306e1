"""Messages that were pushed to connected devices, until it is known that they arrived.

A phone that loses its network leaves a connection behind that looks alive: what is pushed by it
is gone, and nobody would tell the phone of it.
"""

import time

from heliograph.actions.app import App

Dialog = tuple[int, int]

KEPT_S = 90
"""By then the connection is found dead, or the client is one that acknowledges late."""

EVERY_S = 2
"""How often those that are kept are looked through: not once for each batch of messages."""

_KEPT_MAX = 10_000


class PushDoubts:
    """Per dialog the newest message that a device may have missed; the oldest doubts go first."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: dict[Dialog, tuple[int, float]] = {}
        self._settled_at = 0.0

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, dialog: Dialog, message_id: int) -> None:
        """Doubt that a message arrives, if a device of its owner is connected at all."""
        if not any(one.connected for one in self._app.sessions.of_account(dialog[0])):
            return
        if len(self._kept) >= _KEPT_MAX and dialog not in self._kept:
            del self._kept[next(iter(self._kept))]
        self._kept[dialog] = (message_id, time.monotonic() + KEPT_S)

    def settle(self) -> dict[Dialog, int]:
        """The messages that a device missed, to be told of now; forgets those that arrived.

        Nothing if it was asked less than `EVERY_S` ago.
        """
        now = time.monotonic()
        if not self._kept or now < self._settled_at + EVERY_S:
            return {}
        self._settled_at = now
        missed: dict[Dialog, int] = {}
        for dialog, (message_id, until) in list(self._kept.items()):
            sessions = self._app.sessions.of_account(dialog[0])
            if any(not one.connected and one.undelivered for one in sessions) or not sessions:
                missed[dialog] = message_id
            under_way = any(one.connected and one.undelivered for one in sessions)
            if not under_way or until < now:
                del self._kept[dialog]
        return missed
