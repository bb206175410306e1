"""When the answer to one HTTP request is due.

https://core.telegram.org/mtproto/service_messages#httpwait-long-poll-query
"""

from heliograph.mtproto.service import HttpWait

_UNASKED = HttpWait(max_delay_ms=0, wait_after_ms=0, max_wait_ms=25_000)
"""What the page gives a request without http_wait."""


class Turn:
    """The server's turn to speak: from a whole request to its answer. Times are Unix seconds."""

    def __init__(self, now: float, *, longest_s: float) -> None:
        self._started = now
        self._longest_s = longest_s
        self._queued = 0
        self._first_at = self._latest_at = now
        self.ask(_UNASKED)

    def ask(self, wait: HttpWait) -> None:
        """Take the client's wishes, within bounds; the last http_wait of a packet counts."""
        self._max_delay_s = self._bounded(wait.max_delay_ms)
        self._wait_after_s = self._bounded(wait.wait_after_ms)
        self._max_wait_s = self._bounded(wait.max_wait_ms)

    def due(self, queued: int, now: float) -> float:
        """When to answer, now that so many messages are queued.

        The first message waits for others, each further one a little longer; nothing waits
        beyond the longest wait.
        """
        end = self._started + self._max_wait_s
        if not queued:
            return end
        if not self._queued:
            self._first_at = now
        if queued != self._queued:
            self._queued, self._latest_at = queued, now
        return min(end, self._first_at + self._max_delay_s, self._latest_at + self._wait_after_s)

    def _bounded(self, asked_ms: int) -> float:
        return min(max(asked_ms / 1000, 0.0), self._longest_s)
