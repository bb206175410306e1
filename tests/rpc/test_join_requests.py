"""Asking to be let into supergroups and channels: who is told, who decides, when a request ends."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker

messages, channels = functions.messages, functions.channels
GHOST = "12025550105"


async def link(of: Community, by: Talker, **fields: Any) -> types.ChatInviteExported:
    made: types.ChatInviteExported = await by(messages.ExportChatInvite(peer=of.peer(by), **fields))
    return made


async def ask(who: Talker, invite: types.ChatInviteExported) -> None:
    """Ask by a link, and be told to wait."""
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await who(messages.ImportChatInvite(hash=invite.link.rsplit("+", 1)[1]))


async def waiting(of: Community, by: Talker, *, requested: bool = True, **fields: Any) -> list[int]:
    answer = await by(
        messages.GetChatInviteImporters(
            peer=of.peer(by),
            requested=requested,
            offset_date=0,
            offset_user=types.InputUserEmpty(),
            limit=10,
            **fields,
        )
    )
    return [one.user_id for one in answer.importers]


def settle(of: Community, by: Talker, who: Talker, *, approved: bool = True) -> Any:
    query = messages.HideChatJoinRequest(peer=of.peer(by), user_id=by.user(who), approved=approved)
    return by(query)


async def test_who_asks_comes_into_a_supergroup_once_let_in(people: People) -> None:
    group = await make_community(people)
    ann, ben = group.ann, group.ben
    await group.make_admin(ben, invite_users=True)
    await group.make_admin(group.cat, ban_users=True)
    dan = await group.stranger()
    invite = await link(group, ann, request_needed=True)
    offered = await dan(messages.CheckChatInvite(hash=invite.link.rsplit("+", 1)[1]))
    assert offered.request_needed
    for talker in (ann, ben, group.cat):
        talker.pushed()
    await ask(dan, invite)
    for admin in (ann, ben):
        (told,) = admin.pushed()
        assert (told.requests_pending, told.recent_requesters) == (1, [dan.id])
        full = (await group.full(admin)).full_chat
        assert (full.requests_pending, full.recent_requesters) == (1, [dan.id])
    assert group.cat.pushed() == []
    assert (await group.full(group.cat)).full_chat.requests_pending is None
    assert await waiting(group, ben, q="dan") == [dan.id]
    assert await waiting(group, ben, q="eve") == []
    dan.pushed()
    answer = await settle(group, ben, dan)
    assert types.UpdateChannel(channel_id=group.id) in dan.pushed()
    (left,) = [one for one in answer.updates if isinstance(one, types.UpdatePendingJoinRequests)]
    assert left.requests_pending == 0
    (said,) = (await dan.history(group.peer(dan)))[:1]
    assert (said.action, said.from_id) == (
        types.MessageActionChatJoinedByRequest(),
        types.PeerUser(user_id=dan.id),
    )
    assert isinstance(await group.role(ann, dan), types.ChannelParticipant)
    assert await waiting(group, ann, requested=False, link=invite.link) == [dan.id]


async def test_a_channel_says_nothing_of_who_was_let_in(people: People) -> None:
    news = await make_community(people, broadcast=True)
    dan = await news.stranger()
    await ask(dan, await link(news, news.ann, request_needed=True))
    before = await news.ann.history(news.peer(news.ann))
    await settle(news, news.ann, dan)
    assert await news.ann.history(news.peer(news.ann)) == before
    assert (await news.full(dan)).full_chat.participants_count == 4


async def test_who_is_turned_away_waits_no_longer_and_may_ask_again(people: People) -> None:
    group = await make_community(people)
    dan = await group.stranger()
    invite = await link(group, group.ann, request_needed=True)
    await ask(dan, invite)
    await settle(group, group.ann, dan, approved=False)
    assert await waiting(group, group.ann) == []
    with pytest.raises(RpcError, match="400 HIDE_REQUESTER_MISSING"):
        await settle(group, group.ann, dan)
    await ask(dan, invite)
    assert await waiting(group, group.ann) == [dan.id]


async def test_a_public_supergroup_may_want_to_be_asked(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ann, dan = group.ann, await group.stranger()
    toggle = channels.ToggleJoinRequest(channel=group.named_by(ann), enabled=True)
    with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
        await group.ben(channels.ToggleJoinRequest(channel=group.named_by(group.ben), enabled=True))
    (shown,) = (await ann(toggle)).chats
    assert shown.join_request
    with pytest.raises(RpcError, match="400 CHAT_NOT_MODIFIED"):
        await ann(toggle)
    with pytest.raises(RpcError, match="400 INVITE_REQUEST_SENT"):
        await dan(channels.JoinChannel(channel=group.named_by(dan)))
    assert await waiting(group, ann) == [dan.id]
    with pytest.raises(RpcError, match="400 USER_NOT_PARTICIPANT"):
        await group.role(dan, dan)
    await settle(group, ann, dan)
    assert isinstance(await group.role(dan, dan), types.ChannelParticipantSelf)


async def test_only_a_public_supergroup_wants_to_be_asked_by_name(people: People) -> None:
    group = await make_community(people)
    news = await make_community(people, broadcast=True, username="hikers_news")
    for of, refusal in ((group, "CHAT_PUBLIC_REQUIRED"), (news, "CHANNEL_INVALID")):
        with pytest.raises(RpcError, match=f"400 {refusal}"):
            await of.ann(channels.ToggleJoinRequest(channel=of.named_by(of.ann), enabled=True))


async def test_requests_are_for_who_may_let_in(people: People) -> None:
    group = await make_community(people)
    ben, dan = group.ben, await group.stranger()
    await group.make_admin(ben, ban_users=True)
    await ask(dan, await link(group, group.ann, request_needed=True))
    for attempt in (
        waiting(group, ben),
        waiting(group, ben, requested=False),
        settle(group, ben, dan),
        ben(messages.HideAllChatJoinRequests(peer=group.peer(ben), approved=True)),
    ):
        with pytest.raises(RpcError, match="400 CHAT_ADMIN_REQUIRED"):
            await attempt
    assert await waiting(group, group.ann) == [dan.id]


@pytest.mark.parametrize("end", ["banned", "revoked", "added", "deleted"])
async def test_a_request_ends(people: People, end: str) -> None:
    group = await make_community(people)
    ann, dan = group.ann, await group.stranger()
    invite = await link(group, ann, request_needed=True)
    await ask(dan, invite)
    if end == "banned":
        await group.limit(ann, dan, view_messages=True)
    elif end == "revoked":
        edit = messages.EditExportedChatInvite(peer=group.peer(ann), link=invite.link, revoked=True)
        ann.pushed()
        await ann(edit)
        (told,) = [one for one in ann.pushed() if isinstance(one, types.UpdatePendingJoinRequests)]
        assert told.requests_pending == 0
    elif end == "added":
        await ann(channels.InviteToChannel(channel=group.named_by(ann), users=[ann.user(dan)]))
    else:
        await ann(channels.DeleteChannel(channel=group.named_by(ann)))
    store = people.stage.store
    found, count = await store.joiners(
        -(10**12) - group.id,
        waiting=True,
        hash=None,
        before=2**62,
        below_id=0,
        at_most=9,
    )
    assert (list(found), count) == ([], 0)


async def test_all_who_asked_by_one_link_are_let_in_at_once(people: People) -> None:
    group = await make_community(people)
    ann, dan, eve = group.ann, await group.stranger(), await group.stranger(GHOST)
    one, other = [await link(group, ann, request_needed=True, title=t) for t in ("a", "b")]
    await ask(dan, one)
    await ask(eve, other)
    query = messages.HideAllChatJoinRequests(peer=group.peer(ann), link=one.link, approved=True)
    answer = await ann(query)
    assert answer.updates[-1].recent_requesters == [eve.id]
    assert await waiting(group, ann) == [eve.id]
    assert isinstance(await group.role(ann, dan), types.ChannelParticipant)


async def test_the_log_says_how_somebody_came(people: People) -> None:
    group = await make_community(people, username="hikers_club")
    ann, ben = group.ann, group.ben
    await group.make_admin(ben, invite_users=True)
    dan, eve = await group.stranger(), await group.stranger(GHOST)
    asked, free = await link(group, ann, request_needed=True), await link(group, ann)
    await ask(dan, asked)
    await settle(group, ben, dan)
    await eve(messages.ImportChatInvite(hash=free.link.rsplit("+", 1)[1]))
    for who in (ann, ben):
        query = channels.GetAdminLog(
            channel=group.named_by(who),
            q="",
            events_filter=types.ChannelAdminLogEventsFilter(join=True),
            max_id=0,
            min_id=0,
            limit=9,
        )
        answer = await who(query)
        by_link, by_request = answer.events
        assert (by_link.user_id, by_request.user_id) == (eve.id, dan.id)
        assert isinstance(by_link.action, types.ChannelAdminLogEventActionParticipantJoinByInvite)
        assert by_request.action.approved_by == ben.id
        # A link that is another's is not given away, but to the creator.
        links = [one.action.invite.link for one in answer.events]
        assert (links == [free.link, asked.link]) is (who is ann)


async def test_the_log_says_what_became_of_links(people: People) -> None:
    group = await make_community(people)
    ann = group.ann
    invite = await link(group, ann, title="Spring")
    for fields in ({"title": "Autumn"}, {"revoked": True}):
        edit = messages.EditExportedChatInvite(peer=group.peer(ann), link=invite.link, **fields)
        await ann(edit)
    await ann(messages.DeleteExportedChatInvite(peer=group.peer(ann), link=invite.link))
    query = channels.GetAdminLog(
        channel=group.named_by(ann),
        q="",
        events_filter=types.ChannelAdminLogEventsFilter(invites=True),
        max_id=0,
        min_id=0,
        limit=9,
    )
    deleted, revoked, edited = [one.action for one in (await ann(query)).events]
    assert isinstance(deleted, types.ChannelAdminLogEventActionExportedInviteDelete)
    assert isinstance(revoked, types.ChannelAdminLogEventActionExportedInviteRevoke)
    assert (edited.prev_invite.title, edited.new_invite.title) == ("Spring", "Autumn")
