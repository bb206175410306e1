"""An export says of somebody's own words what decisions do with them."""

from pathlib import Path
from typing import Any

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import Decision, MeasureKind, Part
from heliograph.safety.subjects import SubjectKind
from support.communities import Community
from support.deciding import Bench
from support.exported import Exported, export
from support.talk import People, sent_id
from support.uploads import document, upload

HIDE, GEO_BLOCK, REMOVE = MeasureKind.HIDE, MeasureKind.GEO_BLOCK, MeasureKind.REMOVE


async def of_post(bench: Bench, channel: Community, post: int, *what: Any, **how: Any) -> Decision:
    peer_id = channel_peer(channel.id)
    return await bench.decide(SubjectKind.MESSAGE, peer_id, *what, item_id=post, **how)


def marked(exported: Exported, chat: str) -> dict[str, list[dict[str, Any]]]:
    """What is said of each text in a chat."""
    messages = exported.chat(chat)["messages"]
    return {one["text"]: one.get("restricted", []) for one in messages if one["text"]}


async def test_what_decisions_hold_of_posts_stands_beside_them(
    people: People, bench: Bench, channel: Community, tmp_path: Path
) -> None:
    ann = people.ann
    posts = {
        text: sent_id(await ann.send(channel.peer(ann), text))
        for text in ("hidden", "blocked", "free", "gone", "back again")
    }
    hidden = await of_post(bench, channel, posts["hidden"], HIDE)
    blocked = await of_post(bench, channel, posts["blocked"], GEO_BLOCK, countries=("DE", "AT"))
    gone = await of_post(bench, channel, posts["gone"], REMOVE)
    back = await of_post(bench, channel, posts["back again"], HIDE)
    await bench.take_back(back)
    exported = await export(people.stage, ann.id, tmp_path / "ann", safety=bench.safety)
    found = marked(exported, "Hikers")
    assert found.keys() >= {"hidden", "blocked", "free", "back again"}
    assert [(one["measure"], one["decision"]) for one in found["hidden"]] == [("hide", hidden.puid)]
    (block,) = found["blocked"]
    assert (block["measure"], block["countries"]) == ("geo_block", ["AT", "DE"])
    assert block["date_unixtime"] == str(blocked.date)
    assert found["free"] == found["back again"] == []
    decided = {one["number"]: one for one in exported.account["decisions"]}
    assert decided[gone.puid]["measures"] == ["remove"]
    assert decided[gone.puid]["facts"] == "It asks for passwords."
    assert decided[back.puid]["taken_back"]
    assert not decided[hidden.puid]["taken_back"]
    # Where all of it stands, which opens to nobody else.
    assert {number: one["page"] for number, one in decided.items()} == {
        one.puid: bench.safety.page(one.puid) for one in (hidden, blocked, gone, back)
    }
    assert bench.safety.token(hidden.puid) in decided[hidden.puid]["page"]
    assert len(decided) == 4
    # Whoever reads it is told nothing that is decided about others.
    ben = await export(people.stage, people.ben.id, tmp_path / "ben", safety=bench.safety)
    assert ben.account["decisions"] == []


async def test_media_that_were_removed_are_named_where_they_were(
    people: People, bench: Bench, tmp_path: Path
) -> None:
    ann, ben = people.ann, people.ben
    file = document(await upload(ann, b"the content"))
    await ann.send_media(ann.to(ben), file)
    await ann.send(ann.to(ben), "words")
    arrived = (await ben.history(ben.to(ann)))[1]
    made = await bench.decide(
        SubjectKind.MESSAGE, ann.id, REMOVE, part=Part.MEDIA, item_id=arrived.id
    )
    for who, other, expected in ((ann, "Ben", True), (ben, "Ann", False)):
        exported = await export(people.stage, who.id, tmp_path / other)
        found = [
            one["restricted"] for one in exported.chat(other)["messages"] if "restricted" in one
        ]
        assert bool(found) is expected
        if expected:
            ((mark,),) = found
            assert (mark["measure"], mark["part"], mark["decision"]) == (
                "remove",
                "media",
                made.puid,
            )


async def test_what_holds_of_a_whole_channel_stands_beside_each_of_its_posts(
    people: People, bench: Bench, channel: Community, tmp_path: Path
) -> None:
    ann = people.ann
    await ann.send(channel.peer(ann), "words")
    made = await bench.decide(SubjectKind.CHANNEL, channel_peer(channel.id), HIDE)
    exported = await export(people.stage, ann.id, tmp_path / "ann")
    (mark,) = marked(exported, "Hikers")["words"]
    assert (mark["measure"], mark["part"], mark["decision"]) == ("hide", "channel", made.puid)
