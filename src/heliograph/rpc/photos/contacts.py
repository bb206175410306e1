"""Photos that somebody chooses for a contact, for themselves alone, or suggests to them.

https://core.telegram.org/api/files#profile-pictures
"""

from heliograph.actions.profile_photos import choose_photo, suggest_photo
from heliograph.domain import errors
from heliograph.domain.files import Photo
from heliograph.domain.people import FIRST_ACCOUNT_ID, Seen, is_bot
from heliograph.rpc.context import Context
from heliograph.rpc.messages.files import uploaded_face
from heliograph.rpc.peers import user_account
from heliograph.rpc.photos.profile import photo_of
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("photos.uploadContactProfilePhoto", rate=Rate.PROFILES)
async def upload_contact_profile_photo(
    context: Context, query: functions.photos.UploadContactProfilePhoto
) -> types.photos.TypePhoto:
    """Choose a photo for a contact, or with `suggest` send it to be theirs.

    Without a file the contact's own is shown again. There are no films or emoji as photos.
    CONTACT_MISSING, PHOTO_FILE_MISSING.

    https://core.telegram.org/method/photos.uploadContactProfilePhoto
    """
    seen = await _somebody_else(context, query.user_id)
    saves = query.save or not query.suggest
    if saves and seen.contact is None:
        raise errors.ContactMissing
    if query.suggest:
        context.spend(Rate.MESSAGES)
    photo = await _asked_photo(context, query)
    if query.suggest:
        if photo is None:
            raise errors.PhotoFileMissing
        await suggest_photo(context.app, context.account_id, seen.account.id, photo)
    if saves:
        seen = await choose_photo(
            context.app, context.account_id, seen.account.id, photo, origin=context.origin
        )
    return photo_of(seen, photo, context)


async def _somebody_else(context: Context, form: types.TypeInputUser) -> Seen:
    """Another person. USER_ID_INVALID for oneself, a program, the server."""
    account_id = await user_account(context, form)
    if account_id == context.account_id or account_id < FIRST_ACCOUNT_ID or is_bot(account_id):
        raise errors.UserIdInvalid
    for seen in await context.store.seen(context.account_id, [account_id]):
        return seen
    raise errors.UserIdInvalid


async def _asked_photo(
    context: Context, query: functions.photos.UploadContactProfilePhoto
) -> Photo | None:
    """The photo that was sent up, None for none."""
    if query.file is None:
        if query.video is not None or query.video_emoji_markup is not None:
            raise errors.PhotoFileMissing
        return None
    return await uploaded_face(context, query.file)
