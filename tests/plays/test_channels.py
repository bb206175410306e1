"""People with clients of every kind in one supergroup, and before one channel."""

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play

QUICK = ("telethon", "tdlib", "gramjs")
ALL = ("tdlib", "kurigram", "mtcute", "telethon", "gramjs", "pyrogram")
CASTS = [QUICK, pytest.param(ALL, marks=pytest.mark.long)]


async def gather(cast, kinds: tuple[str, ...]) -> dict[str, Actor]:
    return {kind: await cast(kind, name=kind.title()) for kind in kinds}


async def all_see(people: dict[str, Actor], text: str) -> None:
    for one in people.values():
        await one.see_text(text)


def without(people: dict[str, Actor], kind: str) -> dict[str, Actor]:
    return {other: one for other, one in people.items() if other != kind}


@pytest.mark.parametrize("kinds", CASTS, ids=["quick", "all"])
async def test_clients_of_every_kind_talk_in_one_supergroup(cast, kinds: tuple[str, ...]) -> None:
    people = await gather(cast, kinds)
    (first_kind, first), *_ = people.items()
    others = without(people, first_kind)
    await first.do("make_channel", title="Hikers", username="hikers_all")
    for one in others.values():
        await one.do("join_channel", username="hikers_all")

    said: dict[str, int] = {}
    for kind, one in people.items():
        said[kind] = (await one.do("send", to="hikers_all", text=f"this is {kind}"))["id"]
        await all_see(without(people, kind), f"this is {kind}")
    await first.do("edit", to="hikers_all", message_id=said[first_kind], text="it was me")
    for one in others.values():
        await one.see("edit", lambda line: line["text"] == "it was me")
    gone = await first.do("send", to="hikers_all", text="forget this")
    await all_see(others, "forget this")
    await first.do("delete", to="hikers_all", ids=[gone["id"]])
    for one in others.values():
        await one.see("delete", lambda line: gone["id"] in line["ids"])

    wanted = ["it was me", *(f"this is {kind}" for kind in others)]
    for one in people.values():
        found = await one.do("history", peer="hikers_all")
        words = {line["id"]: line["text"] for line in found[::-1] if line.get("text")}
        assert words == dict(zip(said.values(), wanted, strict=True))


@pytest.mark.parametrize("kinds", CASTS, ids=["quick", "all"])
async def test_a_post_reaches_clients_of_every_kind(cast, kinds: tuple[str, ...]) -> None:
    people = await gather(cast, kinds)
    (first_kind, first), *_ = people.items()
    readers = without(people, first_kind)
    await first.do("make_channel", title="News", username="news_of_all", broadcast=True)
    for one in readers.values():
        await one.do("join_channel", username="news_of_all")
    for text in ("first post", "second post"):
        await first.do("send", to="news_of_all", text=text)
        await all_see(readers, text)
    for one in people.values():
        found = await one.do("history", peer="news_of_all")
        words = [line["text"] for line in found if line.get("text")]
        assert words == ["second post", "first post"]
