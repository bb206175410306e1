"""What pages show of media, and which bytes of them visitors are given."""

import pytest
from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    GeoPoint,
    GoneMedia,
    LiveLocation,
    Media,
    PhotoMedia,
    PollMedia,
    SharedContact,
    TodoDone,
    TodoItem,
    TodoList,
    Venue,
)
from heliograph.domain.files import (
    Animated,
    Attribute,
    Audio,
    Document,
    Filename,
    Photo,
    PhotoSize,
    Sticker,
    Video,
)
from heliograph.domain.messages import Message
from heliograph.domain.polls import Poll, PollAnswer, PollState
from heliograph.web.languages import Language
from heliograph.web.links import Links
from heliograph.web.media import Shown, bars, shown_media
from heliograph.web.pieces import piece_of

CHANNEL = Channel(
    id=1, broadcast=True, title="C", date=1, creator_id=1, members=1, username="hikers"
)
PROTECTED = replace(CHANNEL, noforwards=True)
THUMB = PhotoSize(type="m", width=320, height=200, size=9, sha256=b"m" * 32)
SIZES = (
    PhotoSize(type="i", content=b"tiny"),
    THUMB,
    PhotoSize(type="x", width=800, height=500, size=90, sha256=b"x" * 32),
    PhotoSize(type="y", width=1280, height=800, size=900, sha256=b"y" * 32),
)
PHOTO = Photo(id=5, access_hash=6, date=1, sizes=SIZES)


def document(mime_type: str, *attributes: Attribute, thumbs: tuple[PhotoSize, ...] = ()) -> Media:
    made = Document(
        id=5,
        access_hash=6,
        date=1,
        mime_type=mime_type,
        size=2_048,
        sha256=b"d" * 32,
        attributes=attributes,
        thumbs=thumbs,
    )
    return DocumentMedia(document=made)


def message(media: Media, **fields: object) -> Message:
    known = {"owner_id": 0, "id": 7, "peer_id": -1, "sender_id": 1, "date": 1, "text": ""}
    return Message(**{**known, "extras": Extras(media=media), **fields})  # type: ignore[arg-type]


def shown(media: Media, channel: Channel = CHANNEL, **fields: object) -> Shown:
    made = shown_media(
        message(media, **fields), channel, language=Language("en"), links=Links("https://a")
    )
    assert made is not None
    return made


VIDEO = Video(duration=65.5, width=640, height=360)
POINT = GeoPoint(latitude=46.5, longitude=7.25)


@pytest.mark.parametrize(
    ("media", "kind", "title", "detail", "given"),
    [
        (PhotoMedia(photo=PHOTO), "photo", "", "", "y"),
        (document("video/mp4", VIDEO, thumbs=(THUMB,)), "video", "", "1:05", "file"),
        (document("video/mp4", replace(VIDEO, round=True)), "round", "", "1:05", "file"),
        (document("video/mp4", VIDEO, Animated()), "animation", "", "", "file"),
        (document("audio/ogg", Audio(duration=5, voice=True)), "voice", "", "0:05", "file"),
        (
            document("audio/mpeg", Audio(duration=185, title="T", performer="P")),
            "audio",
            "P – T",
            "3:05",
            "file",
        ),
        (document("text/html", Filename(name="a.html")), "document", "a.html", "2 KiB", "file"),
        (document("image/svg+xml"), "document", "File", "2 KiB", "file"),
        (document("video/x-odd", VIDEO), "document", "File", "2 KiB", "file"),
    ],
)
def test_each_kind_of_file_is_shown_as_what_it_is(
    media: Media, kind: str, title: str, detail: str, given: str
) -> None:
    made = shown(media)
    assert (made.kind, made.title, made.detail) == (kind, title, detail)
    assert made.url == f"/s/hikers/7/5/{given}"


def test_a_photo_is_no_larger_than_a_page_is_wide() -> None:
    picture = shown(PhotoMedia(photo=PHOTO)).picture
    assert picture is not None
    assert (picture.url, picture.width, picture.height) == ("/s/hikers/7/5/x", 800, 500)


def test_a_sticker_is_a_picture_or_what_stands_for_it() -> None:
    still = shown(document("image/webp", Sticker(emoji="🙂"))).picture
    assert still is not None
    assert still.url == "/s/hikers/7/5/file"
    moving = shown(document("application/x-tgsticker", Sticker(), thumbs=(THUMB,))).picture
    assert moving is not None
    assert moving.url == "/s/hikers/7/5/m"


@pytest.mark.parametrize(
    ("media", "kind", "title", "detail"),
    [
        (Dice(emoticon="🎲", value=4), "dice", "", "4"),
        (SharedContact(phone="41790000000", first_name="A", last_name="B"), "line", "A B", ""),
        (POINT, "place", "46.50000, 7.25000", ""),
        (Venue(point=POINT, title="Hut", address="Up"), "place", "Hut", "Up"),
        (LiveLocation(point=POINT, period=60), "line", "Open it in the app", ""),
        (GoneMedia(ttl_seconds=5, photo=True), "line", "", ""),
        (PhotoMedia(photo=PHOTO, ttl_seconds=5), "line", "", ""),
    ],
)
def test_what_needs_no_file_is_told(media: Media, kind: str, title: str, detail: str) -> None:
    made = shown(media)
    assert (made.kind, made.title, made.detail, made.picture) == (kind, title, detail, None)


def test_a_shared_number_and_where_somebody_is_now_stay_in_the_app() -> None:
    contact = SharedContact(phone="41790000000", first_name="A", vcard="TEL:41790000000")
    assert "4179" not in repr(shown(contact))
    assert "46.5" not in repr(shown(LiveLocation(point=POINT, period=60)))


def test_a_list_says_what_is_done_and_not_by_whom() -> None:
    done = (TodoDone(item_id=2, account_id=99, date=1),)
    items = (TodoItem(id=1, title="one"), TodoItem(id=2, title="two"))
    made = shown(TodoList(title="List", items=items, done=done))
    assert made.lines == (("one", False), ("two", True))
    assert "99" not in repr(made)


def poll(**fields: object) -> PollState:
    answers = tuple(PollAnswer(option=bytes([n]), text=f"a{n}") for n in range(2))
    asked = Poll(id=1, creator_id=1, question="q", answers=answers, **fields)  # type: ignore[arg-type]
    return PollState(poll=asked, counts=(1, 3), voters=4)


@pytest.mark.parametrize(
    ("state", "percents", "right"),
    [
        (poll(), [None, None], [False, False]),
        (poll(closed=True), [25, 75], [False, False]),
        (poll(quiz=True, correct=(1,)), [None, None], [False, False]),
        (poll(quiz=True, correct=(1,), closed=True), [25, 75], [False, True]),
        (poll(closed=True, public_voters=True), [25, 75], [False, False]),
    ],
)
def test_votes_and_answers_are_known_once_it_is_over(
    state: PollState, percents: list[int | None], right: list[bool]
) -> None:
    made = shown(PollMedia(poll_id=1), poll=state).poll
    assert made is not None
    assert [one.percent for one in made.answers] == percents
    assert [one.right for one in made.answers] == right
    assert made.votes == "4 votes"


@pytest.mark.parametrize("protected", ["channel", "post"])
def test_of_protected_content_there_are_small_pictures_alone(protected: str) -> None:
    channel = PROTECTED if protected == "channel" else CHANNEL
    fields = {"noforwards": protected == "post"}
    photo = shown(PhotoMedia(photo=PHOTO), channel, **fields)
    assert photo.picture is not None
    assert photo.url == photo.picture.url == "/s/hikers/7/5/m"
    film = shown(document("video/mp4", VIDEO, thumbs=(THUMB,)), channel, **fields)
    assert film.url == ""
    for media, variant, given in (
        (PhotoMedia(photo=PHOTO), "m", True),
        (PhotoMedia(photo=PHOTO), "x", False),
        (PhotoMedia(photo=PHOTO), "y", False),
        (document("video/mp4", VIDEO, thumbs=(THUMB,)), "m", True),
        (document("video/mp4", VIDEO, thumbs=(THUMB,)), "file", False),
        (document("text/plain"), "file", False),
    ):
        piece = piece_of(channel, message(media, **fields), file_id=5, variant=variant)
        assert (piece is not None) is given


@pytest.mark.parametrize(
    ("media", "file_id", "variant"),
    [
        (PhotoMedia(photo=PHOTO), 6, "x"),
        (PhotoMedia(photo=PHOTO), 5, "i"),
        (PhotoMedia(photo=PHOTO), 5, "file"),
        (PhotoMedia(photo=PHOTO), 5, "w"),
        (PhotoMedia(photo=PHOTO, ttl_seconds=5), 5, "x"),
        (replace(document("video/mp4"), ttl_seconds=5), 5, "file"),
        (GoneMedia(ttl_seconds=5), 5, "x"),
        (POINT, 5, "x"),
    ],
)
def test_there_is_nothing_at_other_addresses(media: Media, file_id: int, variant: str) -> None:
    assert piece_of(CHANNEL, message(media), file_id=file_id, variant=variant) is None


def test_a_voice_is_drawn_from_its_values_of_five_bits() -> None:
    values = [0, 31, 16, 1] * 25
    packed = sum(value << (5 * place) for place, value in enumerate(values)).to_bytes(63, "little")
    drawn = bars(packed)
    assert len(drawn) == 48
    assert set(drawn) <= set(range(1, 17))
    assert max(drawn) == 16
    assert bars(b"") == bars(bytes(63)) == ()
