"""Photos of oneself and of others.

https://core.telegram.org/api/files#profile-pictures
"""

from collections.abc import Sequence

from heliograph.actions.profile_photos import hide_photo, remove_photos, show_again, show_photo
from heliograph.domain import errors
from heliograph.domain.files import Photo
from heliograph.domain.people import Seen
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.profile_photos import page
from heliograph.rpc.context import Context
from heliograph.rpc.messages.files import shown_photo, uploaded_face
from heliograph.rpc.peers import user_account
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.files import photo as view
from heliograph.views.users import user

_PAGE_MAX = 100


@method("photos.uploadProfilePhoto", rate=Rate.PROFILES)
async def upload_profile_photo(
    context: Context, query: functions.photos.UploadProfilePhoto
) -> types.photos.TypePhoto:
    """Show what was sent up; there are no films or emoji as photos. PHOTO_FILE_MISSING.

    https://core.telegram.org/method/photos.uploadProfilePhoto
    """
    _check_own(query.bot)
    if query.file is None:
        raise errors.PhotoFileMissing
    photo = await uploaded_face(context, query.file)
    await show_photo(
        context.app,
        context.account_id,
        photo,
        fallback=query.fallback,
    )
    return await _answer(context, photo)


@method("photos.updateProfilePhoto", rate=Rate.PROFILES)
async def update_profile_photo(
    context: Context, query: functions.photos.UpdateProfilePhoto
) -> types.photos.TypePhoto:
    """Show an earlier or suggested photo; an empty one takes the shown one away. PHOTO_ID_INVALID.

    https://core.telegram.org/method/photos.updateProfilePhoto
    """
    _check_own(query.bot)
    app, account_id, fallback = context.app, context.account_id, query.fallback
    if isinstance(query.id, types.InputPhotoEmpty):
        return await _answer(context, await hide_photo(app, account_id, fallback=fallback))
    photo = await shown_photo(context, query.id)
    await show_again(app, account_id, photo, fallback=fallback)
    return await _answer(context, photo)


@method("photos.deletePhotos", rate=Rate.PROFILES)
async def delete_photos(context: Context, query: functions.photos.DeletePhotos) -> list[int]:
    """Take photos of oneself away; gives the ids of those that are gone.

    https://core.telegram.org/method/photos.deletePhotos
    """
    if len(query.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    asked = {one.id for one in query.id if isinstance(one, types.InputPhoto)}
    gone: list[int] = []
    for fallback in (False, True):
        present = await context.store.profile_photos(context.account_id, fallback=fallback)
        ids = [photo.id for photo in present if photo.id in asked]
        if ids:
            await remove_photos(context.app, context.account_id, ids, fallback=fallback)
        gone += ids
    return gone


@method("photos.getUserPhotos", rate=Rate.LISTS)
async def get_user_photos(
    context: Context, query: functions.photos.GetUserPhotos
) -> types.photos.TypePhotos:
    """The photos that somebody shows the caller, newest first.

    Who may not see them is shown the one that stands in for them; who is blocked sees none.

    https://core.telegram.org/method/photos.getUserPhotos
    """
    account_id = await user_account(context, query.user_id)
    seens = await context.store.seen(context.account_id, [account_id])
    if not seens:
        raise errors.UserIdInvalid
    (seen,) = seens
    fallback = not seen.may(PrivacyKey.PROFILE_PHOTO)
    photos: Sequence[Photo] = ()
    if not (seen.kept_out or (seen.account.hidden and not seen.is_self)):
        photos = await context.store.profile_photos(account_id, fallback=fallback)
    limit = min(max(query.limit, 0), _PAGE_MAX)
    shown = page(photos, offset=query.offset, max_id=query.max_id, limit=limit)
    viewed = [view(photo, viewer_id=context.account_id, access=context.access) for photo in shown]
    people = [user(seen, context.access)]
    if len(shown) == len(photos):
        return types.photos.Photos(photos=viewed, users=people)
    return types.photos.PhotosSlice(count=len(photos), photos=viewed, users=people)


def _check_own(bot: types.TypeInputUser | None) -> None:
    """Nobody has the right yet to change how a bot looks."""
    if bot is not None:
        raise errors.BotInvalid


async def _answer(context: Context, photo: Photo | None) -> types.photos.Photo:
    (seen,) = await context.store.seen(context.account_id, [context.account_id])
    return photo_of(seen, photo, context)


def photo_of(seen: Seen, photo: Photo | None, context: Context) -> types.photos.Photo:
    """Somebody as the caller sees them by now, and the photo that was asked for, if any."""
    shown: types.TypePhoto = types.PhotoEmpty(id=0)
    if photo is not None:
        shown = view(photo, viewer_id=context.account_id, access=context.access)
    return types.photos.Photo(photo=shown, users=[user(seen, context.access)])
