"""Photos, films and voices go from each client library to another, and are what they were."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from PIL import Image

from support.actors import Actor
from support.films import FILM, LASTS_S, LOOP, PHOTO, SIDES, SONG, VOICE, make

pytestmark = pytest.mark.play

RING = ("telethon", "kurigram", "tdlib", "gramjs", "mtcute")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def hand_on(sender: Actor, recipient: Actor, kind: str, source: Path, target: Path) -> None:
    """Send a medium, fetch it on the other side, and look whether it is the same."""
    words = f"{kind} from {sender.kind}"
    to_name, from_name = f"{recipient.kind}_m", f"{sender.kind}_m"
    await sender.do("send_media", to=to_name, kind=kind, path=str(source), caption=words)
    await sender.do("send", to=to_name, text=f"after {words}")
    await recipient.see_text(f"after {words}")
    came = await recipient.do("fetch_media", peer=from_name, path=str(target))
    assert came["kind"] == kind, words
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
    "kind", [PHOTO, FILM, *(pytest.param(kind, marks=LONG) for kind in (LOOP, VOICE, SONG))]
)
async def test_what_each_library_sends_another_shows(cast, tmp_path: Path, kind: str) -> None:
    source = await asyncio.to_thread(make, tmp_path, kind)
    actors = [await cast(library, name=library) for library in RING]
    for actor in actors:
        await actor.do("set_username", username=f"{actor.kind}_m")
    for number, sender in enumerate(actors):
        recipient = actors[(number + 1) % len(actors)]
        await sender.do("resolve", username=f"{recipient.kind}_m")
        await recipient.do("resolve", username=f"{sender.kind}_m")
        target = tmp_path / f"{sender.kind}{source.suffix}"
        await hand_on(sender, recipient, kind, source, target)


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
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for number, path in enumerate(paths):
        Image.new("RGB", (60, 40), (70 * number, 9, 9)).save(path)
    actors = [await cast(library, name=library) for library in RING]
    for actor in actors:
        await actor.do("set_username", username=f"{actor.kind}_m")
    for number, sender in enumerate(actors):
        recipient = actors[(number + 1) % len(actors)]
        to_name, from_name = f"{recipient.kind}_m", f"{sender.kind}_m"
        await sender.do("resolve", username=to_name)
        await recipient.do("resolve", username=from_name)
        words = f"album from {sender.kind}"
        await sender.do("send_album", to=to_name, paths=[str(p) for p in paths], caption=words)
        await sender.do("send", to=to_name, text=f"after {words}")
        await recipient.see_text(f"after {words}")
        albums = await recipient.do("albums", peer=from_name)
        assert len(albums) == 3, words
        assert len(set(albums)) == 1, words
