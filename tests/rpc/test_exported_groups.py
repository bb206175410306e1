"""Groups are in an export as the account that is or was in them sees them."""

import json
from pathlib import Path
from typing import Any

import pytest

from heliograph.tl import functions, types
from support.exported import Exported, export
from support.groups import Group, make_group
from support.talk import People, sent_id
from support.uploads import upload


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def exported(group: Group, owner: Any, folder: Path) -> Exported:
    return await export(group.people.stage, owner.id, folder)


async def lead_a_life(group: Group) -> dict[str, Any]:
    """All that happens in groups, by Ann who made it, Ben, Cat who goes, and Dan and Eve."""
    ann, ben, cat = group.ann, group.ben, group.cat
    dan, eve = await group.stranger(), await group.stranger("12025550105")
    said = sent_id(await ben.send(group.peer, "off to the hills"))
    await ann(functions.messages.EditChatTitle(chat_id=group.id, title="Climbers"))
    await ann(functions.messages.EditChatAbout(peer=group.peer, about="up and down"))
    file = await upload(ann, b"face" * 500, name="face.jpg")
    photo = types.InputChatUploadedPhoto(file=file)
    await ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=photo))
    await ann(functions.messages.AddChatUser(chat_id=group.id, user_id=ann.user(dan), fwd_limit=0))
    invite = await ann(functions.messages.ExportChatInvite(peer=group.peer, title="for Eve"))
    await eve(functions.messages.ImportChatInvite(hash=invite.link.rsplit("+", 1)[1]))
    (mine,) = [one.id for one in await ben.history(group.peer) if one.id == said]
    await ben(functions.messages.UpdatePinnedMessage(peer=group.peer, id=mine))
    await ann(functions.messages.SetHistoryTTL(peer=group.peer, period=86_400))
    await ann(functions.messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(dan)))
    await cat(functions.messages.DeleteChatUser(chat_id=group.id, user_id=types.InputUserSelf()))
    gone = types.InputChatPhotoEmpty()
    await ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=gone))
    return {"dan": dan, "eve": eve, "hash": invite.link.rsplit("+", 1)[1]}


async def test_all_that_happened_in_a_group_is_told_as_desktop_tells_it(
    group: Group, tmp_path: Path
) -> None:
    others = await lead_a_life(group)
    found = await exported(group, group.ann, tmp_path)
    chat = found.chat("Climbers")
    assert (chat["type"], chat["id"]) == ("private_group", group.id)
    told = [one for one in chat["messages"] if one["type"] == "service"]
    ann, ben, cat = (f"user{one.id}" for one in (group.ann, group.ben, group.cat))
    eve = f"user{others['eve'].id}"
    names = {"actor", "actor_id", "action", "title", "members", "inviter", "period", "message_id"}
    (said,) = [one["id"] for one in chat["messages"] if one["text"] == "off to the hills"]
    assert [{key: one[key] for key in one if key in names} for one in told] == [
        event("Ann", ann, "create_group", title="Hikers", members=["Ann", "Ben", "Cat"]),
        event("Ann", ann, "edit_group_title", title="Climbers"),
        event("Ann", ann, "edit_group_photo"),
        event("Ann", ann, "invite_members", members=["Dan"]),
        event("Dan", eve, "join_group_by_link", inviter="Ann"),
        event("Ben", ben, "pin_message", message_id=said),
        event("Ann", ann, "set_messages_ttl", period=86_400),
        event("Ann", ann, "remove_members", members=["Dan"]),
        event("Cat", cat, "remove_members", members=["Cat"]),
        event("Ann", ann, "delete_group_photo"),
    ]
    (shown,) = [one for one in told if one["action"] == "edit_group_photo"]
    assert (found.folder / shown["photo"]).stat().st_size == shown["photo_file_size"]


def event(actor: str, actor_id: str, action: str, **fields: Any) -> dict[str, Any]:
    return {"actor": actor, "actor_id": actor_id, "action": action, **fields}


async def test_who_left_keeps_what_they_had_and_learns_nothing_that_came_later(
    group: Group, tmp_path: Path
) -> None:
    await group.ann.send(group.peer, "before")
    await lead_a_life(group)
    await group.ann.send(group.peer, "behind your back")
    await group.ann(functions.messages.EditChatTitle(chat_id=group.id, title="Secretive"))
    found = await exported(group, group.cat, tmp_path)
    (inside,) = found.account["groups"]
    assert (inside["id"], inside["role"]) == (group.id, "left")
    chat = found.chat(inside["name"])
    texts = [one["text"] for one in chat["messages"] if one["type"] == "message"]
    assert texts == ["before", "off to the hills"]
    assert chat["messages"][-1]["action"] == "remove_members"
    assert "behind your back" not in found.text


async def test_a_group_whose_messages_were_deleted_is_named_still(
    group: Group, tmp_path: Path
) -> None:
    me = types.InputUserSelf()
    await group.cat(
        functions.messages.DeleteChatUser(chat_id=group.id, user_id=me, revoke_history=True)
    )
    found = await exported(group, group.cat, tmp_path)
    assert [one.get("name") for one in found.result["chats"]["list"]] == ["Heliograph"]
    assert [(one["name"], one["role"]) for one in found.account["groups"]] == [("Hikers", "left")]


async def test_what_one_did_for_a_group_is_told_to_who_did_it(group: Group, tmp_path: Path) -> None:
    others = await lead_a_life(group)
    made = (await exported(group, group.ann, tmp_path / "ann")).account
    (link,) = [one for one in made["group_links"] if one["title"] == "for Eve"]
    assert (link["hash"], link["group"]["id"], link["used"]) == (others["hash"], group.id, 1)
    (hers,) = made["groups"]
    assert (hers["role"], hers["about"]) == ("creator", "up and down")
    came = (await exported(group, others["eve"], tmp_path / "eve")).account
    (joined,) = came["groups"]
    assert (joined["role"], joined["came_by"]) == ("member", others["hash"])
    assert came["group_links"] == []


async def test_nothing_of_other_members_is_told_but_their_names(
    group: Group, tmp_path: Path
) -> None:
    await lead_a_life(group)
    await group.ann(
        functions.account.UpdateProfile(first_name="Ann", about="my own business alone")
    )
    found = await exported(group, group.ben, tmp_path)
    assert "my own business alone" not in found.text
    for phone in ("15550100001", "12025550104", "12025550105"):
        assert phone not in found.text
    assert json.dumps(found.account["groups"]).count('"name"') == 2, "the group and who brought Ben"


async def test_what_a_group_shows_is_exported_to_who_is_inside(
    group: Group, tmp_path: Path
) -> None:
    ann, cat = group.ann, group.cat
    await cat(functions.messages.DeleteChatUser(chat_id=group.id, user_id=types.InputUserSelf()))
    await ann(functions.messages.EditChatAbout(peer=group.peer, about="up and down"))
    file = await upload(ann, b"face" * 500, name="face.jpg")
    photo = types.InputChatUploadedPhoto(file=file)
    await ann(functions.messages.EditChatPhoto(chat_id=group.id, photo=photo))
    inside = await exported(group, group.ben, tmp_path / "ben")
    (shown,) = inside.account["groups"]
    assert shown["about"] == "up and down"
    assert (inside.folder / shown["photo"]).stat().st_size > 0
    (left,) = (await exported(group, cat, tmp_path / "cat")).account["groups"]
    assert left.keys() == {"id", "name", "role", "since", "since_unixtime", "brought_by"}
