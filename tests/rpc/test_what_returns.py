"""A decision is taken back, and with it what it took: photos, media, a group's title and words."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer, chat_peer
from heliograph.safety.deciding import complain, end_appeal
from heliograph.safety.decisions import APPEAL_S, Decision, MeasureKind, Part
from heliograph.safety.subjects import SubjectKind
from heliograph.storage.sqlite.pruning import Keep
from heliograph.tl import functions, types
from support.communities import Community
from support.deciding import Bench
from support.fakes import START
from support.groups import Group, make_group
from support.talk import People, Talker, refusal, sent_id
from support.uploads import document, fetch, place, upload

REMOVE = MeasureKind.REMOVE
DAY_S = 86_400
MINORS = {
    "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "keyword": "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
}


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


@pytest.fixture(autouse=True)
async def counted(people: People) -> Any:
    """Whatever was taken and given back, the store holds what it promises."""
    yield
    assert list(await people.stage.store.check(whole=True)) == []


async def say_with_file(who: Talker, peer: Any, content: bytes = b"the content") -> int:
    sent = await who(
        functions.messages.SendMedia(
            peer=peer, media=document(await upload(who, content)), message="look", random_id=77
        )
    )
    return sent_id(sent)


async def of_message(bench: Bench, peer_id: int, item_id: int, **fields: Any) -> Decision:
    asked = {"part": Part.MEDIA, **fields}
    return await bench.decide(SubjectKind.MESSAGE, peer_id, REMOVE, item_id=item_id, **asked)


async def show_face(who: Talker, content: bytes = b"me") -> None:
    await who(functions.photos.UploadProfilePhoto(file=await upload(who, content)))


async def faces(viewer: Talker, of: Talker) -> list[int]:
    asked = functions.photos.GetUserPhotos(user_id=viewer.user(of), offset=0, max_id=0, limit=9)
    return [one.id for one in (await viewer(asked)).photos]


async def shown_face(viewer: Talker, of: Talker) -> int:
    (user,) = await viewer(functions.users.GetUsers(id=[viewer.user(of)]))
    return getattr(user.photo, "photo_id", 0)


def told(who: Talker) -> str:
    """What the service account said last."""
    arrived = [one.message for one in who.pushed() if isinstance(one, types.UpdateNewMessage)]
    return str(arrived[-1].message)


async def prune(people: People, *, now: int) -> None:
    keep = Keep(
        now=now,
        sends_after=0,
        codes_after=0,
        unused_keys_after=0,
        expired_keys_after=0,
        encrypted_after=0,
    )
    while await people.stage.store.prune(keep):
        pass


async def free(people: People, *, now: int) -> None:
    """Let go of the evidence, and of files that nobody holds."""
    await prune(people, now=now)
    await people.stage.store.free_files(unheld_before=now + 1, at_most=50)


async def test_media_are_in_their_message_again_and_can_be_fetched(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    said = await say_with_file(ann, channel.peer(ann))
    shown = next(one for one in await ben.history(channel.peer(ben)) if one.id == said)
    made = await of_message(bench, channel_peer(channel.id), said)
    assert "FILE_REFERENCE_EXPIRED" in await refusal(
        ben, functions.upload.GetFile(location=place(shown.media.document), offset=0, limit=4096)
    )
    # Nobody shows it, and it is there still: it may return.
    people.stage.clock.date += 40 * DAY_S
    await free(people, now=people.stage.clock.now())
    ben.pushed()
    await bench.take_back(made)
    (edited,) = [
        one.message for one in ben.pushed() if isinstance(one, types.UpdateEditChannelMessage)
    ]
    assert edited.message == "look"
    assert await fetch(ben, place(edited.media.document)) == b"the content"


async def test_private_media_return_for_both(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    made = await of_message(bench, ann.id, arrived.id)
    await bench.take_back(made)
    assert "taken back" in told(ann)
    for who, other in ((ann, ben), (ben, ann)):
        kept = next(one for one in await who.history(who.to(other)) if one.message == "look")
        assert await fetch(who, place(kept.media.document)) == b"the content"


async def test_media_that_were_removed_for_a_time_return_by_themselves(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    await of_message(bench, ann.id, arrived.id, ends=START + 2 * APPEAL_S)
    # The server was away when it was due, and tidies up before it gives back.
    bench.clock.date = START + 2 * APPEAL_S + DAY_S
    await free(people, now=bench.clock.date)
    await bench.work()
    kept = next(one for one in await ben.history(ben.to(ann)) if one.message == "look")
    assert await fetch(ben, place(kept.media.document)) == b"the content"


async def test_what_is_held_goes_once_nobody_can_complain_any_more(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    file_id = arrived.media.document.id
    await of_message(bench, ann.id, arrived.id)
    store, clock = people.stage.store, people.stage.clock
    for passed, there in ((APPEAL_S, True), (APPEAL_S + 1, False)):
        clock.date = START + passed
        await free(people, now=clock.date)
        assert (await store.file(file_id) is not None) is there


async def test_what_is_held_waits_for_a_complaint_that_came_in_time(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    made = await of_message(bench, ann.id, arrived.id)
    clock = people.stage.clock
    clock.date = START + APPEAL_S
    appeal = await complain(bench.safety, made.puid, argument="A mistake.", date=clock.date)
    clock.date += 30 * DAY_S
    await free(people, now=clock.date)
    await bench.safety.store.write_view(appeal, reviewer="ben", view="Yes.", date=clock.date)
    await end_appeal(bench.safety, appeal, reviewer="ben", reversed_=True, reasons="Mistaken.")
    await bench.work()
    kept = next(one for one in await ben.history(ben.to(ann)) if one.message == "look")
    assert await fetch(ben, place(kept.media.document)) == b"the content"


async def test_media_go_with_the_message_that_its_author_takes_away(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    said = await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    made = await of_message(bench, ann.id, arrived.id)
    await ann(functions.messages.DeleteMessages(id=[said], revoke=True))
    await free(people, now=START + 2_000)
    assert await people.stage.store.file(arrived.media.document.id) is None
    await bench.take_back(made)
    assert [one.message for one in await ben.history(ben.to(ann))] == []


async def test_of_the_abuse_of_a_child_nothing_is_held(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    made = await of_message(bench, ann.id, arrived.id, **MINORS)
    ann.pushed()
    await bench.take_back(made)
    assert "could not be put back" in told(ann)
    kept = next(one for one in await ben.history(ben.to(ann)) if one.message == "look")
    assert kept.media is None


async def test_whoever_shows_something_else_by_now_keeps_it_and_is_told(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    said = await say_with_file(ann, ann.to(ben))
    arrived = (await ben.history(ben.to(ann)))[0]
    made = await of_message(bench, ann.id, arrived.id)
    await ann(
        functions.messages.EditMessage(
            peer=ann.to(ben), id=said, media=document(await upload(ann, b"another")), message="see"
        )
    )
    ann.pushed()
    await bench.take_back(made)
    assert "could not be put back into the message" in told(ann)
    kept = next(one for one in await ben.history(ben.to(ann)) if one.message == "see")
    assert await fetch(ben, place(kept.media.document)) == b"another"


async def test_a_message_that_was_removed_whole_does_not_return_and_its_author_is_told(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "gold")
    arrived = (await ben.history(ben.to(ann)))[0]
    made = await of_message(bench, ann.id, arrived.id, part=Part.WHOLE)
    ann.pushed()
    await bench.take_back(made)
    assert "The message itself does not come back" in told(ann)
    assert "gold" not in [one.message for one in await ben.history(ben.to(ann))]


async def test_a_face_returns_to_where_it_was(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    for content in (b"first", b"second", b"third"):
        await show_face(ann, content)
        people.stage.clock.date += 1
    newest, middle, oldest = await faces(ben, ann)
    made = await bench.decide(SubjectKind.PHOTO, ann.id, REMOVE, part=Part.PHOTO, item_id=newest)
    assert await faces(ben, ann) == [middle, oldest]
    assert await shown_face(ben, ann) == middle
    await bench.take_back(made)
    assert await faces(ben, ann) == [newest, middle, oldest]
    assert await shown_face(ben, ann) == newest


async def test_a_face_returns_behind_those_that_came_since(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    await show_face(ann)
    (old,) = await faces(ben, ann)
    made = await bench.decide(SubjectKind.PHOTO, ann.id, REMOVE, part=Part.PHOTO, item_id=old)
    people.stage.clock.date += 60
    await show_face(ann, b"me again")
    await bench.take_back(made)
    (new, returned) = await faces(ben, ann)
    assert returned == old
    assert await shown_face(ben, ann) == new


async def test_whoever_deletes_their_account_leaves_no_face_behind(
    people: People, bench: Bench
) -> None:
    ann = people.ann
    await show_face(ann)
    (face,) = await faces(people.ben, ann)
    await bench.decide(SubjectKind.PHOTO, ann.id, REMOVE, part=Part.PHOTO, item_id=face)
    await ann(functions.account.DeleteAccount(reason=""))
    await free(people, now=START + 2_000)
    assert await people.stage.store.file(face) is None


async def show_photo_of(group: Group, content: bytes = b"us") -> None:
    photo = types.InputChatUploadedPhoto(file=await upload(group.ann, content))
    await group.ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=photo))


async def test_a_group_loses_its_title_words_and_photo_and_has_them_back(
    people: People, bench: Bench, group: Group
) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.messages.EditChatAbout(peer=group.peer, about="gold"))
    await show_photo_of(group)
    before = (await group.as_seen_by(ben)).photo.photo_id
    ben.pushed()
    made = [
        await bench.decide(SubjectKind.CHAT, chat_peer(group.id), REMOVE, part=part)
        for part in (Part.TITLE, Part.ABOUT, Part.PHOTO)
    ]
    heard = [one for one in ben.pushed() if isinstance(one, types.UpdateChat)]
    assert [one.chat_id for one in heard] == [group.id] * 3
    seen = await group.as_seen_by(ben)
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert (seen.title, full.full_chat.about) == ("…", "")
    assert isinstance(seen.photo, types.ChatPhotoEmpty)
    said = [one for one in await ben.history(group.peer) if one.action is not None]
    shown = [one.action.photo for one in said if hasattr(one.action, "photo")]
    assert [type(one) for one in shown] == [types.PhotoEmpty]
    for one in made:
        await bench.take_back(one)
    seen = await group.as_seen_by(ben)
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    assert (seen.title, full.full_chat.about) == ("Hikers", "gold")
    assert seen.photo.photo_id == before
    said = [one for one in await ben.history(group.peer) if one.action is not None]
    assert [one.action.photo.id for one in said if hasattr(one.action, "photo")] == [before]


async def test_a_photo_that_somebody_reports_is_taken_from_a_group(
    people: People, bench: Bench, group: Group
) -> None:
    await show_photo_of(group)
    shown = (await group.as_seen_by(people.ben)).photo.photo_id
    peer_id = chat_peer(group.id)
    await bench.decide(SubjectKind.PHOTO, peer_id, REMOVE, part=Part.PHOTO, item_id=shown)
    assert isinstance((await group.as_seen_by(people.ben)).photo, types.ChatPhotoEmpty)


async def test_a_message_in_a_group_loses_its_media_or_goes(
    people: People, bench: Bench, group: Group
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await say_with_file(ann, group.peer)
    arrived = (await ben.history(group.peer))[0]
    made = await of_message(bench, chat_peer(group.id), arrived.id)
    for who in (ann, ben, cat):
        assert (await who.history(group.peer))[0].media is None
    await bench.take_back(made)
    for who in (ann, ben, cat):
        kept = (await who.history(group.peer))[0]
        assert await fetch(who, place(kept.media.document)) == b"the content"
    await of_message(bench, chat_peer(group.id), arrived.id, part=Part.WHOLE)
    for who in (ann, ben, cat):
        texts = [getattr(one, "message", "") for one in await who.history(group.peer)]
        assert "look" not in texts


async def test_a_title_returns_to_the_supergroup_that_a_group_became(
    people: People, bench: Bench, group: Group
) -> None:
    ann = people.ann
    made = await bench.decide(SubjectKind.CHAT, chat_peer(group.id), REMOVE, part=Part.TITLE)
    answer = await ann(functions.messages.MigrateChat(chat_id=group.id))
    (new,) = [one for one in answer.chats if isinstance(one, types.Channel)]
    assert new.title == "…"
    await bench.take_back(made)
    named = types.InputChannel(channel_id=new.id, access_hash=new.access_hash)
    full = await ann(functions.channels.GetFullChannel(channel=named))
    titles = {one.title for one in full.chats if isinstance(one, types.Channel)}
    assert titles == {"Hikers"}


async def test_a_channels_photo_returns_unless_there_is_another(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben

    async def show(content: bytes) -> int:
        photo = types.InputChatUploadedPhoto(file=await upload(ann, content))
        await ann(functions.channels.EditPhoto(channel=channel.named_by(ann), photo=photo))
        return await shown()

    async def shown() -> int:
        return getattr((await channel.full(ben)).chats[0].photo, "photo_id", 0)

    first = await show(b"one")
    peer_id = channel_peer(channel.id)
    made = await bench.decide(SubjectKind.CHANNEL, peer_id, REMOVE, part=Part.PHOTO)
    assert await shown() == 0
    await bench.take_back(made)
    assert await shown() == first
    made = await bench.decide(SubjectKind.CHANNEL, peer_id, REMOVE, part=Part.PHOTO)
    second = await show(b"two")
    ann.pushed()
    await bench.take_back(made)
    assert await shown() == second
    assert "The photo could not be put back" in told(ann)


async def test_a_name_that_somebody_has_by_now_is_not_given_back_and_its_owner_is_told(
    people: People, bench: Bench
) -> None:
    ann, ben = people.ann, people.ben
    await ann(functions.account.UpdateUsername(username="cheap_gold"))
    made = await bench.decide(SubjectKind.ACCOUNT, ann.id, REMOVE, part=Part.USERNAME)
    store = people.stage.store
    # As after a restore to a time before it was taken.
    took = "INSERT INTO usernames (folded, account_id, active, editable) VALUES (?, ?, 1, 1)"
    await store._change(lambda db: db.execute(took, ("cheap_gold", ben.id)))
    ann.pushed()
    await bench.take_back(made)
    assert "somebody else has it by now" in told(ann)
    assert (await ben(functions.users.GetUsers(id=[ben.user(ann)])))[0].username is None
    await store._change(lambda db: db.execute("DELETE FROM usernames"))
