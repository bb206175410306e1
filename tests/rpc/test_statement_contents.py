"""A statement says of what kind the content is that it is about, also when that is gone by then."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.ports.probe import Seen
from heliograph.safety.decisions import MeasureKind, Part
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.tl import functions, types
from support.communities import Community
from support.deciding import Bench
from support.talk import People, sent_id
from support.uploads import document, upload

FILM = [types.DocumentAttributeVideo(duration=2.0, w=2, h=2)]


async def post(people: People, channel: Community, kind: str, text: str = "") -> int:
    ann, probe = people.ann, people.stage.probe
    file = await upload(ann, kind.encode())
    media: Any = types.InputMediaUploadedPhoto(file=file)
    if kind == "video":
        probe.seen = Seen(duration=2, width=2, height=2, video=True, sound=True)
        media = document(file, mime_type="video/mp4", attributes=FILM)
    if kind == "file":
        media = document(file)
    query = functions.messages.SendMedia(
        peer=channel.peer(ann), media=media, message=text, random_id=hash(kind)
    )
    sent = sent_id(await ann(query))
    probe.seen = Seen()
    return sent


async def stated(bench: Bench, puid: str) -> list[str]:
    statement = await bench.safety.store.statement(puid)
    assert statement is not None
    return [one.removeprefix("CONTENT_TYPE_") for one in statement.document["content_type"]]


@pytest.mark.parametrize(
    ("kind", "text", "part", "expected"),
    [
        ("photo", "", Part.WHOLE, ["IMAGE"]),
        ("photo", "words", Part.WHOLE, ["IMAGE", "TEXT"]),
        ("photo", "words", Part.MEDIA, ["IMAGE"]),
        ("video", "", Part.WHOLE, ["VIDEO"]),
        ("file", "", Part.WHOLE, ["OTHER"]),
    ],
)
@pytest.mark.parametrize("taken_away", [False, True])
async def test_a_statement_names_what_a_post_shows(
    people: People,
    bench: Bench,
    channel: Community,
    kind: str,
    text: str,
    part: Part,
    expected: list[str],
    taken_away: bool,
) -> None:
    ann, peer_id = people.ann, channel_peer(channel.id)
    said = await post(people, channel, kind, text)
    about = Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=said)
    case_id = await bench.reported(about)
    if taken_away:
        gone = functions.channels.DeleteMessages(channel=channel.named_by(ann), id=[said])
        await ann(gone)
    made = await bench.decide_case(case_id, MeasureKind.REMOVE, part=part)
    assert await stated(bench, made.puid) == expected


async def test_of_a_post_that_was_edited_and_taken_away_the_last_report_tells(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, peer_id = people.ann, channel_peer(channel.id)
    said = sent_id(await ann.send(channel.peer(ann), "words"))
    about = Locator(kind=SubjectKind.MESSAGE, peer_id=peer_id, item_id=said)
    case_id = await bench.reported(about)
    people.stage.clock.date += 60
    media = types.InputMediaUploadedPhoto(file=await upload(ann, b"photo"))
    edit = functions.messages.EditMessage(peer=channel.peer(ann), id=said, media=media, message="")
    await ann(edit)
    assert await bench.reported(about) == case_id
    await ann(functions.channels.DeleteMessages(channel=channel.named_by(ann), id=[said]))
    made = await bench.decide_case(case_id, MeasureKind.REMOVE)
    assert await stated(bench, made.puid) == ["IMAGE"]
