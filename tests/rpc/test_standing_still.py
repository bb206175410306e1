"""What all are shown of a channel stays as it is while a decision has nobody say anything there;
what takes away, and what keeps people and spam out, stays possible.
"""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.actions.channels import grant_username
from heliograph.domain.channels import Channel
from heliograph.domain.peers import channel_peer
from heliograph.domain.people import Username
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.domain.standing_still import shows_more
from heliograph.safety.decisions import MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.deciding import Bench
from support.forums import create, toggle
from support.talk import People, refusal, sent_id
from support.uploads import upload

channels, messages = functions.channels, functions.messages
READ_ONLY = MeasureKind.READ_ONLY

PLAIN = Channel(
    id=5, title="News", about="About", date=1, creator_id=1, members=2, username="news",
    photo=ShownPhoto(1), linked_id=6,
)  # fmt: skip
TWO = (Username("news", editable=True), Username("more", active=False))


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, False),
        ({"title": "Gold"}, True),
        ({"about": "Gold"}, True),
        ({"about": ""}, False),
        ({"photo": ShownPhoto(2)}, True),
        ({"photo": None}, False),
        ({"username": "gold"}, True),
        ({"username": ""}, False),
        ({"usernames": TWO}, False),
        ({"usernames": (TWO[0], Username("more"))}, True),
        ({"linked_id": 7}, True),
        ({"linked_id": 0}, False),
        ({"forum": True}, True),
        ({"slow_mode": 30, "hidden_members": True, "noforwards": True, "members": 1}, False),
        ({"title": "Gold", "closed": True}, False),
    ],
)
def test_what_shows_more_than_before(fields: dict[str, Any], more: bool) -> None:
    assert shows_more(PLAIN, replace(PLAIN, **fields)) is more


class Case:
    """A supergroup of Ann's in which something was said, one of it pinned."""

    def __init__(self, place: Community) -> None:
        self.place, self.ann, self.ben = place, place.ann, place.ben
        self.named, self.peer = place.named_by(place.ann), place.peer(place.ann)

    async def begin(self) -> None:
        self.said = sent_id(await self.ann.send(self.peer, "said"))
        self.pinned = sent_id(await self.ann.send(self.peer, "pinned"))
        await self.ann(self.pin(self.pinned))
        await self.ann(messages.EditChatAbout(peer=self.peer, about="About it"))

    def pin(self, message_id: int, *, unpin: bool = False) -> Any:
        return messages.UpdatePinnedMessage(peer=self.peer, id=message_id, unpin=unpin)

    def admin(self, rank: str = "", **rights: bool) -> Any:
        return channels.EditAdmin(
            channel=self.named,
            user_id=self.ann.user(self.ben),
            admin_rights=types.ChatAdminRights(**rights),
            rank=rank,
        )

    def banned(self, **rights: bool) -> Any:
        return channels.EditBanned(
            channel=self.named,
            participant=self.ann.to(self.ben),
            banned_rights=types.ChatBannedRights(until_date=0, **rights),
        )

    async def photo(self) -> Any:
        file = await upload(self.ann, b"pixels")
        return channels.EditPhoto(channel=self.named, photo=types.InputChatUploadedPhoto(file=file))


@pytest.fixture
def deciding(people: People) -> Bench:
    return Bench(people)


@pytest.fixture
async def case(people: People) -> Case:
    made = Case(await make_community(people, username="gold_group"))
    await made.begin()
    return made


async def hush(deciding: Bench, place: Community) -> Any:
    return await deciding.decide(SubjectKind.CHANNEL, channel_peer(place.id), READ_ONLY)


SHOWING: dict[str, Callable[[Case], Any]] = {
    "title": lambda c: channels.EditTitle(channel=c.named, title="Gold"),
    "about": lambda c: messages.EditChatAbout(peer=c.peer, about="Gold"),
    "name": lambda c: channels.UpdateUsername(channel=c.named, username="more_gold"),
    "colour": lambda c: channels.UpdateColor(channel=c.named, color=3),
    "pin": lambda c: c.pin(c.said),
    "rank of an admin": lambda c: c.admin("gold", pin_messages=True),
    "rank": lambda c: messages.EditChatParticipantRank(
        peer=c.peer, participant=c.ann.to(c.ben), rank="gold"
    ),
    "topics": lambda c: channels.ToggleForum(channel=c.named, enabled=True, tabs=False),
}

KEEPING: dict[str, Callable[[Case], Any]] = {
    "no description": lambda c: messages.EditChatAbout(peer=c.peer, about=""),
    "no name": lambda c: channels.UpdateUsername(channel=c.named, username=""),
    "unpin": lambda c: c.pin(c.pinned, unpin=True),
    "unpin all": lambda c: messages.UnpinAllMessages(peer=c.peer),
    "delete": lambda c: channels.DeleteMessages(channel=c.named, id=[c.said]),
    "an admin": lambda c: c.admin(ban_users=True),
    "ban": lambda c: c.banned(view_messages=True),
    "restrict": lambda c: c.banned(send_polls=True),
    "restrict all": lambda c: messages.EditChatDefaultBannedRights(
        peer=c.peer, banned_rights=types.ChatBannedRights(until_date=0, send_polls=True)
    ),
    "slow mode": lambda c: channels.ToggleSlowMode(channel=c.named, seconds=30),
    "hide members": lambda c: channels.ToggleParticipantsHidden(channel=c.named, enabled=True),
    "protect": lambda c: messages.ToggleNoForwards(peer=c.peer, enabled=True),
    "timer": lambda c: messages.SetHistoryTTL(peer=c.peer, period=86_400),
    "leave": lambda c: channels.LeaveChannel(channel=c.named),
    "end": lambda c: channels.DeleteChannel(channel=c.named),
}


@pytest.mark.parametrize("what", SHOWING)
async def test_what_all_are_shown_stays_as_it_is(deciding: Bench, case: Case, what: str) -> None:
    made = await hush(deciding, case.place)
    assert "CHAT_WRITE_FORBIDDEN" in await refusal(case.ann, SHOWING[what](case))
    await deciding.take_back(made)
    await case.ann(SHOWING[what](case))


@pytest.mark.parametrize("what", KEEPING)
async def test_what_takes_away_or_keeps_out_stays_possible(
    deciding: Bench, case: Case, what: str
) -> None:
    await hush(deciding, case.place)
    await case.ann(KEEPING[what](case))


async def test_a_photo_may_go_and_none_may_come(deciding: Bench, case: Case) -> None:
    ann = case.ann
    await ann(await case.photo())
    await hush(deciding, case.place)
    assert "CHAT_WRITE_FORBIDDEN" in await refusal(ann, await case.photo())
    await ann(channels.EditPhoto(channel=case.named, photo=types.InputChatPhotoEmpty()))


async def test_no_group_comes_beside_it_and_one_that_is_there_may_go(
    people: People, deciding: Bench, case: Case
) -> None:
    ann = case.ann
    news = await make_community(people, broadcast=True, username="gold_news")
    link = channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=case.named)
    for hushed in (case.place, news):
        made = await hush(deciding, hushed)
        assert "CHAT_WRITE_FORBIDDEN" in await refusal(ann, link)
        await deciding.take_back(made)
    await ann(link)
    await hush(deciding, news)
    none = types.InputChannelEmpty()
    await ann(channels.SetDiscussionGroup(broadcast=news.named_by(ann), group=none))


async def test_topics_stay_as_they_are_and_may_be_closed_and_go(
    deciding: Bench, case: Case
) -> None:
    ann, place = case.ann, case.place
    await toggle(place)
    peaks, huts = [(await create(place, ann, title)).id for title in ("Peaks", "Huts")]

    def pinned(topic_id: int, *, pinned: bool = True) -> Any:
        return messages.UpdatePinnedForumTopic(peer=case.peer, topic_id=topic_id, pinned=pinned)

    await ann(pinned(peaks))
    await hush(deciding, place)
    for query in (
        messages.CreateForumTopic(peer=case.peer, title="Gold", random_id=1),
        messages.EditForumTopic(peer=case.peer, topic_id=peaks, title="Gold"),
        pinned(huts),
        messages.ReorderPinnedForumTopics(peer=case.peer, order=[huts, peaks]),
    ):
        assert "CHAT_WRITE_FORBIDDEN" in await refusal(ann, query)
    await ann(pinned(peaks, pinned=False))
    await ann(messages.EditForumTopic(peer=case.peer, topic_id=peaks, closed=True))
    await ann(messages.DeleteTopicHistory(peer=case.peer, top_msg_id=peaks))


async def test_an_operator_gives_it_names_all_the_same(deciding: Bench, case: Case) -> None:
    await hush(deciding, case.place)
    await grant_username(case.place.people.stage.app, case.place.id, "given_name")


@pytest.mark.parametrize("what", SHOWING)
async def test_who_is_read_only_shows_nothing_anywhere(
    deciding: Bench, case: Case, what: str
) -> None:
    await deciding.decide(SubjectKind.ACCOUNT, case.ann.id, READ_ONLY)
    assert "USER_BANNED_IN_CHANNEL" in await refusal(case.ann, SHOWING[what](case))


@pytest.mark.parametrize("what", ["unpin", "delete", "ban", "leave"])
async def test_who_is_read_only_still_keeps_order(deciding: Bench, case: Case, what: str) -> None:
    await deciding.decide(SubjectKind.ACCOUNT, case.ann.id, READ_ONLY)
    await case.ann(KEEPING[what](case))
