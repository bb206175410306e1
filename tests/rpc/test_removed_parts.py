"""A part of something is removed by a decision: what others see then, and what comes back."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import MeasureKind, Part
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import Community
from support.deciding import Bench
from support.fakes import START
from support.talk import People, Talker, refusal
from support.uploads import document, upload

REMOVE = MeasureKind.REMOVE


async def of_ann(bench: Bench, part: Part, **fields: Any) -> Any:
    return await bench.decide(SubjectKind.ACCOUNT, bench.people.ann.id, REMOVE, part=part, **fields)


async def of_channel(bench: Bench, channel: Community, part: Part, **fields: Any) -> Any:
    peer_id = channel_peer(channel.id)
    return await bench.decide(SubjectKind.CHANNEL, peer_id, REMOVE, part=part, **fields)


def sending(peer: Any, file: Any) -> Any:
    return functions.messages.SendMedia(peer=peer, media=file, message="look", random_id=77)


async def user(viewer: Talker, of: Talker) -> types.User:
    (shown,) = await viewer(functions.users.GetUsers(id=[viewer.user(of)]))
    return shown


async def about(viewer: Talker, of: Talker) -> str | None:
    full = await viewer(functions.users.GetFullUser(id=viewer.user(of)))
    return full.full_user.about


async def test_a_username_is_taken_and_nobody_takes_it_meanwhile(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    claim = functions.account.UpdateUsername(username="cheap_gold")
    await ann(claim)
    await ann.send(ann.to(ben), "hello")
    ben.pushed()
    made = await of_ann(bench, Part.USERNAME)
    assert (await user(ben, ann)).username is None
    assert any(isinstance(one, types.UpdateUser | types.UpdateUserName) for one in ben.pushed())
    resolve = functions.contacts.ResolveUsername(username="cheap_gold")
    assert "USERNAME_NOT_OCCUPIED" in await refusal(ben, resolve)
    for who in (ann, ben):
        assert "USERNAME_OCCUPIED" in await refusal(who, claim)
    await bench.take_back(made)
    assert (await user(ben, ann)).username == "cheap_gold"
    assert "USERNAME_OCCUPIED" in await refusal(ben, claim)


async def test_a_name_is_anybodys_once_its_removal_ended_without_its_owner(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateUsername(username="cheap_gold"))
    await of_ann(bench, Part.USERNAME, ends=START + 100)
    await ann(functions.account.UpdateUsername(username="other_gold"))
    bench.clock.date = START + 100
    await bench.work()
    shown = await user(ben, ann)
    names = [one.username for one in shown.usernames or ()]
    assert names == ["other_gold", "cheap_gold"]


async def test_a_bio_and_a_name_come_back_where_there_are_no_others(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateProfile(about="gold for your password"))
    made = [await of_ann(bench, part) for part in (Part.ABOUT, Part.TITLE)]
    assert await about(ben, ann) is None
    assert (await user(ben, ann)).first_name == "…"
    for one in made:
        await bench.take_back(one)
    assert await about(ben, ann) == "gold for your password"
    assert (await user(ben, ann)).first_name == "Ann"
    again = await of_ann(bench, Part.ABOUT)
    await ann(functions.account.UpdateProfile(about="silver"))
    await bench.take_back(again)
    assert await about(ben, ann) == "silver"


async def test_a_photo_is_taken_from_whoever_shows_it(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    file = await upload(ann, b"me")
    await ann(functions.photos.UploadProfilePhoto(file=file))
    shown = (await user(ben, ann)).photo
    assert isinstance(shown, types.UserProfilePhoto)
    await bench.decide(SubjectKind.PHOTO, ann.id, REMOVE, part=Part.PHOTO, item_id=shown.photo_id)
    assert not isinstance((await user(ben, ann)).photo, types.UserProfilePhoto)
    listed = functions.photos.GetUserPhotos(user_id=ben.user(ann), offset=0, max_id=0, limit=9)
    assert (await ben(listed)).photos == []


async def test_a_channel_loses_its_name_and_words_and_has_them_back(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.messages.EditChatAbout(peer=channel.peer(ann), about="gold"))
    made = [
        await of_channel(bench, channel, part) for part in (Part.USERNAME, Part.ABOUT, Part.TITLE)
    ]
    full = await channel.full(ben)
    assert (full.chats[0].title, full.chats[0].username, full.full_chat.about) == ("…", None, "")
    claim = functions.channels.UpdateUsername(channel=channel.named_by(ann), username="gold_news")
    assert "USERNAME_OCCUPIED" in await refusal(ann, claim)
    for one in made:
        await bench.take_back(one)
    full = await channel.full(ben)
    title, username = full.chats[0].title, full.chats[0].username
    assert (title, username, full.full_chat.about) == ("Hikers", "gold_news", "gold")
    resolve = functions.contacts.ResolveUsername(username="gold_news")
    assert (await ben(resolve)).chats[0].id == channel.id
    assert list(await people.stage.store.check(whole=True)) == []


async def test_the_media_of_a_message_goes_and_its_words_stay(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    file = document(await upload(ann, b"the content"))
    await ann(sending(ann.to(ben), file))
    (arrived,) = [one.message for one in ben.pushed() if isinstance(one, types.UpdateNewMessage)]
    await bench.decide(SubjectKind.MESSAGE, ann.id, REMOVE, part=Part.MEDIA, item_id=arrived.id)
    (edited,) = [one.message for one in ben.pushed() if isinstance(one, types.UpdateEditMessage)]
    assert (edited.message, edited.media) == ("look", None)
    for who, other in ((ann, ben), (ben, ann)):
        (kept, *_) = await who.history(who.to(other))
        assert (kept.message, kept.media) == ("look", None)
    assert list(await people.stage.store.check(whole=True)) == []


async def test_the_media_of_a_post_goes_for_everybody(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    file = document(await upload(ann, b"the content"))
    answer = await ann(sending(channel.peer(ann), file))
    (said,) = [one.message.id for one in answer.updates if hasattr(one, "message")]
    ben.pushed()
    await bench.decide(
        SubjectKind.MESSAGE, channel_peer(channel.id), REMOVE, part=Part.MEDIA, item_id=said
    )
    assert any(isinstance(one, types.UpdateEditChannelMessage) for one in ben.pushed())
    post = next(one for one in await ben.history(channel.peer(ben)) if one.id == said)
    assert (post.message, post.media) == ("look", None)


@pytest.mark.parametrize(
    ("kind", "part"),
    [(SubjectKind.ACCOUNT, Part.WHOLE), (SubjectKind.ACCOUNT, Part.MEDIA)],
)
async def test_only_what_there_is_can_be_removed(
    people: People, bench: Bench, kind: SubjectKind, part: Part
) -> None:
    with pytest.raises(SafetyRefused, match="can be removed"):
        await bench.decide(kind, people.ann.id, REMOVE, part=part)
    with pytest.raises(SafetyRefused, match="has a part"):
        await bench.decide(kind, people.ann.id, MeasureKind.WARN, part=Part.ABOUT)
