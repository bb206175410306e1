"""Every kind of message has the fields that readers of Telegram Desktop's export look for."""

from typing import Any

import msgspec
import pytest

from heliograph.domain import extras as carried
from heliograph.domain import files
from heliograph.domain.entities import Entity
from heliograph.domain.exports import Person
from heliograph.domain.fleeting import ONCE
from heliograph.domain.messages import Message
from heliograph.domain.polls import Poll, PollAnswer, PollState
from heliograph.domain.reactions import Reaction
from heliograph.export.messages import message_value
from heliograph.export.people import People, chat_type, peer_key
from heliograph.export.places import UNAVAILABLE, Places, Wanted
from support import export_shape

ANN, BOB, BOT = 1_000_000_001, 1_000_000_002, 7_000_000_001
AT = 1_700_000_000
PEOPLE = People(
    [
        Person(id=ANN, name="Ann Lee"),
        Person(id=BOB, name="Bob"),
        Person(id=BOT, name="Help", username="help_bot", bot=True),
    ]
)
HASH = bytes(32)


def message(**given: Any) -> Message:
    known: dict[str, Any] = {"owner_id": ANN, "id": 5, "peer_id": BOB, "sender_id": BOB}
    return Message(**{**known, "date": AT, "text": "", **given})


def told(**given: Any) -> dict[str, Any]:
    """The fields of a message beyond those that every one has."""
    made = message_value(message(**given), PEOPLE, Places("chats/chat_1/", lambda one: one.path))
    if given.get("action") != "NoForwardsToggle":
        # That one keeps the protocol's own fields.
        msgspec.convert(made, export_shape.Message)
    common = {"id", "type", "date", "date_unixtime", "from", "from_id", "text", "text_entities"}
    return {key: value for key, value in made.items() if key not in common}


def media(one: Any, **given: Any) -> dict[str, Any]:
    return told(extras=carried.Extras(media=one), **given)


def document(*attributes: Any, **given: Any) -> carried.DocumentMedia:
    known: dict[str, Any] = {"id": 8, "access_hash": 1, "date": AT, "mime_type": "a/b", "size": 9}
    made = files.Document(**{**known, "sha256": HASH, "attributes": attributes, **given})
    return carried.DocumentMedia(document=made)


def test_a_plain_message_is_who_when_and_what() -> None:
    made = message_value(message(text="hi"), PEOPLE, Places("", lambda one: one.path))
    assert made == {
        "id": 5,
        "type": "message",
        "date": "2023-11-14T22:13:20",
        "date_unixtime": "1700000000",
        "from": "Bob",
        "from_id": f"user{BOB}",
        "text": "hi",
        "text_entities": [{"type": "plain", "text": "hi"}],
    }


def test_nobody_has_the_name_of_a_deleted_account() -> None:
    made = message_value(message(sender_id=3), PEOPLE, Places("", lambda one: one.path))
    assert (made["from"], made["from_id"]) == (None, "user3")


def test_edits_replies_and_bots_are_told() -> None:
    assert told(edit_date=AT + 1) == {
        "edited": "2023-11-14T22:13:21",
        "edited_unixtime": "1700000001",
    }
    assert told(edit_date=AT + 1, edit_hidden=True) == {}
    assert told(reply_to_id=3) == {"reply_to_message_id": 3}
    assert told(extras=carried.Extras(via_bot_id=BOT)) == {"via_bot": "@help_bot"}
    button = carried.LinkButton(text="Read it", url="https://h.example/p")
    assert told(extras=carried.Extras(button=button)) == {
        "inline_bot_buttons": [[{"type": "url", "text": "Read it", "data": "https://h.example/p"}]]
    }
    quote = carried.Quote(text="so", entities=(Entity(kind="Bold", offset=0, length=2),))
    assert told(extras=carried.Extras(quote=quote)) == {"quote": [{"type": "bold", "text": "so"}]}
    assert told(extras=carried.Extras(grouped_id=4, ttl_period=60)) == {
        "grouped_id": 4,
        "auto_delete_period_seconds": 60,
    }


def test_a_forward_says_whom_it_is_from_as_far_as_that_is_known() -> None:
    known = carried.Forward(date=AT, from_id=BOB, saved_from_peer=ANN)
    assert told(extras=carried.Extras(forward=known)) == {
        "forwarded_from": "Bob",
        "forwarded_from_id": f"user{BOB}",
        "saved_from": "Ann Lee",
    }
    hidden = carried.Forward(date=AT, from_name="Somebody")
    assert told(extras=carried.Extras(forward=hidden)) == {"forwarded_from": "Somebody"}


def test_a_photo_lies_in_its_largest_size() -> None:
    sizes = (
        files.PhotoSize(type="i", content=b"tiny"),
        files.PhotoSize(type="m", width=32, height=20, size=7, sha256=HASH),
        files.PhotoSize(type="x", width=80, height=50, size=99, sha256=HASH),
    )
    photo = files.Photo(id=4, access_hash=1, date=AT, sizes=sizes)
    assert media(carried.PhotoMedia(photo=photo, spoiler=True)) == {
        "photo": "chats/chat_1/photos/photo_1@14-11-2023_22-13-20.jpg",
        "photo_file_size": 99,
        "width": 80,
        "height": 50,
        "media_spoiler": True,
    }


_NAME = files.Filename(name="x.bin")
_FILM = files.Video(duration=3.7, width=64, height=48)
_BALL = files.Video(duration=2, width=48, height=48, round=True)
_SONG = files.Audio(duration=5, title="Song", performer="Choir")
_VOICE = files.Audio(duration=4, voice=True)


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [((_FILM,), "video_file"), ((_BALL,), "video_message"), ((_VOICE,), "voice_message")],
)
def test_what_came_to_be_seen_once_is_named_and_not_copied(
    attributes: tuple[Any, ...], kind: str
) -> None:
    goes = msgspec.structs.replace(document(*attributes), ttl_seconds=30)
    assert media(goes) == {
        "file": UNAVAILABLE,
        "media_type": kind,
        "self_destruct_period_seconds": 30,
    }
    own = media(goes, sender_id=ANN)
    assert own["file"].startswith("chats/chat_1/")
    assert own["self_destruct_period_seconds"] == 30


def test_a_photo_that_came_to_be_seen_once_is_not_copied() -> None:
    size = files.PhotoSize(type="x", width=80, height=50, size=99, sha256=HASH)
    photo = files.Photo(id=4, access_hash=1, date=AT, sizes=(size,))
    goes = carried.PhotoMedia(photo=photo, ttl_seconds=ONCE)
    assert media(goes) == {"photo": UNAVAILABLE, "self_destruct_period_seconds": ONCE}


@pytest.mark.parametrize(
    ("attributes", "folder", "more"),
    [
        ((), "files", {}),
        ((_FILM,), "video_files", {"media_type": "video_file", "duration_seconds": 3}),
        ((_FILM, files.Animated()), "video_files", {"media_type": "animation"}),
        ((files.Animated(),), "animations", {"media_type": "animation"}),
        ((_BALL,), "round_video_messages", {"media_type": "video_message", "width": 48}),
        ((_SONG,), "files", {"media_type": "audio_file", "performer": "Choir", "title": "Song"}),
        ((_VOICE,), "voice_messages", {"media_type": "voice_message", "duration_seconds": 4}),
        (
            (files.Sticker(emoji="🐸"), files.ImageSize(width=5, height=6)),
            "stickers",
            {"media_type": "sticker", "sticker_emoji": "🐸", "width": 5, "height": 6},
        ),
    ],
)
def test_each_kind_of_file_has_its_folder_and_word(
    attributes: tuple[Any, ...], folder: str, more: dict[str, Any]
) -> None:
    made = media(document(*attributes, _NAME))
    assert made["file"] == f"chats/chat_1/{folder}/x.bin"
    assert (made["file_name"], made["file_size"], made["mime_type"]) == ("x.bin", 9, "a/b")
    assert made | more == made
    assert ("media_type" in made) == bool(attributes)


def test_a_preview_lies_beside_its_file() -> None:
    thumb = files.PhotoSize(type="m", width=9, height=9, size=3, sha256=HASH)
    made = media(document(_NAME, thumbs=(thumb,)))
    assert made["thumbnail"] == "chats/chat_1/files/x.bin_thumb.jpg"
    assert made["thumbnail_file_size"] == 3


def test_a_file_that_is_missing_has_no_preview_either() -> None:
    def missing(wanted: Wanted) -> str:
        return "(File unavailable)"

    thumb = files.PhotoSize(type="m", width=9, height=9, size=3, sha256=HASH)
    one = message(extras=carried.Extras(media=document(_NAME, thumbs=(thumb,))))
    made = message_value(one, PEOPLE, Places("", missing))
    assert made["file"] == "(File unavailable)"
    assert "thumbnail" not in made


_HERE = carried.GeoPoint(latitude=1.5, longitude=-2.5)
_PLACE = {"latitude": 1.5, "longitude": -2.5}


@pytest.mark.parametrize(
    ("one", "made"),
    [
        (_HERE, {"location_information": _PLACE}),
        (
            carried.LiveLocation(point=_HERE, period=60),
            {"location_information": _PLACE, "live_location_period_seconds": 60},
        ),
        (
            carried.Venue(point=_HERE, title="Inn", address="Road 1"),
            {"place_name": "Inn", "address": "Road 1", "location_information": _PLACE},
        ),
        (carried.Dice(emoticon="🎲", value=4), {"dice": {"emoji": "🎲", "value": 4}}),
        (
            carried.SharedContact(phone="4915", first_name="Eve", vcard="BEGIN:VCARD"),
            {
                "contact_information": {
                    "first_name": "Eve",
                    "last_name": "",
                    "phone_number": "4915",
                },
                "contact_vcard": "chats/chat_1/contacts/contact_1.vcard",
                "contact_vcard_file_size": 11,
            },
        ),
        (
            carried.TodoList(title="Buy", items=(carried.TodoItem(id=1, title="milk"),)),
            {
                "todo_list": {
                    "title": "Buy",
                    "others_can_append": False,
                    "others_can_complete": False,
                    "answers": [{"text": "milk", "id": 1}],
                }
            },
        ),
    ],
)
def test_each_kind_without_a_file_has_its_fields(one: Any, made: dict[str, Any]) -> None:
    assert media(one) == made


def poll(*, chosen: tuple[int, ...], closed: bool = False) -> PollState:
    answers = (PollAnswer(option=b"0", text="yes"), PollAnswer(option=b"1", text="no"))
    asked = Poll(id=9, creator_id=BOB, question="Well?", answers=answers, closed=closed)
    return PollState(poll=asked, counts=(2, 1), voters=3, chosen=chosen)


def test_a_poll_tells_what_the_owner_may_know_of_it() -> None:
    assert told(poll=poll(chosen=(1,)))["poll"] == {
        "question": "Well?",
        "closed": False,
        "total_voters": 3,
        "answers": [
            {"text": "yes", "voters": 2, "chosen": False},
            {"text": "no", "voters": 1, "chosen": True},
        ],
    }
    before = told(poll=poll(chosen=()))["poll"]
    assert [answer["voters"] for answer in before["answers"]] == [0, 0]
    assert told(poll=poll(chosen=(), closed=True))["poll"]["answers"][0]["voters"] == 2


def test_reactions_are_counted_and_say_whose_they_are() -> None:
    given = (
        Reaction(account_id=ANN, signs=("👍", "🔥"), date=AT),
        Reaction(account_id=BOB, signs=("🔥",), date=AT + 1),
    )
    first, second = told(reactions=given)["reactions"]
    assert (first["emoji"], first["count"], first["type"]) == ("🔥", 2, "emoji")
    assert first["recent"] == [
        {"from": "Bob", "from_id": f"user{BOB}", "date": "2023-11-14T22:13:21"},
        {"from": "Ann Lee", "from_id": f"user{ANN}", "date": "2023-11-14T22:13:20"},
    ]
    assert (second["emoji"], second["count"]) == ("👍", 1)


_ACTOR = {"actor": "Bob", "actor_id": f"user{BOB}"}
_NEAR = carried.ProximityReached(from_id=ANN, to_id=BOB, distance=30)
_MORE = carried.TodoAppended(items=(carried.TodoItem(id=2, title="eggs"),))


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"action": "PinMessage", "reply_to_id": 3}, {"action": "pin_message", "message_id": 3}),
        ({"action": "ScreenshotTaken"}, {"action": "take_screenshot"}),
        ({"action": "ContactSignUp"}, {"action": "joined_telegram"}),
        (
            {
                "action": "SetMessagesTTL",
                "extras": carried.Extras(arguments=(("period", 86_400),)),
            },
            {"action": "set_messages_ttl", "period": 86_400},
        ),
        (
            {
                "action": "TodoCompletions",
                "extras": carried.Extras(told=carried.TodoTicked(completed=(1,))),
            },
            {"action": "todo_completions", "completed": [1], "incompleted": []},
        ),
        (
            {"action": "TodoAppendTasks", "extras": carried.Extras(told=_MORE)},
            {"action": "todo_append_tasks", "items": [{"text": "eggs", "id": 2}]},
        ),
        (
            {
                "action": "ChatCreate",
                "extras": carried.Extras(arguments=(("title", "Us"), ("users", (ANN, BOB)))),
            },
            {"action": "create_group", "title": "Us", "members": ["Ann Lee", "Bob"]},
        ),
        (
            {
                "action": "ChatDeleteUser",
                "extras": carried.Extras(arguments=(("user_id", ANN),)),
            },
            {"action": "remove_members", "members": ["Ann Lee"]},
        ),
        (
            {
                "action": "ChatJoinedByLink",
                "extras": carried.Extras(arguments=(("inviter_id", ANN),)),
            },
            {"action": "join_group_by_link", "inviter": "Ann Lee"},
        ),
        (
            {
                "action": "NoForwardsToggle",
                "extras": carried.Extras(arguments=(("new_value", True),)),
            },
            {"action": "no_forwards_toggle", "new_value": True},
        ),
    ],
)
def test_each_thing_that_happened_has_its_word(given: dict[str, Any], made: dict[str, Any]) -> None:
    assert told(**given) == _ACTOR | made
    whole = message_value(message(**given), PEOPLE, Places("", lambda one: one.path))
    assert whole["type"] == "service"
    assert "from" not in whole


def test_a_groups_new_photo_lies_with_the_others() -> None:
    size = files.PhotoSize(type="c", width=6, height=6, size=9, sha256=HASH)
    photo = files.Photo(id=4, access_hash=1, date=AT, sizes=(size,))
    extras = carried.Extras(media=carried.PhotoMedia(photo=photo))
    made = told(action="ChatEditPhoto", extras=extras)
    assert made["action"] == "edit_group_photo"
    assert made["photo"].startswith("chats/chat_1/photos/photo_1@")


def test_a_group_is_named_as_one() -> None:
    group = Person(id=-7, name="Us")
    assert (peer_key(group.id), peer_key(ANN)) == ("chat7", f"user{ANN}")
    assert chat_type(group, owner_id=ANN) == "private_group"


def test_who_came_near_is_named_instead_of_an_actor() -> None:
    extras = carried.Extras(told=_NEAR)
    made = message_value(
        message(action="GeoProximityReached", extras=extras), PEOPLE, Places("", lambda _: "")
    )
    assert (made["from"], made["to"], made["distance"]) == ("Ann Lee", "Bob", 30)
    assert "actor" not in made
