"""Who may only read by now: looked up with every call, so kept in memory beside the store.

https://core.telegram.org/api/auth#frozen-accounts
"""

import msgspec


class Freeze(msgspec.Struct, frozen=True, kw_only=True):
    """Since and until when (Unix seconds, 0 for no end), and where to appeal it."""

    since: int
    until: int
    appeal_url: str


class Freezes:
    """The frozen accounts of a server, each with the decisions that froze it."""

    def __init__(self) -> None:
        self._held: dict[int, dict[str, Freeze]] = {}

    def of(self, account_id: int, *, now: int) -> Freeze | None:
        """What holds an account, of several the longest; None for almost everybody."""
        held = self._held.get(account_id)
        if held is None:
            return None
        return max(
            (one for one in held.values() if not one.until or one.until > now),
            key=lambda one: (not one.until, one.until),
            default=None,
        )

    def put(self, account_id: int, puid: str, freeze: Freeze) -> None:
        """Hold an account by a decision; may be repeated."""
        self._held.setdefault(account_id, {})[puid] = freeze

    def lift(self, account_id: int, puid: str) -> None:
        """Let go what a decision held; may be repeated."""
        held = self._held.get(account_id, {})
        held.pop(puid, None)
        if not held:
            self._held.pop(account_id, None)
