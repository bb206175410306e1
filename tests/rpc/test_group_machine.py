"""Random acts by random members of a group: everybody shows the same, however they heard of it.

What is pushed, what a device that was off is told, and what one that begins anew fetches must come
to the same view, and the store must keep what it promises.
"""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from heliograph.tl import functions, types
from heliograph.tl.layers import NEWEST
from support.groups import Group, make_group
from support.replica import Replica, differences
from support.stage import RpcError
from support.story import Story, assert_same_story, takes_pts
from support.talk import People, Talker

ACTS = 50
SIGNS = ("👍", "❤")
FORBIDDEN = ({}, {"send_plain": True}, {"pin_messages": True}, {"invite_users": True})


class Watch:
    """A session of somebody's that does nothing but listen, and one that was off all the while."""

    layer = NEWEST

    def __init__(self, talker: Talker) -> None:
        self.talker = talker
        self._listening = talker.sibling()
        self._pushed: list[Any] = []

    async def call(self, query: Any) -> Any:
        """As `Replica` asks."""
        return await self.talker(query)

    async def begin(self) -> None:
        """From here on both must follow."""
        self._listening.device.session.take()
        self._online = await Replica.fetch(self)  # type: ignore[arg-type]
        self._off = self._online.copy()
        self._start = await self.call(functions.updates.GetState())

    def hear(self) -> int:
        """Apply what was pushed; gives how much it was."""
        envelopes = self._listening.device.session.take()
        for envelope in envelopes:
            self._online.know(envelope.users, envelope.chats)
            for update in envelope.updates:
                self._online.apply(update)
                if takes_pts(update):
                    self._pushed.append(update)
        return len(envelopes)

    async def compare(self) -> None:
        """All three ways come to the same."""
        self.hear()
        pushed, pts = Story(), self._start.pts
        for update in self._pushed:
            assert update.pts - update.pts_count == pts
            pts = update.pts
            pushed.add(update)
        told = await self._catch_up()
        assert_same_story(pushed, told)
        shown = await Replica.fetch(self)  # type: ignore[arg-type]
        for one in (shown, self._off, self._online):
            _forget_those_left(one)
        assert differences(shown, self._off) == []
        assert differences(shown, self._online) == []

    async def _catch_up(self) -> Story:
        told, pts = Story(), self._start.pts
        while True:
            found = await self.call(
                functions.updates.GetDifference(pts=pts, date=self._start.date, qts=0)
            )
            if isinstance(found, types.updates.DifferenceEmpty):
                return told
            self._off.know(found.users, found.chats)
            for message in found.new_messages:
                told.add_message(message)
                self._off.add(message)
            for update in found.other_updates:
                self._off.apply(update)
                if takes_pts(update):
                    told.add(update)
            if isinstance(found, types.updates.Difference):
                return told
            pts = found.intermediate_state.pts


def _forget_those_left(shown: Replica) -> None:
    """Whoever is out of a group is told no more of it, and finds it as it is when they ask."""
    for peer_id, facts in shown.names.items():
        if peer_id < 0 and (len(facts) == 1 or facts[3]):
            shown.names[peer_id] = ("out of it", len(facts))


class Machine:
    """Draws who does what. What somebody may not do is refused, which must show nowhere."""

    def __init__(self, group: Group, others: list[Talker], seed: int) -> None:
        self.group = group
        self.people = [group.ann, group.ben, group.cat, *others]
        self.refused: set[str] = set()
        self.done = 0
        self._drawn = random.Random(seed)
        self._acts: list[Callable[[Talker], Awaitable[Any]]] = [
            *(8 * [self.say]),
            *(3 * [self.rewrite]),
            *(2 * [self.delete]),
            *(2 * [self.react]),
            *(2 * [self.read]),
            self.pin,
            self.unpin_all,
            self.rename,
            self.appoint,
            self.forbid,
            self.add,
            self.remove,
            self.leave,
            self.come,
        ]

    async def act(self) -> Talker:
        """One act of somebody's; gives whose."""
        who = self._drawn.choice(self.people)
        try:
            await self._drawn.choice(self._acts)(who)
            self.done += 1
        except RpcError as refused:
            if refused.code >= 500:
                raise
            self.refused.add(refused.text)
        self.group.people.stage.clock.date += self._drawn.randrange(3)
        return who

    async def inside(self) -> set[int]:
        """Who is in the group."""
        found = await self.group.people.stage.store.chat(self.group.ann.id, self.group.id)
        assert found is not None
        return {one.account_id for one in found[1]}

    async def _some(self, who: Talker) -> int:
        """A message that somebody has of the group, or one that nobody has."""
        found = await who.history(self.group.peer)
        return self._drawn.choice([one.id for one in found] or [999])

    def _other(self) -> Talker:
        return self._drawn.choice(self.people)

    def _named(self, who: Talker, other: Talker) -> Any:
        return types.InputUserSelf() if other is who else who.user(other)

    async def say(self, who: Talker) -> None:
        answering = None
        if self._drawn.random() < 0.3:
            answering = types.InputReplyToMessage(reply_to_msg_id=await self._some(who))
        text = f"words {self._drawn.randrange(9)}"
        await who.send(self.group.peer, text, reply_to=answering)

    async def rewrite(self, who: Talker) -> None:
        text = f"other words {self._drawn.randrange(99)}"
        message_id = await self._some(who)
        await who(functions.messages.EditMessage(peer=self.group.peer, id=message_id, message=text))

    async def delete(self, who: Talker) -> None:
        ids = [await self._some(who) for _ in range(self._drawn.randrange(1, 3))]
        revoke = self._drawn.random() < 0.6
        await who(functions.messages.DeleteMessages(id=ids, revoke=revoke))

    async def react(self, who: Talker) -> None:
        sign = types.ReactionEmoji(emoticon=self._drawn.choice(SIGNS))
        await who(
            functions.messages.SendReaction(
                peer=self.group.peer, msg_id=await self._some(who), reaction=[sign]
            )
        )

    async def read(self, who: Talker) -> None:
        max_id = await self._some(who)
        await who(functions.messages.ReadHistory(peer=self.group.peer, max_id=max_id))

    async def pin(self, who: Talker) -> None:
        unpin = self._drawn.random() < 0.3
        message_id = await self._some(who)
        await who(
            functions.messages.UpdatePinnedMessage(peer=self.group.peer, id=message_id, unpin=unpin)
        )

    async def unpin_all(self, who: Talker) -> None:
        await who(functions.messages.UnpinAllMessages(peer=self.group.peer))

    async def rename(self, who: Talker) -> None:
        title = f"Group {self._drawn.randrange(9)}"
        await who(functions.messages.EditChatTitle(chat_id=self.group.id, title=title))

    async def appoint(self, who: Talker) -> None:
        admin = self._drawn.random() < 0.6
        other = self._named(who, self._other())
        await who(
            functions.messages.EditChatAdmin(chat_id=self.group.id, user_id=other, is_admin=admin)
        )

    async def forbid(self, who: Talker) -> None:
        rights = types.ChatBannedRights(until_date=0, **self._drawn.choice(FORBIDDEN))
        await who(
            functions.messages.EditChatDefaultBannedRights(
                peer=self.group.peer, banned_rights=rights
            )
        )

    async def add(self, who: Talker) -> None:
        other = self._named(who, self._other())
        await who(functions.messages.AddChatUser(chat_id=self.group.id, user_id=other, fwd_limit=9))

    async def remove(self, who: Talker) -> None:
        other = self._named(who, self._other())
        await who(functions.messages.DeleteChatUser(chat_id=self.group.id, user_id=other))

    async def leave(self, who: Talker) -> None:
        self_ = types.InputUserSelf()
        await who(functions.messages.DeleteChatUser(chat_id=self.group.id, user_id=self_))

    async def come(self, who: Talker) -> None:
        for admin in self.people:
            try:
                invite = await admin(functions.messages.ExportChatInvite(peer=self.group.peer))
            except RpcError:
                continue
            secret = invite.link.rpartition("+")[2]
            await who(functions.messages.ImportChatInvite(hash=secret))
            return


async def run(people: People, seed: int, *, acts: int) -> Machine:
    group = await make_group(people)
    machine = Machine(group, [await group.stranger()], seed)
    watches = [Watch(talker) for talker in machine.people]
    for watch in watches:
        await watch.begin()
    inside = await machine.inside()
    for number in range(1, acts + 1):
        who = await machine.act()
        await people.stage.settle()
        before, inside = inside, await machine.inside()
        for watch in watches:
            concerned = {who.id} | before | inside
            assert not watch.hear() or watch.talker.id in concerned, "who is out heard of it"
        if number % 25 == 0:
            await people.stage.store.index_messages(at_most=1_000)
    for watch in watches:
        await watch.compare()
    assert list(await people.stage.store.check(whole=True)) == []
    return machine


@pytest.mark.parametrize("seed", [1, 2])
async def test_members_of_a_group_all_show_the_same(people: People, seed: int) -> None:
    machine = await run(people, seed, acts=ACTS)
    assert machine.done >= ACTS // 5
    assert machine.refused


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 115))
async def test_they_do_after_much_has_happened(people: People, seed: int) -> None:
    await run(people, seed, acts=200)
