"""People with clients of every kind react in one supergroup and are named there."""

import pytest

from support.actors import Actor, chat_of

pytestmark = pytest.mark.play

PLACE = "hikers_react"
QUICK = ("telethon", "tdlib", "pyrogram")
ALL = ("tdlib", "kurigram", "mtcute", "telethon", "gramjs", "pyrogram")
CASTS = [QUICK, pytest.param(ALL, marks=pytest.mark.long)]


def named(kind: str) -> str:
    return f"{kind}_reacts"


async def gather(cast, kinds: tuple[str, ...], *, broadcast: bool) -> dict[str, Actor]:
    """All in one place that the first of them made, each with a name."""
    people = {kind: await cast(kind, name=kind.title()) for kind in kinds}
    first, *others = people.values()
    await first.do("make_channel", title="Hikers", username=PLACE, broadcast=broadcast)
    for one in others:
        await one.do("join_channel", username=PLACE)
    for kind, one in people.items():
        await one.do("set_username", username=named(kind))
    return people


async def say(people: dict[str, Actor], text: str) -> int:
    """The id of what the first of them says, which all the others see."""
    first, *others = people.values()
    said: int = (await first.do("send", to=PLACE, text=text))["id"]
    for one in others:
        await one.see_text(text)
    return said


async def all_react(people: dict[str, Actor], said: int) -> None:
    """Everybody chooses; each is shown how many did, and the own choice alone."""
    *many, last = people
    for kind, one in people.items():
        emoji = "🔥" if kind == last else "👍"
        await one.do("react", to=PLACE, message_id=said, emoji=emoji)
    counts = sorted([["👍", len(many)], ["🔥", 1]])
    for kind, one in people.items():
        mine = ["🔥" if kind == last else "👍"]
        await one.do_until(
            lambda shown, mine=mine: shown["counts"] == counts and shown["mine"] == mine,
            "opinion_of",
            place=PLACE,
            message_id=said,
        )


@pytest.mark.parametrize("kinds", CASTS, ids=["quick", "all"])
async def test_everybody_sees_all_reactions_and_who_is_named_sees_that(
    cast, kinds: tuple[str, ...]
) -> None:
    people = await gather(cast, kinds, broadcast=False)
    await all_react(people, await say(people, "up or down?"))
    for called in kinds[1:]:
        said = await say(people, f"@{named(called)}, are you there?")
        for kind, one in people.items():
            shown = await one.do("opinion_of", place=PLACE, message_id=said)
            assert shown["called"] is (kind == called)


@pytest.mark.long
@pytest.mark.parametrize("kinds", CASTS, ids=["quick", "all"])
async def test_readers_of_a_channel_react_to_its_posts(cast, kinds: tuple[str, ...]) -> None:
    people = await gather(cast, kinds, broadcast=True)
    await all_react(people, await say(people, "news"))


@pytest.mark.parametrize("kinds", [("telethon", "tdlib"), ("tdlib", "telethon")], ids="-".join)
async def test_an_admin_takes_somebodys_reactions_away(cast, kinds: tuple[str, ...]) -> None:
    people = await gather(cast, kinds, broadcast=False)
    admin, member = people.values()
    said = await say(people, "look")
    await member.do("react", to=PLACE, message_id=said, emoji="👍")
    await _shown(people, said, counts=[["👍", 1]])
    if kinds[0] == "telethon":
        asked = {"_": "messages.deleteParticipantReaction", "peer": PLACE, "msg_id": said}
        told = await admin.do("ask", query=asked | {"participant": named(kinds[1])})
        assert told == "Updates"
    else:
        await admin.do(
            "call",
            function="deleteAllRecentMessageReactionsFromSender",
            chat_id=await chat_of(admin, PLACE),
            sender_id={
                "@type": "messageSenderUser",
                "user_id": await chat_of(admin, named(kinds[1])),
            },
        )
    await _shown(people, said, counts=[])


async def _shown(people: dict[str, Actor], said: int, *, counts: list[list[object]]) -> None:
    for one in people.values():
        await one.do_until(
            lambda shown: shown["counts"] == counts, "opinion_of", place=PLACE, message_id=said
        )
