"""Files in supergroups and channels: whoever is pushed one fetches it by what was pushed."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.talk import People, Talker, sent_id
from support.uploads import document, fetch, place, upload

CONTENT = b"0123456789abcdef" * 100


@pytest.fixture(params=[False, True], ids=["supergroup", "channel"])
async def channel(request: pytest.FixtureRequest, people: People) -> Place:
    return await make_place(people, broadcast=request.param)


async def pushed(channel: Place, talker: Talker) -> Any:
    await channel.people.stage.settle()
    (update,) = talker.pushed()
    return update.message


async def let_in(channel: Place, talker: Talker) -> None:
    """They join, and whoever is in it has heard of that."""
    await channel.join(talker)
    await channel.people.stage.settle()
    for one in (channel.ann, channel.ben, channel.cat):
        one.pushed()


async def fetched(talker: Talker, photo: Any) -> bytes:
    where = types.InputPhotoFileLocation(
        id=photo.id,
        access_hash=photo.access_hash,
        file_reference=photo.file_reference,
        thumb_size=photo.sizes[-1].type,
    )
    return await fetch(talker, where)


async def send_photo(channel: Place) -> int:
    ann = channel.ann
    media = types.InputMediaUploadedPhoto(file=await upload(ann, b"pixels"))
    return sent_id(await ann.send_media(channel.peer(ann), media))


async def caption(channel: Place, message_id: int) -> None:
    ann = channel.ann
    await ann(
        functions.messages.EditMessage(peer=channel.peer(ann), id=message_id, message="mended")
    )


async def test_a_pushed_photo_is_fetched_by_everybody_and_again_after_an_edit(
    channel: Place,
) -> None:
    ann, ben, cat = channel.ann, channel.ben, channel.cat
    await let_in(channel, cat)
    sibling = ann.sibling()
    sent = await send_photo(channel)
    for reader in (ben, cat, sibling):
        message = await pushed(channel, reader)
        assert await fetched(reader, message.media.photo)
        assert message.out is (reader is sibling)
    await caption(channel, sent)
    for reader in (ben, cat, sibling):
        message = await pushed(channel, reader)
        assert message.message == "mended"
        assert await fetched(reader, message.media.photo)


async def test_a_pushed_document_and_the_photo_of_the_place_are_fetched(channel: Place) -> None:
    ann, ben = channel.ann, channel.ben
    await ann.send_media(channel.peer(ann), document(await upload(ann, CONTENT)))
    shown = (await pushed(channel, ben)).media.document
    assert await fetch(ben, place(shown)) == CONTENT
    photo = types.InputChatUploadedPhoto(file=await upload(ann, b"pixels"))
    await ann(functions.channels.EditPhoto(channel=channel.channel(ann), photo=photo))
    await channel.people.stage.settle()
    (told,) = [one for one in ben.pushed() if isinstance(one, types.UpdateNewChannelMessage)]
    assert await fetched(ben, told.message.action.photo)


async def test_each_is_shown_the_place_and_who_spoke_and_no_other_reader(people: People) -> None:
    group = await make_place(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    await let_in(group, cat)
    await send_photo(group)
    await people.stage.settle()
    for reader in (ben, cat):
        (envelope,) = reader.device.session.take()
        assert [user.id for user in envelope.users] == [ann.id]
        (shown,) = envelope.chats
        assert (shown.min, shown.access_hash) == (False, group.hash_for(reader))
    await ann.send(group.peer(ann), "a text")
    await people.stage.settle()
    for reader in (ben, cat):
        (envelope,) = reader.device.session.take()
        assert envelope.chats[0].min


async def test_what_a_reply_shows_of_another_dialog_is_fetched_and_a_poll_keeps_its_votes(
    people: People,
) -> None:
    group = await make_place(people)
    ann, ben = group.ann, group.ben
    elsewhere = await ann.send_media(types.InputPeerSelf(), document(await upload(ann, CONTENT)))
    reply = types.InputReplyToMessage(
        reply_to_msg_id=sent_id(elsewhere), reply_to_peer_id=types.InputPeerSelf()
    )

    def text(words: str) -> types.TextWithEntities:
        return types.TextWithEntities(text=words, entities=[])

    answers = [types.PollAnswer(text=text(one), option=one.encode()) for one in "yn"]
    poll = types.Poll(id=0, question=text("Is it?"), answers=answers, hash=0)
    media = types.InputMediaPoll(poll=poll)
    await ann.send_media(group.peer(ann), media, reply_to=reply)
    message = await pushed(group, ben)
    assert await fetch(ben, place(message.reply_to.reply_media.document)) == CONTENT
    assert message.media.results.min
