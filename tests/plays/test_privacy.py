"""What people show of themselves is what ordinary clients of others see, and see change."""

import pytest

from support.actors import Actor, ActorError

pytestmark = pytest.mark.play

PAIRS = [
    ("telethon", "kurigram"),
    pytest.param("kurigram", "gramjs", marks=pytest.mark.long),
    pytest.param("gramjs", "telethon", marks=pytest.mark.long),
]
NOBODY, EVERYBODY = ["DisallowAll"], ["AllowAll"]


async def see_status(viewer: Actor, whom: Actor, status: str) -> None:
    await viewer.see(
        "status", lambda told: (told["user"], told["status"]) == (whom.user_id, status)
    )


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_others_see_what_they_may(cast, first: str, second: str) -> None:
    ann, ben = await cast(first, name="Ann"), await cast(second, name="Ben")
    await ann.do("set_username", username="ann_of_play")
    await ben.do("set_username", username="ben_of_play")
    await ann.do("send", to="ben_of_play", text="hello")
    await ben.see_text("hello")

    # A new name is told live.
    await ann.do("rename", first_name="Annika", about="about me")
    await ben.see("name", lambda told: told["first_name"] == "Annika")
    shown = await ben.do("look", who="ann_of_play")
    assert shown.pop("status") != "UserStatusEmpty"
    assert shown == {"first_name": "Annika", "phone": None, "about": "about me", "photo": False}

    # So is coming and leaving, to those who may know.
    await ann.do("go_online")
    await see_status(ben, ann, "UserStatusOnline")
    await ann.do("go_online", offline=True)
    await see_status(ben, ann, "UserStatusOffline")
    await ann.do("set_privacy", key="StatusTimestamp", rules=NOBODY)
    await see_status(ben, ann, "UserStatusRecently")

    # Rules show and hide the rest.
    await ann.do("set_privacy", key="PhoneNumber", rules=EVERYBODY)
    await ann.do("set_privacy", key="About", rules=NOBODY)
    shown = await ben.do("look", who="ann_of_play")
    assert (shown["phone"], shown["about"]) == (ann.phone, None)
    assert shown["status"] == "UserStatusRecently"

    await ben.do("type", to="ann_of_play")
    await ann.see("typing", lambda told: told["user"] == ben.user_id)

    # Whoever is blocked sees nothing and reaches nobody.
    await ann.do("block", who="ben_of_play", blocked=True)
    shown = await ben.do("look", who="ann_of_play")
    assert (shown["phone"], shown["about"], shown["photo"]) == (None, None, False)
    assert shown["status"] == "UserStatusEmpty"
    with pytest.raises(ActorError, match=r"(?i)blocked"):
        await ben.do("send", to="ann_of_play", text="can you hear me?")
    await ann.do("block", who="ben_of_play", blocked=False)
    await ben.do("send", to="ann_of_play", text="again")
    await ann.see_text("again")
    assert "can you hear me?" not in ann.texts()


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_who_looks_at_a_small_group_sees_its_members_come_and_go(
    cast, first: str, second: str
) -> None:
    host = await cast("telethon", name="Host")
    ann, ben = await cast(first, name="Ann"), await cast(second, name="Ben")
    names = {"ann_of_hikers": ann, "ben_of_hikers": ben}
    for name, one in names.items():
        await one.do("set_username", username=name)
        await host.do("resolve", username=name)
    group = await host.do("make_group", people=list(names), title="Hikers")
    await host.do("send", to=group, text="welcome")
    for one in names.values():
        await one.see_text("welcome")
    # Those two have no dialog with each other.
    await ben.do("members", group=group)
    await ann.do("go_online", offline=True)
    await ann.do("go_online")
    await see_status(ben, ann, "UserStatusOnline")
    await ann.do("go_online", offline=True)
    await see_status(ben, ann, "UserStatusOffline")
