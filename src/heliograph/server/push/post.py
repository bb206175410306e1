"""Which way notices take to a device, and in which form."""

from typing import Any, Protocol

import msgspec

from heliograph.domain.push import Attempt, Outcome, PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_notices import PushNotice
from heliograph.mtproto.notices import seal_notice
from heliograph.server.push.tokens import b64
from heliograph.server.push.web_push import CONTENT_BYTES_MAX
from heliograph.telemetry import metrics
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)

_encode = msgspec.json.Encoder().encode


class Caller(Protocol):
    """Tells a device that there is something, and nothing of what."""

    async def deliver(self, task: PushTask) -> Attempt: ...


class Carrier(Protocol):
    """Carries content to a device."""

    async def deliver(self, task: PushTask, content: bytes, *, lifetime_s: int) -> Attempt: ...


class Vendor(Protocol):
    """Carries a notice in its own form; `sealed` is the notice for the device's eyes alone."""

    async def deliver(
        self, task: PushTask, notice: PushNotice, *, sealed: str | None, lifetime_s: int
    ) -> Attempt: ...


class Post:
    """Implements `ports.push.PushPost` by what the operator set up and what needs nobody.

    Web push is encrypted for the browser; simple push and sessions carry no content; vendors get
    what is sealed with the client's key, or else no more than ids.
    """

    def __init__(
        self,
        *,
        web: Carrier,
        callers: dict[TokenKind, Caller],
        vendors: dict[TokenKind, Vendor],
        lifetime_s: int,
    ) -> None:
        self._web = web
        self._callers = callers
        self._vendors = vendors
        self._lifetime_s = lifetime_s

    def carries(self, kind: TokenKind) -> bool:
        """Whether there is a way to devices of this kind."""
        return kind is TokenKind.WEB or kind in self._callers or kind in self._vendors

    def seals(self, device: PushDevice) -> bool:
        """Whether nobody on the way can read what the device is told."""
        return device.kind is TokenKind.WEB or bool(device.secret)

    async def deliver(self, task: PushTask, notice: PushNotice) -> Attempt:
        """Try once, and count how it went."""
        try:
            attempt = await self._deliver(task, notice)
        except Exception:
            # The outermost place of a task: the next device is to be told all the same.
            log.exception("Telling a device failed.", kind=task.device.kind.name)
            attempt = Attempt(Outcome.LATER, reason="a fault of ours")
        kind = task.device.kind.name.lower()
        metrics.PUSH_ATTEMPTS.labels(kind=kind, result=attempt.outcome.value).inc()
        if attempt.outcome in (Outcome.GONE, Outcome.DROPPED):
            log.info("A push was refused.", kind=kind, reason=attempt.reason)
        return attempt

    async def _deliver(self, task: PushTask, notice: PushNotice) -> Attempt:
        kind = task.device.kind
        if kind is TokenKind.WEB:
            content = _fitting(notice, task.device.secret)
            return await self._web.deliver(task, content, lifetime_s=self._lifetime_s)
        if (caller := self._callers.get(kind)) is not None:
            if task.subject in (Subject.READ, Subject.DELETED, Subject.REACTION_READ):
                # It would look for news and find none.
                return Attempt(Outcome.TOLD)
            return await caller.deliver(task)
        if (vendor := self._vendors.get(kind)) is None:
            return Attempt(Outcome.DROPPED, reason="nothing carries this kind")
        sealed = _sealed(notice.as_record(), task.device.secret)
        return await vendor.deliver(task, notice, sealed=sealed, lifetime_s=self._lifetime_s)


def _fitting(notice: PushNotice, secret: bytes) -> bytes:
    """A browser's notice; without the text where it would be too long for its push service."""
    content = _for_browser(notice, secret)
    if len(content) <= CONTENT_BYTES_MAX:
        return content
    brief = msgspec.structs.replace(notice, loc_key="MESSAGE_NOTEXT", loc_args=(), text="")
    return _for_browser(brief, secret)


def _for_browser(notice: PushNotice, secret: bytes) -> bytes:
    record = notice.as_record()
    if secret:
        return _encode({"p": _sealed(record, secret)})
    # Web K shows these two rather than building a sentence.
    return _encode({**record, "title": notice.title, "description": notice.text})


def _sealed(record: dict[str, Any], secret: bytes) -> str | None:
    return b64(seal_notice(secret, _encode(record))) if secret else None
