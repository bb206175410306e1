"""Photos that somebody chooses for a contact, or suggests to them.

https://core.telegram.org/method/photos.uploadContactProfilePhoto
"""

from typing import Any

import pytest

from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.tl import functions, types
from support.fakes import START
from support.talk import People, Talker, freed, refusal
from support.uploads import fetch, upload

ME = types.InputUserSelf()


async def befriend(who: Talker, other: Talker) -> None:
    await who(
        functions.contacts.AddContact(id=who.user(other), first_name="My", last_name="", phone="")
    )


async def choose(who: Talker, other: Talker, content: bytes | None = b"face", **more: Any) -> Any:
    """What the server answers to a photo chosen for a contact, None for none of one's own."""
    file = None if content is None else await upload(who, content)
    query = functions.photos.UploadContactProfilePhoto(
        user_id=who.user(other), file=file, **{"save": True, **more}
    )
    return await who(query)


async def suggest(who: Talker, other: Talker, content: bytes = b"suggested") -> types.Photo:
    answer = await choose(who, other, content, save=False, suggest=True)
    photo: types.Photo = answer.photo
    return photo


async def show(who: Talker, content: bytes = b"own") -> types.Photo:
    answer = await who(functions.photos.UploadProfilePhoto(file=await upload(who, content)))
    photo: types.Photo = answer.photo
    return photo


async def photo_of(who: Talker, other: Talker) -> tuple[int, bool] | None:
    """Which photo stands beside a name, and whether it is the viewer's choice."""
    form = ME if who.id == other.id else who.user(other)
    (user,) = await who(functions.users.GetUsers(id=[form]))
    return None if user.photo is None else (user.photo.photo_id, user.photo.personal)


async def full_of(who: Talker, other: Talker) -> types.UserFull:
    answer = await who(functions.users.GetFullUser(id=who.user(other)))
    full: types.UserFull = answer.full_user
    return full


async def newest(who: Talker, other: Talker) -> Any:
    history = await who(functions.messages.GetHistory(
        peer=who.to(other), offset_id=0, offset_date=0, add_offset=0, limit=1, max_id=0,
        min_id=0, hash=0,
    ))  # fmt: skip
    return history.messages[0] if history.messages else None


def named(photo: types.Photo) -> types.InputPhoto:
    return types.InputPhoto(
        id=photo.id, access_hash=photo.access_hash, file_reference=photo.file_reference
    )


async def test_who_chose_a_photo_for_a_contact_alone_sees_it(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await befriend(ann, ben)
    own = await show(ben)
    answer = await choose(ann, ben)
    assert people.stage.probe.looked[-1] == ("profile_photo", b"face")
    chosen = answer.photo.id
    assert [(one.id, one.photo.photo_id, one.photo.personal) for one in answer.users] == [
        (ben.id, chosen, True)
    ]
    assert await photo_of(ann, ben) == (chosen, True)
    for other in (cat, ben):
        assert await photo_of(other, ben) == (own.id, False)
    seen = await full_of(ann, ben)
    assert (seen.personal_photo.id, seen.profile_photo.id) == (chosen, own.id)
    assert (await full_of(cat, ben)).personal_photo is None
    where = types.InputPeerPhotoFileLocation(peer=ann.to(ben), photo_id=chosen, big=True)
    assert await fetch(ann, where) == b"c" * 10
    where = types.InputPeerPhotoFileLocation(peer=cat.to(ben), photo_id=chosen, big=True)
    asked = functions.upload.GetFile(location=where, offset=0, limit=4096)
    assert await refusal(cat, asked) == "LOCATION_INVALID"


async def test_a_message_is_shown_with_the_photo_that_each_side_chose(people: People) -> None:
    ann, ben = people.ann, people.ben
    await befriend(ann, ben)
    own = await show(ben)
    chosen = (await choose(ann, ben)).photo.id
    ann.device.session.take()
    await ben.send(ben.to(ann))
    await people.stage.settle()
    (told,) = ann.device.session.take()
    (user,) = [one for one in told.users if one.id == ben.id]
    assert (user.photo.photo_id, user.photo.personal) == (chosen, True)
    sent = await ann.send(ann.to(ben))
    (user,) = [one for one in sent.users if one.id == ben.id]
    assert user.photo.photo_id == chosen
    (user,) = [one for one in (await cat_sees(people)) if one.id == ben.id]
    assert user.photo.photo_id == own.id


async def cat_sees(people: People) -> list[Any]:
    sent = await people.cat.send(people.cat.to(people.ben))
    found: list[Any] = sent.users
    return found


async def test_a_new_choice_lets_the_old_one_go_and_none_shows_the_contacts_own(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    await befriend(ann, ben)
    first = (await choose(ann, ben, b"first")).photo.id
    second = (await choose(ann, ben, b"second")).photo.id
    assert first != second
    assert await freed(people) == 1
    own = await show(ben)
    answer = await choose(ann, ben, None)
    assert isinstance(answer.photo, types.PhotoEmpty)
    assert [one.photo.photo_id for one in answer.users] == [own.id]
    assert await photo_of(ann, ben) == (own.id, False)
    assert (await full_of(ann, ben)).personal_photo is None
    assert await freed(people) == 1


async def test_a_chosen_photo_outlives_a_block_and_goes_with_the_contact(people: People) -> None:
    ann, ben = people.ann, people.ben
    await befriend(ann, ben)
    chosen = (await choose(ann, ben)).photo.id
    await ben(functions.contacts.Block(id=ben.to(ann)))
    assert await photo_of(ann, ben) == (chosen, True)
    # A new name leaves it.
    await befriend(ann, ben)
    assert await photo_of(ann, ben) == (chosen, True)
    await ann(functions.contacts.DeleteContacts(id=[ann.user(ben)]))
    assert await photo_of(ann, ben) is None
    assert await freed(people) == 1
    await befriend(ann, ben)
    assert await photo_of(ann, ben) is None


@pytest.mark.parametrize("ends", ["ann", "ben"])
async def test_a_chosen_photo_goes_with_either_account(people: People, ends: str) -> None:
    await befriend(people.ann, people.ben)
    await choose(people.ann, people.ben)
    await getattr(people, ends)(functions.account.DeleteAccount(reason=""))
    assert await freed(people) == 1


async def test_other_devices_of_who_chose_hear_of_it(people: People) -> None:
    ann, ben = people.ann, people.ben
    await befriend(ann, ben)
    other = ann.sibling()
    ben.pushed()
    ann.pushed()
    chosen = (await choose(ann, ben)).photo.id
    await people.stage.settle()
    (told,) = other.device.session.take()
    assert told.updates == [types.UpdateUser(user_id=ben.id)]
    (user,) = [one for one in told.users if one.id == ben.id]
    assert (user.photo.photo_id, user.photo.personal) == (chosen, True)
    assert ann.pushed() == ben.pushed() == []
    missed = await ann(functions.updates.GetDifference(pts=1, date=START - 1, qts=0))
    assert types.UpdateUser(user_id=ben.id) in missed.other_updates
    (user,) = [one for one in missed.users if one.id == ben.id]
    assert user.photo.photo_id == chosen


async def test_only_contacts_are_given_a_photo(people: People) -> None:
    ann, ben = people.ann, people.ben
    file = await upload(ann, b"face")
    query = functions.photos.UploadContactProfilePhoto(user_id=ann.user(ben), file=file, save=True)
    assert await refusal(ann, query) == "CONTACT_MISSING"
    assert people.stage.probe.looked == []
    service = people.stage.service.access.of_user(ann.id, SERVICE_ACCOUNT_ID)
    for nobody in (ME, types.InputUser(user_id=SERVICE_ACCOUNT_ID, access_hash=service)):
        query = functions.photos.UploadContactProfilePhoto(user_id=nobody, file=file, save=True)
        assert await refusal(ann, query) == "USER_ID_INVALID"


async def test_films_are_no_photos_and_take_none_away(people: People) -> None:
    ann, ben = people.ann, people.ben
    await befriend(ann, ben)
    chosen = (await choose(ann, ben)).photo.id
    film = functions.photos.UploadContactProfilePhoto(
        user_id=ann.user(ben), video=await upload(ann, b"film"), save=True
    )
    assert await refusal(ann, film) == "PHOTO_FILE_MISSING"
    assert await photo_of(ann, ben) == (chosen, True)
    nothing = functions.photos.UploadContactProfilePhoto(user_id=ann.user(ben), suggest=True)
    assert await refusal(ann, nothing) == "PHOTO_FILE_MISSING"


async def test_a_suggested_photo_is_a_message_that_shows_nothing_by_itself(people: People) -> None:
    ann, ben = people.ann, people.ben
    for talker in (ann, ben):
        talker.pushed()
    # No contact of Ann's, as whoever may write may suggest.
    photo = await suggest(ann, ben)
    await people.stage.settle()
    for talker in (ann, ben):
        (update,) = [u for u in talker.pushed() if isinstance(u, types.UpdateNewMessage)]
        assert isinstance(update.message.action, types.MessageActionSuggestProfilePhoto)
        assert update.message.action.photo.id == photo.id
    message = await newest(ben, ann)
    assert [size.type for size in message.action.photo.sizes] == ["i", "a", "c"]
    assert await photo_of(ann, ben) is None
    assert await photo_of(ben, ben) is None


async def test_a_suggestion_is_none_of_the_photos_of_its_chat(people: People) -> None:
    ann, ben = people.ann, people.ben
    await suggest(ann, ben)
    found = await ben(functions.messages.Search(
        peer=ben.to(ann), q="", filter=types.InputMessagesFilterPhotos(), min_date=0, max_date=0,
        offset_id=0, add_offset=0, limit=9, max_id=0, min_id=0, hash=0,
    ))  # fmt: skip
    assert found.messages == []


async def test_a_suggestion_that_is_asked_for_again_comes_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    query = functions.photos.UploadContactProfilePhoto(
        user_id=ann.user(ben), file=await upload(ann, b"again"), suggest=True
    )
    first, second = await ann(query), await ann(query)
    assert first.photo.id == second.photo.id
    assert (await newest(ben, ann)).id == 1


async def test_who_is_suggested_a_photo_may_show_it(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    old = await show(ben)
    await suggest(ann, ben)
    shown = (await newest(ben, ann)).action.photo
    answer = await ben(functions.photos.UpdateProfilePhoto(id=named(shown)))
    assert answer.photo.id == shown.id
    assert await photo_of(cat, ben) == (shown.id, False)
    listed = await cat(functions.photos.GetUserPhotos(
        user_id=cat.user(ben), offset=0, max_id=0, limit=10
    ))  # fmt: skip
    assert [photo.id for photo in listed.photos] == [shown.id, old.id]
    # It stays when the message goes, and even with who suggested it.
    message = await newest(ann, ben)
    await ann(functions.messages.DeleteMessages(id=[message.id], revoke=True))
    await ann(functions.account.DeleteAccount(reason=""))
    assert await freed(people) == 0
    where = types.InputPeerPhotoFileLocation(peer=cat.to(ben), photo_id=shown.id, big=True)
    assert await fetch(cat, where) == b"c" * 10


async def test_nobody_shows_a_photo_that_was_suggested_to_another_or_is_gone(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    await suggest(ann, ben)
    mine, theirs = (await newest(ann, ben)), (await newest(ben, ann))
    own = functions.photos.UpdateProfilePhoto(id=named(mine.action.photo))
    assert await refusal(ann, own) == "PHOTO_ID_INVALID"
    await ben(functions.messages.DeleteMessages(id=[theirs.id]))
    gone = functions.photos.UpdateProfilePhoto(id=named(theirs.action.photo))
    assert await refusal(ben, gone) == "PHOTO_ID_INVALID"


async def test_a_suggestion_is_kept_out_by_what_keeps_messages_out(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    query = functions.photos.UploadContactProfilePhoto(
        user_id=ann.user(ben), file=await upload(ann, b"no"), suggest=True
    )
    assert await refusal(ann, query) == "USER_IS_BLOCKED"
    assert await newest(ben, ann) is None
    assert await freed(people) == 1


async def test_a_suggestion_goes_with_the_messages_timer(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.messages.SetHistoryTTL(peer=ann.to(ben), period=86_400))
    await suggest(ann, ben)
    assert (await newest(ben, ann)).ttl_period == 86_400
