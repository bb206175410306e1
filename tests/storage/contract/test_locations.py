"""Live locations in a store: moved with what tells of it, in one step."""

from functools import partial

import pytest

from heliograph.domain import errors
from heliograph.domain.editing import compose_edit
from heliograph.domain.extras import Extras, GeoPoint, LiveLocation
from heliograph.domain.media import LiveEdit
from heliograph.domain.messages import Body, Edit
from heliograph.domain.proximity import Approach
from heliograph.ports.store import Store
from support.mailboxes import LIMITS, NOON, open_accounts, send

HERE, THERE = GeoPoint(latitude=1, longitude=2), GeoPoint(latitude=3, longitude=4)
DECIDE = partial(compose_edit, limits=LIMITS)


def sharing(point: GeoPoint) -> Extras:
    return Extras(media=LiveLocation(point=point, period=600))


async def test_an_alert_is_decided_on_both_locations_and_sent_with_the_move(store: Store) -> None:
    ada, bob = await open_accounts(store, 2)
    await send(store, ada, bob, extras=sharing(HERE))
    mine = (await send(store, bob, ada, extras=sharing(HERE))).message
    asked = Edit(
        editor_id=bob,
        peer_id=ada,
        message_id=mine.id,
        text=None,
        date=NOON + 1,
        live=LiveEdit(point=THERE),
    )
    seen: list[Approach] = []

    def alert(approach: Approach) -> Body | None:
        seen.append(approach)
        return Body(sender_id=bob, date=NOON + 1, text="near")

    outcome = await store.move_location(asked, random_id=7, decide=DECIDE, alert=alert)
    (approach,) = seen
    assert approach.before == mine
    assert approach.after == outcome.parts[0].message
    assert approach.after.extras == sharing(THERE)
    assert approach.watcher is not None
    assert (approach.watcher.sender_id, approach.watcher.owner_id) == (ada, bob)
    assert outcome.sent is not None
    assert [part.owner_id for part in outcome.parts] == [bob, ada]
    state = await store.state(bob)
    assert (outcome.parts[0].pts, outcome.sent.pts) == (state.pts - 1, state.pts)
    with pytest.raises(errors.MessageNotModified):
        await store.move_location(asked, random_id=8, decide=DECIDE, alert=alert)
    assert len(seen) == 1
