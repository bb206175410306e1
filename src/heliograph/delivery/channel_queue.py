"""What happened in one channel and waits to be told there."""

from itertools import count

import msgspec

from heliograph.domain.events import ChannelReshaped, MailboxAdvanced, Origin, PostPollChanged

WAITING_MAX = 500
"""Events of one channel that wait to be told; with more its listeners are sent for the rest."""


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """More happened than is told one by one."""

    origin: Origin | None = None


Told = MailboxAdvanced | ChannelReshaped | PostPollChanged | Missed


class ChannelQueue:
    """In the order of their arrival; of a poll only how it stands last."""

    def __init__(self) -> None:
        self._events: dict[int, Told] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Told) -> None:
        """One more; those that are too many give way to one that sends for all of them."""
        # A poll's place is its message's id, which no number of the others is.
        place = event.message.id if isinstance(event, PostPollChanged) else -next(self._numbers)
        if len(self._events) >= WAITING_MAX and place not in self._events:
            self._events = {-next(self._numbers): Missed()}
        else:
            self._events[place] = event

    def take(self) -> Told:
        """The next one, which waits no longer."""
        return self._events.pop(next(iter(self._events)))
