"""What has a row for every message that somebody reacted to is forgotten in time."""

from functools import partial
from pathlib import Path

from heliograph.domain.account_events import MessageReactionsChanged, PeerBlockedChanged
from heliograph.domain.reactions import ReactionLimits, ReactionRequest, react
from support.empty_store import open_store
from support.mailboxes import NOON, open_accounts, send

LIMITS = ReactionLimits(offered=frozenset("👍"))
MONTH_S = 30 * 86_400


async def test_reactions_are_told_for_a_month(tmp_path: Path) -> None:
    now = NOON
    store = open_store(tmp_path / "store", now=lambda: now)
    ada, bob, cyd = await open_accounts(store, 3)
    for _ in range(3):
        await send(store, ada, bob)

    async def reacted(message_id: int) -> set[int]:
        """The messages told of once Bob has reacted to one more."""
        request = ReactionRequest(
            account_id=bob, peer_id=ada, message_id=message_id, signs=("👍",), date=now
        )
        await store.react(request, decide=partial(react, limits=LIMITS))
        found = await store.account_difference(ada, since=0)
        kinds = MessageReactionsChanged
        return {change.message.id for change in found.changes if isinstance(change, kinds)}

    await store.set_blocked(ada, cyd, True, date=NOON)
    assert await reacted(1) == {1}
    now += MONTH_S
    assert await reacted(2) == {1, 2}
    now += 1
    assert await reacted(3) == {2, 3}
    others = (await store.account_difference(ada, since=0)).changes
    assert any(isinstance(change, PeerBlockedChanged) for change in others)
    await store.close()
