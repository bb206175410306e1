"""Queries that wait for earlier ones of their session.

https://core.telegram.org/method/invokeAfterMsg
"""

import asyncio
from collections.abc import Sequence

from heliograph.domain.errors import MsgWaitFailed, MsgWaitTimeout
from heliograph.mtproto.asked import Asked, Outcome

_OPEN = (Outcome.UNKNOWN, Outcome.RUNNING)


class Waiting:
    """Holds the queries of one session back until those they name are answered."""

    __slots__ = ("_asked", "_futures")

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._futures: dict[int, list[asyncio.Future[None]]] = {}

    async def until_done(self, msg_ids: Sequence[int], *, timeout_s: float) -> None:
        """Wait until the named messages are done; one that has not come yet may still come.

        MSG_WAIT_FAILED if one of them was refused or the session ends, MSG_WAIT_TIMEOUT if it
        takes too long: clients send the query again then, behind what it must follow.
        """
        try:
            async with asyncio.timeout(timeout_s):
                for msg_id in msg_ids:
                    while (outcome := self._asked.outcome(msg_id)) in _OPEN:
                        await self._answer_to(msg_id)
                    if outcome is Outcome.REFUSED:
                        raise MsgWaitFailed
        except TimeoutError:
            raise MsgWaitTimeout from None

    async def _answer_to(self, msg_id: int) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._futures.setdefault(msg_id, []).append(future)
        try:
            await future
        finally:
            left = self._futures.get(msg_id)
            if left is not None and future in left:
                left.remove(future)
                if not left:
                    del self._futures[msg_id]

    def answered(self, msg_id: int) -> None:
        """Let those go on that wait for a query."""
        for future in self._futures.pop(msg_id, ()):
            if not future.done():
                future.set_result(None)

    def end(self) -> None:
        """Refuse all that wait: what they wait for is not known any more."""
        waiting, self._futures = self._futures, {}
        for futures in waiting.values():
            for future in futures:
                if not future.done():
                    future.set_exception(MsgWaitFailed())
