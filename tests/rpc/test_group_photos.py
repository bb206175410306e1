"""What a basic group looks like: a photo of its own, fetched by who is or was in it."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker, freed
from support.uploads import fetch, upload


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def show(group: Group, by: Talker, photo: Any) -> Any:
    return await by(functions.messages.EditChatPhoto(chat_id=group.id, photo=photo))


async def uploaded(talker: Talker) -> types.InputChatUploadedPhoto:
    return types.InputChatUploadedPhoto(file=await upload(talker, b"pixels"))


def beside_title(group: Group, photo_id: int, *, big: bool) -> types.InputPeerPhotoFileLocation:
    return types.InputPeerPhotoFileLocation(peer=group.peer, photo_id=photo_id, big=big)


async def test_a_photo_is_told_and_fetched_in_two_sizes(group: Group) -> None:
    ann, ben = group.ann, group.ben
    answer = await show(group, ann, await uploaded(ann))
    told = answer.updates[1].message.action
    assert isinstance(told, types.MessageActionChatEditPhoto)
    (at_ben,) = ben.pushed()
    assert at_ben.message.action.photo.id == told.photo.id
    shown = (await group.as_seen_by(ben)).photo
    assert (shown.photo_id, shown.stripped_thumb) == (told.photo.id, b"\x01\x28\x28stripped")
    for big, letter in ((False, b"a"), (True, b"c")):
        assert await fetch(ben, beside_title(group, shown.photo_id, big=big)) == letter * 10
    dan = await group.stranger()
    with pytest.raises(RpcError, match="400"):
        await fetch(dan, beside_title(group, shown.photo_id, big=False))
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.chat_photo.id == shown.photo_id
    cat = group.cat
    await ann(functions.messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(cat)))
    full = await cat(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.chat_photo is None
    with pytest.raises(RpcError, match="400 LOCATION_INVALID"):
        await fetch(cat, beside_title(group, shown.photo_id, big=False))
    await show(group, ben, types.InputChatPhotoEmpty())
    assert (await group.as_seen_by(ann)).photo == types.ChatPhotoEmpty()
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await show(group, ben, types.InputChatPhotoEmpty())


async def test_a_photo_from_a_message_has_a_small_size_as_well(group: Group) -> None:
    ann, ben = group.ann, group.ben
    media = types.InputMediaUploadedPhoto(file=await upload(ann, b"pixels"))
    sent = (await ann.send_media(group.peer, media)).updates[1].message.media.photo
    known = types.InputPhoto(
        id=sent.id, access_hash=sent.access_hash, file_reference=sent.file_reference
    )
    await show(group, ann, types.InputChatPhoto(id=known))
    shown = (await group.as_seen_by(ben)).photo
    for big, letter in ((False, b"m"), (True, b"x")):
        assert await fetch(ben, beside_title(group, shown.photo_id, big=big)) == letter * 10


async def test_the_file_is_kept_as_long_as_the_group_or_a_message_shows_it(group: Group) -> None:
    ann = group.ann
    answer = await show(group, ann, await uploaded(ann))
    message_id = answer.updates[0].id
    await ann(functions.messages.DeleteMessages(id=[message_id], revoke=True))
    assert await freed(group.people) == 0
    await show(group, ann, types.InputChatPhotoEmpty())
    assert await freed(group.people) == 1


async def test_members_who_may_not_change_it_show_nothing(group: Group) -> None:
    rights = types.ChatBannedRights(until_date=0, change_info=True)
    await group.ann(
        functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights)
    )
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await show(group, group.ben, await uploaded(group.ben))
    with pytest.raises(RpcError, match="400 PHOTO_FILE_MISSING"):
        await show(group, group.ann, types.InputChatUploadedPhoto())
