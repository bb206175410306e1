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


@pytest.mark.long
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


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("telethon", marks=pytest.mark.long),
        "tdlib",
        pytest.param("mtcute", marks=pytest.mark.long),
    ],
)
async def test_who_was_away_is_told_what_was_posted(cast, kind: str) -> None:
    writer = await cast("telethon", name="Writer")
    reader = await cast(kind, name="Reader")
    for name, broadcast in (("away_news", True), ("away_talk", False)):
        await writer.do("make_channel", title="Place", username=name, broadcast=broadcast)
        await reader.do("join_channel", username=name)
        await writer.do("send", to=name, text=f"before in {name}")
        await reader.see_text(f"before in {name}")
    await reader.do("disconnect")
    said = {}
    for name in ("away_news", "away_talk"):
        for number in range(3):
            text = f"missed {number} in {name}"
            said[text] = (await writer.do("send", to=name, text=text))["id"]
        last = f"missed 2 in {name}"
        await writer.do("edit", to=name, message_id=said[last], text=f"mended in {name}")
    await reader.do("connect")
    for name in ("away_news", "away_talk"):
        await reader.see_text(f"missed 0 in {name}")
        await reader.see_text(f"missed 1 in {name}")
        mine = await reader.do("history", peer=name)
        theirs = await writer.do("history", peer=name)
        texts = [line["text"] for line in mine if line.get("text")]
        assert texts == [line["text"] for line in theirs if line.get("text")]
        assert texts[0] == f"mended in {name}"


@pytest.mark.long
async def test_who_was_away_learns_what_was_set_though_nothing_was_said(cast) -> None:
    """A description takes no pts: what they have seen of the channel is all that there is."""
    owner = await cast("tdlib", name="Owner")
    reader = await cast("tdlib", name="Reader")
    follower = await cast("telethon", name="Follower")
    group = await owner.do("make_channel", title="Quiet", username="quiet_place")
    place = -(10**12) - group
    for one in (reader, follower):
        await one.do("join_channel", username="quiet_place")
    await owner.do("send", to="quiet_place", text="before")
    for one in (reader, follower):
        await one.see_text("before")
    whole = await reader.do("call", function="getSupergroupFullInfo", supergroup_id=group)
    assert whole["description"] == ""
    for one in (reader, follower):
        await one.do("disconnect")
    await owner.do("call", function="setChatDescription", chat_id=place, description="hush")
    for one in (reader, follower):
        await one.do("connect")
    # It answers what it knew, and asks the server then.
    await reader.do_until(
        lambda whole: whole["description"] == "hush",
        "call",
        function="getSupergroupFullInfo",
        supergroup_id=group,
    )
    await owner.do("send", to="quiet_place", text="after")
    for one in (reader, follower):
        await one.see_text("after")
