"""What concerns an account alone reaches its own devices, and nobody else."""

import asyncio
from typing import Any

import pytest

from heliograph.actions.account_events import tell_account
from heliograph.delivery import account_events
from heliograph.domain.account_events import ConfigChanged, PeerBlockedChanged, UnreadMarkChanged
from heliograph.tl import functions, types
from support.groups import make_group
from support.talk import People, Talker


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


class SlowFirst:
    """Lets every later question overtake the first one about people, until that is let go."""

    def __init__(self, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
        self._seen = people.stage.store.shown
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()
        monkeypatch.setattr(people.stage.store, "shown", self._look)

    async def _look(self, *asked: Any) -> Any:
        found = await self._seen(*asked)
        if not self.asked.is_set():
            self.asked.set()
            await self.go_on.wait()
        return found


def drafts(talker: Talker) -> list[str]:
    return [update.draft.message for update in talker.pushed()]


async def test_of_two_devices_that_act_at_once_everybody_shows_the_later(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    second, third = ann.sibling(), ann.sibling()
    slow = SlowFirst(people, monkeypatch)
    asked = functions.messages.SaveDraft(peer=ann.to(ben), message="the earlier")
    earlier = asyncio.create_task(ann(asked))
    await slow.asked.wait()
    asked = functions.messages.SaveDraft(peer=ann.to(ben), message="the later")
    later = asyncio.create_task(second(asked))
    await asyncio.wait_for(drafted(people, "the later"), 5)
    slow.go_on.set()
    await asyncio.gather(earlier, later)
    assert drafts(third) == ["the earlier", "the later"]
    # It may have its own result by the time it is told of the earlier one.
    assert drafts(second)[-1] == "the later"
    assert drafts(ann)[-1] == "the later"


async def drafted(people: People, text: str) -> None:
    """Wait until the store has it."""
    ann, ben = people.ann, people.ben
    while True:
        (dialog,) = (await people.stage.store.dialogs_of(ann.id, [ben.id])).dialogs
        if dialog.unsent is not None and dialog.unsent.text == text:
            return
        await asyncio.sleep(0)


async def test_whoever_has_too_much_to_be_told_is_sent_for_the_difference(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_events, "WAITING_MAX", 3)
    ann, ben, app = people.ann, people.ben, people.stage.app
    slow = SlowFirst(people, monkeypatch)
    marked = UnreadMarkChanged(peer_id=ben.id, unread=True)
    tell_account(app, ann.id, marked, origin=None)
    await slow.asked.wait()
    for _ in range(4):
        tell_account(app, ann.id, marked, origin=None)
    tell_account(app, ann.id, ConfigChanged(), origin=None)
    slow.go_on.set()
    await people.stage.settle()
    told, mark, config = ann.device.session.take()
    assert told == types.UpdatesTooLong()
    # What was under way, and what came afterwards.
    assert [type(update) for update in (*mark.updates, *config.updates)] == [
        types.UpdateDialogUnreadMark,
        types.UpdateConfig,
    ]


async def test_what_cannot_be_told_sends_for_the_difference(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, app = people.ann, people.ben, people.stage.app

    async def fail(*_: Any) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(people.stage.store, "shown", fail)
    tell_account(app, ann.id, UnreadMarkChanged(peer_id=ben.id, unread=True), origin=None)
    with pytest.raises(OSError, match="gone"):
        await people.stage.settle()
    assert ann.device.session.take() == [types.UpdatesTooLong()]


async def test_what_is_told_of_a_group_brings_it_along(people: People) -> None:
    group = await make_group(people)
    marked = UnreadMarkChanged(peer_id=-group.id, unread=True)
    tell_account(people.stage.app, people.ann.id, marked, origin=None)
    await people.stage.settle()
    (told,) = people.ann.device.session.take()
    assert [chat.id for chat in told.chats] == [group.id]
