"""What the answer of a push service means for a device."""

from collections.abc import Mapping

from heliograph.domain.push import Attempt, Outcome
from heliograph.server.push.web_client import Answer, ForbiddenAddress, Unreachable

_GONE = frozenset({404, 410})
_LATER = frozenset({401, 403, 408, 425, 429})
"""A refused signature may be a clock or a key that the operator mends."""


def attempt_of(answer: Answer) -> Attempt:
    """RFC 8030, 7.3 and 5; a redirect is not followed, and so a refusal."""
    if 200 <= answer.status < 300:
        return Attempt(Outcome.TOLD)
    reason = f"status {answer.status}"
    if answer.status in _GONE:
        return Attempt(Outcome.GONE, reason=reason)
    if answer.status >= 500 or answer.status in _LATER:
        return Attempt(Outcome.LATER, retry_after(answer.headers), reason)
    return Attempt(Outcome.DROPPED, reason=reason)


def unanswered(failure: Unreachable) -> Attempt:
    """Without an answer: later, or never where the server may not connect."""
    forbidden = isinstance(failure, ForbiddenAddress)
    return Attempt(Outcome.GONE if forbidden else Outcome.LATER, reason=str(failure))


def retry_after(headers: Mapping[str, str]) -> int:
    """Seconds to wait, 0 where none are named; a date counts as none."""
    text = headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
