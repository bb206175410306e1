"""Photos, films, voices and more go from each client library to another, and are what they were."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from PIL import Image

from support.actors import Actor
from support.films import (
    FILM,
    LASTS_S,
    LOOP,
    MIMES,
    MOVING,
    PHOTO,
    SIDES,
    SONG,
    STICKER,
    VOICE,
    WEBM,
    make,
    make_moving_sticker,
)

pytestmark = pytest.mark.play

DOCUMENT = "document"
RING = ("telethon", "kurigram", "tdlib", "gramjs", "mtcute")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def name_of(actor: Actor) -> str:
    return f"{actor.kind}_m"


async def neighbours(cast) -> list[tuple[Actor, Actor]]:
    """Each library and the next one, who know each other by name."""
    actors = [await cast(library, name=library) for library in RING]
    for actor in actors:
        await actor.do("set_username", username=name_of(actor))
    pairs = [(actor, actors[(n + 1) % len(actors)]) for n, actor in enumerate(actors)]
    for sender, recipient in pairs:
        await sender.do("resolve", username=name_of(recipient))
        await recipient.do("resolve", username=name_of(sender))
    return pairs


async def hand_on(sender: Actor, recipient: Actor, kind: str, source: Path, target: Path) -> None:
    """Send a medium, fetch it on the other side, and look whether it is the same."""
    words = f"{kind} from {sender.kind}"
    to_name, from_name = name_of(recipient), name_of(sender)
    await sender.do("send_media", to=to_name, kind=kind, path=str(source), caption=words)
    await sender.do("send", to=to_name, text=f"after {words}")
    await recipient.see_text(f"after {words}")
    came = await recipient.do("fetch_media", peer=from_name, path=str(target))
    assert (came["kind"], came["mime"]) == (kind, MIMES[kind]), words
    if kind in SIDES:
        assert (came["width"], came["height"]) == SIDES[kind], words
    if kind in LASTS_S:
        assert round(came["duration"]) == LASTS_S[kind], words
    content = await asyncio.to_thread(Path(came["path"]).read_bytes)
    if kind == PHOTO:
        assert b"canary" not in content
        with Image.open(came["path"]) as shown:
            assert shown.size == SIDES[PHOTO]
    else:
        assert hashlib.sha256(content).hexdigest() == digest(source), words


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "kind",
    [PHOTO, FILM, *(pytest.param(kind, marks=LONG) for kind in (LOOP, VOICE, SONG, STICKER))],
)
async def test_what_each_library_sends_another_shows(cast, tmp_path: Path, kind: str) -> None:
    source = await asyncio.to_thread(make, tmp_path, kind)
    for sender, recipient in await neighbours(cast):
        target = tmp_path / f"{sender.kind}{source.suffix}"
        await hand_on(sender, recipient, kind, source, target)


@pytest.mark.parametrize("ending", [*MOVING])
@LONG
async def test_stickers_that_move_are_such_to_others(cast, tmp_path: Path, ending: str) -> None:
    source = await asyncio.to_thread(make_moving_sticker, tmp_path, ending)
    for sender, recipient in await neighbours(cast):
        if (sender.kind, ending) == ("mtcute", WEBM):
            # It calls all its stickers WebP that are no drawings.
            continue
        words, target = f"after one from {sender.kind}", tmp_path / f"{sender.kind}.{ending}"
        sticker = {"kind": STICKER, "path": str(source), "caption": ""}
        await sender.do("send_media", to=name_of(recipient), **sticker)
        await sender.do("send", to=name_of(recipient), text=words)
        await recipient.see_text(words)
        came = await recipient.do("fetch_media", peer=name_of(sender), path=str(target))
        assert (came["kind"], came["mime"]) == (STICKER, MOVING[ending]), words
        assert digest(Path(came["path"])) == digest(source), words


async def test_photos_of_people_are_seen_by_others(cast, tmp_path: Path) -> None:
    source = await asyncio.to_thread(make, tmp_path, PHOTO)
    actors = [await cast(library, name=library) for library in RING]
    for actor in actors:
        await actor.do("set_username", username=f"{actor.kind}_m")
        await actor.do("set_photo", path=str(source))
    for number, actor in enumerate(actors):
        other = actors[(number + 1) % len(actors)]
        target = tmp_path / f"{actor.kind}-face.jpg"
        path = await actor.do("photo_of", username=f"{other.kind}_m", path=str(target))
        with Image.open(path) as face:
            assert face.size == (480, 480), (actor.kind, other.kind)


async def test_albums_are_albums_to_others(cast, tmp_path: Path) -> None:
    film = await asyncio.to_thread(make, tmp_path, FILM)
    paths = [tmp_path / "0.png", tmp_path / "1.png", film]
    for number, path in enumerate(paths[:2]):
        Image.new("RGB", (60, 40), (200 * number, 9, 9)).save(path)
    for sender, recipient in await neighbours(cast):
        to_name, words = name_of(recipient), f"album from {sender.kind}"
        await sender.do("send_album", to=to_name, paths=[str(p) for p in paths], caption=words)
        await sender.do("send", to=to_name, text=f"after {words}")
        await recipient.see_text(f"after {words}")
        folder = tmp_path / sender.kind
        folder.mkdir()
        came = await recipient.do("fetch_album", peer=name_of(sender), folder=str(folder))
        assert len({part["album"] for part in came}) == 1, words
        shown = [(part["kind"], part["width"], part["height"]) for part in came]
        assert shown == [(PHOTO, 60, 40), (PHOTO, 60, 40), (FILM, *SIDES[FILM])], words
        for number, part in enumerate(came[:2]):
            with Image.open(part["path"]) as photo:
                red, _, _ = photo.getpixel((30, 20))
            assert abs(red - 200 * number) < 9, words
        assert digest(Path(came[2]["path"])) == digest(film), words


@pytest.mark.parametrize("kind", [DOCUMENT, SONG])
@LONG
async def test_files_and_songs_are_albums_to_others(cast, tmp_path: Path, kind: str) -> None:
    paths = [await asyncio.to_thread(other_one_of, tmp_path, kind, number) for number in range(3)]
    for sender, recipient in await neighbours(cast):
        words, folder = f"{kind}s from {sender.kind}", tmp_path / sender.kind
        folder.mkdir()
        album = {"paths": [str(path) for path in paths], "caption": words, "kind": kind}
        await sender.do("send_album", to=name_of(recipient), **album)
        await sender.do("send", to=name_of(recipient), text=f"after {words}")
        await recipient.see_text(f"after {words}")
        came = await recipient.do("fetch_album", peer=name_of(sender), folder=str(folder))
        assert len({part["album"] for part in came}) == 1, words
        assert [part["kind"] for part in came] == [kind] * 3, words
        assert [digest(Path(part["path"])) for part in came] == [*map(digest, paths)], words


def other_one_of(folder: Path, kind: str, number: int) -> Path:
    """One of several files that are not the same."""
    target = folder / f"{number}.{ {DOCUMENT: 'bin', SONG: 'mp3'}[kind] }"
    if kind == DOCUMENT:
        target.write_bytes(bytes([number]) * 9_999)
        return target
    made = make(folder, kind)
    # As tags do that stand at the end of a song.
    target.write_bytes(made.read_bytes() + b"TAG" + bytes([number]) * 125)
    return target


@pytest.mark.parametrize(
    "kind", [PHOTO, *(pytest.param(kind, marks=LONG) for kind in (FILM, LOOP))]
)
async def test_what_is_covered_is_so_to_others_and_its_words_stand_above(
    cast, tmp_path: Path, kind: str
) -> None:
    source = await asyncio.to_thread(make, tmp_path, kind)
    for sender, recipient in await neighbours(cast):
        words = f"guess what from {sender.kind}"
        covered = {"kind": kind, "path": str(source), "caption": words}
        await sender.do("send_covered", to=name_of(recipient), **covered)
        shown = await recipient.do_until(
            lambda found: found["kind"], "covered", peer=name_of(sender)
        )
        expected = {"kind": kind, "spoiler": True, "above": True, "caption": words}
        assert shown == expected, sender.kind


CONTACT = ["15550100200", "Kit"]
VENUE = ["The Tower", "By the river", 52.5, 13.25]


async def test_contacts_and_venues_are_what_they_were_to_others(cast) -> None:
    """Half and quarter degrees: nothing is lost on the way."""
    for sender, recipient in await neighbours(cast):
        to_name, words = name_of(recipient), f"after what {sender.kind} shared"
        title, address, latitude, longitude = VENUE
        await sender.do("share_contact", to=to_name, phone=CONTACT[0], first_name=CONTACT[1])
        place = {"latitude": latitude, "longitude": longitude}
        await sender.do("venue", to=to_name, title=title, address=address, **place)
        await sender.do("send", to=to_name, text=words)
        await recipient.see_text(words)
        shared = await recipient.do("shared", peer=name_of(sender))
        assert [one for one in shared if one] == [{"venue": VENUE}, {"contact": CONTACT}], words
