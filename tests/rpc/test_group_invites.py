"""Links into basic groups: made, changed, used, asked by, and over."""

from typing import Any

import pytest

from heliograph.domain.chats import Asker, ChatDecision, Member
from heliograph.domain.permissions import Role
from heliograph.tl import functions, types
from support.groups import Group, make_group
from support.stage import RpcError
from support.talk import People, Talker


@pytest.fixture
async def group(people: People) -> Group:
    return await make_group(people)


async def link(group: Group, **fields: Any) -> types.ChatInviteExported:
    invite: types.ChatInviteExported = await group.ann(
        functions.messages.ExportChatInvite(peer=group.peer, **fields)
    )
    return invite


def hash_in(invite: types.ChatInviteExported) -> str:
    return invite.link.removeprefix("https://t.me/+")


async def come(who: Talker, invite: types.ChatInviteExported) -> Any:
    return await who(functions.messages.ImportChatInvite(hash=hash_in(invite)))


async def importers(group: Group, **fields: Any) -> list[types.ChatInviteImporter]:
    answer = await group.ann(
        functions.messages.GetChatInviteImporters(
            peer=group.peer, offset_date=0, offset_user=types.InputUserEmpty(), limit=10, **fields
        )
    )
    found: list[types.ChatInviteImporter] = answer.importers
    return found


async def test_who_has_a_link_sees_the_group_and_comes(group: Group) -> None:
    dan = await group.stranger()
    invite = await link(group)
    offered = await dan(functions.messages.CheckChatInvite(hash=hash_in(invite)))
    assert (offered.title, offered.participants_count) == ("Hikers", 3)
    done = await come(dan, invite)
    _, told, listed = done.updates.updates
    assert told.message.action == types.MessageActionChatJoinedByLink(inviter_id=group.ann.id)
    assert len(listed.participants.participants) == 4
    at_ben = group.ben.pushed()
    assert {type(one).__name__ for one in at_ben} == {
        "UpdateNewMessage",
        "UpdateChatParticipantAdd",
    }
    assert dan.id in await group.members(group.cat)
    again = await dan(functions.messages.CheckChatInvite(hash=hash_in(invite)))
    assert again.chat.id == group.id
    with pytest.raises(RpcError, match="400 USER_ALREADY_PARTICIPANT"):
        await come(dan, invite)
    assert [one.user_id for one in await importers(group, link=invite.link)] == [dan.id]


@pytest.mark.parametrize(
    ("hash", "refusal"), [("", "INVITE_HASH_EMPTY"), ("nothing", "INVITE_HASH_EXPIRED")]
)
async def test_a_link_is_one(group: Group, hash: str, refusal: str) -> None:
    dan = await group.stranger()
    for query in (
        functions.messages.CheckChatInvite(hash=hash),
        functions.messages.ImportChatInvite(hash=hash),
    ):
        with pytest.raises(RpcError, match=f"400 {refusal}"):
            await dan(query)


async def test_a_link_ends(group: Group) -> None:
    dan, eve = await group.stranger(), await group.stranger("12025550105")
    clock = group.people.stage.clock
    with pytest.raises(RpcError, match="400 EXPIRE_DATE_INVALID"):
        await link(group, expire_date=clock.now())
    once = await link(group, usage_limit=1)
    soon = await link(group, expire_date=clock.now() + 60)
    await come(dan, once)
    clock.date += 60
    for invite in (once, soon):
        with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
            await come(eve, invite)


async def test_each_admin_has_a_link_that_always_is(group: Group) -> None:
    query = functions.messages.GetExportedChatInvites(
        peer=group.peer, admin_id=types.InputUserSelf(), limit=1
    )
    (first,) = (await group.ann(query)).invites
    assert first.permanent
    assert (await group.ann(query)).invites == [first]
    full = await group.ann(functions.messages.GetFullChat(chat_id=group.id))
    assert full.full_chat.exported_invite == first
    with pytest.raises(RpcError, match="400 CHAT_INVITE_PERMANENT"):
        await group.ann(
            functions.messages.EditExportedChatInvite(
                peer=group.peer, link=first.link, title="Mine"
            )
        )
    renewed = await link(group, legacy_revoke_permanent=True)
    assert renewed.permanent
    assert renewed.link != first.link
    assert (await group.ann(query)).invites == [renewed]


async def test_a_link_is_changed_revoked_and_forgotten(group: Group) -> None:
    ann, dan = group.ann, await group.stranger()
    invite = await link(group, title="Spring", usage_limit=5)
    edited = await ann(
        functions.messages.EditExportedChatInvite(
            peer=group.peer, link=invite.link, title="Autumn", usage_limit=7
        )
    )
    assert (edited.invite.title, edited.invite.usage_limit) == ("Autumn", 7)
    drop = functions.messages.DeleteExportedChatInvite(peer=group.peer, link=invite.link)
    with pytest.raises(RpcError, match="400 INVITE_REVOKED_MISSING"):
        await ann(drop)
    gone = await ann(
        functions.messages.EditExportedChatInvite(peer=group.peer, link=invite.link, revoked=True)
    )
    assert gone.invite.revoked
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await come(dan, invite)
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await ann(
            functions.messages.EditExportedChatInvite(
                peer=group.peer, link=invite.link, title="Late"
            )
        )
    listed = await ann(
        functions.messages.GetExportedChatInvites(
            peer=group.peer, admin_id=types.InputUserSelf(), limit=10, revoked=True
        )
    )
    assert [one.link for one in listed.invites] == [invite.link]
    assert await ann(drop)
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await ann(functions.messages.GetExportedChatInvite(peer=group.peer, link=invite.link))


async def test_who_asks_waits_until_an_admin_says_so(group: Group) -> None:
    ann = group.ann
    dan, eve = await group.stranger(), await group.stranger("12025550105")
    invite = await link(group, request_needed=True)
    for who in (dan, eve):
        with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
            await come(who, invite)
    waiting = ann.pushed()[-1]
    assert (waiting.requests_pending, set(waiting.recent_requesters)) == (2, {dan.id, eve.id})
    assert group.ben.pushed() == []
    assert {one.user_id for one in await importers(group, requested=True)} == {dan.id, eve.id}
    await ann(
        functions.messages.HideChatJoinRequest(
            peer=group.peer, user_id=ann.user(dan), approved=True
        )
    )
    (told,) = [u for u in dan.pushed() if isinstance(u, types.UpdateNewMessage)]
    assert told.message.action == types.MessageActionChatJoinedByRequest()
    assert dan.id in await group.members(group.ben)
    await ann(functions.messages.HideAllChatJoinRequests(peer=group.peer))
    assert await importers(group, requested=True) == []
    assert eve.id not in await group.members(group.ben)
    with pytest.raises(RpcError, match="400 HIDE_REQUESTER_MISSING"):
        await ann(
            functions.messages.HideChatJoinRequest(
                peer=group.peer, user_id=ann.user(eve), approved=True
            )
        )


async def test_links_are_the_admins_business(group: Group) -> None:
    ann, ben = group.ann, group.ben
    rights = types.ChatBannedRights(until_date=0, invite_users=True)
    await ann(functions.messages.EditChatDefaultBannedRights(peer=group.peer, banned_rights=rights))
    invite = await link(group)
    for query in (
        functions.messages.ExportChatInvite(peer=group.peer),
        functions.messages.GetExportedChatInvite(peer=group.peer, link=invite.link),
        functions.messages.GetAdminsWithInvites(peer=group.peer),
    ):
        with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
            await ben(query)
    found = await ann(functions.messages.GetAdminsWithInvites(peer=group.peer))
    assert [(one.admin_id, one.invites_count) for one in found.admins] == [(ann.id, 1)]


async def test_requests_are_the_admins_business_even_where_members_may_invite(
    group: Group,
) -> None:
    ann, ben, dan = group.ann, group.ben, await group.stranger()
    asked = await link(group, request_needed=True)
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await come(dan, asked)
    queries = (
        functions.messages.ExportChatInvite(peer=group.peer),
        functions.messages.GetExportedChatInvites(
            peer=group.peer, admin_id=types.InputUserSelf(), limit=9
        ),
        functions.messages.GetChatInviteImporters(
            peer=group.peer,
            requested=True,
            offset_date=0,
            offset_user=types.InputUserEmpty(),
            limit=9,
        ),
        functions.messages.HideChatJoinRequest(
            peer=group.peer, user_id=ben.user(dan), approved=True
        ),
        functions.messages.HideAllChatJoinRequests(peer=group.peer, approved=True),
    )
    for query in queries:
        with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
            await ben(query)
    full = (await ben(functions.messages.GetFullChat(chat_id=group.id))).full_chat
    assert (full.requests_pending, full.exported_invite) == (None, None)
    await ann(
        functions.messages.EditChatAdmin(chat_id=group.id, user_id=ann.user(ben), is_admin=True)
    )
    full = (await ben(functions.messages.GetFullChat(chat_id=group.id))).full_chat
    assert full.requests_pending == 1
    await ben(queries[-1])
    assert dan.id in await group.members(ben)


async def test_links_come_page_by_page_each_once(group: Group) -> None:
    clock = group.people.stage.clock
    await group.ann(functions.messages.GetFullChat(chat_id=group.id))
    made = []
    for step in (0, 5, 5, 9):
        clock.date += step
        made.append((await link(group, title=f"{step}")).link)
    for revoked in (False, True):
        listed: list[Any] = []
        while True:
            last = listed[-1] if listed else None
            page = await group.ann(
                functions.messages.GetExportedChatInvites(
                    peer=group.peer,
                    admin_id=types.InputUserSelf(),
                    limit=2,
                    revoked=revoked,
                    offset_date=last.date if last else None,
                    offset_link=last.link if last else None,
                )
            )
            if not page.invites:
                break
            listed += page.invites
        links = [one.link for one in listed]
        assert len(links) == len(set(links)) == page.count
        assert set(made) <= set(links)
        assert links[-1] == made[0] or revoked
        for one in () if revoked else links:
            await group.ann(
                functions.messages.EditExportedChatInvite(peer=group.peer, link=one, revoked=True)
            )


async def test_who_was_removed_does_not_come_back_by_a_link(group: Group) -> None:
    ann, ben = group.ann, group.ben
    invite = await link(group)
    await ann(functions.messages.DeleteChatUser(chat_id=group.id, user_id=ann.user(ben)))
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await come(ben, invite)
    with pytest.raises(RpcError, match="400 INVITE_HASH_EXPIRED"):
        await ben(functions.messages.CheckChatInvite(hash=hash_in(invite)))


async def test_who_came_another_way_waits_no_more(group: Group) -> None:
    ann, dan = group.ann, await group.stranger()
    asked = await link(group, request_needed=True)
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await come(dan, asked)
    await ann(functions.messages.AddChatUser(chat_id=group.id, user_id=ann.user(dan), fwd_limit=0))
    assert dan.id in await group.members(ann)
    assert await importers(group, requested=True) == []


async def test_who_was_removed_is_let_in_by_who_may_remove(group: Group) -> None:
    ann, ben, dan = group.ann, group.ben, await group.stranger()
    asked = await link(group, request_needed=True)
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await come(dan, asked)
    # A request of somebody who was removed: it was kept before requests ended with an arrival.
    removed = Member(account_id=dan.id, role=Role.REMOVED, inviter_id=ann.id, date=1)
    store = ann.device.stage.store
    await store.change_group(
        Asker(account_id=ann.id, chat_id=group.id, date=1, random_id=1),
        decide=lambda context: ChatDecision(chat=context.chat, changed=(removed,)),
    )
    for by, refusal in ((ben, "400 CHAT_ADMIN_REQUIRED"), (ann, None)):
        query = functions.messages.HideChatJoinRequest(
            peer=group.peer, user_id=by.user(dan), approved=True
        )
        if refusal is None:
            await by(query)
            continue
        with pytest.raises(RpcError, match=refusal):
            await by(query)
    assert dan.id in await group.members(ann)
