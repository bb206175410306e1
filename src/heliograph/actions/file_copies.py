"""Files of their own for messages whose media go once they were seen, and for what shows the same.

What goes is withdrawn from everybody who was shown it, so that no other message may show its file.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.files import copy_file
from heliograph.domain.extras import DocumentMedia, FileMedia, PhotoMedia
from heliograph.domain.files import Photo
from heliograph.domain.messages import Draft, Edit


@asynccontextmanager
async def apart(app: App, drafts: Sequence[Draft]) -> AsyncIterator[list[Draft]]:
    """Messages with files of their own, where they or others that show the same ones go.

    They are to be durable before it ends: until then others that are sent know of them by it.
    A repeat is told by what was asked.
    """
    with ExitStack() as until_shown:
        yield [await _draft_apart(app, draft, until_shown) for draft in drafts]


@asynccontextmanager
async def edit_apart(app: App, edit: Edit) -> AsyncIterator[Edit]:
    """As `apart`, for a file that takes the place of another."""
    with ExitStack() as until_shown:
        if edit.media is not None:
            edit = replace(edit, media=await _apart(app, edit.editor_id, edit.media, until_shown))
        yield edit


async def photo_apart(app: App, owner_id: int, photo: Photo) -> Photo:
    """What a person or group is to look like: a file of its own if what goes shows the same."""
    if await app.store.shown_apart(photo.id, goes=False):
        return await copy_file(app, owner_id, photo)
    return photo


async def _draft_apart(app: App, draft: Draft, until_shown: ExitStack) -> Draft:
    extras = draft.extras
    if extras is None or not isinstance(extras.media, DocumentMedia | PhotoMedia):
        return draft
    media = await _apart(app, draft.sender_id, extras.media, until_shown)
    if media is extras.media:
        return draft
    return replace(draft, claim=draft.fingerprint(), extras=replace(extras, media=media))


async def _apart(app: App, owner_id: int, media: FileMedia, until_shown: ExitStack) -> FileMedia:
    file = media.photo if isinstance(media, PhotoMedia) else media.document
    goes = media.ttl_seconds > 0
    in_the_way = until_shown.enter_context(app.showing.begin(file.id, goes=goes))
    if not in_the_way and not await app.store.shown_apart(file.id, goes=goes):
        return media
    if isinstance(media, PhotoMedia):
        return replace(media, photo=await copy_file(app, owner_id, media.photo))
    return replace(media, document=await copy_file(app, owner_id, media.document))
