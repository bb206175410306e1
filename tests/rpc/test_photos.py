"""Photos in messages, and photos of people.

https://core.telegram.org/api/files
"""

import asyncio
import struct
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.files import Uploaded, make_photo
from heliograph.actions.profile_photos import show_photo
from heliograph.domain import errors
from heliograph.ports.probe import MadePicture, Seen
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.talk import People, Talker, freed, refusal
from support.uploads import document, fetch, place, upload

NOBODY, EVERYBODY = types.InputPrivacyValueDisallowAll(), types.InputPrivacyValueAllowAll()
ME = types.InputUserSelf()


def sending(peer: Any, media: Any, *, message: str = "", random_id: int = 5) -> Any:
    return functions.messages.SendMedia(
        peer=peer, media=media, message=message, random_id=random_id
    )


async def uploaded(talker: Talker, content: bytes = b"pixels", **fields: Any) -> Any:
    return types.InputMediaUploadedPhoto(file=await upload(talker, content), **fields)


def location(photo: types.Photo, letter: str) -> types.InputPhotoFileLocation:
    return types.InputPhotoFileLocation(
        id=photo.id,
        access_hash=photo.access_hash,
        file_reference=photo.file_reference,
        thumb_size=letter,
    )


def named(photo: types.Photo) -> types.InputPhoto:
    return types.InputPhoto(
        id=photo.id, access_hash=photo.access_hash, file_reference=photo.file_reference
    )


async def photo_in(talker: Talker, other: Talker) -> types.Photo:
    history = await talker(functions.messages.GetHistory(
        peer=talker.to(other), offset_id=0, offset_date=0, add_offset=0, limit=1, max_id=0,
        min_id=0, hash=0,
    ))  # fmt: skip
    shown: types.Photo = history.messages[0].media.photo
    return shown


async def test_a_photo_arrives_in_all_its_sizes(people: People) -> None:
    ann, ben = people.ann, people.ben
    media = await uploaded(ann, spoiler=True)
    await ann(sending(ann.to(ben), media, message="look"))
    assert people.stage.probe.looked == [("photo", b"pixels")]
    photo = await photo_in(ben, ann)
    letters = [(size.type, getattr(size, "w", 0), getattr(size, "h", 0)) for size in photo.sizes]
    assert letters == [("i", 0, 0), ("m", 320, 240), ("x", 800, 600)]
    assert photo.sizes[0].bytes == b"\x01\x28\x28stripped"
    for letter in ("m", "x"):
        assert await fetch(ben, location(photo, letter)) == letter.encode() * 10
    assert await refusal(ben, functions.upload.GetFile(
        location=location(photo, "i"), offset=0, limit=4096
    )) == "LOCATION_INVALID"  # fmt: skip


async def test_a_photo_is_sent_on_and_lives_as_long_as_somebody_shows_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(sending(ann.to(ben), await uploaded(ann)))
    photo = await photo_in(ben, ann)
    again = types.InputMediaPhoto(id=named(photo))
    await ben(sending(types.InputPeerSelf(), again))
    await ann(functions.messages.DeleteHistory(
        peer=ann.to(ben), max_id=0, revoke=True, just_clear=False
    ))  # fmt: skip
    assert await freed(people) == 0
    assert await fetch(ben, location(photo, "m")) == b"m" * 10
    await ben(functions.messages.DeleteHistory(
        peer=types.InputPeerSelf(), max_id=0, revoke=False, just_clear=True
    ))  # fmt: skip
    assert await freed(people) == 1


@pytest.mark.parametrize(
    "refused", [errors.PhotoInvalidDimensions, errors.ImageProcessFailed, errors.WorkerBusy]
)
async def test_what_is_no_photo_is_refused(people: People, refused: type[errors.Refused]) -> None:
    people.stage.probe.refusal = refused()
    media = await uploaded(people.ann)
    asked = sending(people.ann.to(people.ben), media)
    assert await refusal(people.ann, asked) == refused.token
    # Its parts are still there: the same request may come again.
    people.stage.probe.refusal = None
    await people.ann(asked)


async def test_a_photo_of_too_many_bytes_is_refused(people: People) -> None:
    people.stage.service.limits = replace(people.stage.service.limits, photo_bytes_max=5)
    asked = sending(people.ann.to(people.ben), await uploaded(people.ann, b"sixsix"))
    assert await refusal(people.ann, asked) == "PHOTO_SAVE_FILE_INVALID"


async def test_a_photo_somebody_was_not_shown_is_refused(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(sending(ann.to(ben), await uploaded(ann)))
    photo = await photo_in(ben, ann)
    wrong = types.InputPhoto(
        id=photo.id, access_hash=photo.access_hash + 1, file_reference=photo.file_reference
    )
    asked = sending(types.InputPeerSelf(), types.InputMediaPhoto(id=wrong))
    assert await refusal(ben, asked) == "MEDIA_INVALID"
    # Ben's reference is nothing to Ann.
    asked = sending(types.InputPeerSelf(), types.InputMediaPhoto(id=named(photo)))
    assert await refusal(ann, asked) == "FILE_REFERENCE_INVALID"


async def test_a_document_is_what_it_is_found_to_be(people: People) -> None:
    ann, ben = people.ann, people.ben
    thumb = MadePicture(type="m", width=32, height=24, content=b"tiny")
    people.stage.probe.seen = Seen(
        width=64, height=48, duration=2, video=True, sound=True, thumb=thumb, stripped=b"\x01s"
    )
    said = types.DocumentAttributeVideo(duration=99, w=1, h=1)
    media = document(await upload(ann, b"film"), mime_type="video/mp4", attributes=[said])
    sent = await ann(sending(ann.to(ben), media))
    shown = sent.updates[1].message.media.document
    (video,) = [one for one in shown.attributes if hasattr(one, "duration")]
    assert (video.duration, video.w, video.h) == (2, 64, 48)
    assert [size.type for size in shown.thumbs] == ["i", "m"]
    assert await fetch(ann, place(shown, thumb_size="m")) == b"tiny"
    assert await fetch(ann, place(shown)) == b"film"


async def test_a_sender_may_send_the_small_picture(people: People) -> None:
    ann, ben = people.ann, people.ben
    people.stage.probe.seen = Seen(width=64, height=48)
    media = document(
        await upload(ann, b"pic"), mime_type="image/png", thumb=await upload(ann, b"own thumb")
    )
    sent = await ann(sending(ann.to(ben), media))
    shown = sent.updates[1].message.media.document
    assert people.stage.probe.looked == [("image/png", b"pic"), ("thumbnail", b"own thumb")]
    assert [(size.type, getattr(size, "w", 0)) for size in shown.thumbs] == [("i", 0), ("m", 90)]


async def test_a_small_picture_that_is_the_file_itself_is_let_be(people: People) -> None:
    ann, ben = people.ann, people.ben
    file = await upload(ann, b"pic")
    await ann(sending(ann.to(ben), document(file, mime_type="text/plain", thumb=file)))


async def test_only_what_is_to_be_shown_is_looked_at(people: People) -> None:
    ann, ben = people.ann, people.ben
    people.stage.probe.seen = Seen(width=9, height=9)
    forced = document(await upload(ann, b"x"), mime_type="image/png", force_file=True)
    sent = await ann(sending(ann.to(ben), forced))
    assert people.stage.probe.looked == []
    names = [type(one).__name__ for one in sent.updates[1].message.media.document.attributes]
    assert names == ["DocumentAttributeFilename"]


# --- photos of people --------------------------------------------------------------------------


async def show(talker: Talker, content: bytes = b"me", **fields: Any) -> types.Photo:
    file = await upload(talker, content)
    answer = await talker(functions.photos.UploadProfilePhoto(file=file, **fields))
    shown: types.Photo = answer.photo
    return shown


async def seen_of(talker: Talker, other: Talker) -> types.User:
    (user,) = await talker(functions.users.GetUsers(id=[talker.user(other)]))
    shown: types.User = user
    return shown


async def photos_of(talker: Talker, user: Any, **fields: Any) -> list[int]:
    asked = {"offset": 0, "max_id": 0, "limit": 10, **fields}
    answer = await talker(functions.photos.GetUserPhotos(user_id=user, **asked))
    return [photo.id for photo in answer.photos]


async def deleted(talker: Talker, *photos: types.Photo) -> list[int]:
    """The ids that an account's photos had which are gone: bare numbers, in a vector."""
    query = functions.photos.DeletePhotos(id=[named(photo) for photo in photos])
    answer = await talker.device.raw(encode(query, NEWEST))
    count = int.from_bytes(answer[4:8], "little")
    return list(struct.unpack(f"<{count}q", answer[8:]))


async def full_of(talker: Talker, user: Any) -> types.UserFull:
    answer = await talker(functions.users.GetFullUser(id=user))
    full: types.UserFull = answer.full_user
    return full


async def allow(talker: Talker, *rules: Any) -> None:
    key = types.InputPrivacyKeyProfilePhoto()
    await talker(functions.account.SetPrivacy(key=key, rules=list(rules)))


def beside_name(talker: Talker, other: Talker, photo_id: int, *, big: bool) -> Any:
    return types.InputPeerPhotoFileLocation(peer=talker.to(other), photo_id=photo_id, big=big)


async def test_a_new_photo_stands_beside_the_name(people: People) -> None:
    ann, ben = people.ann, people.ben
    photo = await show(ann)
    assert people.stage.probe.looked == [("profile_photo", b"me")]
    shown = (await seen_of(ben, ann)).photo
    assert (shown.photo_id, shown.dc_id, shown.stripped_thumb) == (
        photo.id, 2, b"\x01\x28\x28stripped",
    )  # fmt: skip
    assert await fetch(ben, beside_name(ben, ann, photo.id, big=False)) == b"a" * 10
    assert await fetch(ben, beside_name(ben, ann, photo.id, big=True)) == b"c" * 10
    assert (await full_of(ben, ben.user(ann))).profile_photo.id == photo.id


async def test_33_the_session_that_shows_a_photo_is_told_of_itself(people: People) -> None:
    ann = people.ann
    ann.device.session.take()
    photo = await show(ann)
    await people.stage.settle()
    (told,) = ann.device.session.take()
    assert told.updates == [types.UpdateUser(user_id=ann.id)]
    (me,) = [user for user in told.users if user.id == ann.id]
    assert me.photo.photo_id == photo.id


async def test_those_who_know_an_account_are_told_of_its_photo(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.messages.SendMessage(peer=ann.to(ben), message="hello", random_id=1))
    people.stage.events.clear()
    await show(ann)
    (told,) = [event for event in people.stage.events if type(event).__name__ == "AccountChanged"]
    assert ben.id in told.audience  # type: ignore[union-attr]


async def test_the_photos_behind_it_are_kept_and_come_back(people: People) -> None:
    ann, ben = people.ann, people.ben
    first, second, third = [await show(ann, bytes([n])) for n in range(3)]
    order = [third.id, second.id, first.id]
    assert await photos_of(ben, ben.user(ann)) == order
    assert await photos_of(ben, ben.user(ann), limit=2) == order[:2]
    assert await photos_of(ben, ben.user(ann), max_id=second.id, offset=-1, limit=1) == [second.id]
    answer = await ann(functions.photos.UpdateProfilePhoto(id=named(first)))
    assert answer.photo.id == first.id
    assert (await seen_of(ben, ann)).photo.photo_id == first.id
    gone = await deleted(ann, first, second)
    assert sorted(gone) == sorted([first.id, second.id])
    assert (await seen_of(ben, ann)).photo.photo_id == third.id
    answer = await ann(functions.photos.UpdateProfilePhoto(id=types.InputPhotoEmpty()))
    assert isinstance(answer.photo, types.PhotoEmpty)
    assert (await seen_of(ben, ann)).photo is None
    assert await freed(people) == 3


async def test_each_time_the_photo_is_hidden_another_one_goes(people: People) -> None:
    ann, ben = people.ann, people.ben
    first, _, _ = [await show(ann, bytes([n])) for n in range(3)]
    hiding = functions.photos.UpdateProfilePhoto(id=types.InputPhotoEmpty())
    answers = await asyncio.gather(ann(hiding), ann(hiding))
    assert first.id in {answer.photo.id for answer in answers}
    assert await photos_of(ben, ben.user(ann)) == [first.id]


async def test_who_may_not_see_it_sees_the_one_that_stands_in(people: People) -> None:
    ann, ben = people.ann, people.ben
    photo = await show(ann)
    await allow(ann, NOBODY)
    assert (await seen_of(ben, ann)).photo is None
    assert await photos_of(ben, ben.user(ann)) == []
    where = beside_name(ben, ann, photo.id, big=False)
    asked = functions.upload.GetFile(location=where, offset=0, limit=4096)
    assert await refusal(ben, asked) == "LOCATION_INVALID"

    instead = await show(ann, b"public", fallback=True)
    assert (await seen_of(ben, ann)).photo.photo_id == instead.id
    assert await photos_of(ben, ben.user(ann)) == [instead.id]
    full = await full_of(ben, ben.user(ann))
    assert full.profile_photo is None
    assert full.fallback_photo.id == instead.id
    own = await full_of(ann, ME)
    assert (own.profile_photo.id, own.fallback_photo.id) == (photo.id, instead.id)

    await ann(functions.contacts.Block(id=ann.to(ben)))
    assert (await seen_of(ben, ann)).photo is None
    assert await photos_of(ben, ben.user(ann)) == []
    assert (await full_of(ben, ben.user(ann))).fallback_photo is None
    await ann(functions.contacts.Unblock(id=ann.to(ben)))

    await allow(ann, EVERYBODY)
    assert (await seen_of(ben, ann)).photo.photo_id == photo.id
    assert (await full_of(ben, ben.user(ann))).fallback_photo is None
    await ann(functions.photos.UpdateProfilePhoto(id=types.InputPhotoEmpty(), fallback=True))
    await allow(ann, NOBODY)
    assert (await seen_of(ben, ann)).photo is None


async def test_what_is_no_photo_of_ones_own_is_refused(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(sending(ann.to(ben), await uploaded(ann)))
    photo = await photo_in(ben, ann)
    asked = functions.photos.UpdateProfilePhoto(id=named(photo))
    assert await refusal(ben, asked) == "PHOTO_ID_INVALID"
    assert await refusal(ben, functions.photos.UploadProfilePhoto()) == "PHOTO_FILE_MISSING"
    bot = functions.photos.UploadProfilePhoto(file=await upload(ben, b"b"), bot=ben.user(ann))
    assert await refusal(ben, bot) == "BOT_INVALID"
    assert await deleted(ben, photo) == []


async def test_nothing_is_left_of_the_photos_of_a_deleted_account(people: People) -> None:
    ann, ben = people.ann, people.ben
    await show(ann)
    await show(ann, b"public", fallback=True)
    await ann(functions.account.DeleteAccount(reason=""))
    assert (await seen_of(ben, ann)).photo is None
    assert await freed(people) == 2


async def test_a_photo_that_is_done_after_its_account_was_deleted_is_not_shown(
    people: People,
) -> None:
    ann, app = people.ann, people.stage.app
    file = await upload(ann, b"pixels")
    made = Uploaded(upload_id=file.id, parts=file.parts)
    photo = await make_photo(app, ann.id, made, bytes_max=1_000, of_person=True)
    await ann(functions.account.DeleteAccount(reason=""))
    with pytest.raises(errors.UserIdInvalid):
        await show_photo(app, ann.id, photo, fallback=False)
    assert await freed(people) == 1
