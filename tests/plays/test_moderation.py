"""A supergroup with admins: Telethon and TDLib promote, limit, keep out and let in again."""

import asyncio
import time
from typing import Any

import pytest

from support.actors import ASK_AGAIN_AFTER_S, SEEN_WITHIN_S, Actor, ActorError

pytestmark = pytest.mark.play

NAME = "climbers_club"
HOUR_S = 3_600


class Tdlib:
    """What a TDLib actor does as an admin, in the words of the Telethon worker."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    async def call(self, function: str, **given: Any) -> Any:
        return await self.actor.do("call", function=function, **given)

    async def chat(self) -> dict[str, Any]:
        found: dict[str, Any] = await self.call("searchPublicChat", username=NAME)
        return found

    async def user(self, username: str) -> dict[str, Any]:
        found = await self.call("searchPublicChat", username=username)
        return {"@type": "messageSenderUser", "user_id": found["type"]["user_id"]}

    async def come(self) -> None:
        await self.call("joinChat", chat_id=(await self.chat())["id"])

    async def become(self, who: str, status: dict[str, Any]) -> None:
        await self.call(
            "setChatMemberStatus",
            chat_id=(await self.chat())["id"],
            member_id=await self.user(who),
            status=status,
        )

    async def limit(self, who: str, until: int) -> None:
        permissions = {"@type": "chatPermissions", "can_send_basic_messages": False}
        await self.become(
            who,
            {
                "@type": "chatMemberStatusRestricted",
                "is_member": True,
                "restricted_until_date": until,
                "permissions": permissions,
            },
        )

    async def keep_out(self, who: str) -> None:
        await self.become(who, {"@type": "chatMemberStatusBanned", "banned_until_date": 0})

    async def roster(self) -> dict[str, str]:
        """By id: what each is, as TDLib names it."""
        chat = await self.chat()
        found = await self.call(
            "getSupergroupMembers",
            supergroup_id=chat["type"]["supergroup_id"],
            offset=0,
            limit=200,
        )
        prefix = "chatMemberStatus"
        return {
            str(one["member_id"]["user_id"]): one["status"]["@type"].removeprefix(prefix)
            for one in found["members"]
        }


async def do_when_free(actor: Actor, verb: str, *, refused: str, **given: object) -> None:
    """TDLib refuses by itself until it has heard that the limits are gone."""
    async with asyncio.timeout(SEEN_WITHIN_S):
        while True:
            try:
                await actor.do(verb, **given)
            except ActorError as error:
                if refused not in str(error):
                    raise
                await asyncio.sleep(ASK_AGAIN_AFTER_S)
            else:
                return


async def say_when_free(actor: Actor, text: str) -> None:
    """Write to the supergroup once its client lets it."""
    await do_when_free(actor, "send", refused="Not enough rights", to=NAME, text=text)


async def come_when_free(actor: Actor) -> None:
    """Join the supergroup again once its client lets it."""
    await do_when_free(actor, "join_channel", refused="kicked from", username=NAME)


async def called(actor: Actor, username: str) -> str:
    """Give an actor a username; its id as rosters have it."""
    await actor.do("set_username", username=username)
    return str(actor.user_id)


OTHERS = ("kurigram", "pyrogram", "gramjs", "mtcute", "tdlib", "telethon-1.39")
MEMBERS = ["telethon", *(pytest.param(kind, marks=pytest.mark.long) for kind in OTHERS)]


@pytest.mark.parametrize("kind", MEMBERS)
async def test_admins_of_two_kinds_keep_order_in_a_supergroup(cast, kind: str) -> None:
    ann, ben = await cast("telethon", name="Ann"), await cast("tdlib", name="Ben")
    cat = await cast(kind, name="Cat")
    ids = {
        name: await called(actor, f"{name}_climbs")
        for name, actor in (("ann", ann), ("ben", ben), ("cat", cat))
    }
    await ann.do("make_channel", title="Climbers", username=NAME)
    await cat.do("join_channel", username=NAME)
    tdlib = Tdlib(ben)
    await tdlib.come()

    await ann.do(
        "promote",
        group=NAME,
        who="ben_climbs",
        rank="Belayer",
        rights=["ban_users", "invite_users"],
    )
    roster = await ann.do("roster", group=NAME)
    assert roster == {
        ids["ann"]: ["creator", ""],
        ids["ben"]: ["admin", "Belayer"],
        ids["cat"]: ["member", ""],
    }
    assert await tdlib.roster() == {
        ids["ann"]: "Creator",
        ids["ben"]: "Administrator",
        ids["cat"]: "Member",
    }

    until = int(time.time()) + HOUR_S
    await tdlib.limit("cat_climbs", until)
    assert (await ann.do("roster", group=NAME))[ids["cat"]] == ["banned", ""]
    with pytest.raises(ActorError):
        await cat.do("send", to=NAME, text="may I?")
    await ann.do("free_again", group=NAME, who="cat_climbs")
    await say_when_free(cat, "thank you")

    await tdlib.keep_out("cat_climbs")
    assert set(await tdlib.roster()) == {ids["ann"], ids["ben"]}
    with pytest.raises(ActorError):
        await cat.do("join_channel", username=NAME)
    await ann.do("free_again", group=NAME, who="cat_climbs")
    await come_when_free(cat)

    await ann.do("slow", group=NAME, seconds=3600)
    with pytest.raises(ActorError):
        await cat.do("send", to=NAME, text="twice")

    done = await ann.do("admin_log", group=NAME)
    assert done.count("ChannelAdminLogEventActionParticipantToggleBan") == 4
    assert "ChannelAdminLogEventActionParticipantToggleAdmin" in done
    assert "ChannelAdminLogEventActionToggleSlowMode" in done
