"""Simple push: a request that says nothing but that there is something to fetch.

UnifiedPush's endpoints take it as well.
https://core.telegram.org/api/push-updates
"""

from collections.abc import Callable

from heliograph.domain import errors
from heliograph.domain.endpoints import IpNetwork
from heliograph.domain.push import Attempt, Outcome, PushTask
from heliograph.domain.push_tokens import read_simple
from heliograph.server.push.answers import attempt_of, unanswered
from heliograph.server.push.web_client import Unreachable, WebClient


class SimplePush:
    """Puts a version number, which is the time, to the device's endpoint."""

    def __init__(
        self,
        client: WebClient,
        *,
        own_networks: tuple[IpNetwork, ...],
        wire_now: Callable[[], float],
    ) -> None:
        self._client = client
        self._own_networks = own_networks
        self._wire_now = wire_now

    async def deliver(self, task: PushTask) -> Attempt:
        """Call once."""
        try:
            endpoint = read_simple(task.device.token, self._own_networks)
        except errors.Refused as refusal:
            return Attempt(Outcome.GONE, reason=refusal.token)
        body = f"version={int(self._wire_now() * 1000)}".encode("ascii")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = await self._client.send("PUT", endpoint, headers=headers, body=body)
        except Unreachable as error:
            return unanswered(error)
        return attempt_of(answer)
