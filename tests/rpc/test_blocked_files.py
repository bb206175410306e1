"""A file that was taken away for whom it shows is not shown in public again, by anybody."""

from typing import Any

import pytest

from heliograph.safety.deciding import complain, end_appeal
from heliograph.safety.decisions import Grave, MeasureKind, Part
from heliograph.safety.errors import SafetyRefused
from heliograph.safety.subjects import Locator, SubjectKind
from heliograph.safety.surfaces import RULES, Surface
from heliograph.storage.sqlite import files
from heliograph.telemetry import metrics
from heliograph.tl import functions, types
from support.channels import Place
from support.kept_out import PIXELS, Room, make_room
from support.stage import RpcError
from support.talk import People, sent_id
from support.uploads import document, upload

ME = types.InputPeerSelf()


@pytest.fixture
async def room(people: People, monkeypatch: pytest.MonkeyPatch) -> Room:
    return await make_room(people, monkeypatch)


def counted(surface: str) -> float:
    return metrics.FILES_BLOCKED.labels(surface)._value.get()


async def test_another_does_not_post_it_again(room: Room) -> None:
    await room.removed()
    before = counted("public_group")
    ben, peer = room.ben, room.other.peer(room.ben)
    await room.refused(ben.send_media(peer, await room.photo(ben)))
    assert counted("public_group") == before + 1
    # As a file instead of a photo it is the same bytes.
    file = document(await upload(ben, PIXELS), mime_type="image/jpeg")
    await room.refused(ben.send_media(peer, file))
    # What was made of it here is known, too.
    stored = document(await upload(ben, await content_of_size(room)), mime_type="image/jpeg")
    await room.refused(ben.send_media(peer, stored))
    await ben.send_media(peer, await room.photo(ben, b"another picture"))


async def content_of_size(room: Room) -> bytes:
    """The bytes of the largest size that the server made."""
    rows = await room.people.stage.store._ask(
        lambda db: db.execute("SELECT sha256 FROM safety_blocked_files ORDER BY sha256").fetchall()
    )
    blobs = room.people.stage.blobs
    for (sha256,) in rows:
        content = blobs.contents.get(bytes(sha256))
        if content is not None and content != PIXELS:
            return bytes(content)
    raise AssertionError("nothing made of it is known")


async def test_nothing_is_compared_where_people_are_among_themselves(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A canary: whoever looked at a private file would trip over it."""
    await room.removed()
    ann, ben = room.ann, room.ben
    private = await ben(
        functions.channels.CreateChannel(title="Own", about="", broadcast=True, megagroup=False)
    )
    own = Place(room.people, private.chats[0].id, "own")

    def canary(*_: Any) -> Any:
        raise AssertionError("somebody looked")

    monkeypatch.setattr(files, "known_bytes", canary)
    await ben.send_media(ben.to(ann), await room.photo(ben))
    await ben.send_media(ME, await room.photo(ben))
    await ben.send_media(own.peer(ben), await room.photo(ben))
    made = await ben(functions.messages.CreateChat(users=[ben.user(ann)], title="Two"))
    chat = types.InputPeerChat(chat_id=made.updates.chats[0].id)
    await ben.send_media(chat, await room.photo(ben))
    with pytest.raises(RpcError, match="INTERNAL"):
        await ben.send_media(room.other.peer(ben), await room.photo(ben))


async def test_it_is_not_forwarded_scheduled_or_edited_into_public(room: Room) -> None:
    await room.removed()
    ben, peer = room.ben, room.other.peer(room.ben)
    held = sent_id(await ben.send_media(ME, await room.photo(ben)))
    forward = functions.messages.ForwardMessages(
        from_peer=ME, id=[held], random_id=[91], to_peer=peer
    )
    await room.refused(ben(forward))
    later = functions.messages.SendMedia(
        peer=peer,
        media=await room.photo(ben),
        message="",
        random_id=92,
        schedule_date=room.clock.now() + 3_600,
    )
    await room.refused(ben(later))
    harmless = sent_id(await ben.send_media(peer, await room.photo(ben, b"harmless")))
    edit = functions.messages.EditMessage(peer=peer, id=harmless, media=await room.photo(ben))
    await room.refused(ben(edit))


async def test_an_album_with_it_is_not_posted(room: Room) -> None:
    await room.removed()
    ben, peer = room.ben, room.other.peer(room.ben)
    photos = []
    for number, content in enumerate((b"harmless", PIXELS)):
        media = await ben(
            functions.messages.UploadMedia(peer=peer, media=await room.photo(ben, content))
        )
        shown = types.InputPhoto(
            id=media.photo.id,
            access_hash=media.photo.access_hash,
            file_reference=media.photo.file_reference,
        )
        photos.append(
            types.InputSingleMedia(
                media=types.InputMediaPhoto(id=shown), random_id=95 + number, message=""
            )
        )
    before = await ben(history(peer))
    await room.refused(ben(functions.messages.SendMultiMedia(peer=peer, multi_media=photos)))
    after = await ben(history(peer))
    assert [one.id for one in before.messages] == [one.id for one in after.messages]


def history(peer: Any) -> functions.messages.GetHistory:
    return functions.messages.GetHistory(
        peer=peer, offset_id=0, offset_date=0, add_offset=0, limit=9, max_id=0, min_id=0, hash=0
    )


async def test_it_becomes_nobodys_face(room: Room) -> None:
    await room.removed()
    ben = room.ben
    face = functions.photos.UploadProfilePhoto(file=await upload(ben, PIXELS))
    await room.refused(ben(face))
    photo = types.InputChatUploadedPhoto(file=await upload(ben, PIXELS))
    edit = functions.channels.EditPhoto(channel=room.other.channel(ben), photo=photo)
    await room.refused(ben(edit))


async def test_who_takes_the_decision_back_lets_it_be_shown_at_once(room: Room) -> None:
    made = await room.removed()
    loaded = await room.safety.store.decision(made.puid)
    assert loaded is not None
    assert loaded.blocks_files
    now = room.clock.now()
    number = await complain(room.safety, made.puid, argument="It is me.", date=now)
    await room.safety.store.write_view(number, reviewer="ben", view="It is her.", date=now)
    await end_appeal(room.safety, number, reviewer="ben", reversed_=True, reasons="It is her.")
    ben = room.ben
    await ben.send_media(room.other.peer(ben), await room.photo(ben))


async def test_of_other_harm_whoever_decides_says_so(room: Room) -> None:
    fraud = {
        "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        "keyword": "KEYWORD_PHISHING",
        "measures": (MeasureKind.HIDE,),
    }
    ben, peer = room.ben, room.other.peer(room.ben)
    await room.removed(**fraud)
    await ben.send_media(peer, await room.photo(ben))
    ends = room.clock.now() + 3_600
    await room.removed(**fraud, block_files=True, ends=ends)
    await room.refused(ben.send_media(peer, await room.photo(ben)))
    room.clock.date = ends
    await ben.send_media(peer, await room.photo(ben))
    with pytest.raises(SafetyRefused, match="removed or hidden"):
        await room.removed(**{**fraud, "measures": (MeasureKind.WARN,)}, block_files=True)


async def test_abuse_of_a_child_does_not_come_back_when_a_freeze_ends(room: Room) -> None:
    ends = room.clock.now() + 3_600
    abuse = {
        "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        "keyword": "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
    }
    both = (MeasureKind.REMOVE, MeasureKind.FREEZE)
    await room.removed(**abuse, measures=both, ends=ends, grave=Grave.CHILDREN)
    room.clock.date = ends
    await room.refused(room.ben.send_media(room.other.peer(room.ben), await room.photo(room.ben)))


async def test_nothing_of_it_is_in_the_public_log(room: Room) -> None:
    await room.removed()
    store = room.people.stage.store
    blocked = await store._ask(
        lambda db: [row[0] for row in db.execute("SELECT sha256 FROM safety_blocked_files")]
    )
    leaves = await store._ask(lambda db: db.execute("SELECT leaf FROM log_pending").fetchall())
    private = await store._ask(lambda db: db.execute("SELECT record FROM log_private").fetchall())
    assert blocked
    assert leaves
    for mark in blocked:
        assert all(mark.hex() not in bytes(row[0]).decode() for row in leaves + private)


def test_the_surface_table_decides() -> None:
    compared = {surface for surface, rule in RULES.items() if rule.exact_hash}
    assert compared.isdisjoint({Surface.PRIVATE_1TO1, Surface.PRIVATE_GROUP, Surface.E2E})


@pytest.mark.parametrize("part", [Part.PHOTO, Part.ABOUT])
@pytest.mark.parametrize("whose", ["account", "channel"])
async def test_a_face_that_was_taken_is_nobodys(room: Room, part: Part, whose: str) -> None:
    ann, ben, place = room.ann, room.ben, room.place
    if whose == "account":
        await ann(functions.photos.UploadProfilePhoto(file=await upload(ann, PIXELS)))
        about = Locator(kind=SubjectKind.ACCOUNT, peer_id=ann.id)
    else:
        photo = types.InputChatUploadedPhoto(file=await upload(ann, PIXELS))
        await ann(functions.channels.EditPhoto(channel=place.channel(ann), photo=photo))
        about = Locator(kind=SubjectKind.CHANNEL, peer_id=room.peer_id)
    await room.decide_about(about, part=part)
    again = ben.send_media(room.other.peer(ben), document(await upload(ben, PIXELS)))
    if part is Part.PHOTO:
        await room.refused(again)
    else:
        # What was taken has no files: nothing is kept out.
        await again
        with pytest.raises(SafetyRefused, match="removed or hidden"):
            await room.decide_about(about, part=part, block_files=True)


async def test_what_its_author_takes_away_first_does_not_come_back(room: Room) -> None:
    ann, ben = room.ann, room.ben
    sent = await ann.send_media(room.place.peer(ann), await room.photo(ann))
    about = Locator(kind=SubjectKind.MESSAGE, peer_id=room.peer_id, item_id=sent_id(sent))
    case_id = await room.report(about)
    gone = functions.channels.DeleteMessages(channel=room.place.channel(ann), id=[sent_id(sent)])
    await ann(gone)
    await room.decide_case(case_id)
    again = document(await upload(ben, await content_of_size(room)), mime_type="image/jpeg")
    await room.refused(ben.send_media(room.other.peer(ben), again))


async def test_from_a_private_channel_it_is_not_carried_into_a_public_group(room: Room) -> None:
    await room.removed()
    ben, group = room.ben, room.other
    made = await ben(
        functions.channels.CreateChannel(title="Own", about="", broadcast=True, megagroup=False)
    )
    own = Place(room.people, made.chats[0].id, "own")
    linked = functions.channels.SetDiscussionGroup(
        broadcast=own.channel(ben), group=group.channel(ben)
    )
    assert await ben(linked)
    before = len((await ben(history(group.peer(ben)))).messages)
    await ben.send_media(own.peer(ben), await room.photo(ben))
    assert len((await ben(history(group.peer(ben)))).messages) == before
    await ben.send_media(own.peer(ben), await room.photo(ben, b"harmless"))
    assert len((await ben(history(group.peer(ben)))).messages) == before + 1
