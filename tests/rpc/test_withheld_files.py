"""Files of a channel that is withheld as a whole: refused at once where it is withheld, and to
nobody else."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import Decision, MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.deciding import Bench
from support.talk import People, Talker, refusal, sent_id
from support.uploads import document, fetch, known, place, upload

HIDE, GEO_BLOCK = MeasureKind.HIDE, MeasureKind.GEO_BLOCK
EXPIRED = "FILE_REFERENCE_EXPIRED"
DAN = "4915112345678"


@pytest.fixture
async def dan(people: People, channel: Community) -> Talker:
    """Somebody with a German number, who is in the channel."""
    talker = Talker(await people.stage.person(DAN, "Dan"), DAN)
    found = await talker(functions.contacts.ResolveUsername(username="gold_news"))
    named = types.InputChannel(channel_id=channel.id, access_hash=found.chats[0].access_hash)
    await talker(functions.channels.JoinChannel(channel=named))
    return talker


async def post_file(channel: Community, who: Talker | None = None, **fields: Any) -> int:
    who = who or channel.ann
    file = document(await upload(who, b"the content"))
    return sent_id(await who.send_media(channel.peer(who), file, **fields))


async def shown(who: Talker, peer: Any, message_id: int) -> Any:
    (found,) = [one for one in await who.history(peer) if one.id == message_id]
    return found.media.document


async def decide(bench: Bench, channel: Community, *measures: MeasureKind, **how: Any) -> Decision:
    return await bench.decide(SubjectKind.CHANNEL, channel_peer(channel.id), *measures, **how)


def asking(file: types.Document) -> list[Any]:
    where = place(file)
    return [
        functions.upload.GetFile(location=where, offset=0, limit=4096),
        functions.upload.GetFileHashes(location=where, offset=0),
    ]


async def test_files_of_a_hidden_channel_are_refused_to_all_but_who_sent_them(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    said = await post_file(channel)
    files = {who.id: await shown(who, channel.peer(who), said) for who in (ann, ben)}
    assert await fetch(ben, place(files[ben.id])) == b"the content"
    made = await decide(bench, channel, HIDE)
    for query in asking(files[ben.id]):
        assert await refusal(ben, query) == EXPIRED
    sent_on = functions.messages.SendMedia(
        peer=types.InputPeerSelf(), media=known(files[ben.id]), message="", random_id=5
    )
    assert await refusal(ben, sent_on) == EXPIRED
    assert await fetch(ann, place(files[ann.id])) == b"the content"
    await bench.take_back(made)
    assert await fetch(ben, place(files[ben.id])) == b"the content"


async def test_what_an_admin_sent_stays_theirs(
    people: People, bench: Bench, channel: Community
) -> None:
    ben, cat = people.ben, people.cat
    await channel.make_admin(ben, post_messages=True)
    said = await post_file(channel, ben)
    files = {who.id: await shown(who, channel.peer(who), said) for who in (ben, cat)}
    await decide(bench, channel, HIDE)
    assert await fetch(ben, place(files[ben.id])) == b"the content"
    assert await refusal(cat, asking(files[cat.id])[0]) == EXPIRED


async def test_files_of_a_channel_that_is_blocked_somewhere_are_refused_there_alone(
    people: People, bench: Bench, channel: Community, dan: Talker
) -> None:
    ben = people.ben
    said = await post_file(channel)
    files = {who.id: await shown(who, channel.peer(who), said) for who in (ben, dan)}
    await decide(bench, channel, GEO_BLOCK, countries=("DE",), orderer="Amtsgericht Köln")
    assert await refusal(dan, asking(files[dan.id])[0]) == EXPIRED
    assert await fetch(ben, place(files[ben.id])) == b"the content"
    again = await shown(ben, channel.peer(ben), said)
    assert await fetch(ben, place(again)) == b"the content"


async def test_whoever_has_the_file_from_elsewhere_keeps_it(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    said = await post_file(channel)
    files = {who.id: await shown(who, channel.peer(who), said) for who in (ben, cat)}
    await ann.forward(channel.peer(ann), [said], ann.to(ben))
    await decide(bench, channel, HIDE)
    assert await fetch(ben, place(files[ben.id])) == b"the content"
    assert await refusal(cat, asking(files[cat.id])[0]) == EXPIRED


async def test_a_file_that_stands_in_another_channel_is_shown_to_who_may_look_into_that(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    said = await post_file(channel)
    other = await make_community(people, broadcast=True)
    await ann.forward(channel.peer(ann), [said], other.peer(ann))
    files = {who.id: await shown(who, channel.peer(who), said) for who in (ben, cat)}
    await cat(functions.channels.LeaveChannel(channel=other.named_by(cat)))
    await decide(bench, channel, HIDE)
    assert await fetch(ben, place(files[ben.id])) == b"the content"
    assert await refusal(cat, asking(files[cat.id])[0]) == EXPIRED


async def test_the_photo_of_a_hidden_channel_is_refused(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    photo = types.InputChatUploadedPhoto(file=await upload(ann, b"us"))
    await ann(functions.channels.EditPhoto(channel=channel.named_by(ann), photo=photo))
    shown_photo = (await channel.full(ben)).full_chat.chat_photo
    where = types.InputPhotoFileLocation(
        id=shown_photo.id,
        access_hash=shown_photo.access_hash,
        file_reference=shown_photo.file_reference,
        thumb_size=shown_photo.sizes[-1].type,
    )
    assert await fetch(ben, where)
    await decide(bench, channel, HIDE)
    query = functions.upload.GetFile(location=where, offset=0, limit=4096)
    assert await refusal(ben, query) == EXPIRED


async def test_a_file_of_a_channel_that_nothing_holds_is_asked_for_nothing_more(
    people: People, bench: Bench, channel: Community
) -> None:
    """Of a label nobody is kept from anything."""
    ben = people.ben
    said = await post_file(channel)
    file = await shown(ben, channel.peer(ben), said)
    await decide(bench, channel, MeasureKind.LABEL, label="Disputed.")
    assert await fetch(ben, place(file)) == b"the content"


async def test_devices_are_told_how_the_newest_posts_of_a_hidden_channel_stand(
    people: People, bench: Bench, channel: Community
) -> None:
    """They keep what they have read: a notice as well as what stood there."""
    ann, ben = people.ann, people.ben
    ids = [sent_id(await ann.send(channel.peer(ann), f"post {n}")) for n in range(22)]
    ben.pushed(), ann.pushed()

    def told(who: Talker) -> dict[int, str]:
        return {
            one.message.id: one.message.message
            for one in who.pushed()
            if isinstance(one, types.UpdateEditChannelMessage)
        }

    made = await decide(bench, channel, HIDE)
    notices = told(ben)
    assert list(notices) == ids[-20:]
    assert not any(text.startswith("post") for text in notices.values())
    assert set(told(ann).values()) == {f"post {n}" for n in range(2, 22)}
    await bench.take_back(made)
    assert told(ben) == {ids[n]: f"post {n}" for n in range(2, 22)}


async def test_of_what_only_labels_a_channel_no_post_is_told_again(
    people: People, bench: Bench, channel: Community
) -> None:
    await people.ann.send(channel.peer(people.ann), "a post")
    people.ben.pushed()
    await decide(bench, channel, MeasureKind.LABEL, label="Disputed.")
    told = people.ben.pushed()
    assert told
    assert not any(isinstance(one, types.UpdateEditChannelMessage) for one in told)
