"""Keeps a mailbox's pushed changes in pts order, whatever order they are heard of in."""

from heliograph.domain.events import MailboxAdvanced


class PushOrder:
    """Per mailbox: the pts pushed last, and the changes that wait for one before them.

    Only mailboxes with a listening session are kept; `forget` those that have none.
    """

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._waiting: dict[int, dict[int, MailboxAdvanced]] = {}

    def admit(self, event: MailboxAdvanced) -> list[MailboxAdvanced]:
        """What may be pushed now, in order; nothing if a change before this one is missing."""
        change = event.change
        owner_id = change.owner_id
        start = change.pts - change.pts_count
        last = self._last.get(owner_id, start)
        if start < last:
            return []
        if start > last:
            self._waiting.setdefault(owner_id, {})[start] = event
            return []
        return self._run_from(owner_id, event)

    def follows(self, owner_id: int, pts: int) -> bool:
        """Whether a change of one pts is the next and none waits behind it: it counts as pushed."""
        if self._last.get(owner_id) != pts - 1 or owner_id in self._waiting:
            return False
        self._last[owner_id] = pts
        return True

    def expect(self, owner_id: int, pts: int) -> None:
        """What follows `pts` is on its way: later changes wait for it."""
        self._last.setdefault(owner_id, pts)

    def _run_from(self, owner_id: int, event: MailboxAdvanced) -> list[MailboxAdvanced]:
        ready = [event]
        waiting = self._waiting.get(owner_id)
        pts = event.change.pts
        while waiting and (following := waiting.pop(pts, None)) is not None:
            ready.append(following)
            pts = following.change.pts
        if waiting is not None and not waiting:
            del self._waiting[owner_id]
        self._last[owner_id] = pts
        return ready

    def reached(self, owner_id: int) -> int | None:
        """The pts pushed last, None for a mailbox that is not kept."""
        return self._last.get(owner_id)

    def gap(self, owner_id: int) -> int | None:
        """The pts to read on from if changes are waiting, else None."""
        return self._last.get(owner_id) if owner_id in self._waiting else None

    def forget(self, owner_id: int) -> None:
        """Nobody listens to the mailbox any more."""
        self._last.pop(owner_id, None)
        self._waiting.pop(owner_id, None)

    def skip_to(self, owner_id: int, pts: int) -> list[MailboxAdvanced]:
        """The store was read up to `pts` and that was pushed; gives what may follow now."""
        self._last[owner_id] = pts
        waiting = self._waiting.get(owner_id, {})
        for start in [s for s in waiting if s < pts]:
            del waiting[start]
        following = waiting.pop(pts, None)
        if not waiting:
            self._waiting.pop(owner_id, None)
        return [] if following is None else self._run_from(owner_id, following)
