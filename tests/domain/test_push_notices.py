"""A notice says as much as its owner's settings allow."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.encrypted_chats import ChatState, EncryptedChat
from heliograph.domain.extras import (
    Dice,
    DocumentMedia,
    Extras,
    GeoPoint,
    LiveLocation,
    PhotoMedia,
    PollMedia,
    SharedContact,
)
from heliograph.domain.files import (
    Animated,
    Attribute,
    Audio,
    Document,
    Photo,
    Sticker,
    Video,
)
from heliograph.domain.messages import Message
from heliograph.domain.notifications import NotifySettings, Sound
from heliograph.domain.people import Account, Contact, Seen
from heliograph.domain.polls import Poll, PollState
from heliograph.domain.push import PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_notices import (
    PREVIEW_LENGTH,
    PushContext,
    SecretContext,
    message_notice,
    read_notice,
    secret_notice,
)

NOW = 1_700_000_000
ME, BEN = 1_000_000_001, 1_000_000_002
DEVICE = PushDevice(id=1, account_id=ME, auth_key_id=1, kind=TokenKind.WEB, token="t")
TASK = PushTask(device=DEVICE, peer_id=BEN, subject=Subject.MESSAGE, message_id=7, expires=NOW + 60)


def context(text: str = "hello", **changes: Any) -> PushContext:
    settings = changes.pop("settings", NotifySettings())
    contact = changes.pop("contact", None)
    message = Message(
        **{
            "owner_id": ME,
            "id": 7,
            "peer_id": BEN,
            "sender_id": BEN,
            "date": NOW,
            "text": text,
            **changes,
        }
    )
    ben = Account(id=BEN, phone="1", first_name="Ben", last_name="Bell")
    sender = Seen(account=ben, viewer_id=ME, contact=contact)
    return PushContext(message=message, sender=sender, settings=settings, unread=4)


def notice(found: PushContext, *, sealed: bool = True, device: PushDevice = DEVICE) -> Any:
    return message_notice(replace(TASK, device=device), found, now=NOW, sealed=sealed)


def test_a_message_is_told_with_who_wrote_it_and_what() -> None:
    made = notice(context())
    assert made.as_record() == {
        "loc_key": "MESSAGE_TEXT",
        "loc_args": ["Ben Bell", "hello"],
        "user_id": ME,
        "custom": {"from_id": str(BEN), "msg_id": "7"},
        "badge": "4",
        "sound": "default",
    }
    assert (made.title, made.text) == ("Ben Bell", "hello")


def test_a_contact_has_the_name_its_owner_gave() -> None:
    contact = Contact(owner_id=ME, contact_id=BEN, phone="1", first_name="Benny")
    assert notice(context(contact=contact)).loc_args == ("Benny", "hello")


def test_a_long_text_is_cut() -> None:
    shown = notice(context("x" * (PREVIEW_LENGTH + 1))).loc_args[1]
    assert len(shown) == PREVIEW_LENGTH
    assert shown.endswith("x…")
    assert notice(context("x" * PREVIEW_LENGTH)).loc_args[1] == "x" * PREVIEW_LENGTH


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("ContactSignUp", "CONTACT_JOINED"), ("PinMessage", "PINNED_NOTEXT"),
        ("ScreenshotTaken", "MESSAGE_SCREENSHOT"), ("SomethingNew", "MESSAGE_NOTEXT"),
    ],
)  # fmt: skip
def test_what_happened_is_told_by_its_name(action: str, key: str) -> None:
    made = notice(context("", action=action))
    assert (made.loc_key, made.loc_args) == (key, ("Ben Bell",))
    assert ("contact_id" in made.custom) == (action == "ContactSignUp")


def test_a_contact_who_joined_is_named_by_id() -> None:
    assert notice(context("", action="ContactSignUp")).custom == {
        "from_id": str(BEN),
        "msg_id": "7",
        "contact_id": str(BEN),
    }


@pytest.mark.parametrize(
    ("told_id", "edit_date", "edited"), [(7, NOW + 5, True), (6, NOW + 5, False), (7, None, False)]
)
def test_what_a_device_shows_is_told_as_edited(
    told_id: int, edit_date: int | None, edited: bool
) -> None:
    found = context(edit_date=edit_date)
    made = message_notice(replace(TASK, told_id=told_id), found, now=NOW, sealed=True)
    assert made is not None
    assert made.custom.get("edit_date") == (str(NOW + 5) if edited else None)


def file(*attributes: Attribute) -> DocumentMedia:
    document = Document(
        id=1, access_hash=2, date=3, mime_type="a/b", size=4, sha256=b"", attributes=attributes
    )
    return DocumentMedia(document=document)


@pytest.mark.parametrize(
    ("media", "key", "args"),
    [
        (
            SharedContact(phone="1", first_name="Cat", last_name="Cole"),
            "MESSAGE_CONTACT",
            ("Ben Bell", "Cat Cole"),
        ),
        (GeoPoint(latitude=1, longitude=2), "MESSAGE_GEO", ("Ben Bell",)),
        (
            LiveLocation(point=GeoPoint(latitude=1, longitude=2), period=60),
            "MESSAGE_GEOLIVE",
            ("Ben Bell",),
        ),
        (Dice(emoticon="🎲"), "MESSAGE_TEXT", ("Ben Bell", "🎲")),
        (PollMedia(poll_id=1), "MESSAGE_NOTEXT", ("Ben Bell",)),
        (file(), "MESSAGE_DOC", ("Ben Bell",)),
        (file(Audio(duration=1)), "MESSAGE_DOC", ("Ben Bell",)),
        (file(Audio(duration=1, voice=True)), "MESSAGE_AUDIO", ("Ben Bell",)),
        (file(Video(duration=1, width=1, height=1)), "MESSAGE_VIDEO", ("Ben Bell",)),
        (file(Video(duration=1, width=1, height=1, round=True)), "MESSAGE_ROUND", ("Ben Bell",)),
        (file(Video(duration=1, width=1, height=1), Animated()), "MESSAGE_GIF", ("Ben Bell",)),
        (file(Sticker()), "MESSAGE_STICKER", ("Ben Bell",)),
        (
            PhotoMedia(photo=Photo(id=1, access_hash=2, date=3, sizes=())),
            "MESSAGE_PHOTO",
            ("Ben Bell",),
        ),
        (
            PhotoMedia(photo=Photo(id=1, access_hash=2, date=3, sizes=()), ttl_seconds=5),
            "MESSAGE_PHOTO_SECRET",
            ("Ben Bell",),
        ),
        (
            replace(file(Video(duration=1, width=1, height=1)), ttl_seconds=5),
            "MESSAGE_VIDEO_SECRET",
            ("Ben Bell",),
        ),
        (
            replace(file(Audio(duration=1, voice=True)), ttl_seconds=5),
            "MESSAGE_AUDIO",
            ("Ben Bell",),
        ),
    ],
)
def test_what_is_shared_is_told_by_its_name(media: Any, key: str, args: tuple[str, ...]) -> None:
    extras = Extras(media=media)
    made = notice(context("", extras=extras))
    assert (made.loc_key, made.loc_args) == (key, args)
    hidden = NotifySettings(show_previews=False)
    assert notice(context("", extras=extras, settings=hidden)).loc_args == ("Ben Bell",)
    assert notice(context("", extras=extras), sealed=False).loc_key == "MESSAGE_NOTEXT"


def secret(state: ChatState = ChatState.ACCEPTED, **changes: Any) -> SecretContext:
    chat = EncryptedChat(
        id=9,
        admin_id=BEN,
        admin_key_id=5,
        participant_id=ME,
        participant_key_id=1,
        state=state,
        date=NOW,
        changed=NOW,
        g_a=b"",
    )
    fields = {"settings": NotifySettings(), "unread": 0, "random_id": None, **changes}
    return SecretContext(chat=chat, other=context().sender, **fields)


@pytest.mark.parametrize(
    ("state", "random_id", "key"),
    [
        (ChatState.REQUESTED, None, "ENCRYPTION_REQUEST"),
        (ChatState.ACCEPTED, None, "ENCRYPTION_ACCEPT"),
        (ChatState.ACCEPTED, -7, "ENCRYPTED_MESSAGE"),
    ],
)
def test_an_end_to_end_chat_is_told_of_and_not_what_is_in_it(
    state: ChatState, random_id: int | None, key: str
) -> None:
    made = secret_notice(TASK, secret(state, random_id=random_id), now=NOW, sealed=True)
    assert made is not None
    assert (made.loc_key, made.loc_args) == (key, ("Ben Bell",))
    assert made.custom["encryption_id"] == "9"
    assert made.custom.get("random_id") == (None if random_id is None else "-7")
    discreet = secret_notice(TASK, secret(state, random_id=random_id), now=NOW, sealed=False)
    assert "Ben" not in repr(discreet)


def test_an_end_to_end_chat_that_is_over_or_muted_is_told_nothing_of() -> None:
    over = secret(ChatState.DISCARDED)
    muted = secret(settings=NotifySettings(mute_until=NOW + 1))
    for found in (over, muted):
        assert secret_notice(TASK, found, now=NOW, sealed=True) is None
    locked = replace(TASK, device=replace(DEVICE, locked_from=NOW))
    made = secret_notice(locked, secret(), now=NOW, sealed=True)
    assert made is not None
    assert (made.loc_key, made.custom) == ("LOCKED_MESSAGE", {})


def test_a_message_without_words_is_a_message() -> None:
    made = notice(context(""))
    assert (made.loc_key, made.loc_args, made.text) == (
        "MESSAGE_NOTEXT",
        ("Ben Bell",),
        "New message",
    )
    german = notice(context(""), device=replace(DEVICE, language="de-AT"))
    assert german.text == "Neue Nachricht"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (NotifySettings(mute_until=NOW + 1), False),
        (NotifySettings(mute_until=NOW), True),
        (NotifySettings(mute_until=0), True),
        (NotifySettings(), True),
    ],
)
def test_a_muted_dialog_is_told_nothing_of(settings: NotifySettings, told: bool) -> None:
    assert (notice(context(settings=settings)) is not None) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": TokenKind.APNS}, True),
        ({"kind": TokenKind.SIMPLE}, True),
        ({"kind": TokenKind.APNS, "no_muted": True}, False),
        ({"kind": TokenKind.WEB}, False),
    ],
)
def test_a_muted_dialog_is_counted_where_that_is_wanted(changes: Any, told: bool) -> None:
    device = replace(DEVICE, **changes)
    made = notice(context("plan", settings=NotifySettings(mute_until=NOW + 1)), device=device)
    assert (made is not None) == told
    if told:
        assert made.as_record() == {
            "loc_key": "MESSAGE_MUTED",
            "loc_args": [],
            "user_id": ME,
            "custom": {},
            "badge": "4",
        }
        assert made.quiet


@pytest.mark.parametrize(("kind", "sounds"), [("None", False), ("Default", True)])
def test_the_sound_that_was_chosen_is_none_or_some(kind: str, sounds: bool) -> None:
    made = notice(context(settings=NotifySettings(sound=Sound(kind=kind))))
    assert ("sound" in made.as_record()) == sounds


@pytest.mark.parametrize(("quiz", "key"), [(False, "MESSAGE_POLL"), (True, "MESSAGE_QUIZ")])
def test_a_poll_is_told_by_what_it_asks(quiz: bool, key: str) -> None:
    asked = Poll(question="Tea?", answers=(), quiz=quiz)
    made = notice(context("", poll=PollState(poll=asked, counts=(), voters=0)))
    assert (made.loc_key, made.loc_args) == (key, ("Ben Bell", "Tea?"))


def test_ones_own_message_is_told_nothing_of() -> None:
    assert notice(context(sender_id=ME)) is None


@pytest.mark.parametrize(
    "found", [context(silent=True), context(settings=NotifySettings(silent=True))]
)
def test_silence_is_kept(found: PushContext) -> None:
    made = notice(found)
    assert made.custom["silent"] == "1"
    assert "sound" not in made.as_record()


def test_hidden_previews_hide_the_text_alone() -> None:
    made = notice(context("plan", settings=NotifySettings(show_previews=False)))
    assert (made.loc_key, made.loc_args) == ("MESSAGE_NOTEXT", ("Ben Bell",))
    assert "plan" not in repr(made)


def test_who_may_read_on_the_way_learns_ids_alone() -> None:
    made = notice(context("plan"), sealed=False)
    assert (made.loc_key, made.loc_args) == ("MESSAGE_NOTEXT", ("Heliograph",))
    assert made.custom == {"from_id": str(BEN), "msg_id": "7"}
    assert "plan" not in repr(made)
    assert "Ben" not in repr(made)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_lock_hides_everything(sealed: bool) -> None:
    made = notice(context("plan"), sealed=sealed, device=replace(DEVICE, locked_from=NOW))
    assert (made.loc_key, made.loc_args, made.custom) == ("LOCKED_MESSAGE", (), {})
    assert "plan" not in repr(made)
    unlocked = notice(context("plan"), device=replace(DEVICE, locked_from=NOW + 1))
    assert unlocked.loc_key == "MESSAGE_TEXT"


def test_what_was_read_is_told_without_a_sound() -> None:
    made = read_notice(replace(TASK, subject=Subject.READ), unread=0).as_record()
    assert (made["loc_key"], made["badge"]) == ("READ_HISTORY", "0")
    assert made["custom"] == {"from_id": str(BEN), "max_id": "7"}
    assert "sound" not in made
