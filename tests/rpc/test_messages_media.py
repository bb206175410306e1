"""messages.sendMedia without files: what arrives, what may be changed of it, and every refusal.

https://core.telegram.org/method/messages.sendMedia
"""

from typing import Any

import pytest

from heliograph.domain.media import DICE_SIDES
from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import CAT, People, Talker, sent_id

ME = types.InputPeerSelf()
PLACE = types.InputGeoPoint(lat=52.5, long=-13.25, accuracy_radius=10)
LAYERS = (152, 158, 198, 229)


def live(**fields: Any) -> types.InputMediaGeoLive:
    return types.InputMediaGeoLive(**{"geo_point": PLACE, "period": 900, **fields})


def contact(**fields: str) -> types.InputMediaContact:
    said = {"phone_number": "+" + CAT, "first_name": "Kit", "last_name": "", "vcard": ""}
    return types.InputMediaContact(**{**said, **fields})


def venue(**fields: Any) -> types.InputMediaVenue:
    said = {"title": "Café", "address": "1 Street", "provider": "", "venue_id": "i"}
    return types.InputMediaVenue(**{"geo_point": PLACE, **said, "venue_type": "t", **fields})


async def refusal(talker: Talker, query: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as refused:
        await talker(query)
    return refused.value.code, refused.value.text


async def move(ann: Talker, peer: Any, message_id: int, **fields: Any) -> Any:
    media = types.InputMediaGeoLive(**{"geo_point": PLACE, **fields})
    return await ann(functions.messages.EditMessage(peer=peer, id=message_id, media=media))


@pytest.mark.parametrize("emoticon", [*DICE_SIDES, "⚽\ufe0f"])
async def test_dice_fall_once_and_alike_for_both(people: People, emoticon: str) -> None:
    """Real apps 28: a variation selector is no part of the emoji."""
    ann, ben = people.ann, people.ben
    dice = types.InputMediaDice(emoticon=emoticon)
    answer = await ann.send_media(ann.to(ben), dice, random_id=5)
    again = await ann.send_media(ann.to(ben), dice, random_id=5)
    (arrived,) = ben.pushed()
    media = arrived.message.media
    plain = emoticon.replace("\ufe0f", "")
    assert media == answer.updates[1].message.media == again.updates[1].message.media
    assert media.emoticon == plain
    assert 1 <= media.value <= DICE_SIDES[plain]
    assert arrived.message.message == ""


async def test_all_sides_of_a_dice_come_up(people: People) -> None:
    ann = people.ann
    seen = set()
    for _ in range(40):
        answer = await ann.send_media(ME, types.InputMediaDice(emoticon="🎲"))
        seen.add(answer.updates[1].message.media.value)
    assert seen == {1, 2, 3, 4, 5, 6}


async def test_contacts_name_an_account_the_sender_may_find(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await ann.send_media(ann.to(ben), contact(last_name="C", vcard="BEGIN:VCARD"))
    (arrived,) = ben.pushed()
    assert arrived.message.media == types.MessageMediaContact(
        phone_number="+" + CAT,
        first_name="Kit",
        last_name="C",
        vcard="BEGIN:VCARD",
        user_id=cat.id,
    )
    nobody = types.InputPrivacyValueDisallowAll()
    key = types.InputPrivacyKeyAddedByPhone()
    await cat(functions.account.SetPrivacy(key=key, rules=[nobody]))
    for phone in ("+" + CAT, "+499999999999"):
        answer = await ann.send_media(ann.to(ben), contact(phone_number=phone))
        assert answer.updates[1].message.media.user_id == 0


async def test_places_arrive_as_they_were_sent(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send_media(ann.to(ben), types.InputMediaGeoPoint(geo_point=PLACE))
    await ann.send_media(ann.to(ben), venue())
    await ann.send_media(ann.to(ben), live(heading=90, proximity_notification_radius=100))
    geo, shop, moving = [update.message.media for update in ben.pushed()]
    point = types.GeoPoint(lat=52.5, long=-13.25, access_hash=0, accuracy_radius=10)
    assert geo == types.MessageMediaGeo(geo=point)
    assert (shop.geo, shop.title, shop.address, shop.venue_id) == (point, "Café", "1 Street", "i")
    assert moving == types.MessageMediaGeoLive(
        geo=point, heading=90, period=900, proximity_notification_radius=100
    )


async def test_a_live_location_moves_until_it_is_stopped(people: People) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send_media(ann.to(ben), live()))
    there = types.InputGeoPoint(lat=1.0, long=2.0)
    people.stage.clock.date += 60
    ben.pushed()
    await move(ann, ann.to(ben), message_id, geo_point=there, heading=7)
    (moved,) = ben.pushed()
    assert isinstance(moved, types.UpdateEditMessage)
    assert (moved.message.media.geo.lat, moved.message.media.heading) == (1.0, 7)
    assert moved.message.media.period == 900
    empty = types.InputGeoPointEmpty()
    await move(ann, ann.to(ben), message_id, geo_point=empty, stopped=True)
    (stopped,) = ben.pushed()
    assert (stopped.message.media.geo.lat, stopped.message.media.period) == (1.0, 60)
    query = functions.messages.EditMessage(peer=ann.to(ben), id=message_id, media=live())
    assert await refusal(ann, query) == (400, "MESSAGE_EDIT_TIME_EXPIRED")


async def test_a_live_location_goes_on_for_as_long_as_was_said(people: People) -> None:
    ann, ben = people.ann, people.ben
    forever = sent_id(await ann.send_media(ann.to(ben), live(period=2**31 - 1)))
    short = sent_id(await ann.send_media(ann.to(ben), live(period=60)))
    there = types.InputGeoPoint(lat=1.0, long=2.0)
    await move(ann, ann.to(ben), short, geo_point=there, period=120)
    people.stage.clock.date += 119
    await move(ann, ann.to(ben), short)
    people.stage.clock.date += 10**7
    await move(ann, ann.to(ben), forever, geo_point=there)
    query = functions.messages.EditMessage(
        peer=ann.to(ben), id=short, media=types.InputMediaGeoLive(geo_point=there)
    )
    assert await refusal(ann, query) == (400, "MESSAGE_EDIT_TIME_EXPIRED")


@pytest.mark.parametrize("layer", LAYERS)
async def test_every_kind_reads_the_same_at_every_layer(people: People, layer: int) -> None:
    ann, ben = people.ann, people.ben
    kinds = (
        types.InputMediaDice(emoticon="🎰"),
        contact(),
        types.InputMediaGeoPoint(geo_point=PLACE),
        venue(),
        live(heading=3),
    )
    for media in kinds:
        await ann.send_media(ann.to(ben), media)
    old = await ben.on_another_device(layer=layer)
    newest = await ben.history(ben.to(ann))
    read = await old.history_as_written(old.to(ann))
    facts = ("value", "emoticon", "phone_number", "user_id", "title", "venue_id", "period")
    points = ("lat", "long", "accuracy_radius")
    for new, there in zip(newest, read, strict=True):
        assert (new.id, new.date, new.from_id) == (there.id, there.date, there.from_id)
        assert new.media.TL_NAME == there.media.TL_NAME
        for fact in facts:
            assert getattr(new.media, fact, None) == getattr(there.media, fact, None)
        mine, theirs = getattr(new.media, "geo", None), getattr(there.media, "geo", None)
        for fact in points:
            assert getattr(mine, fact, None) == getattr(theirs, fact, None)


def _point(**fields: Any) -> types.InputMediaGeoPoint:
    place = types.InputGeoPoint(**{"lat": 1.0, "long": 1.0, **fields})
    return types.InputMediaGeoPoint(geo_point=place)


BAD_MEDIA = [
    (types.InputMediaEmpty(), "MEDIA_EMPTY"),
    (types.InputMediaDice(emoticon=""), "EMOTICON_INVALID"),
    (types.InputMediaDice(emoticon="🎲🎲"), "EMOTICON_INVALID"),
    (types.InputMediaDice(emoticon="👍"), "EMOTICON_INVALID"),
    (contact(phone_number=""), "PHONE_NUMBER_INVALID"),
    (contact(phone_number="call me"), "PHONE_NUMBER_INVALID"),
    (contact(phone_number="1" * 65), "PHONE_NUMBER_INVALID"),
    (contact(first_name=" "), "CONTACT_NAME_EMPTY"),
    (contact(first_name="x" * 257), "MEDIA_INVALID"),
    (contact(vcard="x" * 4_097), "MEDIA_INVALID"),
    (types.InputMediaGeoPoint(geo_point=types.InputGeoPointEmpty()), "GEO_POINT_INVALID"),
    (_point(lat=90.1), "GEO_POINT_INVALID"),
    (_point(lat=-90.1), "GEO_POINT_INVALID"),
    (_point(long=180.1), "GEO_POINT_INVALID"),
    (_point(long=float("nan")), "GEO_POINT_INVALID"),
    (_point(lat=float("inf")), "GEO_POINT_INVALID"),
    (_point(accuracy_radius=-1), "GEO_POINT_INVALID"),
    (_point(accuracy_radius=1_501), "GEO_POINT_INVALID"),
    (live(period=59), "MEDIA_INVALID"),
    (live(period=None), "MEDIA_INVALID"),
    (live(period=86_401), "MEDIA_INVALID"),
    (live(heading=361), "MEDIA_INVALID"),
    (live(proximity_notification_radius=100_001), "MEDIA_INVALID"),
    (venue(title=" "), "MEDIA_INVALID"),
    (venue(address="x" * 513), "MEDIA_INVALID"),
    (
        types.InputMediaUploadedPhoto(
            file=types.InputFile(id=1, parts=1, name="a", md5_checksum="")
        ),
        "FILE_PART_0_MISSING",
    ),
    (types.InputMediaWebPage(url="https://example.org"), "MEDIA_INVALID"),
    (types.InputMediaDocument(id=types.InputDocumentEmpty()), "MEDIA_EMPTY"),
    (types.InputMediaPhotoExternal(url="https://example.org/a.jpg"), "MEDIA_INVALID"),
]


@pytest.mark.parametrize(("media", "token"), BAD_MEDIA)
async def test_bad_media_are_refused(people: People, media: Any, token: str) -> None:
    ann, ben = people.ann, people.ben
    query = functions.messages.SendMedia(peer=ann.to(ben), media=media, message="", random_id=1)
    assert await refusal(ann, query) == (400, token)
    assert (await ann.pts(), await ben.pts()) == (1, 1)


async def test_a_link_without_a_preview_is_a_text(people: People) -> None:
    """TDLib sends and edits texts so where somebody chose the link to preview."""
    ann, ben = people.ann, people.ben
    link = types.InputMediaWebPage(url="https://example.org", optional=True)
    query = functions.messages.SendMedia(
        peer=ann.to(ben), media=link, message="see example.org", random_id=1
    )
    message = (await ann(query)).updates[1].message
    assert (message.message, message.media) == ("see example.org", None)
    query = functions.messages.EditMessage(
        peer=ann.to(ben), id=message.id, media=link, message="look: example.org"
    )
    edited = (await ann(query)).updates[0].message
    assert (edited.message, edited.media) == ("look: example.org", None)


async def test_media_are_kept_out_as_texts_are(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ben(functions.contacts.Block(id=ben.to(ann)))
    dice = types.InputMediaDice(emoticon="🎲")
    query = functions.messages.SendMedia(peer=ann.to(ben), media=dice, message="", random_id=1)
    assert await refusal(ann, query) == (403, "USER_IS_BLOCKED")
    query = functions.messages.SendMedia(peer=ME, media=dice, message="", random_id=0)
    assert await refusal(ann, query) == (400, "RANDOM_ID_EMPTY")


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"message": "words"}, (400, "MEDIA_PREV_INVALID")),
        ({"media": live()}, (400, "MEDIA_PREV_INVALID")),
        ({"media": types.InputMediaDice(emoticon="🎲")}, (400, "MEDIA_INVALID")),
    ],
)
async def test_what_has_no_words_cannot_be_reworded(
    people: People, fields: dict[str, Any], answer: tuple[int, str]
) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send_media(ann.to(ben), types.InputMediaDice(emoticon="🎲")))
    query = functions.messages.EditMessage(peer=ann.to(ben), id=message_id, **fields)
    assert await refusal(ann, query) == answer


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({}, "MESSAGE_NOT_MODIFIED"),
        ({"geo_point": types.InputGeoPointEmpty()}, "GEO_POINT_INVALID"),
        ({"geo_point": types.InputGeoPoint(lat=91.0, long=0.0)}, "GEO_POINT_INVALID"),
        ({"period": 60}, "MEDIA_INVALID"),
        ({"period": 10**6}, "MEDIA_INVALID"),
    ],
)
async def test_bad_moves_of_a_live_location_are_refused(
    people: People, fields: dict[str, Any], token: str
) -> None:
    ann, ben = people.ann, people.ben
    message_id = sent_id(await ann.send_media(ann.to(ben), live()))
    people.stage.clock.date += 60
    media = types.InputMediaGeoLive(**{"geo_point": PLACE, **fields})
    query = functions.messages.EditMessage(peer=ann.to(ben), id=message_id, media=media)
    assert await refusal(ann, query) == (400, token)


async def test_coming_near_is_told_once_to_who_asked(people: People) -> None:
    """A thousandth of a degree along the equator is 111 metres."""
    ann, ben = people.ann, people.ben
    home = types.InputGeoPoint(lat=0.0, long=0.0)
    await ann.send_media(ann.to(ben), live(geo_point=home, proximity_notification_radius=500))
    roaming = sent_id(
        await ben.send_media(ben.to(ann), live(geo_point=types.InputGeoPoint(lat=0.0, long=0.01)))
    )
    told: list[Any] = []
    for thousandths in (9, 4, 3, 6, 2):
        ann.pushed()
        place = types.InputGeoPoint(lat=0.0, long=thousandths / 1_000)
        answer = await move(ben, ben.to(ann), roaming, geo_point=place)
        pushed = ann.pushed()
        assert [type(u) for u in pushed] == [type(u) for u in answer.updates]
        told.append([u.message.action for u in pushed if isinstance(u, types.UpdateNewMessage)])
    near = {"from_id": types.PeerUser(user_id=ben.id), "to_id": types.PeerUser(user_id=ann.id)}
    assert told == [
        [],
        [types.MessageActionGeoProximityReached(distance=445, **near)],
        [],
        [],
        [types.MessageActionGeoProximityReached(distance=222, **near)],
    ]
    newest = (await ben.history(ben.to(ann)))[0]
    assert (newest.out, newest.action.distance) == (True, 222)


@pytest.mark.parametrize("why", ["no radius", "it ended", "it is one's own", "they are gone"])
async def test_nobody_is_told_who_asked_for_nothing(people: People, why: str) -> None:
    ann, ben = people.ann, people.ben
    far, near = (types.InputGeoPoint(lat=0.0, long=long) for long in (1.0, 0.0))
    radius = None if why == "no radius" else 500
    watching = ben if why == "it is one's own" else ann
    asked = live(geo_point=near, period=60, proximity_notification_radius=radius)
    await watching.send_media(watching.to(ben if watching is ann else ann), asked)
    roaming = sent_id(await ben.send_media(ben.to(ann), live(geo_point=far)))
    if why == "it ended":
        people.stage.clock.date += 60
    if why == "they are gone":
        await ann(functions.account.DeleteAccount(reason=""))
    (edited,) = (await move(ben, ben.to(ann), roaming, geo_point=near)).updates
    assert isinstance(edited, types.UpdateEditMessage)


async def test_the_live_locations_of_a_chat_are_one_of_each_side_that_still_moves(
    people: People,
) -> None:
    ann, ben = people.ann, people.ben
    await ann.send_media(ann.to(ben), live(period=60))
    forever = sent_id(await ann.send_media(ann.to(ben), live(period=2**31 - 1)))
    await ann.send_media(ann.to(ben), types.InputMediaGeoPoint(geo_point=PLACE))
    stopped = sent_id(await ann.send_media(ann.to(ben), live()))
    moving = sent_id(await ann.send_media(ann.to(ben), live(period=900)))
    people.stage.clock.date += 60
    await move(ann, ann.to(ben), stopped, stopped=True)

    async def recent(talker: Talker, other: Talker, limit: int = 100) -> list[int]:
        query = functions.messages.GetRecentLocations(peer=talker.to(other), limit=limit, hash=0)
        return [message.id for message in (await talker(query)).messages]

    assert await recent(ann, ben) == await recent(ben, ann) == [moving]
    theirs = sent_id(await ben.send_media(ben.to(ann), live(period=900)))
    assert await recent(ann, ben) == await recent(ben, ann) == [theirs, moving]
    assert await recent(ann, ben, 1) == [theirs]
    people.stage.clock.date += 10**6
    assert await recent(ann, ben) == [forever]
    assert await recent(ann, people.cat) == []
    query = functions.messages.GetRecentLocations(peer=ann.to(ben), limit=-1, hash=0)
    assert await refusal(ann, query) == (400, "LIMIT_INVALID")
