"""Message ids: the server's own, the checks on the client's, and which of those were seen.

https://core.telegram.org/mtproto/description#message-identifier-msg-id
"""

from array import array
from bisect import bisect_left, bisect_right

from heliograph.mtproto.budgets import Budget

SECOND = 1 << 32
"""A msg_id counts 2^-32 seconds since 1970."""

PAST_S = 300
AHEAD_S = 30
"""The window of the outer message; clients apply the same one to ours."""

TOO_LOW, TOO_HIGH, NOT_MULTIPLE_OF_4, TAKEN, FORGOTTEN, BAD_CONTAINER = 16, 17, 18, 19, 20, 64
"""Codes of bad_msg_notification.

https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
"""

ACKED, NO_ACK, QUERY, ANSWERED, KNOWN = 8, 16, 32, 64, 128
"""What is known of a received message, as bits of its status byte.

https://core.telegram.org/mtproto/service_messages_about_messages#message-status-byte
"""
REFUSED = 256
"""A bit of our own: the query was answered by an rpc_error."""

SEEN_MAX = 4096
SEEN_CROWDED = 256
SEEN_KEEP_S = 600

SEEN_ID_BYTES = 12
"""What one remembered id takes with its bits and the room beside it."""


class ServerMsgIds:
    """Odd, strictly rising ids; a clock that steps back never lowers them."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0

    def next(self, now: float, *, reply: bool) -> int:
        """An id ≡ 1 mod 4 for an answer, ≡ 3 for anything else."""
        base = int(now * SECOND) & ~3
        if base <= self._last:
            base = self._last + 4
        self._last = base
        return base + (1 if reply else 3)


def fault_of_outer(msg_id: int, now: float) -> int:
    """The bad_msg code for the id of a whole packet, or 0.

    The low bits may all be zero: Pyrogram 2.0 counts whole seconds and adds 4 per message.
    """
    if msg_id & 3:
        return NOT_MULTIPLE_OF_4
    seconds = msg_id / SECOND
    if seconds < now - PAST_S:
        return TOO_LOW
    if seconds > now + AHEAD_S:
        return TOO_HIGH
    return 0


class _Rising:
    """Ids in order, each with the bits noted of it: a tenth of what a dict of them takes, and one
    looks hardly longer for what is nearly always the last."""

    __slots__ = ("_bits", "_ids")

    def __init__(self) -> None:
        self._ids = array("q")
        self._bits = array("H")

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, msg_id: int) -> bool:
        return self._place(msg_id) >= 0

    def bits(self, msg_id: int) -> int:
        """0 for one that is not there."""
        place = self._place(msg_id)
        return self._bits[place] if place >= 0 else 0

    def mark(self, msg_id: int, bits: int) -> None:
        """Add bits to one that is there."""
        place = self._place(msg_id)
        if place >= 0:
            self._bits[place] |= bits

    def add(self, msg_id: int, bits: int) -> None:
        """Put in one that is not there."""
        place = len(self._ids)
        if place and msg_id < self._ids[-1]:
            place = bisect_left(self._ids, msg_id)
        self._ids.insert(place, msg_id)
        self._bits.insert(place, bits)

    def drop_first(self, *, until: int, most: int) -> tuple[int, int]:
        """Drop those up to an id, and more until no more than `most` are left; gives how many went
        and the highest of them."""
        count = max(bisect_right(self._ids, until), len(self._ids) - most)
        if not count:
            return 0, 0
        highest = self._ids[count - 1]
        del self._ids[:count], self._bits[:count]
        return count, highest

    def _place(self, msg_id: int) -> int:
        ids = self._ids
        last = len(ids) - 1
        if last < 0 or msg_id >= ids[-1]:
            return last if last >= 0 and ids[-1] == msg_id else -1
        place = bisect_left(ids, msg_id)
        return place if ids[place] == msg_id else -1


class SeenIds:
    """Client msg_ids already taken in, so that nothing runs twice.

    Bounded: the lowest ids fall out once there are `SEEN_MAX` or they are `SEEN_KEEP_S` old, and
    from then on everything at or below them counts as forgotten (code 20), never as new. While
    all sessions together remember more than `held` allows, each keeps only `SEEN_CROWDED`.
    """

    __slots__ = ("_closed", "_containers", "_held", "_ids", "_next_sweep", "floor", "highest")

    def __init__(self, floor: int = 0, *, held: Budget) -> None:
        self._held = held
        self._closed = False
        self._ids = _Rising()
        self._containers = _Rising()
        self._next_sweep = 64
        self.floor = floor
        self.highest = floor

    def __contains__(self, msg_id: int) -> bool:
        return msg_id in self._ids

    def is_container(self, msg_id: int) -> bool:
        """Whether the id was that of a container."""
        return msg_id in self._containers

    def marks(self, msg_id: int) -> int:
        """What was noted of a message, as bits; 0 for one that is not there."""
        return self._ids.bits(msg_id)

    def mark(self, msg_id: int, bits: int) -> None:
        """Note more of a message; of one that was forgotten nothing is."""
        self._ids.mark(msg_id, bits)

    def add(self, msg_id: int, now: float, bits: int = 0) -> None:
        """Take in an id that is not there yet; one that comes after the end is not kept."""
        self._take_in(self._ids, msg_id, now, bits)

    def add_container(self, msg_id: int, now: float) -> None:
        """As `add`; containers are kept apart because their id may not be a message's (code 19)."""
        self._take_in(self._containers, msg_id, now, 0)

    def _take_in(self, ids: _Rising, msg_id: int, now: float, bits: int) -> None:
        if self._closed:
            return
        ids.add(msg_id, bits)
        self._held.take(SEEN_ID_BYTES)
        if msg_id > self.highest:
            self.highest = msg_id
        self._sweep(now)

    def _sweep(self, now: float) -> None:
        # Amortised: once per 64 additions.
        if len(self._ids) + len(self._containers) < self._next_sweep:
            return
        oldest = int((now - SEEN_KEEP_S) * SECOND)
        most = SEEN_CROWDED if self._held.exceeded else SEEN_MAX
        for ids in (self._ids, self._containers):
            dropped, highest = ids.drop_first(until=oldest, most=most)
            self.floor = max(self.floor, highest)
            self._held.give_back(SEEN_ID_BYTES * dropped)
        self._next_sweep = len(self._ids) + len(self._containers) + 64

    def close(self) -> None:
        """Forget all; from now on the floor stands for them."""
        self._closed = True
        self.floor = self.highest
        self._held.give_back(SEEN_ID_BYTES * (len(self._ids) + len(self._containers)))
        self._ids, self._containers = _Rising(), _Rising()
