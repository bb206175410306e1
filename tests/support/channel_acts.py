"""Random acts by random members of supergroups, channels and forums."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

from heliograph.tl import functions, types
from support.communities import Community
from support.stage import RpcError
from support.talk import Talker

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


class ThreadMachine(Machine):
    """Draws also what is done with topics, comments and in other names. The last place is a forum,
    the one before it the group in which the posts of the second are talked about."""

    def __init__(self, people: list[Talker], places: list[Community], seed: int) -> None:
        super().__init__(people, places, seed)
        self._acts += [
            *(4 * [self.make_topic]),
            *(6 * [self.say_in_topic]),
            *(4 * [self.begin]),
            *(4 * [self.comment]),
            *(2 * [self.change_topic]),
            *(2 * [self.unpin_topic]),
            *(2 * [self.speak_as]),
            self.drop_topic,
            self.toggle,
        ]

    async def _topic(self, who: Talker) -> int:
        self._place = self.places[-1]
        asked = dict.fromkeys(("offset_date", "offset_id", "offset_topic"), 0)
        query = functions.messages.GetForumTopics(peer=self._peer(who), limit=9, **asked)
        return self._drawn.choice([one.id for one in (await who(query)).topics])

    async def make_topic(self, who: Talker) -> None:
        self._place = self.places[-1]
        title, number = f"Topic {self._drawn.randrange(9)}", self._drawn.randrange(1, 2**40)
        await who(
            functions.messages.CreateForumTopic(peer=self._peer(who), title=title, random_id=number)
        )

    async def say_in_topic(self, who: Talker) -> None:
        topic = await self._topic(who)
        reply = types.InputReplyToMessage(reply_to_msg_id=topic, top_msg_id=topic)
        clear = self._drawn.random() < 0.5
        await who.send(self._peer(who), f"in {topic}", reply_to=reply, clear_draft=clear)

    async def begin(self, who: Talker) -> None:
        reply, text = None, self._drawn.choice(["", "hm", "well"])
        if self._drawn.random() < 0.7:
            topic = await self._topic(who)
            reply = types.InputReplyToMessage(reply_to_msg_id=topic, top_msg_id=topic)
        await who(functions.messages.SaveDraft(peer=self._peer(who), message=text, reply_to=reply))

    async def change_topic(self, who: Talker) -> None:
        topic, closed = await self._topic(who), self._drawn.random() < 0.5
        await who(
            functions.messages.EditForumTopic(peer=self._peer(who), topic_id=topic, closed=closed)
        )

    async def drop_topic(self, who: Talker) -> None:
        topic = await self._topic(who)
        await who(functions.messages.DeleteTopicHistory(peer=self._peer(who), top_msg_id=topic))

    async def unpin_topic(self, who: Talker) -> None:
        topic = await self._topic(who)
        await who(functions.messages.UnpinAllMessages(peer=self._peer(who), top_msg_id=topic))

    async def toggle(self, who: Talker) -> None:
        self._place = self.places[-1]
        enabled = self._drawn.random() < 0.8
        await who(
            functions.channels.ToggleForum(channel=self._named(who), enabled=enabled, tabs=False)
        )

    async def comment(self, who: Talker) -> None:
        self._place = self.places[1]
        post = await self._some(who)
        query = functions.messages.GetDiscussionMessage(peer=self._peer(who), msg_id=post)
        found = await who(query)
        self._place = self.places[-2]
        reply = types.InputReplyToMessage(reply_to_msg_id=min(one.id for one in found.messages))
        await who.send(self._peer(who), f"about {post}", reply_to=reply)

    async def speak_as(self, who: Talker) -> None:
        speaker = self._drawn.choice([self.places[1].peer(who), types.InputPeerSelf()])
        self._place = self.places[-2]
        peer = self._peer(who)
        await who(functions.messages.SaveDefaultSendAs(peer=peer, send_as=speaker))


def _worded(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=text, entities=[])
