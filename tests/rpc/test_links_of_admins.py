"""What becomes of an admin's links once they are one no more: docs/decisions/rights-in-channels.md.

https://core.telegram.org/api/invites
"""

from typing import Any

import pytest

from heliograph.domain.chat_invites import keeps_links
from heliograph.domain.permissions import Role
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.groups import make_group
from support.stage import RpcError
from support.talk import People, Talker

channels, messages = functions.channels, functions.messages
RIGHTS = {"invite_users": True}


@pytest.mark.parametrize("role", Role)
def test_who_is_removed_alone_loses_their_links(role: Role) -> None:
    assert keeps_links(role) is (role is not Role.REMOVED)


@pytest.fixture(params=[True, False], ids=["channel", "supergroup"])
async def place(request: pytest.FixtureRequest, people: People) -> Community:
    made = await make_community(people, broadcast=request.param)
    await made.make_admin(made.ben, **RIGHTS)
    return made


async def link(of: Community, by: Talker, **fields: Any) -> str:
    made = await by(messages.ExportChatInvite(peer=of.peer(by), **fields))
    return str(made.link)


async def come(who: Talker, invite: str) -> Any:
    return await who(messages.ImportChatInvite(hash=invite.removeprefix("https://t.me/+")))


async def listed(of: Community, admin: Talker, *, revoked: bool = False) -> set[str]:
    """Somebody's links, as the creator sees them."""
    page = await of.ann(
        messages.GetExportedChatInvites(
            peer=of.peer(of.ann), admin_id=of.ann.user(admin), limit=9, revoked=revoked
        )
    )
    return {one.link for one in page.invites}


async def test_links_of_who_is_removed_are_over(place: Community) -> None:
    ann, ben, dan = place.ann, place.ben, await place.stranger()
    own = await ben(
        messages.GetExportedChatInvites(
            peer=place.peer(ben), admin_id=types.InputUserSelf(), limit=9
        )
    )
    made = {own.invites[0].link, await link(place, ben), await link(place, ben, usage_limit=5)}
    anns = await link(place, ann)
    await place.limit(ann, ben, view_messages=True)
    for invite in made:
        with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
            await come(dan, invite)
    assert (await listed(place, ben), await listed(place, ben, revoked=True)) == (set(), made)
    found = await ann(
        channels.GetAdminLog(channel=place.named_by(ann), q="", max_id=0, min_id=0, limit=9)
    )
    revoked = types.ChannelAdminLogEventActionExportedInviteRevoke
    events = [one for one in found.events if isinstance(one.action, revoked)]
    assert {one.action.invite.link for one in events} == made
    assert {one.user_id for one in events} == {ann.id}
    # Nor are they again once the admin is let in.
    await place.limit(ann, ben)
    await place.make_admin(ben, **RIGHTS)
    for invite in made:
        with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
            await come(dan, invite)
    await come(dan, anns)


async def test_who_waits_by_such_a_link_still_does(place: Community) -> None:
    ann, ben, dan = place.ann, place.ben, await place.stranger()
    invite = await link(place, ben, request_needed=True)
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await come(dan, invite)
    await place.limit(ann, ben, view_messages=True)
    letting_in = messages.HideChatJoinRequest(
        peer=place.peer(ann), user_id=ann.user(dan), approved=True
    )
    await ann(letting_in)
    assert not isinstance(await place.role(ann, dan), types.ChannelParticipantLeft)


@pytest.mark.parametrize("leaves", [False, True], ids=["demoted", "gone"])
async def test_other_links_stay_for_the_creator_to_revoke(place: Community, leaves: bool) -> None:
    ann, ben = place.ann, place.ben
    dan, eve = await place.stranger(), await place.stranger("12025550105")
    invite = await link(place, ben)
    if leaves:
        await ben(channels.LeaveChannel(channel=place.named_by(ben)))
    else:
        await place.make_admin(ben)
    await come(dan, invite)
    owners = await ann(messages.GetAdminsWithInvites(peer=place.peer(ann)))
    assert ben.id in {one.admin_id for one in owners.admins}
    assert await listed(place, ben) == {invite}
    # Who made it has no say any more.
    asked = messages.EditExportedChatInvite(peer=place.peer(ben), link=invite, revoked=True)
    with pytest.raises(RpcError, match=r"CHAT_ADMIN_REQUIRED|CHANNEL_PRIVATE"):
        await ben(asked)
    asked.peer = place.peer(ann)
    await ann(asked)
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await come(eve, invite)


async def test_in_a_basic_group_it_is_the_same(people: People) -> None:
    group = await make_group(people)
    ann, ben, dan = group.ann, group.ben, await group.stranger()
    await ann(messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=True))
    made = (await ben(messages.ExportChatInvite(peer=group.peer))).link
    await ann(messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=False))
    await come(dan, made)
    await ann(messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(ben)))
    eve = await group.stranger("12025550105")
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await come(eve, made)
