"""Telegram Desktop's export over a socket, in the words of the layer it speaks."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from heliograph.tl import functions, types
from support.api_client import ApiClient
from support.desktop_export import DesktopExport
from support.exported import export
from support.whole_place import OpenWhole, WholePlace

LAYERS = (214, 229)
"""Of the newest source that is public, and of the newest apps."""

_numbers = itertools.count(1)


async def somebody(place: WholePlace, phone: str, name: str, *, layer: int = 229) -> ApiClient:
    """Signed in over a connection of their own."""
    client = ApiClient(layer=layer)
    await client.connect(*place.address)
    pem = place.public_key.public_bytes(Encoding.PEM, PublicFormat.PKCS1)
    await client.agree_key(pem)

    async def code() -> str:
        await place.stage.settle()
        return place.stage.messenger.codes[-1][1]

    await client.sign_in(phone, code, name)
    return client


async def known(by: ApiClient, phone: str, name: str) -> Any:
    """Somebody as a contact."""
    asked = types.InputPhoneContact(client_id=1, phone=phone, first_name=name, last_name="")
    found = await by.call(functions.contacts.ImportContacts(contacts=[asked]))
    return found.users[0]


async def say(who: ApiClient, peer: Any, text: str, **fields: Any) -> None:
    await who.call(
        functions.messages.SendMessage(peer=peer, message=text, random_id=next(_numbers), **fields)
    )


async def sent_up(who: ApiClient, content: bytes, name: str) -> types.InputFile:
    file_id = next(_numbers)
    await who.call(functions.upload.SaveFilePart(file_id=file_id, file_part=0, bytes=content))
    return types.InputFile(id=file_id, parts=1, name=name, md5_checksum="")


async def show(who: ApiClient, peer: Any, media: Any) -> None:
    await who.call(
        functions.messages.SendMedia(peer=peer, media=media, message="", random_id=next(_numbers))
    )


async def live(place: WholePlace, ann: ApiClient) -> None:
    """Ann talks to Ben, to Cat in the archive, to herself, and in a group that she shows a photo
    in; Ben is pinned, and Dan's group she has left."""
    people = {}
    for number, name in enumerate(("Ben", "Cat", "Dan"), 2):
        people[name] = await somebody(place, f"1202555010{number}", name)
    users = {name: await known(ann, f"1202555010{number}", name)
             for number, name in enumerate(people, 2)}  # fmt: skip
    peers = {
        name: types.InputPeerUser(user_id=user.id, access_hash=user.access_hash)
        for name, user in users.items()
    }
    forms = [
        types.InputUser(user_id=user.id, access_hash=user.access_hash) for user in users.values()
    ]
    emoji = types.MessageEntityCustomEmoji(offset=0, length=2, document_id=77)
    for number in range(7):
        await say(ann, peers["Ben"], f"🙂 to Ben {number}", entities=[emoji] if number == 2 else [])
    await show(
        ann,
        peers["Ben"],
        types.InputMediaUploadedDocument(
            file=await sent_up(ann, b"content" * 100, "a.bin"),
            mime_type="application/octet-stream",
            attributes=[types.DocumentAttributeFilename(file_name="a.bin")],
        ),
    )
    await say(ann, peers["Cat"], "archived")
    await say(ann, types.InputPeerSelf(), "a note")
    made = await ann.call(functions.messages.CreateChat(users=forms, title="Hikers"))
    group = types.InputPeerChat(chat_id=made.updates.chats[0].id)
    for number in range(5):
        await say(ann, group, f"mine {number}")
        await say(people["Ben"], group, f"Ben's {number}")
    shown = types.InputChatUploadedPhoto(file=await sent_up(ann, b"face" * 200, "x.jpg"))
    await ann.call(functions.messages.EditChatPhoto(chat_id=group.chat_id, photo=shown))
    await ann.call(functions.photos.UploadProfilePhoto(file=await sent_up(ann, b"me" * 99, "m")))
    me = await known(people["Dan"], "12025550101", "Ann")
    left = await people["Dan"].call(
        functions.messages.CreateChat(
            users=[types.InputUser(user_id=me.id, access_hash=me.access_hash)], title="Left"
        )
    )
    left_id = left.updates.chats[0].id
    await say(ann, types.InputPeerChat(chat_id=left_id), "good bye")
    await ann.call(
        functions.messages.DeleteChatUser(chat_id=left_id, user_id=types.InputUserSelf())
    )
    channels = {}
    for title, broadcast in (("Climbers", False), ("News", True)):
        made = await ann.call(
            functions.channels.CreateChannel(
                title=title, about="", broadcast=broadcast, megagroup=not broadcast
            )
        )
        (channel,) = made.chats
        channels[title] = types.InputPeerChannel(
            channel_id=channel.id, access_hash=channel.access_hash
        )
    for title, peer in channels.items():
        for number in range(4):
            await say(ann, peer, f"{title} {number}")
    archived = types.InputFolderPeer(peer=peers["Cat"], folder_id=1)
    await ann.call(functions.folders.EditPeerFolders(folder_peers=[archived]))
    pinned = types.InputDialogPeer(peer=peers["Ben"])
    await ann.call(functions.messages.ToggleDialogPin(peer=pinned, pinned=True))
    for one in people.values():
        await one.close()


@pytest.mark.parametrize("layer", LAYERS)
async def test_42_desktop_exports_all_that_there_is(
    open_whole: OpenWhole, tmp_path: Path, layer: int
) -> None:
    """Page by page, with all files: the same messages as the operator's export has."""
    place = await open_whole(takeout_delay_s=0)
    ann = await somebody(place, "12025550101", "Ann", layer=layer)
    await live(place, ann)
    (me,) = await ann.call(functions.users.GetUsers(id=[types.InputUserSelf()]))
    exported = await export(place.stage, me.id, tmp_path / "out")
    taken = await DesktopExport(ann.call, page=3).run()
    assert len(taken.names) == len(set(taken.names)) == 8
    found = {one.get("name", "Ann"): one for one in exported.result["chats"]["list"]}
    assert found.keys() == taken.chats.keys()
    assert "downloading all your data" in taken.chats["Heliograph"].pop().message
    for name, messages in taken.chats.items():
        told = [(one["id"], int(one["date_unixtime"])) for one in found[name]["messages"]]
        assert [(one.id, one.date) for one in messages] == told, name
        texts = ["".join(p["text"] for p in m["text_entities"]) for m in found[name]["messages"]]
        assert [getattr(one, "message", "") for one in messages] == texts, name
    assert b"content" * 100 in taken.files.values()
    assert len(taken.pictures) == len(exported.result["profile_pictures"]) == 1
    contents = {
        path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.suffix != ".json"
        and path.is_file()
    }  # fmt: skip
    assert contents == {one for one in taken.files.values() if one is not None}
    await ann.close()


async def test_42_what_desktop_proposes_of_groups_is_ones_own(open_whole: OpenWhole) -> None:
    place = await open_whole(takeout_delay_s=0, search_messages_max=6, search_matches_max=6)
    ann = await somebody(place, "12025550101", "Ann")
    await live(place, ann)
    taken = await DesktopExport(ann.call, page=2, whole_groups=False, file_size_max=100).run()
    texts = [getattr(one, "message", "") for one in taken.chats["Hikers"]]
    assert [text for text in texts if text] == [f"mine {number}" for number in range(5)]
    assert all(one.out for one in taken.chats["Hikers"])
    texts = [getattr(one, "message", "") for one in taken.chats["Climbers"]]
    assert [text for text in texts if text] == [f"Climbers {number}" for number in range(4)]
    assert [getattr(one, "message", "") for one in taken.chats["Left"]] == ["good bye", ""]
    await ann.close()
