"""What a recipient opens: shown as heard, and gone for both sides where it is to be seen once.

https://core.telegram.org/method/messages.readMessageContents
"""

import asyncio
from typing import Any

import pytest

from heliograph.actions.files import remove_unheld
from heliograph.actions.opening import expire_opened
from heliograph.domain.fleeting import ONCE
from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support.groups import make_group
from support.stage import RpcError
from support.talk import People, Talker, sent_id
from support.uploads import document, fetch, known, place, upload

CONTENT = b"a voice, or so they say" * 100
FILM = Seen(width=160, height=90, duration=2, video=True, sound=True, codec="h264")
SOUND = Seen(duration=2, sound=True)


async def media_of(people: People, kind: str, *, ttl: int | None = None) -> Any:
    ann, probe = people.ann, people.stage.probe
    file = await upload(ann, CONTENT)
    if kind == "photo":
        return types.InputMediaUploadedPhoto(file=file, ttl_seconds=ttl)
    if kind == "voice":
        probe.seen = SOUND
        said = types.DocumentAttributeAudio(duration=2, voice=True, waveform=b"1" * 63)
        return document(file, mime_type="audio/ogg", attributes=[said], ttl_seconds=ttl)
    if kind == "file":
        return document(file, ttl_seconds=ttl)
    probe.seen = FILM
    said = types.DocumentAttributeVideo(duration=2, w=9, h=9, round_message=kind == "round")
    return document(file, mime_type="video/mp4", attributes=[said], ttl_seconds=ttl)


async def sent(people: People, kind: str, *, ttl: int | None = None) -> types.Message:
    """A medium from Ann to Ben as Ben was told of it; the ids are the same on both sides."""
    ann, ben = people.ann, people.ben
    media = await media_of(people, kind, ttl=ttl)
    await ann.send_media(ann.to(ben), media)
    (arrived,) = ben.pushed()
    ann.pushed()
    message: types.Message = arrived.message
    return message


async def shown(who: Talker, message_id: int) -> types.Message:
    asked = [types.InputMessageID(id=message_id)]
    (message,) = (await who(functions.messages.GetMessages(id=asked))).messages
    assert isinstance(message, types.Message)
    return message


def opening(*ids: int) -> functions.messages.ReadMessageContents:
    return functions.messages.ReadMessageContents(id=list(ids))


async def refusal(who: Talker, query: Any) -> str:
    with pytest.raises(RpcError) as refused:
        await who(query)
    return refused.value.text


def where(media: Any) -> Any:
    if isinstance(media, types.MessageMediaDocument):
        return place(media.document)
    photo = media.photo
    return types.InputPhotoFileLocation(
        id=photo.id,
        access_hash=photo.access_hash,
        file_reference=photo.file_reference,
        thumb_size="x",
    )


@pytest.mark.parametrize("kind", ["voice", "round"])
async def test_voices_and_round_films_are_unheard_until_their_recipient_says_so(
    people: People, kind: str
) -> None:
    ann, ben = people.ann, people.ben
    elsewhere, at_anns = ben.sibling(), ann.sibling()
    message = await sent(people, kind)
    elsewhere.pushed(), at_anns.pushed()
    assert message.media_unread
    assert (await shown(ann, message.id)).media_unread
    pts = await ben.pts()
    # Nobody hears what they said themselves.
    assert (await ann(opening(message.id))).pts_count == 0
    answer = await ben(opening(message.id, 99))
    assert (answer.pts, answer.pts_count) == (pts + 1, 1)
    now = people.stage.clock.now()
    for who, after in ((elsewhere, pts + 1), (at_anns, await ann.pts())):
        (told,) = who.pushed()
        assert told == types.UpdateReadMessagesContents(
            messages=[message.id], pts=after, pts_count=1, date=now
        )
    for who in (ann, ben):
        assert not (await shown(who, message.id)).media_unread
    assert (await ben(opening(message.id))).pts_count == 0


async def test_who_was_away_hears_what_was_opened(people: People) -> None:
    ann, ben = people.ann, people.ben
    first, second = await sent(people, "voice"), await sent(people, "voice")
    pts = await ann.pts()
    await ben(opening(first.id, second.id))
    missed = await ann(functions.updates.GetDifference(pts=pts, date=1, qts=0))
    (told,) = missed.other_updates
    assert (told.messages, told.pts_count) == ([first.id, second.id], 2)
    assert missed.state.pts == pts + 2


async def test_films_photos_and_notes_to_oneself_are_not_opened(people: People) -> None:
    ann = people.ann
    for kind in ("video", "photo"):
        message = await sent(people, kind)
        assert not message.media_unread
        assert (await people.ben(opening(message.id))).pts_count == 0
    note = await ann.send_media(types.InputPeerSelf(), await media_of(people, "voice"))
    assert not note.updates[1].message.media_unread


@pytest.mark.parametrize("kind", ["photo", "video", "voice", "round"])
async def test_what_may_be_seen_once_is_gone_for_both_when_it_was(
    people: People, kind: str
) -> None:
    ann, ben = people.ann, people.ben
    message = await sent(people, kind, ttl=ONCE)
    assert (message.media.ttl_seconds, message.media_unread) == (ONCE, True)
    lies = where(message.media)
    assert await fetch(ben, lies)
    await ben(opening(message.id))
    await expire_opened(people.stage.app)
    for who in (ben, ann):
        left = (await shown(who, message.id)).media
        if kind == "photo":
            assert left == types.MessageMediaPhoto(ttl_seconds=ONCE)
        else:
            assert left == types.MessageMediaDocument(
                ttl_seconds=ONCE,
                video=kind != "voice",
                round=kind == "round",
                voice=kind == "voice",
            )
        edits = [u for u in who.pushed() if isinstance(u, types.UpdateEditMessage)]
        assert [edit.message.media for edit in edits] == [left]
    query = functions.upload.GetFile(location=lies, offset=0, limit=4096)
    assert "FILE_REFERENCE_EXPIRED" in await refusal(ben, query)


async def test_what_goes_after_seconds_stays_so_long_after_it_was_opened(people: People) -> None:
    ann, ben, stage = people.ann, people.ben, people.stage
    message = await sent(people, "photo", ttl=30)
    stage.clock.date += 3_600
    await expire_opened(stage.app)
    await ben(opening(message.id))
    await ben(opening(message.id))
    stage.clock.date += 29
    await expire_opened(stage.app)
    assert await fetch(ben, where((await shown(ben, message.id)).media))
    stage.clock.date += 1
    await expire_opened(stage.app)
    for who in (ann, ben):
        assert (await shown(who, message.id)).media == types.MessageMediaPhoto(ttl_seconds=30)


async def test_the_file_is_freed_after_the_grace_period(people: People) -> None:
    ben, stage = people.ben, people.stage
    message = await sent(people, "photo", ttl=ONCE)
    photo_id = message.media.photo.id
    await ben(opening(message.id))
    await expire_opened(stage.app)
    assert await stage.store.file(photo_id) is not None
    stage.clock.date += 3_601
    assert [gone async for gone in remove_unheld(stage.app, grace_s=3_600)]
    assert await stage.store.file(photo_id) is None


async def test_nobody_passes_on_what_goes(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    message = await sent(people, "photo", ttl=30)
    with pytest.raises(RpcError, match="CHAT_FORWARDS_RESTRICTED"):
        await ben.forward(ben.to(ann), [message.id], ben.to(cat))
    photo = message.media.photo
    again = types.InputMediaPhoto(
        id=types.InputPhoto(
            id=photo.id, access_hash=photo.access_hash, file_reference=photo.file_reference
        )
    )
    with pytest.raises(RpcError, match="FILE_REFERENCE_INVALID"):
        await ben.send_media(ben.to(cat), again)
    reply = types.InputReplyToMessage(reply_to_msg_id=message.id, reply_to_peer_id=ben.to(ann))
    with pytest.raises(RpcError, match="CHAT_FORWARDS_RESTRICTED"):
        await ben.send(ben.to(cat), "see", reply_to=reply)
    await ben(opening(message.id))
    people.stage.clock.date += 31
    await expire_opened(people.stage.app)
    with pytest.raises(RpcError, match="CHAT_FORWARDS_RESTRICTED"):
        await ben.forward(ben.to(ann), [message.id], ben.to(cat))


async def test_who_sent_it_may_send_it_again(people: People) -> None:
    ann, cat = people.ann, people.cat
    message = await sent(people, "photo", ttl=30)
    photo = (await shown(ann, message.id)).media.photo
    given = types.InputPhoto(
        id=photo.id, access_hash=photo.access_hash, file_reference=photo.file_reference
    )
    await ann.send_media(ann.to(cat), types.InputMediaPhoto(id=given, ttl_seconds=5))
    (arrived,) = cat.pushed()
    assert arrived.message.media.ttl_seconds == 5


@pytest.mark.parametrize("kind", ["photo", "video"])
async def test_what_was_known_and_goes_leaves_what_shows_the_same_alone(
    people: People, kind: str
) -> None:
    ann, ben, cat, app = people.ann, people.ben, people.cat, people.stage.app
    stays = await sent(people, kind)
    had = await people.stage.store.owned_files(ann.id)
    await ann.send_media(ann.to(cat), again(await shown(ann, stays.id), ttl=ONCE))
    (arrived,) = cat.pushed()
    use = await people.stage.store.owned_files(ann.id)
    assert (use.files, use.size_bytes) == (had.files + 1, had.size_bytes * 2)
    lies = where(arrived.message.media)
    assert await fetch(cat, lies) == await fetch(ben, where(stays.media))
    await cat(opening(arrived.message.id))
    await expire_opened(app)
    query = functions.upload.GetFile(location=lies, offset=0, limit=4096)
    assert "FILE_REFERENCE_EXPIRED" in await refusal(cat, query)
    assert await fetch(ben, where(stays.media)), "its references hold"


@pytest.mark.parametrize("kind", ["photo", "video"])
async def test_what_goes_leaves_what_its_sender_sent_of_it_to_stay(
    people: People, kind: str
) -> None:
    ann, ben, cat, app = people.ann, people.ben, people.cat, people.stage.app
    goes = await sent(people, kind, ttl=ONCE)
    stays = again(await shown(ann, goes.id), ttl=None)
    later = people.stage.clock.now() + 3_600
    await ann.send_media(ann.to(cat), stays)
    await ann.send_media(types.InputPeerSelf(), stays, schedule_date=later)
    (arrived,) = cat.pushed()
    lies = where(arrived.message.media)
    waits = await ann(functions.messages.GetScheduledHistory(peer=types.InputPeerSelf(), hash=0))
    await ben(opening(goes.id))
    await expire_opened(app)
    assert (await shown(ben, goes.id)).media.ttl_seconds == ONCE
    assert await fetch(cat, lies), "its references hold"
    assert await fetch(ann, where(waits.messages[0].media)), "its references hold"


async def test_what_goes_leaves_the_face_of_a_group_that_was_made_of_it(people: People) -> None:
    ann, ben, app = people.ann, people.ben, people.stage.app
    group = await make_group(people)
    goes = await sent(people, "photo", ttl=ONCE)
    face = types.InputChatPhoto(id=again(await shown(ann, goes.id), ttl=None).id)
    await ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=face))
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    lies = where(types.MessageMediaPhoto(photo=full.full_chat.chat_photo))
    await ben(opening(goes.id))
    await expire_opened(app)
    assert (await shown(ben, goes.id)).media.ttl_seconds == ONCE
    assert await fetch(ben, lies), "its references hold"


async def test_what_goes_leaves_the_faces_that_were_made_of_the_same_upload(
    people: People,
) -> None:
    ann, ben, app = people.ann, people.ben, people.stage.app
    group = await make_group(people)
    media = await media_of(people, "photo", ttl=ONCE)
    goes = sent_id(await ann.send_media(ann.to(ben), media))
    group_photo = types.InputChatUploadedPhoto(file=media.file)
    await ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=group_photo))
    await ann(functions.photos.UploadProfilePhoto(file=media.file))
    full = await ben(functions.messages.GetFullChat(chat_id=group.id))
    asked = functions.photos.GetUserPhotos(user_id=ben.user(ann), offset=0, max_id=0, limit=1)
    (own,) = (await ben(asked)).photos
    await ben(opening(goes))
    await expire_opened(app)
    assert (await shown(ben, goes)).media.ttl_seconds == ONCE
    for photo in (full.full_chat.chat_photo, own):
        lies = where(types.MessageMediaPhoto(photo=photo))
        assert await fetch(ben, lies), "its references hold"


async def test_what_goes_leaves_what_took_the_place_of_another(people: People) -> None:
    ann, ben, app = people.ann, people.ben, people.stage.app
    goes, other = await sent(people, "photo", ttl=ONCE), await sent(people, "photo")
    stays = again(await shown(ann, goes.id), ttl=None)
    await ann(functions.messages.EditMessage(peer=ann.to(ben), id=other.id, media=stays))
    lies = where((await shown(ben, other.id)).media)
    await ben(opening(goes.id))
    await expire_opened(app)
    assert await fetch(ben, lies), "its references hold"


@pytest.mark.parametrize(("first", "then"), [(ONCE, None), (None, ONCE)])
async def test_what_is_copied_and_asked_for_again_is_sent_once(
    people: People, first: int | None, then: int | None
) -> None:
    ann, cat = people.ann, people.cat
    message = await shown(ann, (await sent(people, "photo", ttl=first)).id)
    asked = again(message, ttl=then)
    one = await ann.send_media(ann.to(cat), asked, random_id=7)
    two = await ann.send_media(ann.to(cat), asked, random_id=7)
    assert sent_id(one) == sent_id(two)
    assert len(cat.pushed()) == 1


@pytest.mark.parametrize("ttls", [(ONCE, ONCE), (ONCE, None), (None, ONCE)])
async def test_what_goes_shares_no_file_with_what_is_sent_at_the_same_time(
    people: People, ttls: tuple[int | None, int | None]
) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    media = await media_of(people, "photo")
    unsent = await ann(functions.messages.UploadMedia(peer=types.InputPeerSelf(), media=media))
    photo = unsent.photo
    given = types.InputPhoto(
        id=photo.id, access_hash=photo.access_hash, file_reference=photo.file_reference
    )
    sends = [
        ann.send_media(ann.to(who), types.InputMediaPhoto(id=given, ttl_seconds=ttl))
        for who, ttl in zip((ben, cat), ttls, strict=True)
    ]
    await asyncio.gather(*sends)
    shows = {who.pushed()[0].message.media.photo.id for who in (ben, cat)}
    assert len(shows) == 2


async def test_what_was_sent_up_to_go_and_is_asked_for_again_is_sent_once(people: People) -> None:
    ann, cat = people.ann, people.cat
    asked = await media_of(people, "photo", ttl=ONCE)
    one = await ann.send_media(ann.to(cat), asked, random_id=7)
    two = await ann.send_media(ann.to(cat), asked, random_id=7)
    assert sent_id(one) == sent_id(two)
    assert len(cat.pushed()) == 1


def again(message: types.Message, *, ttl: int | None) -> Any:
    """What a message shows, to be sent once more."""
    if isinstance(message.media, types.MessageMediaDocument):
        given = known(message.media.document).id
        return types.InputMediaDocument(id=given, ttl_seconds=ttl)
    photo = message.media.photo
    shows = types.InputPhoto(
        id=photo.id, access_hash=photo.access_hash, file_reference=photo.file_reference
    )
    return types.InputMediaPhoto(id=shows, ttl_seconds=ttl)


@pytest.mark.parametrize(
    ("kind", "ttl"), [("photo", 0), ("photo", 61), ("photo", -1), ("voice", 61), ("file", 5)]
)
async def test_times_and_files_that_no_app_offers_are_refused(
    people: People, kind: str, ttl: int
) -> None:
    ann, ben = people.ann, people.ben
    with pytest.raises(RpcError, match="TTL_MEDIA_INVALID"):
        await ann.send_media(ann.to(ben), await media_of(people, kind, ttl=ttl))


async def test_what_goes_is_sent_to_one_other_person_at_once_and_alone(people: People) -> None:
    ann, ben = people.ann, people.ben
    media = await media_of(people, "photo", ttl=5)
    myself, later = types.InputPeerSelf(), people.stage.clock.now() + 600
    for query in (
        functions.messages.SendMedia(peer=myself, media=media, message="", random_id=1),
        functions.messages.SendMedia(
            peer=ann.to(ben), media=media, message="", random_id=2, schedule_date=later
        ),
        functions.messages.SendMultiMedia(
            peer=ann.to(ben),
            multi_media=[
                types.InputSingleMedia(media=media, random_id=number, message="")
                for number in (3, 4)
            ],
        ),
    ):
        assert "TTL_MEDIA_INVALID" in await refusal(ann, query)


async def test_no_other_file_takes_the_place_of_what_goes(people: People) -> None:
    ann, ben = people.ann, people.ben
    message = await sent(people, "photo", ttl=30)
    for ttl in (None, 30):
        media = await media_of(people, "photo", ttl=ttl)
        query = functions.messages.EditMessage(peer=ann.to(ben), id=message.id, media=media)
        assert "MEDIA_PREV_INVALID" in await refusal(ann, query)


async def test_a_message_that_is_deleted_has_nothing_left_to_go(people: People) -> None:
    ben, stage = people.ben, people.stage
    message = await sent(people, "photo", ttl=30)
    await ben(opening(message.id))
    await ben(functions.messages.DeleteMessages(id=[message.id], revoke=True))
    ben.pushed()
    stage.clock.date += 31
    await expire_opened(stage.app)
    assert ben.pushed() == []


async def test_media_that_go_are_not_found_by_their_filter(people: People) -> None:
    ann, ben = people.ann, people.ben
    await sent(people, "photo", ttl=30)
    photos = types.InputMessagesFilterPhotos()
    counters = functions.messages.GetSearchCounters(peer=ann.to(ben), filters=[photos])
    assert [counter.count for counter in await ann(counters)] == [0]


async def test_in_a_group_each_opens_a_voice_for_themselves(people: People) -> None:
    group = await make_group(people)
    ann, ben, cat = group.ann, group.ben, group.cat
    said = await ann.send_media(group.peer, await media_of(people, "voice"))
    mine = sent_id(said)
    assert (await shown(ann, mine)).media_unread
    at = {}
    for who in (ben, cat):
        (arrived,) = who.pushed()
        assert arrived.message.media_unread
        at[who] = arrived.message.id
    ann.pushed()
    assert (await ben(opening(at[ben]))).pts_count == 1
    (told,) = ann.pushed()
    assert (type(told), told.messages) == (types.UpdateReadMessagesContents, [mine])
    assert not (await shown(ann, mine)).media_unread
    assert not (await shown(ben, at[ben])).media_unread
    assert (await shown(cat, at[cat])).media_unread
    assert (await cat(opening(at[cat]))).pts_count == 1
    assert ann.pushed() == []


async def test_what_names_and_is_heard_is_looked_at_in_one_step(people: People) -> None:
    group = await make_group(people)
    ann, ben = group.ann, group.ben
    theirs = sent_id(await ben.send(group.peer, "what do you say?"))
    mine = (await ann.history(group.peer))[0].id
    answering = types.InputReplyToMessage(reply_to_msg_id=mine)
    await ann.send_media(group.peer, await media_of(people, "voice"), reply_to=answering)
    heard = (await ben.history(group.peer))[0]
    assert (heard.mentioned, heard.media_unread, heard.id) == (True, True, theirs + 1)
    pts = await ben.pts()
    elsewhere = ben.sibling()
    answer = await ben(opening(heard.id))
    assert (answer.pts, answer.pts_count) == (pts + 1, 1)
    assert [one.messages for one in elsewhere.pushed()] == [[heard.id]]
    assert (await ben.dialog_with(group.peer)).unread_mentions_count == 0
    assert not (await shown(ben, heard.id)).media_unread
