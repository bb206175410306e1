"""A client that speaks the oldest layer sends and receives photos, films and places that move."""

import asyncio
import hashlib
import io
import itertools
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from heliograph.tl import functions, types
from support.actors import Actor
from support.api_client import ApiClient
from support.films import FILM, LASTS_S, PHOTO, SIDES, make
from support.play_server import PlayServer

pytestmark = pytest.mark.play
LONG = pytest.mark.long

LAYER, PHONE, NAME = 152, "9996618152", "old_of_152"
TOLD_WITHIN_S = 20
PART_BYTES = 64 * 1024
VIDEO_IN_WHOLE_SECONDS, DOCUMENT_ALONE = 0x0EF02CE6, 0x9CB070D7
"""documentAttributeVideo of layers 152–159, and their messageMediaDocument."""

_ids = itertools.count(152)


class OldClient(ApiClient):
    """Layer 152 on one connection; `written` are the answers and updates as they came."""

    def __init__(self) -> None:
        super().__init__(layer=LAYER)
        self.written: list[bytes] = []
        self._told = asyncio.Event()
        self.listen(lambda _: self._told.set())

    def _read(self, body: bytes) -> Any:
        self.written.append(body)
        return super()._read(body)

    async def told(self, fits: Callable[[Any], bool]) -> Any:
        """The first update that fits; waits for it."""
        async with asyncio.timeout(TOLD_WITHIN_S):
            while True:
                self._told.clear()
                for one in self.updates:
                    for change in getattr(one, "updates", []):
                        if fits(change):
                            return change
                await self._told.wait()

    async def media(self, kind: type) -> Any:
        """The media of the first message with one of this kind that arrives."""
        change = await self.told(
            lambda one: (
                isinstance(one, types.UpdateNewMessage)
                and isinstance(one.message, types.Message)
                and isinstance(one.message.media, kind)
            )
        )
        return change.message.media

    async def upload(self, content: bytes, name: str) -> types.InputFile:
        upload_id, starts = next(_ids), range(0, len(content), PART_BYTES)
        for number, start in enumerate(starts):
            part = content[start : start + PART_BYTES]
            await self.call(
                functions.upload.SaveFilePart(file_id=upload_id, file_part=number, bytes=part)
            )
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        return types.InputFile(id=upload_id, parts=len(starts), name=name, md5_checksum=md5)

    async def fetch(self, where: Any) -> bytes:
        content, limit = b"", 1 << 20
        while True:
            query = functions.upload.GetFile(location=where, offset=len(content), limit=limit)
            part = (await self.call(query)).bytes
            content += part
            if len(part) < limit:
                return content


@pytest.fixture
async def old(server: PlayServer) -> AsyncIterator[OldClient]:
    client = OldClient()
    await client.connect(server.host, server.port)
    await client.agree_key(server.public_key.read_bytes())
    await client.sign_in(PHONE, lambda: server.code(PHONE), "Old")
    await client.call(functions.account.UpdateUsername(username=NAME))
    yield client
    await client.close()


class Friends:
    """An old client and a new one, who know each other."""

    def __init__(self, old: OldClient, new: Actor, peer: types.InputPeerUser) -> None:
        self.old, self.new, self.peer = old, new, peer

    async def send(self, media: Any, words: str = "") -> int:
        """From the old client; gives the message's id."""
        query = functions.messages.SendMedia(
            peer=self.peer, media=media, message=words, random_id=next(_ids)
        )
        answer = await self.old.call(query)
        (number,) = [one.id for one in answer.updates if isinstance(one, types.UpdateMessageID)]
        return int(number)


@pytest.fixture
async def friends(cast, old: OldClient) -> Friends:
    new = await cast("telethon", name="New")
    await new.do("set_username", username="new_beside_152")
    await new.do("resolve", username=NAME)
    found = await old.call(functions.contacts.ResolveUsername(username="new_beside_152"))
    (user,) = [one for one in found.users if one.id == found.peer.user_id]
    peer = types.InputPeerUser(user_id=user.id, access_hash=user.access_hash)
    return Friends(old, new, peer)


def shown_sides(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as shown:
        return shown.size


@LONG
async def test_photos_go_both_ways(friends: Friends, tmp_path: Path) -> None:
    old, new = friends.old, friends.new
    source = await asyncio.to_thread(make, tmp_path, PHOTO)
    content = await asyncio.to_thread(source.read_bytes)
    file = await old.upload(content, "p.jpg")
    await friends.send(types.InputMediaUploadedPhoto(file=file, spoiler=True), "from the old one")
    await new.see_text("from the old one")
    came = await new.do("fetch_media", peer=NAME, path=str(tmp_path / "came.jpg"))
    assert (came["kind"], came["width"], came["height"]) == (PHOTO, *SIDES[PHOTO])
    await new.do("send_media", to=NAME, kind=PHOTO, path=str(source), caption="from the new one")
    photo = (await old.media(types.MessageMediaPhoto)).photo
    largest = max((one for one in photo.sizes if hasattr(one, "w")), key=lambda size: size.w)
    where = types.InputPhotoFileLocation(
        id=photo.id,
        access_hash=photo.access_hash,
        file_reference=photo.file_reference,
        thumb_size=largest.type,
    )
    assert shown_sides(await old.fetch(where)) == SIDES[PHOTO]


async def test_films_go_both_ways_and_last_whole_seconds(friends: Friends, tmp_path: Path) -> None:
    old, new = friends.old, friends.new
    source = await asyncio.to_thread(make, tmp_path, FILM)
    content = await asyncio.to_thread(source.read_bytes)
    attribute = types.DocumentAttributeVideo(duration=2, w=0, h=0)
    media = types.InputMediaUploadedDocument(
        file=await old.upload(content, "v.mp4"), mime_type="video/mp4", attributes=[attribute]
    )
    await friends.send(media, "a film from the old one")
    await new.see_text("a film from the old one")
    came = await new.do("fetch_media", peer=NAME, path=str(tmp_path / "came.mp4"))
    assert (came["kind"], came["width"], came["height"]) == (FILM, *SIDES[FILM])
    assert await asyncio.to_thread(Path(came["path"]).read_bytes) == content
    await new.do("send_media", to=NAME, kind=FILM, path=str(source), caption="another")
    document = (await old.media(types.MessageMediaDocument)).document
    (film,) = [one for one in document.attributes if isinstance(one, types.DocumentAttributeVideo)]
    assert (film.duration, film.w, film.h) == (LASTS_S[FILM], *SIDES[FILM])
    where = types.InputDocumentFileLocation(
        id=document.id,
        access_hash=document.access_hash,
        file_reference=document.file_reference,
        thumb_size="",
    )
    assert await old.fetch(where) == content
    for constructor in (VIDEO_IN_WHOLE_SECONDS, DOCUMENT_ALONE):
        assert any(struct.pack("<I", constructor) in body for body in old.written)


def is_at(place: tuple[float, float]) -> Callable[[Any], bool]:
    return lambda live: live and tuple(round(part, 3) for part in live["place"]) == place


def point(latitude: float, longitude: float) -> types.InputGeoPoint:
    return types.InputGeoPoint(lat=latitude, long=longitude)


@LONG
async def test_places_move_both_ways(friends: Friends, server: PlayServer) -> None:
    old, new = friends.old, friends.new
    begun = types.InputMediaGeoLive(geo_point=point(52.5, 13.25), period=900)
    number = await friends.send(begun)
    await new.do_until(is_at((52.5, 13.25)), "live", peer=NAME)

    async def edit(media: types.InputMediaGeoLive) -> None:
        query = functions.messages.EditMessage(peer=friends.peer, id=number, media=media)
        await old.call(query)

    await edit(types.InputMediaGeoLive(geo_point=point(52.625, 13.375)))
    await new.do_until(is_at((52.625, 13.375)), "live", peer=NAME)
    await server.pass_time(60)
    await edit(types.InputMediaGeoLive(geo_point=types.InputGeoPointEmpty(), stopped=True))
    await new.do_until(lambda live: live["period"] < 900, "live", peer=NAME)
    again = await new.do("go_live", to=NAME, latitude=1.5, longitude=2.5, period=900)
    media = await old.media(types.MessageMediaGeoLive)
    assert (round(media.geo.lat, 3), media.period) == (1.5, 900)
    await new.do("move_live", to=NAME, message_id=again, latitude=3.5, longitude=2.5)
    moved = await old.told(
        lambda one: isinstance(one, types.UpdateEditMessage) and not one.message.out
    )
    assert round(moved.message.media.geo.lat, 3) == 3.5
