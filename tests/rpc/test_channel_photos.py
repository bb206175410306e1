"""The photo beside a supergroup's or channel's name, fetched by who may look into it."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker
from support.uploads import fetch, upload

channels = functions.channels


async def show(of: Community) -> int:
    """Have Ann give it a photo; gives the photo's id."""
    photo = types.InputChatUploadedPhoto(file=await upload(of.ann, b"pixels"))
    await of.ann(channels.EditPhoto(channel=of.named_by(of.ann), photo=photo))
    shown = (await of.full(of.ann)).full_chat.chat_photo.id
    assert isinstance(shown, int)
    return shown


async def beside_name(of: Community, by: Talker, photo_id: int, *, big: bool = False) -> Any:
    location = types.InputPeerPhotoFileLocation(peer=of.peer(by), photo_id=photo_id, big=big)
    return await fetch(by, location)


@pytest.mark.parametrize("broadcast", [False, True])
async def test_who_may_look_in_fetches_it_in_two_sizes(people: People, broadcast: bool) -> None:
    of = await make_community(people, broadcast=broadcast, username="hikers_club")
    shown = await show(of)
    for who in (of.ben, await of.stranger()):
        for big, letter in ((False, b"a"), (True, b"c")):
            assert await beside_name(of, who, shown, big=big) == letter * 10
    with pytest.raises(RpcError, match="400 LOCATION_INVALID"):
        await beside_name(of, of.ben, shown + 1)


async def test_who_is_kept_out_or_left_what_is_private_does_not(people: People) -> None:
    public = await make_community(people, username="hikers_club")
    shown = await show(public)
    await public.limit(public.ann, public.cat, view_messages=True)
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await beside_name(public, public.cat, shown)
    private = await make_community(people)
    shown = await show(private)
    assert await beside_name(private, private.ben, shown) == b"a" * 10
    await private.ben(channels.LeaveChannel(channel=private.named_by(private.ben)))
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await beside_name(private, private.ben, shown)
