"""Tells devices that keep a session for it that there are updates."""

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.errors import TokenInvalid
from heliograph.domain.push import Attempt, Outcome, PushTask
from heliograph.domain.push_tokens import read_session_id
from heliograph.tl import types


class SessionPush:
    """Tells a device by the session that it keeps for this alone, while its app is closed.

    It is told that there are updates, and asks for them by a session of its own.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def deliver(self, task: PushTask) -> Attempt:
        """Push to the session if it is connected; later otherwise."""
        device = task.device
        try:
            session_id = read_session_id(device.token)
        except TokenInvalid:
            return Attempt(Outcome.GONE, reason="no session id")
        listening = [
            session
            for session in self._app.sessions.of_key(device.auth_key_id)
            if session.session_id == session_id and session.connected
        ]
        if not listening:
            return Attempt(Outcome.LATER, reason="the session is not connected")
        push_to(listening, types.UpdatesTooLong())
        return Attempt(Outcome.TOLD)
