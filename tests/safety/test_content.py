"""Which of the transparency database's kinds of content something is."""

from typing import Any

import msgspec
import pytest

from heliograph.domain import extras, files
from heliograph.safety.content import OTHER_NAMES, Content, contents
from heliograph.safety.decisions import Decision, Ground, MeasureKind, Part
from heliograph.safety.reports import Way
from heliograph.safety.statements import build, faults
from heliograph.safety.subjects import Subject, SubjectKind
from heliograph.safety.surfaces import Surface

TEXT, IMAGE, VIDEO, AUDIO = Content.TEXT, Content.IMAGE, Content.VIDEO, Content.AUDIO
APP, OTHER = Content.APP, Content.OTHER
PHOTO = extras.PhotoMedia(photo=files.Photo(id=1, access_hash=1, date=1, sizes=()))


def file(mime_type: str, *attributes: Any) -> extras.DocumentMedia:
    made = files.Document(
        id=1,
        access_hash=1,
        date=1,
        mime_type=mime_type,
        size=9,
        sha256=bytes(32),
        attributes=attributes,
    )
    return extras.DocumentMedia(document=made)


SIZE = files.ImageSize(width=1, height=1)
FILM = files.Video(duration=1, width=1, height=1)
SOUND = files.Audio(duration=1)
POINT = extras.GeoPoint(latitude=1, longitude=1)


@pytest.mark.parametrize(
    ("text", "media", "expected"),
    [
        ("words", None, [TEXT]),
        ("", None, [TEXT]),
        ("", PHOTO, [IMAGE]),
        ("words", PHOTO, [IMAGE, TEXT]),
        ("", file("video/mp4", FILM), [VIDEO]),
        ("", file("video/mp4", SIZE, files.Animated()), [VIDEO]),
        ("", file("image/gif", files.Animated()), [VIDEO]),
        ("", file("audio/ogg", SOUND), [AUDIO]),
        ("", file("image/webp", files.Sticker()), [IMAGE]),
        ("", file("image/png"), [IMAGE]),
        ("", file("video/webm"), [VIDEO]),
        ("", file("audio/mpeg"), [AUDIO]),
        ("words", file("application/pdf"), [TEXT, OTHER]),
        ("", file("application/vnd.android.package-archive"), [APP]),
        ("", POINT, [OTHER]),
        ("", extras.PollMedia(poll_id=1), [TEXT]),
        ("", extras.SharedContact(phone="1", first_name="x"), [TEXT]),
        ("", extras.GoneMedia(ttl_seconds=1, photo=True), [IMAGE]),
        ("", extras.GoneMedia(ttl_seconds=1, voice=True), [AUDIO]),
        ("", extras.GoneMedia(ttl_seconds=1, video=True), [VIDEO]),
    ],
)
def test_what_a_message_is_made_of(text: str, media: Any, expected: list[Content]) -> None:
    assert set(contents((text,), media)) == set(expected)
    assert len(contents((text,), media)) == len(expected)


def decision(kind: SubjectKind, part: Part = Part.WHOLE) -> Decision:
    return Decision(
        puid="p1",
        case_id=1,
        subject=Subject(kind=kind, peer_id=5, surface=Surface.PUBLIC_CHANNEL),
        ground=Ground.TERMS,
        clause="4.2",
        category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        keyword="KEYWORD_PHISHING",
        facts="facts",
        measures=(MeasureKind.REMOVE,),
        date=1_700_000_000,
        part=part,
        decided_by="ann",
    )


@pytest.mark.parametrize(
    ("kind", "part", "made_of", "expected", "other"),
    [
        (SubjectKind.MESSAGE, Part.WHOLE, (IMAGE, TEXT), [IMAGE, TEXT], None),
        (SubjectKind.MESSAGE, Part.WHOLE, (), [TEXT], None),
        (SubjectKind.MESSAGE, Part.MEDIA, (TEXT, VIDEO), [VIDEO], None),
        (SubjectKind.MESSAGE, Part.MEDIA, (OTHER, TEXT), [OTHER], OTHER_NAMES),
        (SubjectKind.PHOTO, Part.PHOTO, (), [IMAGE], None),
        (SubjectKind.CHANNEL, Part.PHOTO, (), [IMAGE], None),
        (SubjectKind.CHAT, Part.TITLE, (), [TEXT], None),
        (SubjectKind.ACCOUNT, Part.USERNAME, (), [TEXT], None),
        (SubjectKind.ACCOUNT, Part.WHOLE, (), [OTHER], "account"),
    ],
)
def test_a_statement_names_what_it_is_about(
    kind: SubjectKind,
    part: Part,
    made_of: tuple[Content, ...],
    expected: list[Content],
    other: str | None,
) -> None:
    made = decision(kind, part)
    document = build(made, way=Way.NOTICE, content_date=made.date, contents=made_of)
    assert faults(document) == []
    assert document["content_type"] == [str(one) for one in expected]
    assert document.get("content_type_other") == other
    # As it goes out, it is plain JSON.
    assert msgspec.json.decode(msgspec.json.encode(document))["content_type"] == expected
