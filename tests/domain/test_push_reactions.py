"""Who hears of a reaction, and how much of it."""

from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.domain.extras import DocumentMedia, Extras, PhotoMedia
from heliograph.domain.files import Document, Photo, Video
from heliograph.domain.messages import Message
from heliograph.domain.notifications import NotifySettings, Sound
from heliograph.domain.people import Account, Contact, Seen
from heliograph.domain.preferences import ReactionNotices
from heliograph.domain.push import PushDevice, PushTask, Subject, TokenKind
from heliograph.domain.push_notices import PushNotice
from heliograph.domain.push_reactions import (
    ReactionPushContext,
    reaction_notice,
    unseen_reaction,
)
from heliograph.domain.reactions import Reaction

NOW = 1_700_000_000
ME, BEN = 1_000_000_001, 1_000_000_002
DEVICE = PushDevice(id=1, account_id=ME, auth_key_id=1, kind=TokenKind.WEB, token="t")
TASK = PushTask(device=DEVICE, peer_id=BEN, subject=Subject.MESSAGE, message_id=7, expires=NOW + 60)
SEEN, UNSEEN = (
    Reaction(account_id=BEN, signs=(sign, "🔥"), date=NOW, unread=unread)
    for sign, unread in (("👎", False), ("👍", True))
)
MESSAGE = Message(
    owner_id=ME,
    id=7,
    peer_id=BEN,
    sender_id=ME,
    date=NOW,
    text="hello",
    reactions=(UNSEEN, SEEN),
)
BENS = Account(id=BEN, phone="1", first_name="Ben", last_name="Bell")
ENTRY = Contact(owner_id=ME, contact_id=BEN, phone="1", first_name="Benny")
CONTEXT = ReactionPushContext(
    message=MESSAGE,
    who=Seen(account=BENS, viewer_id=ME, contact=ENTRY),
    settings=NotifySettings(),
    notices=ReactionNotices(),
    unread=4,
)
PHOTO = Photo(id=1, access_hash=2, date=3, sizes=())
FILM = Document(
    id=1,
    access_hash=2,
    date=3,
    mime_type="video/mp4",
    size=4,
    sha256=b"",
    attributes=(Video(duration=1, width=1, height=1),),
)
STRANGE = replace(CONTEXT.who, contact=None)


def notice(
    context: ReactionPushContext = CONTEXT, *, sealed: bool = True, device: PushDevice = DEVICE
) -> PushNotice | None:
    return reaction_notice(replace(TASK, device=device), context, now=NOW, sealed=sealed)


def found(context: ReactionPushContext = CONTEXT, **changes: Any) -> PushNotice:
    made = notice(context, **changes)
    assert made is not None
    return made


def test_the_last_that_was_not_seen_is_told() -> None:
    later = replace(UNSEEN, signs=("🎉",))
    assert unseen_reaction(MESSAGE) is UNSEEN
    assert unseen_reaction(replace(MESSAGE, reactions=(UNSEEN, later, SEEN))) is later
    assert unseen_reaction(replace(MESSAGE, reactions=(SEEN,))) is None
    assert unseen_reaction(replace(MESSAGE, sender_id=BEN)) is None


def test_a_reaction_is_told_with_whose_and_to_what() -> None:
    assert found().as_record() == {
        "loc_key": "REACT_TEXT",
        "loc_args": ["Benny", "👍", "hello"],
        "user_id": ME,
        "custom": {"from_id": str(BEN), "msg_id": "7"},
        "badge": "4",
        "sound": "default",
    }
    assert (found().title, found().text) == ("Benny", "👍 hello")


def test_to_a_message_without_words_the_sign_alone_is_told() -> None:
    made = found(replace(CONTEXT, message=replace(MESSAGE, text="")))
    assert made.loc_args == ("Benny", "👍")
    assert made.text == "👍"


@pytest.mark.parametrize(
    ("media", "key"),
    [
        (PhotoMedia(photo=PHOTO, ttl_seconds=9), "REACT_PHOTO"),
        (DocumentMedia(document=FILM, ttl_seconds=9), "REACT_VIDEO"),
    ],
)
def test_what_goes_once_it_was_seen_has_no_key_of_its_own(media: Any, key: str) -> None:
    message = replace(MESSAGE, text="", extras=Extras(media=media))
    assert found(replace(CONTEXT, message=message)).loc_key == key


def test_in_a_group_it_is_told_where() -> None:
    made = found(replace(CONTEXT, message=replace(MESSAGE, peer_id=-5), chat_title="Hikers"))
    assert (made.loc_key, made.loc_args) == ("CHAT_REACT_TEXT", ("Benny", "Hikers", "👍", "hello"))
    assert made.custom == {"chat_id": "5", "chat_from_id": str(BEN), "msg_id": "7"}
    assert (made.title, made.text) == ("Benny @ Hikers", "👍 hello")


@pytest.mark.parametrize(
    "hidden",
    [
        {"notices": ReactionNotices(show_previews=False)},
        {"settings": NotifySettings(show_previews=False)},
    ],
)
def test_hidden_previews_hide_the_sign(hidden: dict[str, Any]) -> None:
    made = found(replace(CONTEXT, **hidden))
    assert (made.loc_key, made.loc_args, made.title) == ("REACT_HIDDEN", ("Benny",), "Benny")
    assert made.text == "Reaction to your message"
    shown = replace(CONTEXT, settings=NotifySettings(show_previews=True))
    assert found(shown).loc_key == "REACT_TEXT"


def test_who_may_read_on_the_way_learns_no_name() -> None:
    made = found(sealed=False, device=replace(DEVICE, language="de"))
    assert (made.loc_key, made.loc_args, made.title) == (
        "REACT_HIDDEN",
        ("Heliograph",),
        found(sealed=False).title,
    )
    assert made.text == "Reaktion auf deine Nachricht"
    assert "Ben" not in str(made)


def test_a_lock_hides_everything() -> None:
    made = found(device=replace(DEVICE, locked_from=NOW))
    assert (made.loc_key, made.custom) == ("LOCKED_MESSAGE", {})
    assert found(device=replace(DEVICE, locked_from=NOW + 1)).loc_key == "REACT_TEXT"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"who": STRANGE}, False),
        ({"who": STRANGE, "notices": ReactionNotices(messages_from="All")}, True),
        ({"notices": ReactionNotices(messages_from="")}, False),
        ({"settings": NotifySettings(mute_until=NOW + 1)}, False),
        ({"message": replace(MESSAGE, reactions=(SEEN,))}, False),
    ],
)
def test_only_who_wants_to_hears_of_it(changes: dict[str, Any], told: bool) -> None:
    assert (notice(replace(CONTEXT, **changes)) is not None) is told


@pytest.mark.parametrize(
    ("changes", "silent"),
    [
        ({}, False),
        ({"settings": NotifySettings(silent=True)}, True),
        ({"notices": ReactionNotices(sound=Sound(kind="None"))}, True),
    ],
)
def test_silence_is_kept(changes: dict[str, Any], silent: bool) -> None:
    assert found(replace(CONTEXT, **changes)).silent is silent
