"""What happened in one channel and waits to be told there."""

from itertools import count

import msgspec

from heliograph.domain.events import (
    ChannelReshaped,
    MailboxAdvanced,
    Origin,
    PostPollChanged,
    PostReacted,
    TopicsPinned,
)

WAITING_MAX = 500
"""Events of one channel that wait to be told; with more its listeners are sent for the rest."""


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """More happened than is told one by one."""

    origin: Origin | None = None


_MISSED = Missed()

Told = MailboxAdvanced | ChannelReshaped | PostPollChanged | PostReacted | TopicsPinned | Missed


class ChannelQueue:
    """In the order of their arrival; of a poll, and of reactions, only how they stand last."""

    def __init__(self) -> None:
        self._events: dict[tuple[str, int], Told] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Told) -> None:
        """One more; those that are too many give way to one that sends for all of them."""
        place = self._place(event)
        if len(self._events) >= WAITING_MAX and place not in self._events:
            self._events = {self._place(_MISSED): _MISSED}
        else:
            self._events[place] = event

    def _place(self, event: Told) -> tuple[str, int]:
        match event:
            case PostPollChanged():
                return "poll", event.message.id
            case PostReacted():
                return "reactions", event.message.id
            case _:
                return "", next(self._numbers)

    def take(self) -> Told:
        """The next one, which waits no longer."""
        return self._events.pop(next(iter(self._events)))
