"""A public channel or supergroup of Ann's with Ben in it, for tests of what becomes of it."""

from typing import Any

from heliograph.tl import functions, types
from support.talk import People, Talker


class Place:
    """Ann made it, Ben is in it, Cat is not."""

    def __init__(self, people: People, channel_id: int, name: str) -> None:
        self.people = people
        self.ann, self.ben, self.cat = people.ann, people.ben, people.cat
        self.id = channel_id
        self.name = name

    def hash_for(self, talker: Talker) -> int:
        return self.people.stage.service.access.of_channel(talker.id, self.id)

    def peer(self, talker: Talker) -> types.InputPeerChannel:
        return types.InputPeerChannel(channel_id=self.id, access_hash=self.hash_for(talker))

    def channel(self, talker: Talker) -> types.InputChannel:
        return types.InputChannel(channel_id=self.id, access_hash=self.hash_for(talker))

    async def join(self, talker: Talker) -> Any:
        return await talker(functions.channels.JoinChannel(channel=self.channel(talker)))

    async def seen_by(self, talker: Talker) -> Any:
        """The channel as somebody is shown it."""
        asked = functions.channels.GetChannels(id=[self.channel(talker)])
        return (await talker(asked)).chats[0]

    async def missed(self, talker: Talker, pts: int, *, limit: int = 100) -> Any:
        """What somebody missed of it since."""
        return await talker(
            functions.updates.GetChannelDifference(
                channel=self.channel(talker),
                filter=types.ChannelMessagesFilterEmpty(),
                pts=pts,
                limit=limit,
            )
        )


async def make_place(people: People, *, broadcast: bool = False, name: str = "hikers") -> Place:
    """Make it, let Ben come in, and take what everybody is told of that."""
    answer = await people.ann(
        functions.channels.CreateChannel(
            title="Hikers", about="Up and down", broadcast=broadcast, megagroup=not broadcast
        )
    )
    place = Place(people, answer.chats[0].id, name)
    named = functions.channels.UpdateUsername(channel=place.channel(people.ann), username=name)
    assert await people.ann(named)
    await place.join(people.ben)
    await people.stage.settle()
    for talker in (people.ann, people.ben, people.cat):
        talker.pushed()
    return place
