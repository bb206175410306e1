"""People with clients of every kind in one basic group; what each sees is checked afterwards."""

import pytest

from support.actors import Actor

pytestmark = pytest.mark.play

QUICK = ("telethon", "gramjs", "pyrogram")
ALL = ("tdlib", "kurigram", "mtcute", "telethon", "gramjs", "pyrogram")
CASTS = [QUICK, pytest.param(ALL, marks=pytest.mark.long)]


async def gather(cast, kinds: tuple[str, ...]) -> dict[str, Actor]:
    """Actors by the usernames they take."""
    people: dict[str, Actor] = {}
    for number, kind in enumerate(kinds):
        name = f"hiker_{number}_{kind}"
        people[name] = await cast(kind, name=kind.title())
        await people[name].do("set_username", username=name)
    return people


async def heard_by(people: dict[str, Actor], text: str) -> dict[str, int]:
    """Wait until all have a message; its id in each mailbox."""
    return {name: (await one.see_text(text))["id"] for name, one in people.items()}


@pytest.mark.cold_offline
@pytest.mark.parametrize("kinds", CASTS, ids=["quick", "all"])
async def test_clients_of_every_kind_live_in_one_group(cast, kinds: tuple[str, ...]) -> None:
    people = await gather(cast, kinds)
    (_, first), *others = people.items()
    for name, _ in others:
        await first.do("resolve", username=name)
    group = await first.do("make_group", people=[name for name, _ in others], title="Hikers")
    assert group < 0
    await first.do("send", to=group, text="welcome all")
    await heard_by(dict(others), "welcome all")

    for name, one in people.items():
        await one.do("send", to=group, text=f"this is {name}")
    for name in people:
        rest = {other: one for other, one in people.items() if other != name}
        await heard_by(rest, f"this is {name}")

    ids = sorted(one.user_id for one in people.values())
    for one in people.values():
        assert await one.do("members", group=group) == ids

    said = await first.do("send", to=group, text="at noon")
    await heard_by(dict(others), "at noon")
    await first.do("edit", to=group, message_id=said["id"], text="at one")
    for _, one in others:
        await one.see("edit", lambda line: line["text"] == "at one")
    await first.do("name_group", group=group, title="Climbers")
    gone = await first.do("send", to=group, text="forget this")
    at_others = await heard_by(dict(others), "forget this")
    await first.do("delete", to=group, ids=[gone["id"]])
    for name, one in others:
        await one.see("delete", lambda line, name=name: at_others[name] in line["ids"])

    leaver_name, leaver = others[-1]
    await leaver.do("leave_group", group=group)
    link = await first.do("group_link", group=group)
    removed_name, removed = others[0]
    await first.do("remove_from_group", group=group, who=removed_name)
    left = [one.user_id for name, one in people.items() if name not in (leaver_name, removed_name)]
    assert await first.do("members", group=group) == sorted(left)
    assert await leaver.do("join_group", link=link) == group
    await leaver.do("send", to=group, text="back again")
    await first.see_text("back again")
    await first.do("add_to_group", group=group, who=removed_name)
    await first.do("send", to=group, text="all here")
    await removed.see_text("all here")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["tdlib", "telethon", "kurigram", "gramjs", "mtcute"])
async def test_a_group_goes_on_as_a_supergroup(cast, kind: str) -> None:
    people = await gather(cast, (kind, *(one for one in ALL if one != kind)))
    (_, first), *others = people.items()
    for name, _ in others:
        await first.do("resolve", username=name)
    group = await first.do("make_group", people=[name for name, _ in others], title="Hikers")
    await first.do("send", to=group, text="the old place")
    await heard_by(dict(others), "the old place")
    supergroup = await first.do("upgrade_group", group=group)
    assert supergroup < -(10**12)
    await first.do("send", to=supergroup, text="the new place")
    await heard_by(dict(others), "the new place")
    for name, one in others:
        await one.do("send", to=supergroup, text=f"{name} is here, too")
    for name in dict(others):
        rest = {other: one for other, one in people.items() if other != name}
        await heard_by(rest, f"{name} is here, too")
