"""What somebody keeps of topics of forums: what they began, what rings, what they have to look at.

https://core.telegram.org/api/forum
"""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.communities import Community
from support.fakes import START
from support.forums import arrived, create, make_forum, say, topic, topics
from support.stage import RpcError
from support.talk import People, Talker

api = functions.messages
account = functions.account
MUTED = types.InputPeerNotifySettings(mute_until=2_000_000_000)
PAGE = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)


@pytest.fixture
async def forum(people: People) -> Community:
    return await make_forum(people)


async def begin(place: Community, by: Talker, topic_id: int, text: str) -> None:
    reply = types.InputReplyToMessage(reply_to_msg_id=topic_id, top_msg_id=topic_id)
    assert await by(api.SaveDraft(peer=place.peer(by), message=text, reply_to=reply))


async def kept(talker: Talker) -> dict[tuple[int, int | None], str]:
    """All that somebody began, by channel and topic."""
    found = (await talker(api.GetAllDrafts())).updates
    return {(one.peer.channel_id, one.top_msg_id): one.draft.message for one in found}


async def mute(place: Community, by: Talker, topic_id: int, settings: Any = MUTED) -> None:
    target = types.InputNotifyForumTopic(peer=place.peer(by), top_msg_id=topic_id)
    assert await by(account.UpdateNotifySettings(peer=target, settings=settings))


async def call(place: Community, by: Talker, whom: Talker, topic_id: int) -> int:
    """A message in a topic that names somebody."""
    named = types.InputMessageEntityMentionName(offset=0, length=3, user_id=by.user(whom))
    reply = types.InputReplyToMessage(reply_to_msg_id=topic_id, top_msg_id=topic_id)
    said = await by.send(place.peer(by), "you", entities=[named], reply_to=reply)
    made: int = arrived(said).id
    return made


async def test_each_topic_keeps_what_was_begun_in_it(people: People, forum: Community) -> None:
    ann = forum.ann
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    sibling = ann.sibling()
    await ann(api.SaveDraft(peer=forum.peer(ann), message="to all"))
    for topic_id, text in ((peaks, "to the peaks"), (1, "in general")):
        await begin(forum, ann, topic_id, text)
    told = [one for one in sibling.pushed() if isinstance(one, types.UpdateDraftMessage)]
    assert [(one.top_msg_id, one.draft.message) for one in told] == [
        (None, "to all"),
        (peaks, "to the peaks"),
        (1, "in general"),
    ]
    assert (await topic(forum, ann, peaks)).draft == told[1].draft
    assert (await topic(forum, ann, lakes)).draft is None
    expected = {(forum.id, None): "to all", (forum.id, peaks): "to the peaks"}
    assert await kept(ann) == expected | {(forum.id, 1): "in general"}
    assert await kept(forum.ben) == {}
    assert (await topic(forum, forum.ben, peaks)).draft is None
    await begin(forum, ann, 1, "")
    assert await kept(ann) == expected
    assert await ann(api.ClearAllDrafts())
    assert await kept(ann) == {}


async def test_drafts_and_mutes_are_kept_of_so_many_topics(
    forum: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heliograph.domain.topics.KEPT_MAX", 2)
    ann, ben = forum.ann, forum.ben
    ids = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes", "Huts")]
    for topic_id in (*ids[:2], ids[0]):
        await begin(forum, ann, topic_id, "so far")
        await mute(forum, ann, topic_id)
    await mute(forum, ann, ids[1], types.InputPeerNotifySettings(silent=True))
    for keep in (begin(forum, ann, ids[2], "more"), mute(forum, ann, ids[2])):
        with pytest.raises(RpcError, match="400 LIMIT_INVALID"):
            await keep
    assert len(await kept(ann)) == 2
    await begin(forum, ben, ids[2], "mine")
    await begin(forum, ann, ids[0], "")
    await mute(forum, ann, ids[0], types.InputPeerNotifySettings())
    await begin(forum, ann, ids[2], "more")
    await mute(forum, ann, ids[2])
    # What is begun in the forum itself counts not.
    assert await ann(api.SaveDraft(peer=forum.peer(ann), message="to all"))


async def test_what_is_sent_in_a_topic_ends_what_was_begun_there(forum: Community) -> None:
    ann = forum.ann
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    for topic_id in (peaks, lakes):
        await begin(forum, ann, topic_id, "so")
    sibling = ann.sibling()
    reply = types.InputReplyToMessage(reply_to_msg_id=peaks, top_msg_id=peaks)
    await ann.send(forum.peer(ann), "so it is", reply_to=reply, clear_draft=True)
    told = [one for one in sibling.pushed() if isinstance(one, types.UpdateDraftMessage)]
    assert [(one.top_msg_id, type(one.draft)) for one in told] == [(peaks, types.DraftMessageEmpty)]
    assert await kept(ann) == {(forum.id, lakes): "so"}
    tomorrow = START + 86_400
    reply = types.InputReplyToMessage(reply_to_msg_id=lakes, top_msg_id=lakes)
    await ann.send(
        forum.peer(ann), "later", reply_to=reply, clear_draft=True, schedule_date=tomorrow
    )
    assert await kept(ann) == {}


async def test_who_was_away_hears_what_is_kept_of_topics(forum: Community) -> None:
    ann = forum.ann
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    await begin(forum, ann, peaks, "still there")
    await begin(forum, ann, lakes, "taken back")
    await begin(forum, ann, lakes, "")
    await mute(forum, ann, peaks)
    found = await ann(functions.updates.GetDifference(pts=1, date=START, qts=0))
    told = [one for one in found.other_updates if isinstance(one, types.UpdateDraftMessage)]
    drafts = {one.top_msg_id: one.draft for one in told}
    assert drafts[peaks].message == "still there"
    assert isinstance(drafts[lakes], types.DraftMessageEmpty)
    (muted,) = [one for one in found.other_updates if isinstance(one, types.UpdateNotifySettings)]
    assert muted.peer == types.NotifyForumTopic(
        peer=types.PeerChannel(channel_id=forum.id), top_msg_id=peaks
    )
    assert muted.notify_settings.mute_until == MUTED.mute_until


async def test_nothing_is_kept_of_what_is_no_topic_for_somebody(forum: Community) -> None:
    ann, cat = forum.ann, forum.cat
    peaks = await create(forum, ann)
    said = await say(forum, ann, peaks.id)
    await forum.limit(ann, cat, view_messages=True)
    for topic_id in (said.id, 4_000):
        await begin(forum, ann, topic_id, "nowhere")
    assert await kept(ann) == {}
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await begin(forum, cat, peaks.id, "nowhere")
    with pytest.raises(RpcError, match="400 TOPIC_ID_INVALID"):
        await mute(forum, ann, said.id)
    with pytest.raises(RpcError, match="400 CHANNEL_PRIVATE"):
        await mute(forum, cat, peaks.id)


async def test_what_is_kept_goes_with_the_topic(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks = (await create(forum, ann)).id
    await begin(forum, ben, peaks, "too late")
    await mute(forum, ben, peaks)
    await ann(api.DeleteTopicHistory(peer=forum.peer(ann), top_msg_id=peaks))
    assert await kept(ben) == {}
    assert (await ben(account.GetNotifyExceptions())).updates == []


async def test_a_topic_rings_as_its_settings_say(people: People, forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    sibling = ben.sibling()
    await mute(forum, ben, peaks)
    (told,) = sibling.pushed()
    assert told == types.UpdateNotifySettings(
        peer=types.NotifyForumTopic(peer=types.PeerChannel(channel_id=forum.id), top_msg_id=peaks),
        notify_settings=types.PeerNotifySettings(mute_until=MUTED.mute_until),
    )
    target = types.InputNotifyForumTopic(peer=forum.peer(ben), top_msg_id=peaks)
    assert await ben(account.GetNotifySettings(peer=target)) == told.notify_settings
    shown = {one.id: one.notify_settings.mute_until for one in (await topics(forum, ben)).topics}
    assert shown == {peaks: MUTED.mute_until, lakes: None, 1: None}
    assert (await topic(forum, ann, peaks)).notify_settings == types.PeerNotifySettings()
    await mute(forum, ben, peaks, types.InputPeerNotifySettings())
    assert (await ben(account.GetNotifySettings(peer=target))).mute_until is None


async def test_topics_that_differ_are_among_their_forums_exceptions(forum: Community) -> None:
    ben = forum.ben
    peaks, lakes = [(await create(forum, ben, title)).id for title in ("Peaks", "Lakes")]
    for topic_id in (peaks, lakes):
        await mute(forum, ben, topic_id)

    async def listed(peer: Any = None) -> list[int]:
        answer = await ben(account.GetNotifyExceptions(peer=peer))
        return [one.peer.top_msg_id for one in answer.updates]

    of_forum = types.InputNotifyPeer(peer=forum.peer(ben))
    for asked in (None, of_forum, types.InputNotifyChats()):
        assert await listed(asked) == [peaks, lakes]
    one = types.InputNotifyForumTopic(peer=forum.peer(ben), top_msg_id=lakes)
    assert await listed(one) == [lakes]
    for other in (types.InputNotifyUsers(), types.InputNotifyBroadcasts()):
        assert await listed(other) == []
    assert await ben(account.ResetNotifySettings())
    assert await listed() == []


async def test_a_topic_counts_what_calls_its_viewer(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    in_peaks = [await call(forum, ann, ben, peaks) for _ in range(2)]
    in_lakes = await call(forum, ann, ben, lakes)
    beside = await call(forum, ann, ben, 1)

    async def unread(topic_id: int | None) -> list[int]:
        asked = api.GetUnreadMentions(peer=forum.peer(ben), top_msg_id=topic_id, limit=10, **PAGE)
        return [one.id for one in (await ben(asked)).messages]

    async def counts() -> dict[int, int]:
        return {one.id: one.unread_mentions_count for one in (await topics(forum, ben)).topics}

    assert await counts() == {peaks: 2, lakes: 1, 1: 1}
    assert (await topic(forum, ann, peaks)).unread_mentions_count == 0
    assert await unread(peaks) == in_peaks[::-1]
    assert await unread(1) == [beside]
    read = await ben(api.ReadMentions(peer=forum.peer(ben), top_msg_id=peaks))
    assert read.offset == 0
    assert await counts() == {peaks: 0, lakes: 1, 1: 1}
    assert await unread(None) == [beside, in_lakes]


async def test_a_topic_counts_reactions_that_its_viewer_has_not_seen(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    ids = [(await say(forum, ben, one)).id for one in (peaks, lakes)]
    for message_id in ids:
        up = [types.ReactionEmoji(emoticon="👍")]
        await ann(api.SendReaction(peer=forum.peer(ann), msg_id=message_id, reaction=up))

    async def counts() -> dict[int, int]:
        return {one.id: one.unread_reactions_count for one in (await topics(forum, ben)).topics}

    assert await counts() == {peaks: 1, lakes: 1, 1: 0}
    asked = api.GetUnreadReactions(peer=forum.peer(ben), top_msg_id=lakes, limit=10, **PAGE)
    assert [one.id for one in (await ben(asked)).messages] == [ids[1]]
    await ben(api.ReadReactions(peer=forum.peer(ben), top_msg_id=lakes))
    assert await counts() == {peaks: 1, lakes: 0, 1: 0}


async def test_a_topic_counts_votes_that_its_viewer_has_not_seen(forum: Community) -> None:
    ann, ben = forum.ann, forum.ben
    peaks, lakes = [(await create(forum, ann, title)).id for title in ("Peaks", "Lakes")]
    asked = []
    for topic_id in (peaks, lakes):
        words = types.TextWithEntities(text="When?", entities=[])
        answers = [types.InputPollAnswer(text=words), types.InputPollAnswer(text=words)]
        poll = types.Poll(id=0, question=words, answers=answers, public_voters=True, hash=0)
        query = api.SendMedia(
            peer=forum.peer(ben),
            media=types.InputMediaPoll(poll=poll),
            message="",
            random_id=topic_id,
            reply_to=types.InputReplyToMessage(reply_to_msg_id=topic_id, top_msg_id=topic_id),
        )
        asked.append(arrived(await ben(query)))
        vote = asked[-1].media.poll.answers[0].option
        await ann(api.SendVote(peer=forum.peer(ann), msg_id=asked[-1].id, options=[vote]))

    async def counts() -> dict[int, int]:
        found = (await topics(forum, ben)).topics
        return {one.id: one.unread_poll_votes_count for one in found}

    assert await counts() == {peaks: 1, lakes: 1, 1: 0}
    page = api.GetUnreadPollVotes(peer=forum.peer(ben), top_msg_id=peaks, limit=10, **PAGE)
    assert [one.id for one in (await ben(page)).messages] == [asked[0].id]
    await ben(api.ReadPollVotes(peer=forum.peer(ben), top_msg_id=peaks))
    assert await counts() == {peaks: 0, lakes: 1, 1: 0}


async def test_there_are_no_threads_between_two_people(people: People) -> None:
    ann, ben = people.ann, people.ben
    for query in (
        api.GetUnreadMentions(peer=ann.to(ben), top_msg_id=1, limit=10, **PAGE),
        api.ReadReactions(peer=ann.to(ben), top_msg_id=1),
    ):
        with pytest.raises(RpcError, match="400 MSG_ID_INVALID"):
            await ann(query)
