"""How many of a supergroup are there at the moment."""

from heliograph.actions.app import App
from heliograph.domain.channels import SeenChannel
from heliograph.domain.permissions import may_list
from heliograph.domain.presence import StatusKind

_SEEN_MAX = 200
"""Of so few each counts only if the viewer may see it: else a number would say who is there."""

_AT_ONCE = 500
_ASKED_MAX = 20_000
"""Accounts that are asked about; of more the number is that of these."""


async def online_in(app: App, viewer_id: int, seen: SeenChannel) -> int:
    """How many of those in it are there; 0 for who may not know who is in it."""
    channel = seen.channel
    if not may_list(seen.standing, hidden=channel.hidden_members):
        return 0
    if channel.members <= _SEEN_MAX:
        ids = await app.store.members_after(channel.id, 0, at_most=_SEEN_MAX)
        people = await app.store.seen(viewer_id, ids)
        return sum(one.status.kind is StatusKind.ONLINE for one in people)
    now = app.clock.now()
    known = app.online_counts.known(channel.id, now=now)
    if known is not None:
        return known
    here = list(app.sessions.accounts())[:_ASKED_MAX]
    count = 0
    for start in range(0, len(here), _AT_ONCE):
        some = here[start : start + _AT_ONCE]
        count += await app.store.online_among(channel.id, some, now=now)
    app.online_counts.note(channel.id, count, now=now)
    return count
