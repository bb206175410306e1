"""Deleted messages take the bytes of their files along: from the blobs, the uploads, everywhere."""

from pathlib import Path

from heliograph.actions.files import remove_unheld
from heliograph.config import Limits
from heliograph.domain.uploads import UploadLimits
from heliograph.storage.blobs import FolderObjects, PlainBlobs
from heliograph.storage.staging import LocalStaging
from heliograph.tl import functions
from support.talk import People, Talker
from support.uploads import document, known, upload

MARK = b"words that were to be forgotten "
CONTENT = MARK * 1_000
GRACE_S = Limits().media_grace_s


def lying(folder: Path) -> bytes:
    """All bytes of all files below a folder but the database's, which has tests of its own."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return b"".join(path.read_bytes() for path in files if ".sqlite" not in path.name)


async def delete(talker: Talker, message_id: int) -> None:
    await talker(functions.messages.DeleteMessages(revoke=True, id=[message_id]))


async def removed(people: People) -> int:
    """What the worker removes now."""
    return sum([gone async for gone in remove_unheld(people.stage.app, grace_s=GRACE_S)])


async def test_bytes_go_a_day_after_the_last_message_that_shows_them(
    people: People, tmp_path: Path
) -> None:
    objects = FolderObjects(tmp_path / "blobs")
    objects.prepare()
    blobs = PlainBlobs(objects)
    staging = LocalStaging(tmp_path / "uploads", UploadLimits(), free_bytes_min=0)
    people.stage.turn(blobs=blobs, staging=staging)
    ann, ben = people.ann, people.ben
    sent = await ann.send_media(ann.to(ben), document(await upload(ann, CONTENT)))
    shown = sent.updates[1].message
    again = await ann.send_media(ann.to(ben), known(shown.media.document))
    assert lying(tmp_path).count(CONTENT) == 1
    await delete(ann, shown.id)
    people.stage.clock.date += 2 * GRACE_S
    assert await removed(people) == 0
    await delete(ann, again.updates[1].message.id)
    assert await removed(people) == 0
    people.stage.clock.date += GRACE_S + 1
    assert await removed(people) == 1
    assert MARK not in lying(tmp_path)
    await blobs.close()
