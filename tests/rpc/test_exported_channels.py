"""Of supergroups and channels an export has what the account is there, and what it wrote."""

from pathlib import Path
from typing import Any

import pytest

from heliograph.server import export_commands
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.exported import export
from support.stage import RpcError
from support.talk import People, Talker


async def say(place: Place, who: Talker, *texts: str) -> None:
    for text in texts:
        await who.send(place.peer(who), text)


def texts(chat: dict[str, Any]) -> list[str]:
    return [one["text"] for one in chat["messages"] if one["type"] == "message"]


@pytest.mark.parametrize("page", [1, 2, 2_000])
async def test_what_one_wrote_in_a_supergroup_is_there_and_no_more(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(export_commands, "POSTS", page)
    place = await make_place(people)
    await say(place, people.ben, "mine 1")
    await say(place, people.ann, "hers 1", "hers 2")
    await say(place, people.ben, "mine 2")
    found = await export(people.stage, people.ben.id, tmp_path)
    chat = found.chat("Hikers")
    assert (chat["type"], chat["id"]) == ("public_supergroup", place.id)
    assert texts(chat) == ["mine 1", "mine 2"]
    assert {one.get("from_id") for one in chat["messages"]} <= {f"user{people.ben.id}", None}
    assert "hers" not in found.text
    (inside,) = found.account["channels"]
    assert (inside["role"], inside["username"], inside["about"]) == (
        "member",
        "@hikers",
        "Up and down",
    )
    (dialog,) = [one for one in found.account["dialogs"] if one["name"] == "Hikers"]
    assert dialog["id"] == place.id


async def test_what_one_wrote_where_one_was_is_apart(people: People, tmp_path: Path) -> None:
    place = await make_place(people)
    await say(place, people.ben, "mine")
    await people.ben(functions.channels.LeaveChannel(channel=place.channel(people.ben)))
    found = await export(people.stage, people.ben.id, tmp_path)
    (left,) = found.result["left_chats"]["list"]
    assert (left["name"], left["type"]) == ("Hikers", "public_supergroup")
    assert texts(left) == ["mine"]
    assert [one["role"] for one in found.account["channels"]] == ["left"]


async def test_a_channels_post_is_its_own_and_says_to_nobody_who_likes_it(
    people: People, tmp_path: Path
) -> None:
    place = await make_place(people, broadcast=True)
    await say(place, people.ann, "news")
    found = await export(people.stage, people.ann.id, tmp_path / "ann")
    chat = found.chat("Hikers")
    assert chat["type"] == "public_channel"
    (post,) = [one for one in chat["messages"] if one["type"] == "message"]
    assert (post["text"], post["from_id"]) == ("news", f"channel{place.id}")
    reader = await export(people.stage, people.ben.id, tmp_path / "ben")
    assert reader.chat("Hikers")["messages"] == []


async def test_an_admins_title_is_there(people: People, tmp_path: Path) -> None:
    place = await make_place(people)
    rights = types.ChatAdminRights(delete_messages=True)
    await people.ann(
        functions.channels.EditAdmin(
            channel=place.channel(people.ann),
            user_id=people.ann.user(people.ben),
            admin_rights=rights,
            rank="guide",
        )
    )
    found = await export(people.stage, people.ben.id, tmp_path)
    assert [(one["role"], one["rank"]) for one in found.account["channels"]] == [("admin", "guide")]


async def test_an_export_has_where_one_asked_to_be_let_in(people: People, tmp_path: Path) -> None:
    place = await make_place(people)
    dan = await people.stage.person("12025550104", "Dan")
    invite = await people.ann(
        functions.messages.ExportChatInvite(peer=place.peer(people.ann), request_needed=True)
    )
    asking = functions.messages.ImportChatInvite(hash=invite.link.rsplit("+", 1)[1])
    with pytest.raises(RpcError, match="INVITE_REQUEST_SENT"):
        await dan(asking)
    found = await export(people.stage, dan.session.key.account_id, tmp_path)
    (asked,) = found.account["group_requests"]
    assert asked["name"] == "Hikers"
