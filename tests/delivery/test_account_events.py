"""What concerns an account alone reaches its own devices, and nobody else."""

from heliograph.actions.account_events import tell_account
from heliograph.domain.account_events import PeerBlockedChanged
from heliograph.tl import functions, types
from support.talk import People


async def test_account_events_reach_every_own_session_but_the_one_that_asked(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    sibling, device = ann.sibling(), await ann.on_another_device(layer=158)
    sibling.pushed()
    await ann(functions.contacts.Block(id=ann.to(ben)))
    told = types.UpdatePeerBlocked(blocked=True, peer_id=types.PeerUser(user_id=ben.id))
    assert sibling.pushed() == [told]
    (older,) = device.pushed()
    assert (older.peer_id, older.blocked) == (told.peer_id, True)
    assert ann.pushed() == ben.pushed() == people.cat.pushed() == []


async def test_what_changes_nothing_is_not_told(people: People) -> None:
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    await ann(functions.contacts.Unblock(id=ann.to(ben)))
    assert sibling.pushed() == []


async def test_without_an_origin_all_sessions_are_told(people: People) -> None:
    ann, ben = people.ann, people.ben
    change = PeerBlockedChanged(peer_id=ben.id, blocked=True)
    sees = await people.stage.store.seen(ann.id, [ben.id])
    tell_account(people.stage.app, ann.id, change, sees=sees, origin=None)
    assert len(ann.pushed()) == 1
