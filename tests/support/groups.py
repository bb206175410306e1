"""A basic group of three people, for tests of what becomes of it."""

from heliograph.tl import functions, types
from support.talk import People, Talker


class Group:
    """Ann's group with Ben and Cat in it."""

    def __init__(self, people: People, chat_id: int) -> None:
        self.people = people
        self.ann, self.ben, self.cat = people.ann, people.ben, people.cat
        self.id = chat_id

    @property
    def peer(self) -> types.InputPeerChat:
        return types.InputPeerChat(chat_id=self.id)

    async def stranger(self, phone: str = "12025550104") -> Talker:
        """Somebody who is not in it."""
        device = await self.people.stage.person(phone, "Dan")
        device.session.subscribe()
        return Talker(device, phone)

    async def as_seen_by(self, talker: Talker) -> types.Chat:
        """The group as a member is shown it."""
        answer = await talker(functions.messages.GetChats(id=[self.id]))
        chat: types.Chat = answer.chats[0]
        return chat

    async def members(self, talker: Talker) -> set[int]:
        """Who is in it, as a member is told."""
        full = await talker(functions.messages.GetFullChat(chat_id=self.id))
        return {one.user_id for one in full.full_chat.participants.participants}


async def make_group(people: People) -> Group:
    """Make it and take what everybody is told of that."""
    ann, ben, cat = people.ann, people.ben, people.cat
    answer = await ann(
        functions.messages.CreateChat(users=[ann.user(ben), ann.user(cat)], title="Hikers")
    )
    for talker in (ann, ben, cat):
        talker.pushed()
    return Group(people, answer.updates.chats[0].id)
