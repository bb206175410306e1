"""Files of their own for messages whose media go once they were seen, and for what shows the same.

What goes is withdrawn from everybody who was shown it, so that no other message may show its file.
"""

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.files import copy_file
from heliograph.domain.extras import DocumentMedia, FileMedia, PhotoMedia
from heliograph.domain.files import Photo
from heliograph.domain.messages import Draft, Edit


async def apart(app: App, draft: Draft) -> Draft:
    """A message with a file of its own, where it or another that shows the same one goes.

    A repeat is told by what was asked.
    """
    extras = draft.extras
    if extras is None or not isinstance(extras.media, DocumentMedia | PhotoMedia):
        return draft
    media = await _apart(app, draft.sender_id, extras.media)
    if media is extras.media:
        return draft
    return replace(draft, claim=draft.fingerprint(), extras=replace(extras, media=media))


async def edit_apart(app: App, edit: Edit) -> Edit:
    """As `apart`, for a file that takes the place of another."""
    if edit.media is None:
        return edit
    return replace(edit, media=await _apart(app, edit.editor_id, edit.media))


async def photo_apart(app: App, owner_id: int, photo: Photo) -> Photo:
    """What a person or group is to look like: a file of its own if what goes shows the same."""
    if await app.store.shown_apart(photo.id, goes=False):
        return await copy_file(app, owner_id, photo)
    return photo


async def _apart(app: App, owner_id: int, media: FileMedia) -> FileMedia:
    file = media.photo if isinstance(media, PhotoMedia) else media.document
    if not await app.store.shown_apart(file.id, goes=media.ttl_seconds > 0):
        return media
    if isinstance(media, PhotoMedia):
        return replace(media, photo=await copy_file(app, owner_id, media.photo))
    return replace(media, document=await copy_file(app, owner_id, media.document))
