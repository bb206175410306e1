"""Looking for messages by the file they carry: which filter shows what, by whom and when it goes.

https://core.telegram.org/type/MessagesFilter
"""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support.communities import make_community
from support.groups import make_group
from support.talk import People, Talker, sent_id
from support.uploads import document, upload

FILTERS = {
    "photo": types.InputMessagesFilterPhotos(),
    "video": types.InputMessagesFilterVideo(),
    "visual": types.InputMessagesFilterPhotoVideo(),
    "document": types.InputMessagesFilterDocument(),
    "gif": types.InputMessagesFilterGif(),
    "music": types.InputMessagesFilterMusic(),
    "voice": types.InputMessagesFilterVoice(),
    "round": types.InputMessagesFilterRoundVideo(),
    "spoken": types.InputMessagesFilterRoundVoice(),
}
SHOWN_BY = {
    "photo": {"photo", "visual"},
    "video": {"video", "visual"},
    "gif": {"gif"},
    "music": {"music"},
    "voice": {"voice", "spoken"},
    "round": {"round", "spoken"},
    "document": {"document"},
    "sticker": set(),
}
LOOP = Seen(width=160, height=90, duration=2, video=True, codec="h264")
FILM = replace(LOOP, sound=True)


async def send(people: People, kind: str, *, caption: str = "") -> int:
    """A medium of a kind from Ann to Ben; its id in Ann's mailbox, which is Ben's as well."""
    ann, ben = people.ann, people.ben
    probe = people.stage.probe
    probe.seen = Seen()
    file = await upload(ann, kind.encode() * 40, name=f"{kind}.bin")
    name = types.DocumentAttributeFilename(file_name=f"{kind}-quarterly.bin")
    media: Any
    match kind:
        case "photo":
            media = types.InputMediaUploadedPhoto(file=file)
        case "video" | "round":
            probe.seen = FILM
            said = types.DocumentAttributeVideo(
                duration=2, w=160, h=90, round_message=kind == "round"
            )
            media = document(file, mime_type="video/mp4", attributes=[said])
        case "gif":
            probe.seen = LOOP
            said = types.DocumentAttributeVideo(duration=2, w=160, h=90)
            loops = types.DocumentAttributeAnimated()
            media = document(file, mime_type="video/mp4", attributes=[said, loops])
        case "voice" | "music":
            probe.seen = Seen(duration=2, sound=True)
            heard = types.DocumentAttributeAudio(
                duration=2, voice=kind == "voice", title="Nightingale", performer="Ida"
            )
            mime_type = "audio/ogg" if kind == "voice" else "audio/mpeg"
            media = document(file, mime_type=mime_type, attributes=[heard, name])
        case "sticker":
            probe.seen = Seen(width=160, height=90)
            sticks = types.DocumentAttributeSticker(
                alt="🙂", stickerset=types.InputStickerSetEmpty()
            )
            media = document(file, mime_type="image/webp", attributes=[sticks])
        case _:
            media = document(file, attributes=[name])
    query = functions.messages.SendMedia(
        peer=ann.to(ben), media=media, message=caption, random_id=1 + list(SHOWN_BY).index(kind)
    )
    sent: int = (await ann(query)).updates[1].message.id
    return sent


async def found(who: Talker, peer: Any, wanted: Any, *, text: str = "") -> list[int]:
    numbers = ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash")
    query = functions.messages.Search(
        peer=peer, q=text, filter=wanted, limit=20, **dict.fromkeys(numbers, 0)
    )
    return [message.id for message in (await who(query)).messages]


async def found_everywhere(who: Talker, wanted: Any, *, text: str = "") -> list[int]:
    numbers = ("min_date", "max_date", "offset_rate", "offset_id")
    query = functions.messages.SearchGlobal(
        q=text,
        filter=wanted,
        offset_peer=types.InputPeerEmpty(),
        limit=20,
        **dict.fromkeys(numbers, 0),
    )
    return [message.id for message in (await who(query)).messages]


@pytest.mark.parametrize("indexed", [False, True])
async def test_each_kind_is_found_by_its_filters_alone(people: People, indexed: bool) -> None:
    ann, ben, store = people.ann, people.ben, people.stage.store
    sent = {kind: await send(people, kind) for kind in SHOWN_BY}
    while indexed and await store.index_messages(at_most=100):
        pass
    for name, wanted in FILTERS.items():
        expected = {sent[kind] for kind, names in SHOWN_BY.items() if name in names}
        assert set(await found(ann, ann.to(ben), wanted)) == expected, name
        assert set(await found(ben, ben.to(ann), wanted)) == expected, name
        assert set(await found_everywhere(ben, wanted)) == expected, name
    counters = await ben(
        functions.messages.GetSearchCounters(peer=ben.to(ann), filters=[*FILTERS.values()])
    )
    assert [counter.count for counter in counters] == [1, 1, 2, 1, 1, 1, 1, 1, 2]
    day = functions.messages.GetSearchResultsCalendar(
        peer=ben.to(ann), filter=FILTERS["visual"], offset_id=0, offset_date=0
    )
    assert (await ben(day)).count == 2
    await ann(functions.messages.DeleteMessages(id=[sent["photo"]], revoke=True))
    assert await found(ben, ben.to(ann), FILTERS["visual"]) == [sent["video"]]


@pytest.mark.parametrize("indexed", [False, True])
async def test_files_are_found_by_their_names_and_songs_by_who_sings(
    people: People, indexed: bool
) -> None:
    ann, ben = people.ann, people.ben
    document_id, song_id = await send(people, "document"), await send(people, "music")
    if indexed:
        await people.stage.store.index_messages(at_most=100)
    assert await found(ann, ann.to(ben), FILTERS["document"], text="quarterly") == [document_id]
    assert await found(ben, ben.to(ann), FILTERS["music"], text="ida night") == [song_id]
    assert await found_everywhere(ben, types.InputMessagesFilterEmpty(), text="nightingale") == [
        song_id
    ]
    assert await found(ann, ann.to(ben), FILTERS["music"], text="quart sparrow") == []


async def test_an_edit_that_changes_the_file_changes_what_it_is_found_by(people: People) -> None:
    ann, ben = people.ann, people.ben
    message_id = await send(people, "document")
    await people.stage.store.index_messages(at_most=100)
    photo = types.InputMediaUploadedPhoto(file=await upload(ann, b"picture", name="p.jpg"))
    await ann(functions.messages.EditMessage(peer=ann.to(ben), id=message_id, media=photo))
    assert await found(ben, ben.to(ann), FILTERS["document"]) == []
    assert await found(ben, ben.to(ann), FILTERS["photo"]) == [message_id]


@pytest.mark.parametrize("indexed", [False, True])
async def test_what_a_group_shows_is_found_apart_from_photos(people: People, indexed: bool) -> None:
    group = await make_group(people)
    ann, store = people.ann, people.stage.store
    file = await upload(ann, b"photo" * 40, name="photo.jpg")
    sent = await ann.send_media(group.peer, types.InputMediaUploadedPhoto(file=file))
    shown = await ann(
        functions.messages.EditChatPhoto(
            chat_id=group.id,
            photo=types.InputChatUploadedPhoto(file=await upload(ann, b"face" * 50, name="x.jpg")),
        )
    )
    told = next(one.message for one in shown.updates if isinstance(one, types.UpdateNewMessage))
    while indexed and await store.index_messages(at_most=100):
        pass
    chat_photos = types.InputMessagesFilterChatPhotos()
    assert await found(ann, group.peer, chat_photos) == [told.id]
    assert isinstance(told.action, types.MessageActionChatEditPhoto)
    for wanted in (FILTERS["photo"], FILTERS["visual"]):
        assert await found(ann, group.peer, wanted) == [sent_id(sent)]
    asked = functions.messages.GetSearchCounters(peer=group.peer, filters=[chat_photos])
    assert [one.count for one in await ann(asked)] == [1]
    assert len(await found(group.cat, group.peer, chat_photos)) == 1


@pytest.mark.parametrize("indexed", [False, True])
async def test_what_one_sent_oneself_is_found_wherever_that_was(
    people: People, indexed: bool
) -> None:
    ann, ben, store = people.ann, people.ben, people.stage.store
    group = await make_community(people)
    mine = await send(people, "document")
    await send(people, "music")
    (shown,) = [one for one in await ben.history(ben.to(ann)) if one.id == mine]
    known = shown.media.document
    kept = types.InputMediaDocument(
        id=types.InputDocument(
            id=known.id, access_hash=known.access_hash, file_reference=known.file_reference
        )
    )
    theirs = sent_id(await ben.send_media(ben.to(ann), kept))
    people.stage.clock.date += 1
    in_group = sent_id(await ben.send_media(group.peer(ben), kept))
    while indexed and await store.index_messages(at_most=100):
        pass
    assert await sent_by(ann) == [mine]
    assert sorted(await sent_by(ben)) == sorted([theirs, in_group])
    assert await sent_by(ben, text="quarterly", limit=1) == [in_group]
    assert await sent_by(ben, text="yearly") == []
    assert await sent_by(ben, wanted=types.InputMessagesFilterEmpty()) == []


async def sent_by(
    who: Talker, wanted: Any = FILTERS["document"], *, text: str = "", limit: int = 20
) -> list[int]:
    query = functions.messages.SearchSentMedia(q=text, filter=wanted, limit=limit)
    return [message.id for message in (await who(query)).messages]
