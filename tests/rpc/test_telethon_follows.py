"""Telethon's own counter of updates, fed with our answers and pushes: no gap, none twice.

https://core.telegram.org/api/updates#update-handling
"""

import logging
from typing import Any

import pytest
from telethon._updates.messagebox import ENTRY_ACCOUNT, MessageBox
from telethon._updates.session import SessionState
from telethon.extensions import BinaryReader
from telethon.tl import functions, types

from support.talk import People, Talker


class Follower:
    """A session as Telethon keeps it up: `pts` and what it waits for."""

    def __init__(self, talker: Talker, pts: int) -> None:
        self.talker = talker
        self._box = MessageBox(logging.getLogger(__name__))
        state = SessionState(user_id=talker.id, dc_id=2, bot=False, pts=pts, qts=0, date=0, seq=0,
                             takeout_id=None)  # fmt: skip
        self._box.load(state, [])

    @property
    def pts(self) -> int:
        state: dict[str, Any] = self._box.session_state()[0]
        return int(state["pts"])

    @property
    def waits(self) -> bool:
        """Whether it believes that something is missing."""
        return ENTRY_ACCOUNT in self._box.possible_gaps

    async def call(self, query: Any) -> Any:
        """Ask as Telethon does, and count the answer in as it does."""
        answer = BinaryReader(await self.talker.device.raw(bytes(query))).tgread_object()
        if isinstance(answer, types.messages.AffectedMessages):
            gone = types.UpdateDeleteMessages([], answer.pts, answer.pts_count)
            self._count_in(types.UpdateShort(gone, None))
        elif isinstance(answer, types.Updates):
            self._count_in(answer)
        return answer

    def hear(self) -> None:
        """Count in what was pushed since the last time."""
        session = self.talker.device.session
        pushed, session.pushed = session.pushed, []
        for body in pushed:
            self._count_in(BinaryReader(body).tgread_object())

    def _count_in(self, updates: Any) -> None:
        if getattr(updates, "date", None) is None:
            updates.date = self._box.date
        self._box.process_updates(updates, {}, [])


def peer(viewer: Talker, other: Talker) -> types.InputPeerUser:
    return types.InputPeerUser(other.id, viewer.hash_of(other))


def sends(viewer: Talker, other: Talker, text: str, random_id: int) -> Any:
    return functions.messages.SendMessageRequest(peer(viewer, other), text, random_id=random_id)


async def test_11_2_both_sides_of_a_conversation_never_miss_anything(people: People) -> None:
    ann, ben = Follower(people.ann, 1), Follower(people.ben, 1)
    desk = Follower(people.ann.sibling(), 1)
    to_ben, to_ann = peer(people.ann, people.ben), peer(people.ben, people.ann)
    queries = [
        (ann, sends(people.ann, people.ben, "one", 1)),
        (ben, sends(people.ben, people.ann, "two", 1)),
        (desk, sends(people.ann, people.ben, "three", 2)),
        (ben, functions.messages.ReadHistoryRequest(to_ann, 0)),
        (ben, functions.messages.ReadHistoryRequest(to_ann, 0)),
        (desk, functions.messages.ReadHistoryRequest(to_ben, 0)),
        (ann, functions.messages.EditMessageRequest(to_ben, 1, message="uno")),
        (ann, sends(people.ann, people.ben, "three", 2)),
        (ben, functions.messages.DeleteMessagesRequest([1, 2, 3], revoke=True)),
        (ann, functions.messages.DeleteMessagesRequest([1], revoke=True)),
        (ann, sends(people.ann, people.ben, "three", 2)),
        (desk, sends(people.ann, people.ben, "four", 3)),
    ]
    for caller, query in queries:
        await caller.call(query)
        for follower in (ann, ben, desk):
            follower.hear()
            assert not follower.waits, query
            assert follower.pts == await follower.talker.pts(), query


@pytest.mark.parametrize("behind", [1, 2, 3])
async def test_repeat_to_a_client_that_is_behind_is_a_gap_or_fits(
    people: People, behind: int
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "once", random_id=9)
    for number in range(behind - 1):
        await ben.send(ben.to(ann), f"m{number}")
    present = await ann.pts()
    follower = Follower(ann, present - behind)
    await follower.call(sends(ann, ben, "once", 9))
    if behind == 1:  # the answer was lost and nothing else happened
        assert (follower.waits, follower.pts) == (False, present)
    else:
        assert (follower.waits, follower.pts) == (True, present - behind)
