"""Two callers who meet in a supergroup, whose operations are done in every order: one of them comes
first, and what the other is told fits it."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import apsw
import pytest
from msgspec.structs import replace

from heliograph.actions import channel_admins
from heliograph.domain.channel_admins import ChannelLimits
from heliograph.domain.errors import Refused
from heliograph.domain.permissions import Role
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.stage import RpcError
from support.talk import People, Talker
from support.turns import Turns

ORDERS = list(itertools.product((0, 1), repeat=3))
"""Of the first turns; whoever has some left has them one after another."""

Call = Callable[[], Awaitable[Any]]
DONE = ""


class Meetings:
    """What the two were told in all orders: more than one thing, or they never met."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self.told: set[tuple[str, ...]] = set()

    async def __call__(self, first: Call, second: Call, order: tuple[int, ...]) -> list[str]:
        """What each is refused with, empty for who is not."""
        answers = await self._turns.interleave([first, second], order)
        told = []
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, RpcError | Refused):
                raise answer
            told.append(_refusal(answer))
        self.told.add(tuple(told))
        return told


@pytest.fixture
async def meet(people: People) -> AsyncIterator[Meetings]:
    """Has two calls take turns in the stage's store."""
    stage = people.stage
    turns = Turns(stage.store)
    stage.turn(store=turns)
    made = Meetings(turns)
    yield made
    assert len(made.told) > 1
    assert list(await stage.store.check(whole=True)) == []


def _refusal(answer: Any) -> str:
    if isinstance(answer, RpcError):
        return answer.text
    return answer.token if isinstance(answer, Refused) else DONE


def call(who: Talker, query: Any) -> Call:
    async def made() -> Any:
        return await who.device(query)

    return made


async def counted(group: Community) -> tuple[int, int]:
    """How many members it is said to have, and how many are in it."""
    full = await group.full(group.ann)
    page = await group.ann(
        functions.channels.GetParticipants(
            channel=group.named_by(group.ann),
            filter=types.ChannelParticipantsRecent(),
            offset=0,
            limit=100,
            hash=0,
        )
    )
    return full.full_chat.participants_count, len(page.participants)


async def link(group: Community, **fields: Any) -> str:
    made = await group.ann(
        functions.messages.ExportChatInvite(peer=group.peer(group.ann), **fields)
    )
    secret: str = made.link.rpartition("+")[2]
    return secret


def come_by(secret: str, who: Talker) -> Call:
    return call(who, functions.messages.ImportChatInvite(hash=secret))


def say(group: Community, who: Talker, number: int) -> Call:
    return call(
        who,
        functions.messages.SendMessage(
            peer=group.peer(who), message="hi", random_id=7_000 + number
        ),
    )


def remove(group: Community, by: Talker, who: Talker) -> Call:
    rights = types.ChatBannedRights(view_messages=True, until_date=0)
    query = functions.channels.EditBanned(
        channel=group.named_by(by), participant=by.to(who), banned_rights=rights
    )
    return call(by, query)


def appoint(group: Community, by: Talker, who: Talker) -> Call:
    query = functions.channels.EditAdmin(
        channel=group.named_by(by),
        user_id=by.user(who),
        admin_rights=types.ChatAdminRights(ban_users=True),
        rank="",
    )
    return call(by, query)


async def said(group: Community) -> list[str]:
    """What was said and told there, the oldest first."""
    found = await group.ann.history(group.peer(group.ann))
    return [
        one.message if isinstance(one, types.Message) else type(one.action).__name__
        for one in reversed(found)
    ]


async def test_nobody_says_anything_once_they_are_out(people: People, meet: Meetings) -> None:
    for number, order in enumerate(ORDERS):
        group = await make_community(people)
        saying, removing = say(group, group.cat, number), remove(group, group.ann, group.cat)
        refused, done = await meet(saying, removing, order)
        assert done == DONE
        assert refused in (DONE, "CHANNEL_PRIVATE")
        told = [one for one in await said(group) if one in ("hi", "MessageActionChatDeleteUser")]
        came = ["hi"] if refused == DONE else []
        assert told == [*came, "MessageActionChatDeleteUser"]
        assert await counted(group) == (2, 2)


async def test_the_last_place_is_one_persons(people: People, meet: Meetings) -> None:
    people.stage.turn(channel_limits=ChannelLimits(members=4))
    dan = await (await make_community(people)).stranger()
    eve = await (await make_community(people)).stranger("12025550105")
    for order in ORDERS:
        group = await make_community(people)
        secret = await link(group)
        told = await meet(come_by(secret, dan), come_by(secret, eve), order)
        assert sorted(told) == [DONE, "USERS_TOO_MUCH"]
        assert await counted(group) == (4, 4)


async def test_a_link_for_one_lets_one_in(people: People, meet: Meetings) -> None:
    dan = await (await make_community(people)).stranger()
    eve = await (await make_community(people)).stranger("12025550105")
    for order in ORDERS:
        group = await make_community(people)
        secret = await link(group, usage_limit=1)
        told = await meet(come_by(secret, dan), come_by(secret, eve), order)
        assert sorted(told) == [DONE, "INVITE_HASH_EXPIRED"]
        assert await counted(group) == (4, 4)


async def test_who_comes_twice_at_once_is_in_it_once(people: People, meet: Meetings) -> None:
    dan = await (await make_community(people)).stranger()
    again = dan.sibling()
    for order in ORDERS:
        group = await make_community(people)
        secret = await link(group)
        told = await meet(come_by(secret, dan), come_by(secret, again), order)
        assert sorted(told) == [DONE, "USER_ALREADY_PARTICIPANT"]
        assert await counted(group) == (4, 4)


async def test_a_request_is_settled_once(people: People, meet: Meetings) -> None:
    dan = await (await make_community(people)).stranger()
    for order in ORDERS:
        group = await make_community(people)
        await group.make_admin(group.ben, invite_users=True)
        with pytest.raises(RpcError, match="INVITE_REQUEST_SENT"):
            await come_by(await link(group, request_needed=True), dan)()

        def settle(by: Talker, group: Community = group) -> Call:
            query = functions.messages.HideChatJoinRequest(
                peer=group.peer(by), user_id=by.user(dan), approved=True
            )
            return call(by, query)

        told = await meet(settle(group.ann), settle(group.ben), order)
        assert sorted(told) == [DONE, "HIDE_REQUESTER_MISSING"]
        assert await counted(group) == (4, 4)


async def test_who_goes_while_made_an_admin_is_one_or_gone(people: People, meet: Meetings) -> None:
    for order in ORDERS:
        group = await make_community(people)
        leaving = functions.channels.LeaveChannel(channel=group.named_by(group.cat))
        promoting = appoint(group, group.ann, group.cat)
        refused, left = await meet(promoting, call(group.cat, leaving), order)
        cat = await group.member(group.cat)
        meet.told.add((cat.role.name,))
        assert left == DONE
        # Whoever is appointed is brought back, if they have not gone after that.
        assert cat.role in ((Role.ADMIN, Role.LEFT) if refused == DONE else (Role.LEFT,))
        assert await counted(group) == ((3, 3) if cat.role is Role.ADMIN else (2, 2))


async def test_nothing_is_said_in_what_is_deleted(
    people: People, meet: Meetings, tmp_path: Path
) -> None:
    looking = apsw.Connection(str(tmp_path / "store.sqlite"), flags=apsw.SQLITE_OPEN_READONLY)
    for number, order in enumerate(ORDERS):
        group = await make_community(people)
        closing = functions.channels.DeleteChannel(channel=group.named_by(group.ann))
        saying = say(group, group.cat, number)
        refused, closed = await meet(saying, call(group.ann, closing), order)
        assert closed == DONE
        assert refused in (DONE, "CHANNEL_PRIVATE")
        peer_id = -(10**12) - group.id
        listed = looking.execute(
            "SELECT owner_id FROM dialogs WHERE peer_id = ? AND owner_id > 0", (peer_id,)
        ).fetchall()
        assert listed == []
    looking.close()


async def test_a_name_is_one_supergroups(people: People, meet: Meetings) -> None:
    for number, order in enumerate(ORDERS):
        groups = [await make_community(people) for _ in range(2)]
        name = f"wanted_{number}"
        calls = [
            call(
                people.ann,
                functions.channels.UpdateUsername(
                    channel=group.named_by(people.ann), username=name
                ),
            )
            for group in groups
        ]
        told = await meet(*calls, order)
        assert sorted(told) == [DONE, "USERNAME_OCCUPIED"]
        found = await people.cat(functions.contacts.ResolveUsername(username=name))
        assert found.peer.channel_id == groups[told.index(DONE)].id
        named = groups[told.index(DONE)].named_by(people.ann)
        assert await people.ann(functions.channels.UpdateUsername(channel=named, username=""))


async def test_there_is_one_creator_and_they_are_in_it(people: People, meet: Meetings) -> None:
    for order in ORDERS:
        group = await make_community(people)
        await group.make_admin(group.ben, ban_users=True)

        async def hand_over(group: Community = group) -> Any:
            ann, cat = group.ann.id, group.cat.id
            app = people.stage.app
            return await channel_admins.hand_over(app, ann, group.id, cat, origin=None)

        told = await meet(hand_over, remove(group, group.ben, group.cat), order)
        roles = {one.id: (await group.member(one)).role for one in (group.ann, group.cat)}
        if told[0] == DONE:
            assert told[1] == "USER_ADMIN_INVALID"
            assert roles == {group.ann.id: Role.ADMIN, group.cat.id: Role.CREATOR}
        else:
            assert told == ["USER_ID_INVALID", DONE]
            assert roles == {group.ann.id: Role.CREATOR, group.cat.id: Role.REMOVED}


async def test_the_last_admins_place_is_one_persons(people: People, meet: Meetings) -> None:
    people.stage.turn(channel_limits=replace(people.stage.app.channel_limits, admins=2))
    for order in ORDERS:
        group = await make_community(people)
        calls = [appoint(group, group.ann, who) for who in (group.ben, group.cat)]
        assert sorted(await meet(*calls, order)) == [DONE, "ADMINS_TOO_MUCH"]
