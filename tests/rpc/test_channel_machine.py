"""Random acts by random members of a supergroup and a channel: all show the same of them.

What is pushed, what a device that was off is told by both differences, and what one that begins
anew fetches must come to the same view, and the store must keep what it promises.
"""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.channel_view import ChannelView, channel_of, differences, kind_of
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker

ACTS = 60
MESSAGES = (
    "UpdateNewChannelMessage",
    "UpdateEditChannelMessage",
    "UpdateDeleteChannelMessages",
    "UpdatePinnedChannelMessages",
)
LIMITS: tuple[dict[str, bool], ...] = (
    {},
    {"send_plain": True},
    {"view_messages": True},
    {"send_polls": True},
    {"pin_messages": True, "change_info": True, "invite_users": True},
)
RIGHTS: tuple[dict[str, bool], ...] = (
    {},
    {"change_info": True, "post_messages": True},
    {"ban_users": True, "invite_users": True},
    {"add_admins": True, "delete_messages": True, "ban_users": True, "post_messages": True},
    {"anonymous": True, "pin_messages": True, "edit_messages": True},
)


class Watch:
    """A session of somebody's that only listens, and one that is off all the while."""

    def __init__(self, talker: Talker, listening: Talker, places: list[Community]) -> None:
        self.talker = talker
        self._listening = listening
        hashes = {one.id: one.named_by(talker).access_hash for one in places}
        self._online = ChannelView(talker, hashes)
        self._fresh = ChannelView(talker, hashes)

    async def begin(self) -> None:
        """From here on both must follow."""
        self._listening.device.session.take()
        await self._online.fetch()
        self._off = self._online.copy()
        self._start = await self.talker(functions.updates.GetState())

    async def hear(self, inside: set[int]) -> None:
        """Apply what was pushed. Who is out of a channel is told nothing of what is said there."""
        envelopes = self._listening.device.session.take()
        for update in (one for envelope in envelopes for one in envelope.updates):
            told = kind_of(update) in MESSAGES
            assert not told or channel_of(update) in inside, f"{update} for who is out"
        await self._online.hear(envelopes)

    async def compare(self, hidden: dict[int, int]) -> None:
        """All three ways come to the same."""
        await self._off.come_back(self._start)
        await self._fresh.fetch()
        fresh = self._fresh
        assert differences(fresh, self._online, hidden=hidden, was_there=True) == [], "pushed"
        assert differences(fresh, self._off, hidden=hidden, was_there=False) == [], "missed"


class Machine:
    """Draws who does what where. What somebody may not do is refused, which must show nowhere."""

    def __init__(self, people: list[Talker], places: list[Community], seed: int) -> None:
        self.people, self.places = people, places
        self.refused: set[str] = set()
        self.done: dict[str, int] = {}
        self._drawn = random.Random(seed)
        self._place = places[0]
        self._acts: list[Callable[[Talker], Awaitable[Any]]] = [
            *(8 * [self.say]),
            *(3 * [self.rewrite]),
            *(2 * [self.delete]),
            *(3 * [self.read]),
            *(2 * [self.pin]),
            *(2 * [self.vote]),
            *(3 * [self.react]),
            *(2 * [self.limit]),
            *(2 * [self.appoint]),
            *(3 * [self.come]),
            self.ask,
            self.unpin_all,
            self.rename,
            self.publish,
            self.forbid,
            self.slow_down,
            self.hide,
            self.sign,
            self.protect,
            self.invite,
            self.leave,
            self.mark,
            self.pin_dialog,
            self.forward,
        ]

    async def act(self) -> None:
        """One act of somebody's."""
        who, self._place = self._drawn.choice(self.people), self._drawn.choice(self.places)
        chosen = self._drawn.choice(self._acts)
        try:
            await chosen(who)
            self.done[chosen.__name__] = self.done.get(chosen.__name__, 0) + 1
        except RpcError as refused:
            if refused.code >= 500:
                raise
            self.refused.add(refused.text)
        self._place.people.stage.clock.date += self._drawn.randrange(4)

    def _peer(self, who: Talker) -> types.InputPeerChannel:
        return self._place.peer(who)

    def _named(self, who: Talker) -> types.InputChannel:
        return self._place.named_by(who)

    def _other(self, who: Talker) -> Talker:
        return self._drawn.choice([one for one in self.people if one is not who])

    async def _some(self, who: Talker) -> int:
        """A message that somebody sees there, or one that nobody does."""
        found = await who.history(self._peer(who))
        return self._drawn.choice([one.id for one in found] or [999])

    async def say(self, who: Talker) -> None:
        answering = None
        if self._drawn.random() < 0.3:
            answering = types.InputReplyToMessage(reply_to_msg_id=await self._some(who))
        text = f"words {self._drawn.randrange(99)}"
        await who.send(self._peer(who), text, reply_to=answering)

    async def rewrite(self, who: Talker) -> None:
        text = f"other words {self._drawn.randrange(99)}"
        message_id = await self._some(who)
        await who(functions.messages.EditMessage(peer=self._peer(who), id=message_id, message=text))

    async def delete(self, who: Talker) -> None:
        ids = [await self._some(who) for _ in range(self._drawn.randrange(1, 3))]
        await who(functions.channels.DeleteMessages(channel=self._named(who), id=ids))

    async def read(self, who: Talker) -> None:
        max_id = await self._some(who)
        await who(functions.channels.ReadHistory(channel=self._named(who), max_id=max_id))

    async def pin(self, who: Talker) -> None:
        unpin = self._drawn.random() < 0.3
        message_id = await self._some(who)
        await who(
            functions.messages.UpdatePinnedMessage(
                peer=self._peer(who), id=message_id, unpin=unpin, silent=self._drawn.random() < 0.5
            )
        )

    async def unpin_all(self, who: Talker) -> None:
        await who(functions.messages.UnpinAllMessages(peer=self._peer(who)))

    async def ask(self, who: Talker) -> None:
        answers = [types.InputPollAnswer(text=_worded(one)) for one in "ab"]
        poll = types.Poll(id=0, question=_worded("Which?"), answers=answers, hash=0)
        await who.send_media(self._peer(who), types.InputMediaPoll(poll=poll))

    async def vote(self, who: Talker) -> None:
        found = await who.history(self._peer(who))
        polls = [
            one for one in found if type(getattr(one, "media", None)).__name__.endswith("Poll")
        ]
        if polls:
            poll = self._drawn.choice(polls)
            option = self._drawn.choice(poll.media.poll.answers).option
            chosen = [option] if self._drawn.random() < 0.8 else []
            await who(
                functions.messages.SendVote(peer=self._peer(who), msg_id=poll.id, options=chosen)
            )

    async def react(self, who: Talker) -> None:
        chosen = self._drawn.choice([[], ["👍"], ["❤"]])
        await who(
            functions.messages.SendReaction(
                peer=self._peer(who),
                msg_id=await self._some(who),
                reaction=[types.ReactionEmoji(emoticon=one) for one in chosen],
            )
        )

    async def rename(self, who: Talker) -> None:
        title = f"Hikers {self._drawn.randrange(9)}"
        await who(functions.channels.EditTitle(channel=self._named(who), title=title))

    async def publish(self, who: Talker) -> None:
        name = self._drawn.choice(["", "hikers_one", "hikers_two"])
        await who(functions.channels.UpdateUsername(channel=self._named(who), username=name))

    async def forbid(self, who: Talker) -> None:
        rights = types.ChatBannedRights(until_date=0, **self._drawn.choice(LIMITS[1:]))
        await who(
            functions.messages.EditChatDefaultBannedRights(
                peer=self._peer(who), banned_rights=rights
            )
        )

    async def limit(self, who: Talker) -> None:
        until = self._drawn.choice([0, self._place.people.stage.clock.date + 40])
        await self._place.limit(who, self._other(who), until=until, **self._drawn.choice(LIMITS))

    async def appoint(self, who: Talker) -> None:
        rights = types.ChatAdminRights(**self._drawn.choice(RIGHTS))
        await who(
            functions.channels.EditAdmin(
                channel=self._named(who),
                user_id=who.user(self._other(who)),
                admin_rights=rights,
                rank="",
            )
        )

    async def slow_down(self, who: Talker) -> None:
        seconds = self._drawn.choice([0, 5])
        await who(functions.channels.ToggleSlowMode(channel=self._named(who), seconds=seconds))

    async def hide(self, who: Talker) -> None:
        enabled = self._drawn.random() < 0.5
        await who(
            functions.channels.TogglePreHistoryHidden(channel=self._named(who), enabled=enabled)
        )

    async def sign(self, who: Talker) -> None:
        enabled = self._drawn.random() < 0.5
        await who(
            functions.channels.ToggleSignatures(
                channel=self._named(who), signatures_enabled=enabled
            )
        )

    async def protect(self, who: Talker) -> None:
        enabled = self._drawn.random() < 0.5
        await who(functions.messages.ToggleNoForwards(peer=self._peer(who), enabled=enabled))

    async def invite(self, who: Talker) -> None:
        users = [who.user(self._other(who))]
        await who(functions.channels.InviteToChannel(channel=self._named(who), users=users))

    async def leave(self, who: Talker) -> None:
        await who(functions.channels.LeaveChannel(channel=self._named(who)))

    async def come(self, who: Talker) -> None:
        if self._drawn.random() < 0.3:
            await who(functions.channels.JoinChannel(channel=self._named(who)))
            return
        for admin in self.people:
            try:
                link = await admin(functions.messages.ExportChatInvite(peer=self._peer(admin)))
            except RpcError:
                continue
            secret = link.link.rpartition("+")[2]
            await who(functions.messages.ImportChatInvite(hash=secret))
            return

    async def mark(self, who: Talker) -> None:
        peer = types.InputDialogPeer(peer=self._peer(who))
        await who(functions.messages.MarkDialogUnread(peer=peer, unread=self._drawn.random() < 0.6))

    async def pin_dialog(self, who: Talker) -> None:
        peer = types.InputDialogPeer(peer=self._peer(who))
        await who(functions.messages.ToggleDialogPin(peer=peer, pinned=self._drawn.random() < 0.6))

    async def forward(self, who: Talker) -> None:
        source, number = self._peer(who), await self._some(who)
        self._place = self._drawn.choice(self.places)
        await who.forward(source, [number], self._peer(who))


def _worded(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])


async def run(people: People, seed: int, *, acts: int) -> Machine:
    places = [await make_community(people, broadcast=one) for one in (False, True)]
    talkers = [people.ann, people.ben, people.cat, await places[0].stranger()]
    machine = Machine(talkers, places, seed)
    store = people.stage.store
    watches = [Watch(one, one.sibling(), places) for one in talkers]
    older = await people.ben.on_another_device(layer=158)
    watches.append(Watch(people.ben, older, places))
    for watch in watches:
        await watch.begin()
    inside = await _inside(store, talkers)
    for number in range(1, acts + 1):
        await machine.act()
        await people.stage.settle()
        before, inside = inside, await _inside(store, talkers)
        for watch in watches:
            own = watch.talker.id
            await watch.hear(before[own].keys() | inside[own].keys())
        if number % 25 == 0:
            await store.index_messages(at_most=1_000)
    for watch in watches:
        await watch.compare(inside[watch.talker.id])
    assert list(await store.check(whole=True)) == []
    return machine


async def _inside(store: Any, talkers: list[Talker]) -> dict[int, dict[int, int]]:
    """In which channels each is, and up to where it is hidden what was said there."""
    found: dict[int, dict[int, int]] = {one.id: {} for one in talkers}
    for account_id, peer_id, hidden in await store.joined_channels(list(found)):
        found[account_id][-(10**12) - peer_id] = hidden
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
async def test_members_of_channels_all_show_the_same(people: People, seed: int) -> None:
    machine = await run(people, seed, acts=ACTS)
    assert sum(machine.done.values()) >= ACTS // 4
    assert machine.refused


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 130))
async def test_they_do_after_much_has_happened(people: People, seed: int) -> None:
    await run(people, seed, acts=250)
