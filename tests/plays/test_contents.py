"""Two people send each other more than text: dice, contacts, places, quotes, forwards, later."""

import time

import pytest

from support.actors import Actor
from support.play_server import PlayServer

pytestmark = pytest.mark.play

PAIRS = [
    ("tdlib", "telethon"),
    pytest.param("telethon", "tdlib", marks=pytest.mark.long),
]


async def introduce(alice: Actor, bob: Actor) -> tuple[str, str]:
    names = (f"alice_{alice.kind[:4]}_c", f"bob_{bob.kind[:4]}_c")
    await alice.do("set_username", username=names[0])
    await bob.do("set_username", username=names[1])
    await alice.do("resolve", username=names[1])
    await bob.do("resolve", username=names[0])
    return names


def facts(details: list[dict]) -> list[dict]:
    """What both sides agree on: each has ids of its own."""
    return [{k: v for k, v in detail.items() if k != "id"} for detail in details]


@pytest.mark.cold_offline
@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_both_show_the_same_of_what_is_more_than_text(cast, first: str, second: str) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    alice_name, bob_name = await introduce(alice, bob)
    thrown = await alice.do("dice", to=bob_name, emoji="🎲")
    assert 1 <= thrown["dice"][1] <= 6
    await alice.do("share_contact", to=bob_name, phone="15550100200", first_name="Kit")
    await alice.do("place", to=bob_name, latitude=52.5, longitude=13.25)
    said = await alice.do("send", to=bob_name, text="one word, one more")
    quoted = await alice.do(
        "quote", to=bob_name, message_id=said["id"], words="one", position=10, text="this one"
    )
    assert quoted["quote"] == "one"
    await bob.see_text("this one")
    theirs = await bob.do("details", peer=alice_name)
    assert facts(await alice.do("details", peer=bob_name)) == facts(theirs)
    assert [next(iter(fact.keys() - {"author", "quote"})) for fact in facts(theirs)] == [
        "text",
        "text",
        "place",
        "contact",
        "dice",
    ]
    forwarded = [detail["id"] for detail in reversed(theirs)]
    await bob.do("forward", to="me", source=alice_name, ids=forwarded)
    saved = await bob.do("details", peer="me")
    assert [fact["author"] for fact in saved] == [alice.user_id] * 5
    assert [fact.get("dice") for fact in saved][-1] == thrown["dice"]


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_who_hides_is_not_linked_to_from_forwards(cast, first: str, second: str) -> None:
    hiding, passing = await cast(second, name="Alice"), await cast(first, name="Bob")
    alice_name, bob_name = await introduce(hiding, passing)
    await hiding.do("set_privacy", key="Forwards", rules=["DisallowAll"])
    await hiding.do("send", to=bob_name, text="between us")
    heard = await passing.see_text("between us")
    for place in ("me", alice_name):
        await passing.do("forward", to=place, source=alice_name, ids=[heard["id"]])
        (newest, *_) = await passing.do("details", peer=place)
        assert (newest["author"], newest["text"]) == ("Alice", "between us")


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_what_was_scheduled_goes_at_its_time(
    cast, server: PlayServer, first: str, second: str
) -> None:
    alice, bob = await cast(first, name="Alice"), await cast(second, name="Bob")
    _, bob_name = await introduce(alice, bob)
    await alice.do("schedule", to=bob_name, text="an hour ago", date=int(time.time()) + 3_600)
    assert await alice.do("scheduled", to=bob_name) == ["an hour ago"]
    await alice.do("send", to=bob_name, text="now")
    await bob.see_text("now")
    assert "an hour ago" not in bob.texts()
    await server.pass_time(3_601)
    await bob.see_text("an hour ago")
    await alice.see_text("an hour ago")
    await alice.do_until(lambda waiting: waiting == [], "scheduled", to=bob_name)
