"""All that a person can say to the server is in their export, and nothing that others keep."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

from heliograph.actions import bots
from heliograph.domain.bots import BotCommand
from heliograph.ports.probe import Seen
from heliograph.tl import functions, types
from support import leaving_no_trace
from support.exported import Exported, export
from support.leaving_no_trace import marker
from support.passwords import set_password, update
from support.stage import RpcError, init_connection
from support.talk import People, Talker, sent_id
from support.uploads import document, upload

Plant = Callable[[Talker, Talker, Callable[[str], str]], Awaitable[object]]

PLANTS: dict[str, Plant] = {}
"""Ways to leave words beside those of `leaving_no_trace`; each asks for its markers by name."""


def plants(plant: Plant) -> Plant:
    PLANTS[plant.__name__] = plant
    return plant


@plants
async def profile(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    await who(functions.account.UpdateProfile(last_name=mark("last name")))
    note = types.TextWithEntities(text=mark("note beside a contact"), entities=[])
    await who(functions.contacts.UpdateContactNote(id=who.user(other), note=note))


@plants
async def address_book(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    entry = types.InputPhoneContact(
        client_id=1, phone="447700900999", first_name="x", last_name=mark("imported last name")
    )
    await who(functions.contacts.ImportContacts(contacts=[entry]))
    first_name = (await who(functions.contacts.GetContacts(hash=0))).users[0].first_name
    await who(
        functions.contacts.AddContact(
            id=who.user(other), first_name=first_name, last_name=mark("contact's last name"),
            phone="",
        )
    )  # fmt: skip
    sound = types.NotificationSoundLocal(title=mark("sound of reactions"), data="tone")
    rings = types.ReactionsNotifySettings(sound=sound, show_previews=True)
    await who(functions.account.SetReactionsNotifySettings(settings=rings))


@plants
async def files(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    probe = who.device.stage.probe
    for voice in (False, True):
        probe.seen = Seen(duration=2, sound=True)
        kind = "voice" if voice else "song"
        heard = types.DocumentAttributeAudio(
            duration=2, voice=voice, title=mark(f"title of a {kind}"),
            performer=mark(f"performer of a {kind}"),
        )  # fmt: skip
        name = types.DocumentAttributeFilename(file_name=mark(f"name of a {kind}") + ".bin")
        content = mark(f"content of a {kind}").encode()
        file = await upload(who, content * 4, name="x")
        mime_type = "audio/ogg" if voice else "audio/mpeg"
        media = document(file, mime_type=mime_type, attributes=[heard, name])
        await who.send_media(who.to(other), media)
    probe.seen = Seen()
    file = await upload(who, mark("content of a file").encode() * 4, name="x")
    name = types.DocumentAttributeFilename(file_name=mark("name of a file") + ".bin")
    await who.send_media(who.to(other), document(file, attributes=[name]))


@plants
async def places(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    await who.send_media(
        who.to(other),
        types.InputMediaVenue(
            geo_point=types.InputGeoPoint(lat=1.0, long=1.0),
            title="Inn",
            address=mark("address of a venue"),
            provider=mark("provider of a venue"),
            venue_id=mark("id of a venue"),
            venue_type=mark("kind of a venue"),
        ),
    )
    await who.send_media(
        who.to(other),
        types.InputMediaContact(
            phone_number="447700900321",
            first_name="x",
            last_name=mark("last name of a shared contact"),
            vcard=f"BEGIN:VCARD\nNOTE:{mark('card of a shared contact')}\nEND:VCARD",
        ),
    )


@plants
async def quiz(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    texts = [types.TextWithEntities(text=mark(f"answer {n}"), entities=[]) for n in (1, 2)]
    answers = [types.PollAnswer(text=text, option=bytes([n])) for n, text in enumerate(texts)]
    question = types.TextWithEntities(text="Well?", entities=[])
    await who.send_media(
        who.to(other),
        types.InputMediaPoll(
            poll=types.Poll(id=0, question=question, answers=answers, quiz=True, hash=0),
            correct_answers=[0],
            solution=mark("solution of a quiz"),
            solution_entities=[],
        ),
    )


@plants
async def to_do(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    title = types.TextWithEntities(text=mark("title of a list"), entities=[])
    thing = types.TodoItem(id=1, title=types.TextWithEntities(text="x", entities=[]))
    todo = types.TodoList(title=title, list=[thing], others_can_append=True)
    await who.send_media(who.to(other), types.InputMediaTodo(todo=todo))


@plants
async def formatted(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    language = mark("language of code")
    entity = types.MessageEntityPre(offset=0, length=2, language=language)
    await who.send(who.to(other), "x=", entities=[entity])


@plants
async def group(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    made = await who(
        functions.messages.CreateChat(users=[who.user(other)], title=mark("title of a group"))
    )
    peer = types.InputPeerChat(chat_id=made.updates.chats[0].id)
    await who(functions.messages.EditChatAbout(peer=peer, about=mark("about a group")))
    # Names of links are short.
    await who(functions.messages.ExportChatInvite(peer=peer, title=mark("link into a group")[:20]))
    said = sent_id(await who.send(peer, f"before {mark('said in a group')} after"))
    reply = types.InputReplyToMessage(reply_to_msg_id=said, quote_text=mark("quoted in a draft"))
    draft = mark("draft to a group")
    await who(functions.messages.SaveDraft(peer=peer, message=draft, reply_to=reply))
    photo = types.InputChatUploadedPhoto(file=await upload(who, b"face" * 90, name="x.jpg"))
    await who(functions.messages.EditChatPhoto(chat_id=peer.chat_id, photo=photo))
    quiet = types.InputPeerNotifySettings(
        sound=types.NotificationSoundLocal(title="x", data=mark("sound of a group"))
    )
    await who(
        functions.account.UpdateNotifySettings(
            peer=types.InputNotifyPeer(peer=peer), settings=quiet
        )
    )


@plants
async def views(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    title = types.TextWithEntities(text="x", entities=[])
    shown = types.DialogFilter(
        id=8,
        title=title,
        emoticon=mark("sign of a folder")[:12],
        pinned_peers=[],
        include_peers=[who.to(other)],
        exclude_peers=[],
    )
    await who(functions.messages.UpdateDialogFilter(id=8, filter=shown))


@plants
async def device(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    said = init_connection(functions.help.GetConfig())
    said.device_model = mark("model of a device")
    said.system_version = mark("system of a device")
    said.app_version = mark("version of an app")
    said.lang_pack = mark("language pack")[:16]
    await who(functions.InvokeWithLayer(layer=229, query=said))
    await who(
        functions.account.RegisterDevice(
            token_type=2,
            token=f"fcm:{mark('push token')}",
            app_sandbox=False,
            secret=b"",
            other_uids=[],
        )
    )


@plants
async def password(who: Talker, other: Talker, mark: Callable[[str], str]) -> None:
    known = f"{mark('recovery address')}@example.org"
    await set_password(who.device, "sesame", hint=mark("hint of a password"), email=known)
    other_mail = f"{mark('unconfirmed address')}@example.org"
    change = types.account.PasswordInputSettings(email=other_mail)
    with pytest.raises(RpcError, match="EMAIL_UNCONFIRMED"):
        await update(who.device, "sesame", change)


async def plant_all(who: Talker, other: Talker, whose: str) -> dict[str, str]:
    """All ways, as somebody towards somebody else; gives the markers by what they are in."""
    marks: dict[str, str] = {}

    def mark(what: str) -> str:
        marks[what] = marker(f"{whose}: {what}")
        return marks[what]

    for name, way in leaving_no_trace.WAYS.items():
        await way(who, other, mark(name))
    for plant in PLANTS.values():
        await plant(who, other, mark)
    return marks


def found(exported: Exported, marks: dict[str, str]) -> set[str]:
    """What of the planted is anywhere in an export; a marker is known by its beginning."""
    contents = [path.read_bytes() for path in exported.folder.rglob("*") if path.is_file()]
    contents.append(exported.text.encode())
    return {
        what for what, mark in marks.items() if any(mark[:12].encode() in one for one in contents)
    }


BOT = ("description of a bot", "command of a bot")


@pytest.fixture
async def bot(people: People) -> dict[str, str]:
    """A bot that Ann owns; gives the markers in what it says of itself."""
    owned = await bots.add_bot(
        people.stage.app, name="Echo", username="echo_bot", owner_id=people.ann.id
    )
    store, marks = people.stage.store, {one: marker(f"Ann: {one}") for one in BOT}
    await store.set_bot_description(owned.account.id, marks["description of a bot"])
    command = BotCommand("tell", marks["command of a bot"])
    await store.set_bot_commands(owned.account.id, scope="default", language="", commands=[command])
    return marks


async def test_all_that_somebody_said_is_in_their_export(
    people: People, bot: dict[str, str], tmp_path: Path
) -> None:
    marks = bot | await plant_all(people.ann, people.ben, "Ann")
    exported = await export(people.stage, people.ann.id, tmp_path / "out")
    assert marks.keys() - found(exported, marks) == set()
    unmarked = columns_without(tmp_path / "store.sqlite", marks)
    known = tmp_path / "known.sqlite"
    # Whoever looks at a database writes beside it.
    known.write_bytes(SCHEMA.read_bytes())
    assert unmarked & columns_of(known) == HOLDS_NO_WORDS.keys()
    assert unmarked.isdisjoint({"chats.title", "chats.about", "chat_invites.title"})


HOLDS_NO_WORDS = {
    "accepted_terms.digest": "a hash",
    "account_events.kind": "the server's words",
    "account_events.subject": "ids",
    "accounts.phone": "a number",
    "accounts.photos": "what goes along with a name: ids, and a picture of a few bytes",
    "accounts.privacy": "rules by number, and ids",
    "accounts.usernames": "as `accounts.username`, where there are several",
    "auth_keys.secret": "a key",
    "authorizations.address": "an address of the network",
    "awaited_phones.phone": "a number",
    "blobs.sha256": "a hash",
    "bodies.action": "the server's words",
    "bodies.reactions": "signs out of a list",
    "bot_commands.language": "a code",
    "bot_commands.scope": "the server's words",
    "bots.former_mac": "a hash",
    "bots.token_mac": "a hash",
    "code_mails.mail": "an address that the operator noted",
    "code_mails.phone": "a number",
    "contacts.phone": "a number",
    "encrypted_chats.g_a": "half of a key exchange",
    "encrypted_chats.g_b": "half of a key exchange",
    "encrypted_queue.data": "what only a device can read",
    "encrypted_queue.file": "what only a device can read",
    "exported_authorizations.digest": "a hash",
    "file_blobs.sha256": "a hash",
    "invites.code_mac": "a hash",
    "invites.phone": "a number",
    "letters.recipient": "a hash",
    "log.ids": "ids",
    "login_codes.address": "an address of the network",
    "login_codes.code_hash": "drawn by the server",
    "login_codes.code_mac": "a hash",
    "login_codes.phone": "a number",
    "login_tokens.address": "an address of the network",
    "login_tokens.digest": "a hash",
    "login_tokens.except_ids": "ids",
    "login_tokens.network": "an address of the network",
    "meta.name": "the server's words",
    "password_attempts.address": "an address of the network",
    "polls.counts": "numbers",
    "push_devices.digest": "a hash",
    "push_devices.sealed": "encrypted; the token in it is planted",
    "sends.fingerprint": "a hash",
    "two_step.sealed": "encrypted; the hint and the addresses in it are planted",
}
"""Columns of text and bytes in which nothing lies that a person said in so many words."""


SCHEMA = Path(__file__).parents[1] / "storage" / "fixtures" / "schema-4.sqlite"
"""The tables as people have had them; of what came with groups the columns are named one by one."""


def columns_of(database: Path) -> set[str]:
    """The columns of text and bytes, but for the index of words."""
    with apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY) as db:
        return {
            f"{table}.{row[1]}"
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for row in db.execute(f"PRAGMA table_info({table})")
            if row[2] in ("TEXT", "BLOB") and not table.startswith(("sqlite_", "search_words"))
        }


def columns_without(database: Path, marks: dict[str, str]) -> set[str]:
    """Those in which no marker stands."""
    beginnings = [mark[:12].encode() for mark in marks.values()]

    def has_one(value: Any) -> bool:
        content = value if isinstance(value, bytes) else str(value).encode()
        return any(one in content for one in beginnings)

    with apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY) as db:
        return {
            column
            for column in columns_of(database)
            for table, _, name in [column.partition(".")]
            if not any(has_one(row[0]) for row in db.execute(f"SELECT {name} FROM {table}"))
        }


async def test_nothing_is_in_an_export_that_others_said_elsewhere(
    people: People, tmp_path: Path
) -> None:
    """Ben says all of it to Cat; Ann and Ben talk, too, and have saved each other."""
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben), "hello")
    await ben.send(ben.to(ann), "hello yourself")
    marks = await plant_all(ben, people.cat, "Ben")
    exported = await export(people.stage, ann.id, tmp_path / "out")
    assert found(exported, marks) == {"first_name", "last name", "username"}


async def test_nothing_is_in_an_export_that_others_keep_about_its_owner(
    people: People, tmp_path: Path
) -> None:
    """Ben says all of it to Ann: what she was sent is hers, what he keeps is his."""
    ann, ben = people.ann, people.ben
    marks = await plant_all(ben, ann, "Ben")
    exported = await export(people.stage, ann.id, tmp_path / "out")
    kept = marks.keys() - found(exported, marks)
    assert kept == HIS_OWN


HIS_OWN = {
    "about",
    "awaited_phone",
    "contact_name",
    "invite_title",
    "draft",
    "draft to a group",
    "draft_that_is_sent",
    "folder",
    "hint of a password",
    "history_cleared",
    "contact's last name",
    "imported last name",
    "language pack",
    "link into a group",
    "model of a device",
    "note beside a contact",
    "note_to_oneself",
    "notification_sound",
    "push token",
    "quoted in a draft",
    "recovery address",
    "scheduled",
    "sign of a folder",
    "solution of a quiz",
    "sound of reactions",
    "sound of a group",
    "system of a device",
    "unconfirmed address",
    "version of an app",
}
"""What Ben has of himself and does not show, though some of it is about Ann."""
