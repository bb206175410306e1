"""A public supergroup whose owner wants to be asked: TDLib lets in and turns away, and speaks as a
channel; clients of every kind ask."""

from contextlib import suppress
from typing import Any

import pytest

from support.actors import Actor, ActorError

pytestmark = pytest.mark.play

NAME, NEWS = "asked_for_club", "asked_for_news"
QUICK = ("telethon", "mtcute")
ALL = ("telethon", "kurigram", "gramjs", "mtcute", "pyrogram", "tdlib")
CASTS = [QUICK, pytest.param(ALL, marks=pytest.mark.long)]


class Owner:
    """What a TDLib actor does who owns the supergroup."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    async def call(self, function: str, **given: Any) -> Any:
        return await self.actor.do("call", function=function, **given)

    async def chat(self, name: str = NAME) -> dict[str, Any]:
        found: dict[str, Any] = await self.call("searchPublicChat", username=name)
        return found

    async def in_chat(self, function: str, **given: Any) -> Any:
        return await self.call(function, chat_id=(await self.chat())["id"], **given)

    async def want_to_be_asked(self) -> None:
        place = (await self.chat())["type"]["supergroup_id"]
        await self.call("toggleSupergroupJoinByRequest", supergroup_id=place, join_by_request=True)

    async def waiting(self) -> set[int]:
        found = await self.in_chat("getChatJoinRequests", invite_link="", query="", limit=10)
        return {one["user_id"] for one in found["requests"]}

    async def log(self) -> list[str]:
        found = await self.in_chat("getChatEventLog", query="", from_event_id=0, limit=50)
        return [one["action"]["@type"].removeprefix("chatEvent") for one in found["events"]]

    async def speak_as(self, name: str) -> None:
        speaker = {"@type": "messageSenderChat", "chat_id": (await self.chat(name))["id"]}
        offered = await self.in_chat("getChatAvailableMessageSenders")
        assert speaker in [one["sender"] for one in offered["senders"]]
        await self.in_chat("setChatMessageSender", message_sender_id=speaker)


@pytest.mark.parametrize("kinds", CASTS, ids=["quick", "all"])
async def test_who_asks_is_let_in_or_not_and_hears_a_channel_speak(
    cast, kinds: tuple[str, ...]
) -> None:
    ann = await cast("tdlib", name="Ann")
    owner = Owner(ann)
    asking = {kind: await cast(kind, name=kind.title()) for kind in kinds}
    await ann.do("make_channel", title="Asked for", username=NAME)
    await ann.do("make_channel", title="News", username=NEWS, broadcast=True)
    await owner.want_to_be_asked()
    for one in asking.values():
        # Some clients take the refusal for an answer.
        with suppress(ActorError):
            await one.do("join_channel", username=NAME)
    assert await owner.waiting() == {one.user_id for one in asking.values()}

    (_, turned_away), *let_in = asking.items()
    await owner.in_chat("processChatJoinRequest", user_id=turned_away.user_id, approve=False)
    await owner.in_chat("processChatJoinRequests", invite_link="", approve=True)
    assert await owner.waiting() == set()
    with pytest.raises(ActorError):
        await turned_away.do("send", to=NAME, text="let me in")
    for kind, one in let_in:
        await one.do("send", to=NAME, text=f"{kind} is here")
        await ann.see_text(f"{kind} is here")

    await owner.speak_as(NEWS)
    await ann.do("send", to=NAME, text="the editors say")
    for _, one in let_in:
        await one.see_text("the editors say")
    assert (await owner.log()).count("MemberJoinedByRequest") == len(let_in)
