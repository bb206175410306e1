"""What is said of the account itself, and what stands beside Telegram Desktop's shape."""

from typing import Any

import msgspec

from heliograph.domain.account_terms import AccountTerms
from heliograph.domain.appearance import Appearance, Tab
from heliograph.domain.authorizations import ClientInfo
from heliograph.domain.dialogs import ARCHIVE, Unsent
from heliograph.domain.entities import Entity
from heliograph.domain.exports import (
    BEGUN,
    AskedTakeout,
    AuditEvent,
    ExportedAccount,
    ExportedBot,
    ExportedContact,
    ExportedDevice,
    ExportedDialog,
    ExportedNotices,
    ExportedPassword,
    ExportedPush,
    Leftovers,
    Person,
    SecretChat,
    Since,
)
from heliograph.domain.files import Ownership, Photo, PhotoSize
from heliograph.domain.filters import DialogFilter
from heliograph.domain.messages import Dialog
from heliograph.domain.notifications import NotifySettings
from heliograph.domain.people import Account, Contact, Username
from heliograph.domain.preferences import Preferences
from heliograph.domain.privacy import Privacy, PrivacyKey, Rule, RuleKind
from heliograph.domain.profiles import Birthday, Note
from heliograph.domain.push import TokenKind
from heliograph.export import account as parts
from heliograph.export.beside import account_value
from heliograph.export.places import Places
from support import export_shape

ANN, AT = 1_000_000_001, 1_700_000_000
SAID = "2023-11-14T22:13:20"
BOB = Person(id=1_000_000_002, name="Bob", username="bob")
SHOWN = {"id": BOB.id, "name": "Bob", "username": "@bob"}
DEVICE = ExportedDevice(
    client=ClientInfo(layer=229, api_id=4, device_model="Phone", app_version="1.2"),
    created=AT,
    active=AT,
    address="192.0.2.1",
    confirmed=True,
    no_secret_chats=True,
    no_calls=False,
)


def photo(photo_id: int) -> Photo:
    size = PhotoSize(type="c", width=640, height=640, size=9, sha256=bytes(32))
    return Photo(id=photo_id, access_hash=1, date=AT, sizes=(size,))


def contact(contact_id: int, name: str, **more: Any) -> Contact:
    return Contact(owner_id=ANN, contact_id=contact_id, phone="49151", first_name=name, **more)


LEFTOVERS = Leftovers(
    contacts=(
        ExportedContact(contact=contact(7, "Zoe")),
        ExportedContact(contact=contact(8, "adam", close_friend=True), note=Note(text="tall")),
        ExportedContact(contact=contact(9, "Eve"), photo=photo(4)),
    ),
    secret_chats=(SecretChat(person=BOB, begun=AT, changed=AT, over=True, asked_by_account=False),),
    top_peers_reset=(Since(person=BOB, date=AT),),
    saved_pinned=(BOB,),
    bots=(ExportedBot(person=BOB, about="Tells", description="All of it"),),
    takeouts=(AskedTakeout(asked=AT, confirmed=True, ends=0),),
    uploads=Ownership(files=2, size_bytes=30),
    terms_accepted=AT,
    last_used=AT,
    exports=(AuditEvent(id=3, date=AT, kind=BEGUN, account_id=ANN, actor="root", reason="asked"),),
)
FOUND = ExportedAccount(
    account=Account(
        id=ANN,
        phone="15550100001",
        first_name="Ann",
        last_name="Lee",
        username="ann",
        about="Hello",
        created=AT,
        usernames=(Username("ann", editable=True), Username("ann_old", active=False)),
        appearance=Appearance(name_color=3, tab=Tab.MUSIC),
    ),
    birthday=Birthday(day=2, month=3),
    photos=(photo(1), photo(2)),
    fallback_photos=(photo(3),),
    privacy=Privacy(
        rules={PrivacyKey.BIRTHDAY: (Rule(RuleKind.ALLOW_USERS, (5,)), Rule(RuleKind.DISALLOW_ALL))}
    ),
    devices=(DEVICE,),
    push=(ExportedPush(kind=TokenKind.WEB, token="https://push.example/1"),),
    password=ExportedPassword(has_password=True, hint="dog", recovery_mail="ann@example.org"),
    code_mail="codes@example.org",
    account_terms=AccountTerms(),
    preferences=Preferences(),
    notices=(
        ExportedNotices(scope="peer", settings=NotifySettings(mute_until=AT), person=BOB),
        ExportedNotices(scope="users", settings=NotifySettings(silent=True)),
    ),
    folders=(DialogFilter(id=2, title="Work", included=(5,)),),
    awaited=(contact(0, "Mia"),),
    blocked=(Since(person=BOB, date=AT),),
    stories_blocked=(Since(person=BOB, date=0),),
    top_peers=((BOB, 1.5),),
    leftovers=LEFTOVERS,
)
_BEGUN = Unsent(date=AT, text="to be", entities=(Entity(kind="Bold", offset=0, length=2),))
DIALOG = ExportedDialog(
    person=BOB,
    dialog=Dialog(owner_id=ANN, peer_id=BOB.id, top_id=9, folder_id=ARCHIVE, unsent=_BEGUN),
    messages=4,
    date=AT,
    pinned_ids=(3,),
    protected=True,
)
BESIDE = account_value(
    FOUND, [DIALOG], [{"id": 1}], exported=AT, places=Places("", lambda wanted: wanted.path)
)


def test_the_parts_of_the_shape_are_of_it() -> None:
    personal = msgspec.convert(parts.personal_information(FOUND), export_shape.Personal)
    assert (personal.username, personal.bio) == ("@ann", "Hello")
    assert personal.phone_number == "+15550100001"
    pictures = list(parts.profile_pictures(FOUND, Places("", lambda wanted: wanted.path)))
    assert msgspec.convert(pictures, list[export_shape.Picture])
    assert [one["photo"].split("@")[0] for one in pictures] == [
        "profile_pictures/photo_1",
        "profile_pictures/photo_2",
        "profile_pictures/photo_3",
    ]
    contacts = msgspec.convert(parts.contacts(FOUND), export_shape.Contacts)
    assert [(one.first_name, one.user_id) for one in contacts.list] == [
        ("adam", 8),
        ("Eve", 9),
        ("Mia", None),
        ("Zoe", 7),
    ]
    frequent = msgspec.convert(parts.frequent_contacts(FOUND), export_shape.FrequentContacts)
    assert [(one.name, one.rating) for one in frequent.list] == [("Bob", 1.5)]
    (session,) = msgspec.convert(parts.sessions(FOUND), export_shape.Sessions).list
    assert (session.device_model, session.last_active) == ("Phone", SAID)


def test_all_that_is_held_beside_has_its_key() -> None:
    assert BESIDE["account"] == {
        "id": ANN,
        "created": SAID,
        "created_unixtime": str(AT),
        "disabled": False,
        "usernames": [{"name": "ann", "active": True}, {"name": "ann_old", "active": False}],
        "birthday": {"day": 2, "month": 3, "year": None},
        "appearance": {"name_color": 3, "page_color": None, "tab": "music"},
        "last_used": SAID,
        "last_used_unixtime": str(AT),
        "uploaded_files": 2,
        "uploaded_bytes": 30,
        "terms_accepted": SAID,
        "terms_accepted_unixtime": str(AT),
        "session_days": 365,
        "account_days": 730,
        "delete_at": None,
    }
    password = {
        "has_password": True,
        "hint": "dog",
        "recovery_mail": "ann@example.org",
        "unconfirmed_mail": "",
        "unconfirmed_hint": "",
        "reset_at": 0,
    }
    assert BESIDE["two_step_verification"] == password
    assert BESIDE["login_codes_by_mail"] == "codes@example.org"
    assert BESIDE["push_endpoints"] == [
        {"kind": "web", "token": "https://push.example/1", "no_muted": False}
    ]
    (device,) = BESIDE["devices"]
    assert (device["secret_chats"], device["calls"], device["last_ip"]) == (
        False,
        True,
        "192.0.2.1",
    )
    assert [one["scope"] for one in BESIDE["notifications"]] == ["peer", "users"]
    assert BESIDE["contacts"] == [
        {"user_id": 8, "close_friend": True, "note": "tall", "photo": None},
        {
            "user_id": 9,
            "close_friend": False,
            "note": None,
            "photo": "contact_photos/photo_1@14-11-2023_22-13-20.jpg",
        },
    ]
    since = SHOWN | {"since": SAID, "since_unixtime": str(AT)}
    assert BESIDE["blocked"] == BESIDE["frequent_contacts_reset"] == [since]
    assert BESIDE["blocked_from_stories"] == [SHOWN]
    assert (BESIDE["folders"][0]["title"], BESIDE["folders"][0]["included"]) == ("Work", [5])
    assert BESIDE["saved_messages_pinned"] == [SHOWN]
    said = {"about": "Tells", "description": "All of it", "commands": []}
    assert BESIDE["bots"] == [SHOWN | said]
    assert BESIDE["takeouts"] == [{"asked": SAID, "asked_unixtime": str(AT), "confirmed": True}]
    (chat,) = BESIDE["secret_chats"]
    assert (chat["peer"], chat["over"], chat["asked_by_you"]) == (SHOWN, True, False)
    (event,) = BESIDE["exports"]
    assert (event["what"], event["by"], event["reason"]) == (BEGUN, "root", "asked")
    assert BESIDE["scheduled_messages"] == [{"id": 1}]


def test_rules_that_nobody_chose_are_told_as_they_hold() -> None:
    rules = BESIDE["privacy"]["rules"]
    assert rules["Birthday"] == [{"rule": "AllowUsers", "ids": [5]}, {"rule": "DisallowAll"}]
    assert rules["PhoneNumber"] == [{"rule": "AllowContacts"}, {"rule": "DisallowAll"}]
    assert rules.keys() == {key.value for key in PrivacyKey}
    assert BESIDE["preferences"]["high"]["video_size_max"] == 15 << 20, "a default is said, too"


def test_a_dialog_has_its_arrangement_and_its_draft() -> None:
    (dialog,) = BESIDE["dialogs"]
    assert (dialog["name"], dialog["messages"], dialog["archived"]) == ("Bob", 4, True)
    assert (dialog["content_protected"], dialog["pinned_messages"]) == (True, [3])
    (draft,) = BESIDE["drafts"]
    assert draft["peer"] == SHOWN
    assert draft["text"] == [{"type": "bold", "text": "to"}, " be"]


def test_it_is_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(BESIDE)) == BESIDE


def test_neither_tokens_nor_hints_are_printed() -> None:
    printed = repr(FOUND)
    assert "push.example" not in printed
    assert "dog" not in printed
    assert "ann@example.org" not in printed
