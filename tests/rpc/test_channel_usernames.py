"""The names a supergroup or channel is found under beside the one of its choice."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, patch

import pytest

from heliograph.actions import channel_admins
from heliograph.actions import channels as actions
from heliograph.domain.errors import Refused
from heliograph.domain.peers import channel_peer
from heliograph.server.control import CommandError
from heliograph.server.username_commands import Named, username_grant, username_withdraw
from heliograph.tl import functions, types
from support.channels import Place, make_place
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker


@pytest.fixture
async def group(people: People) -> Place:
    return await make_place(people)


async def names(group: Place, viewer: Talker) -> Any:
    chat = await group.seen_by(viewer)
    return chat.username or [(one.username, one.active) for one in chat.usernames or []]


async def grant(group: Place, *usernames: str) -> None:
    for username in usernames:
        await actions.grant_username(group.people.stage.app, group.id, username)


async def toggle(group: Place, by: Talker, username: str, *, active: bool) -> Any:
    named = group.channel(by)
    return await by(
        functions.channels.ToggleUsername(channel=named, username=username, active=active)
    )


async def found(viewer: Talker, username: str) -> Any:
    return (await viewer(functions.contacts.ResolveUsername(username=username))).peer


async def test_several_names_are_listed_and_each_finds_it(group: Place) -> None:
    cat = group.cat
    assert await names(group, cat) == "hikers"
    await grant(group, "hikers_club", "alpine_club")
    shown = [(name, True) for name in ("hikers", "hikers_club", "alpine_club")]
    assert await names(group, cat) == shown
    for name in ("hikers", "HIKERS_CLUB", "alpine_club"):
        assert (await found(cat, name)).channel_id == group.id
    with pytest.raises(Refused, match="USERNAME_OCCUPIED"):
        await grant(group, "hikers_club")


async def test_who_has_made_as_many_public_as_they_may_makes_no_other_so(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.storage.sqlite.channel_changes.PUBLIC_MAX", 2)
    made = [await make_community(people, broadcast=kind) for kind in (False, True, False)]
    ann = people.ann

    async def call(place: Community, username: str) -> None:
        named = place.named_by(ann)
        await ann(functions.channels.UpdateUsername(channel=named, username=username))

    await call(made[0], "hikers_club")
    await call(made[1], "hikers_news")
    with pytest.raises(RpcError, match="400 CHANNELS_ADMIN_PUBLIC_TOO_MUCH"):
        await call(made[2], "hikers_chat")
    await call(made[0], "climbers_club")
    await call(made[1], "")
    await call(made[2], "hikers_chat")


async def test_nobody_owns_more_public_ones_by_leaving_some_or_being_given_them(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.storage.sqlite.channel_changes.PUBLIC_MAX", 1)
    made = [await make_community(people) for _ in range(2)]
    ann, ben, app = people.ann, people.ben, people.stage.app

    async def call(place: Community, username: str) -> None:
        named = place.named_by(ann)
        await ann(functions.channels.UpdateUsername(channel=named, username=username))

    await call(made[0], "hikers_club")
    await ann(functions.channels.LeaveChannel(channel=made[0].named_by(ann)))
    with pytest.raises(RpcError, match="400 CHANNELS_ADMIN_PUBLIC_TOO_MUCH"):
        await call(made[1], "hikers_chat")
    await ann(functions.channels.JoinChannel(channel=made[0].named_by(ann)))
    await channel_admins.hand_over(app, ann.id, made[0].id, ben.id, origin=None)
    await call(made[1], "hikers_chat")
    with pytest.raises(Refused, match="CHANNELS_ADMIN_PUBLIC_TOO_MUCH"):
        await channel_admins.hand_over(app, ann.id, made[1].id, ben.id, origin=None)


async def test_who_is_there_is_told_of_another_name(group: Place) -> None:
    await grant(group, "hikers_club")
    await group.people.stage.settle()
    assert types.UpdateChannel(channel_id=group.id) in group.ben.pushed()


async def test_a_hidden_name_finds_nobody_and_only_the_creator_sees_it(group: Place) -> None:
    ann, ben = group.ann, group.ben
    await grant(group, "hikers_club")
    assert await toggle(group, ann, "hikers_club", active=False)
    assert await names(group, ben) == [("hikers", True)]
    assert await names(group, ann) == [("hikers", True), ("hikers_club", False)]
    with pytest.raises(RpcError, match="USERNAME_NOT_OCCUPIED"):
        await found(ben, "hikers_club")
    with pytest.raises(RpcError, match="USERNAME_OCCUPIED"):
        await ben(functions.account.UpdateUsername(username="hikers_club"))
    for username, active, refusal in (
        ("hikers_club", False, "USERNAME_NOT_MODIFIED"),
        ("hikers", False, "USERNAME_INVALID"),
        ("nobodys_name", True, "USERNAME_INVALID"),
    ):
        with pytest.raises(RpcError, match=refusal):
            await toggle(group, ann, username, active=active)
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await toggle(group, ben, "hikers_club", active=True)


async def test_names_are_put_in_another_order(group: Place) -> None:
    ann, ben = group.ann, group.ben
    await grant(group, "hikers_club")

    async def reorder(by: Talker, *order: str) -> Any:
        named = group.channel(by)
        return await by(functions.channels.ReorderUsernames(channel=named, order=list(order)))

    assert await reorder(ann, "hikers_club", "hikers")
    assert await names(group, ben) == [("hikers_club", True), ("hikers", True)]
    with pytest.raises(RpcError, match="ORDER_INVALID"):
        await reorder(ann, "hikers")
    with pytest.raises(RpcError, match="CHAT_ADMIN_REQUIRED"):
        await reorder(ben, "hikers", "hikers_club")


async def test_without_the_name_of_its_choice_it_is_public_by_another(group: Place) -> None:
    ann, cat = group.ann, group.cat
    await grant(group, "hikers_club")
    named = group.channel(ann)
    await ann(functions.channels.UpdateUsername(channel=named, username=""))
    assert await names(group, cat) == [("hikers_club", True)]
    assert (await found(cat, "hikers_club")).channel_id == group.id
    page = await group.people.stage.store.public_channel("hikers_club", may_look=lambda _: True)
    assert page is not None
    assert page.username == "hikers_club"
    # With none that is shown it is nobody's to find, and the name waits for its owner.
    assert await ann(functions.channels.DeactivateAllUsernames(channel=named))
    assert isinstance(await group.seen_by(cat), types.ChannelForbidden)
    assert await toggle(group, ann, "hikers_club", active=True)
    assert await names(group, cat) == [("hikers_club", True)]
    await ann(functions.channels.UpdateUsername(channel=named, username="hikers_two"))
    assert (await found(cat, "hikers_two")).channel_id == group.id


async def test_the_operator_gives_names_and_takes_back_what_was_given(group: Place) -> None:
    stage = group.people.stage
    desk: Any = SimpleNamespace(app=stage.app, store=stage.store)
    place = str(channel_peer(group.id))
    done = await username_grant(desk, Named(who=place, username="@hikers_club"))
    assert done["usernames"] == ["hikers", "hikers_club"]
    done = await username_withdraw(desk, Named(who="@hikers", username="hikers_club"))
    assert (done["id"], done["usernames"], done["hidden"]) == (int(place), ["hikers"], [])
    assert await names(group, group.ben) == "hikers"
    with pytest.raises(Refused, match="USERNAME_INVALID"):
        await username_withdraw(desk, Named(who="@hikers", username="hikers"))
    for who in ("-100x", "-100", "-5" + "0" * 15, "@nobodys_name"):
        with pytest.raises(CommandError):
            await username_grant(desk, Named(who=who, username="hikers_club"))
    behind = Named(who=f"-100{group.id}", username="hikers_club")
    assert (await username_grant(desk, behind))["id"] == int(place)
    ann = str(group.ann.id)
    assert (await username_grant(desk, Named(who=ann, username="ann_one")))["id"] == group.ann.id
    done = await username_withdraw(desk, Named(who=ann, username="ann_one"))
    assert done["usernames"] == []


async def test_a_name_of_a_deleted_channel_is_free(group: Place) -> None:
    await grant(group, "hikers_club")
    await group.ann(functions.channels.DeleteChannel(channel=group.channel(group.ann)))
    assert await group.ben(functions.account.UpdateUsername(username="hikers_club"))


@pytest.mark.parametrize(
    ("who", "channel_id"),
    [
        ("-1000000000777", 777),
        ("-100777", 777),
        ("-1808726632100", 808_726_632_100),
        ("-100808726632100", 808_726_632_100),
    ],
)
async def test_a_channels_number_is_read_as_bots_count_and_as_people_write_it(
    group: Place, who: str, channel_id: int
) -> None:
    desk: Any = SimpleNamespace(app=group.people.stage.app, store=group.people.stage.store)
    grant = AsyncMock(side_effect=Refused)
    with patch("heliograph.actions.channels.grant_username", grant), pytest.raises(Refused):
        await username_grant(desk, Named(who=who, username="hikers_club"))
    assert grant.await_args is not None
    assert grant.await_args.args[1] == channel_id
