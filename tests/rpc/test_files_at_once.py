"""Files of one account that are worked at together: none waits for good, nor keeps others waiting.

https://core.telegram.org/method/messages.uploadMedia
"""

import asyncio
import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support.talk import People
from support.uploads import document, fetch, place, upload

ME = types.InputPeerSelf()
TURNS = 200
"""Of the loop: more than what does not wait for anybody takes."""


def uploading(media: Any) -> Any:
    return functions.messages.UploadMedia(peer=ME, media=media)


class _Looks:
    """A probe that is not done with any document until it is told to; counts by owner."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self.now: Counter[int] = Counter()
        self.most: Counter[int] = Counter()

    async def __call__(
        self, source: Path, *, mime_type: str, owner_id: int, voice: bool = False
    ) -> Seen:
        self.now[owner_id] += 1
        self.most |= self.now
        self.begun[owner_id].set()
        await self.open.wait()
        self.now[owner_id] -= 1
        return Seen()


@pytest.fixture
def looks(people: People, monkeypatch: pytest.MonkeyPatch) -> _Looks:
    made = _Looks()
    monkeypatch.setattr(people.stage.probe, "document", made)
    return made


async def test_two_documents_may_name_each_other_as_their_picture(
    people: People, looks: _Looks
) -> None:
    one, other = await upload(people.ann, b"one"), await upload(people.ann, b"other")
    queries = [
        uploading(document(one, mime_type="image/png", thumb=other)),
        uploading(document(other, mime_type="image/png", thumb=one)),
    ]
    both = asyncio.gather(*map(people.ann, queries))
    for _ in range(TURNS):
        await asyncio.sleep(0)
    looks.open.set()
    assert [made.document.size for made in await asyncio.wait_for(both, 20)] == [3, 5]


async def test_an_account_has_one_file_looked_at_at_a_time(people: People, looks: _Looks) -> None:
    ann, ben = people.ann, people.ben
    queries = [
        uploading(document(await upload(ann, bytes([number])), mime_type="image/png"))
        for number in range(3)
    ]
    pending = [asyncio.create_task(ann(query)) for query in queries]
    await looks.begun[ann.id].wait()
    # Somebody else's is looked at meanwhile.
    theirs = uploading(document(await upload(ben, b"ben"), mime_type="image/png"))
    pending.append(asyncio.create_task(ben(theirs)))
    await looks.begun[ben.id].wait()
    looks.open.set()
    await asyncio.gather(*pending)
    assert set(looks.most.values()) == {1}


async def test_what_is_sent_many_times_at_once_is_one_document(people: People) -> None:
    """As by a client that repeats what it has no answer to, on connection after connection."""
    ann = people.ann
    sent = document(await upload(ann, b"once"))
    answers = await asyncio.gather(*(ann.send_media(ME, sent) for _ in range(10)))
    made = {answer.updates[1].message.media.document.id for answer in answers}
    assert len(made) == 1
    assert (await people.stage.store.owned_files(ann.id)).files == 1


async def test_parts_that_come_while_a_file_is_made_of_others_tear_nothing(people: People) -> None:
    ann = people.ann
    file = await upload(ann, b"a" * 9_000, md5="")

    def again(number: int, letter: bytes) -> Any:
        content = letter * (4096 if number < 2 else 9_000 - 2 * 4096)
        return ann(functions.upload.SaveFilePart(file_id=file.id, file_part=number, bytes=content))

    parts = [again(number, letter) for letter in (b"b", b"c") for number in range(3)]
    *_, answer = await asyncio.gather(*parts, ann.send_media(ME, document(file)))
    shown = answer.updates[1].message.media.document
    assert len(await fetch(ann, place(shown))) == 9_000
    for name, content in people.stage.blobs.contents.items():
        assert hashlib.sha256(content).digest() == name
