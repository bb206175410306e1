"""A supergroup or channel of three people, for tests of who may do what in it."""

import itertools
from typing import Any

from msgspec.structs import replace

from heliograph.domain.channel_membership import creator
from heliograph.domain.channels import Channel, ChannelContext, ChannelDecision, ChannelMember
from heliograph.domain.chats import Asker
from heliograph.domain.permissions import Role
from heliograph.domain.telling import Told
from heliograph.tl import functions, types
from support.talk import People, Talker

_ids = itertools.count(501)
_random_ids = itertools.count(7_000_000)


class Community:
    """Ann's, with Ben and Cat in it."""

    def __init__(self, people: People, channel_id: int) -> None:
        self.people = people
        self.ann, self.ben, self.cat = people.ann, people.ben, people.cat
        self.id = channel_id

    def named_by(self, talker: Talker) -> types.InputChannel:
        """The form in which somebody names it."""
        access = self.people.stage.service.access
        return types.InputChannel(
            channel_id=self.id, access_hash=access.of_channel(talker.id, self.id)
        )

    def peer(self, talker: Talker) -> types.InputPeerChannel:
        """It as where somebody writes."""
        named = self.named_by(talker)
        return types.InputPeerChannel(channel_id=self.id, access_hash=named.access_hash)

    async def full(self, talker: Talker) -> types.messages.ChatFull:
        """What its page shows somebody."""
        answer: types.messages.ChatFull = await talker(
            functions.channels.GetFullChannel(channel=self.named_by(talker))
        )
        return answer

    async def stranger(self, phone: str = "12025550104") -> Talker:
        """Somebody who is not in it."""
        device = await self.people.stage.person(phone, "Dan")
        device.session.subscribe()
        return Talker(device, phone)

    async def change(self, *members: ChannelMember, **fields: Any) -> None:
        """Have it be another, whoever may."""
        who = self.asker()

        def decide(context: ChannelContext) -> ChannelDecision:
            return ChannelDecision(channel=replace(context.channel, **fields), changed=members)

        named = [one.account_id for one in members]
        await self.people.stage.store.change_channel(
            who, named=named, username=fields.get("username", ""), decide=decide
        )

    async def member(self, talker: Talker) -> ChannelMember:
        """What somebody is there."""
        store = self.people.stage.store
        (found,) = await store.channel_members_among(self.id, [talker.id])
        return found

    async def make_admin(self, who: Talker, **rights: bool) -> Any:
        """Have Ann give somebody these rights."""
        return await self.ann(
            functions.channels.EditAdmin(
                channel=self.named_by(self.ann),
                user_id=self.ann.user(who),
                admin_rights=types.ChatAdminRights(**rights),
                rank="",
            )
        )

    async def limit(self, by: Talker, who: Talker, *, until: int = 0, **rights: bool) -> Any:
        """Have somebody keep another from something."""
        return await by(
            functions.channels.EditBanned(
                channel=self.named_by(by),
                participant=by.to(who),
                banned_rights=types.ChatBannedRights(until_date=until, **rights),
            )
        )

    async def role(self, by: Talker, who: Talker) -> Any:
        """What somebody is there, as another is told."""
        named = types.InputPeerSelf() if by is who else by.to(who)
        answer = await by(
            functions.channels.GetParticipant(channel=self.named_by(by), participant=named)
        )
        return answer.participant

    def asker(self) -> Asker:
        return Asker(
            account_id=self.ann.id,
            chat_id=self.id,
            date=self.people.stage.clock.now(),
            random_id=next(_random_ids),
        )


async def make_community(
    people: People, *, broadcast: bool = False, username: str = ""
) -> Community:
    """Make it with all three in it."""
    made = Community(people, next(_ids))
    who = made.asker()
    record = Channel(
        id=made.id,
        broadcast=broadcast,
        title="Hikers",
        date=who.date,
        creator_id=people.ann.id,
        members=1,
    )
    told = Told(action="ChannelCreate", arguments=(("title", "Hikers"),))
    await people.stage.store.create_channel(who, record=record, member=creator(who), told=told)
    members = [
        ChannelMember(account_id=one.id, role=Role.MEMBER, inviter_id=people.ann.id, date=who.date)
        for one in (people.ben, people.cat)
    ]
    await made.change(*members, members=3, username=username)
    for talker in (people.ann, people.ben, people.cat):
        talker.pushed()
    return made
