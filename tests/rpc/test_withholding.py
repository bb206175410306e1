"""What limits how a message is seen: who still reads it, who is told what stands in its place, and
that pushes, differences and pages say the same."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import Decision, MeasureKind
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from heliograph.tl.codec import encode
from heliograph.tl.layers import NEWEST
from support.communities import Community, make_community
from support.deciding import Bench
from support.stage import RpcError
from support.talk import People, Talker, refusal, sent_id
from support.uploads import document, upload

DAN = "4915112345678"
WORDS = "cheap gold for everybody"


@pytest.fixture
async def channel(people: People) -> Community:
    return await make_community(people, broadcast=True)


@pytest.fixture
async def dan(people: People, channel: Community) -> Talker:
    """Somebody with a German number, who is in the channel."""
    talker = Talker(await people.stage.person(DAN, "Dan"), DAN)
    link = await channel.ann(functions.messages.ExportChatInvite(peer=channel.peer(channel.ann)))
    token = link.link.rsplit("/", 1)[-1].lstrip("+")
    await talker(functions.messages.ImportChatInvite(hash=token))
    talker.device.session.subscribe()
    await people.stage.settle()
    return talker


async def say(channel: Community, text: str = WORDS) -> int:
    return sent_id(await channel.ann.send(channel.peer(channel.ann), text))


async def decide(
    bench: Bench, channel: Community, message_id: int, *measures: MeasureKind, **fields: Any
) -> Decision:
    peer_id = channel_peer(channel.id)
    return await bench.decide(SubjectKind.MESSAGE, peer_id, *measures, item_id=message_id, **fields)


async def fetched(who: Talker, channel: Community, message_id: int) -> types.Message:
    asked = functions.channels.GetMessages(
        channel=channel.named_by(who), id=[types.InputMessageID(id=message_id)]
    )
    (found,) = (await who(asked)).messages
    return found


async def missed(who: Talker, channel: Community, pts: int, message_id: int) -> types.Message:
    """The message as the last of what happened since says that it is."""
    asked = functions.updates.GetChannelDifference(
        channel=channel.named_by(who),
        filter=types.ChannelMessagesFilterEmpty(),
        pts=pts,
        limit=100,
    )
    found = await who(asked)
    told = [one.message for one in found.other_updates if hasattr(one, "message")]
    (last,) = [one for one in told if one.id == message_id][-1:]
    return last


def pushed(who: Talker, message_id: int) -> types.Message:
    told = [
        one.message
        for one in who.pushed()
        if isinstance(one, types.UpdateEditChannelMessage) and one.message.id == message_id
    ]
    return told[-1]


async def channel_pts(who: Talker, channel: Community) -> int:
    return (await channel.full(who)).full_chat.pts


def as_bytes(message: types.Message) -> bytes:
    return encode(message, NEWEST)


def reasons(message: types.Message) -> list[str]:
    return [one.reason for one in message.restriction_reason or ()]


async def test_what_is_hidden_is_shown_to_its_author_alone(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    message_id = await say(channel)
    before = {who.id: await fetched(who, channel, message_id) for who in (ann, ben)}
    pts = await channel_pts(ben, channel)
    ben.pushed(), ann.pushed()
    made = await decide(bench, channel, message_id, MeasureKind.HIDE)
    seen = await fetched(ben, channel, message_id)
    assert WORDS not in seen.message
    assert reasons(seen) == ["hidden"]
    assert seen.restriction_reason[0].text == seen.message
    assert as_bytes(pushed(ben, message_id)) == as_bytes(seen)
    assert as_bytes(await missed(ben, channel, pts, message_id)) == as_bytes(seen)
    own = await fetched(ann, channel, message_id)
    assert own.message == WORDS
    assert reasons(own) == []
    assert pushed(ann, message_id).message == WORDS

    pts = await channel_pts(ben, channel)
    await bench.take_back(made)
    for who in (ann, ben):
        again = await fetched(who, channel, message_id)
        assert as_bytes(again) == as_bytes(before[who.id])
        assert as_bytes(pushed(who, message_id)) == as_bytes(again)
    assert (await missed(ben, channel, pts, message_id)).message == WORDS


async def test_a_block_is_seen_where_it_holds_and_nowhere_else(
    people: People, bench: Bench, channel: Community, dan: Talker
) -> None:
    ann, ben = people.ann, people.ben
    message_id = await say(channel)
    before = {who.id: await fetched(who, channel, message_id) for who in (ann, ben, dan)}
    pts = await channel_pts(ben, channel)
    for who in (ann, ben, dan):
        who.pushed()
    asked = {"countries": ("DE", "FR"), "orderer": "Amtsgericht Köln"}
    made = await decide(bench, channel, message_id, MeasureKind.GEO_BLOCK, **asked)
    seen = await fetched(dan, channel, message_id)
    assert reasons(seen) == ["geo"]
    assert WORDS not in seen.message
    assert "Amtsgericht Köln" in seen.message
    assert made.puid in seen.message
    assert "https://h.example/notice" in seen.message
    assert as_bytes(pushed(dan, message_id)) == as_bytes(seen)
    assert as_bytes(await missed(dan, channel, pts, message_id)) == as_bytes(seen)
    for who in (ann, ben):
        same = as_bytes(before[who.id])
        assert as_bytes(await fetched(who, channel, message_id)) == same
        assert as_bytes(pushed(who, message_id)) == same
        assert as_bytes(await missed(who, channel, pts, message_id)) == same
    await bench.take_back(made)
    assert as_bytes(await fetched(dan, channel, message_id)) == as_bytes(before[dan.id])
    assert as_bytes(pushed(dan, message_id)) == as_bytes(before[dan.id])


async def test_what_is_hidden_comes_back_by_itself(
    people: People, bench: Bench, channel: Community
) -> None:
    message_id = await say(channel)
    ends = bench.clock.now() + 60
    await decide(bench, channel, message_id, MeasureKind.HIDE, ends=ends)
    assert reasons(await fetched(people.ben, channel, message_id)) == ["hidden"]
    bench.clock.date = ends
    await bench.work()
    again = await fetched(people.ben, channel, message_id)
    assert (again.message, reasons(again)) == (WORDS, [])
    assert pushed(people.ben, message_id).message == WORDS


async def test_what_two_decisions_hide_comes_back_with_the_last(
    people: People, bench: Bench, channel: Community
) -> None:
    message_id = await say(channel)
    first = await decide(bench, channel, message_id, MeasureKind.HIDE)
    await bench.decide(SubjectKind.CHANNEL, channel_peer(channel.id), MeasureKind.WARN)
    await bench.take_back(first)
    assert (await fetched(people.ben, channel, message_id)).message == WORDS


async def test_an_edit_of_what_is_hidden_stays_hidden(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    message_id = await say(channel)
    made = await decide(bench, channel, message_id, MeasureKind.HIDE)
    ben.pushed()
    peer = channel.peer(ann)
    await ann(functions.messages.EditMessage(peer=peer, id=message_id, message="new words"))
    await people.stage.settle()
    assert "new words" not in pushed(ben, message_id).message
    assert (await fetched(ann, channel, message_id)).message == "new words"
    await bench.take_back(made)
    assert (await fetched(ben, channel, message_id)).message == "new words"


async def test_nobody_passes_on_or_finds_what_is_hidden(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    message_id = await say(channel)
    await decide(bench, channel, message_id, MeasureKind.HIDE)
    for who, other in ((ann, ben), (ben, ann)):
        with pytest.raises(RpcError, match="CHAT_FORWARDS_RESTRICTED"):
            await who.forward(channel.peer(who), [message_id], who.to(other))
    for indexed in (False, True):
        while indexed and await people.stage.store.index_messages(at_most=100):
            pass
        assert await search(ben, channel, "gold") == []
        assert await search(ann, channel, "gold") == [WORDS]


async def search(who: Talker, channel: Community, text: str) -> list[str]:
    numbers = ("min_date", "max_date", "offset_id", "add_offset", "max_id", "min_id", "hash")
    query = functions.messages.Search(
        peer=channel.peer(who),
        q=text,
        filter=types.InputMessagesFilterEmpty(),
        limit=20,
        **dict.fromkeys(numbers, 0),
    )
    return [one.message for one in (await who(query)).messages]


async def test_a_quote_goes_with_what_it_quotes(people: People, bench: Bench) -> None:
    group = await make_community(people, broadcast=False)
    ann, ben, cat = people.ann, people.ben, people.cat
    said = sent_id(await ann.send(group.peer(ann), WORDS))
    reply = types.InputReplyToMessage(reply_to_msg_id=said, quote_text="cheap gold")
    answer = sent_id(await ben.send(group.peer(ben), "what?", reply_to=reply))
    assert (await fetched(cat, group, answer)).reply_to.quote_text == "cheap gold"
    made = await decide(bench, group, said, MeasureKind.HIDE)
    cut = await fetched(cat, group, answer)
    assert (cut.message, cut.reply_to.quote_text) == ("what?", None)
    assert "gold" not in str(pushed(cat, answer))
    await bench.take_back(made)
    assert (await fetched(cat, group, answer)).reply_to.quote_text == "cheap gold"


async def test_a_private_message_is_hidden_from_who_got_it(people: People, bench: Bench) -> None:
    ann, ben = people.ann, people.ben
    own = sent_id(await ann.send(ann.to(ben), WORDS))
    (theirs,) = await ben.history(ben.to(ann))
    before = as_bytes(theirs)
    pts = await ben.pts()
    ben.pushed()
    made = await bench.decide(SubjectKind.MESSAGE, ann.id, MeasureKind.HIDE, item_id=theirs.id)
    (seen,) = await ben.history(ben.to(ann))
    assert reasons(seen) == ["hidden"]
    assert WORDS not in seen.message
    told = [one for one in ben.pushed() if isinstance(one, types.UpdateEditMessage)]
    assert as_bytes(told[-1].message) == as_bytes(seen)
    asked = functions.updates.GetDifference(pts=pts, date=1, qts=0)
    found = [one for one in (await ben(asked)).other_updates if hasattr(one, "message")]
    assert as_bytes(found[-1].message) == as_bytes(seen)
    (mine,) = [one for one in await ann.history(ann.to(ben)) if one.id == own]
    assert mine.message == WORDS
    await bench.take_back(made)
    (again,) = [one for one in await ben.history(ben.to(ann)) if one.id == theirs.id]
    assert as_bytes(again) == before


async def test_11_12_a_label_stands_beside_it_for_everybody(
    people: People, bench: Bench, channel: Community
) -> None:
    message_id = await say(channel)
    line = "Experts disagree."
    made = await decide(bench, channel, message_id, MeasureKind.LABEL, label=line)
    for who in (people.ann, people.ben):
        seen = await fetched(who, channel, message_id)
        assert (seen.message, seen.factcheck.text.text) == (WORDS, line)
        assert pushed(who, message_id).factcheck.text.text == line
    await bench.take_back(made)
    assert (await fetched(people.ben, channel, message_id)).factcheck is None


async def test_what_is_not_for_everybody_says_so(
    people: People, bench: Bench, channel: Community
) -> None:
    message_id = await say(channel)
    await decide(bench, channel, message_id, MeasureKind.AGE_GATE)
    seen = await fetched(people.ben, channel, message_id)
    assert (seen.message, reasons(seen)) == (WORDS, ["sensitive"])


async def test_what_is_demoted_is_read_and_not_found_everywhere(
    people: People, bench: Bench, channel: Community
) -> None:
    ben = people.ben
    message_id = await say(channel)

    async def everywhere() -> list[str]:
        query = functions.messages.SearchGlobal(
            q="gold",
            filter=types.InputMessagesFilterEmpty(),
            min_date=0,
            max_date=0,
            offset_rate=0,
            offset_peer=types.InputPeerEmpty(),
            offset_id=0,
            limit=20,
        )
        return [one.message for one in (await ben(query)).messages]

    assert await everywhere() == [WORDS]
    made = await decide(bench, channel, message_id, MeasureKind.DEMOTE)
    assert await everywhere() == []
    assert await search(ben, channel, "gold") == [WORDS]
    seen = await fetched(ben, channel, message_id)
    assert (seen.message, seen.restriction_reason) == (WORDS, None)
    await bench.take_back(made)
    assert await everywhere() == [WORDS]


async def test_another_admin_does_not_edit_what_they_do_not_see(
    people: People, bench: Bench, channel: Community
) -> None:
    ben = people.ben
    rights = types.ChatAdminRights(edit_messages=True, post_messages=True)
    await channel.ann(
        functions.channels.EditAdmin(
            channel=channel.named_by(channel.ann),
            user_id=channel.ann.user(ben),
            admin_rights=rights,
            rank="",
        )
    )
    message_id = await say(channel)
    await decide(bench, channel, message_id, MeasureKind.HIDE)
    query = functions.messages.EditMessage(peer=channel.peer(ben), id=message_id, message="mine")
    assert await refusal(ben, query) == "MESSAGE_ID_INVALID"


async def whole(
    bench: Bench, channel: Community, *measures: MeasureKind, **fields: Any
) -> Decision:
    return await bench.decide(SubjectKind.CHANNEL, channel_peer(channel.id), *measures, **fields)


async def shown(who: Talker, channel: Community) -> Any:
    answer = await who(functions.channels.GetChannels(id=[channel.named_by(who)]))
    return answer.chats[0]


async def test_a_hidden_channel_has_nothing_of_its_own_to_show(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    message_id = await say(channel)
    before = as_bytes(await fetched(ben, channel, message_id))
    pts = await channel_pts(ben, channel)
    made = await whole(bench, channel, MeasureKind.HIDE)
    seen = await shown(ben, channel)
    assert (seen.restricted, reasons(seen)) == (True, ["hidden"])
    assert seen.title != "Hikers"
    assert (await shown(ann, channel)).title == "Hikers"
    assert reasons(await shown(ann, channel)) == []
    later = await say(channel, "more gold")
    await people.stage.settle()
    assert "more gold" not in str(ben.pushed())
    for one in (message_id, later):
        assert "gold" not in (await fetched(ben, channel, one)).message
        assert "gold" in (await fetched(ann, channel, one)).message
    assert "gold" not in str(await missed_arrivals(ben, channel, pts))
    assert await search(ben, channel, "gold") == []
    assert "gold" not in str(await ben.dialogs())
    await bench.take_back(made)
    assert (await shown(ben, channel)).title == "Hikers"
    assert not (await shown(ben, channel)).restricted
    assert as_bytes(await fetched(ben, channel, message_id)) == before
    assert (await fetched(ben, channel, later)).message == "more gold"
    assert any(isinstance(one, types.UpdateChannel) for one in ben.pushed())


async def missed_arrivals(who: Talker, channel: Community, pts: int) -> Any:
    asked = functions.updates.GetChannelDifference(
        channel=channel.named_by(who),
        filter=types.ChannelMessagesFilterEmpty(),
        pts=pts,
        limit=100,
    )
    return await who(asked)


async def test_a_channel_is_blocked_where_it_is_and_nowhere_else(
    people: People, bench: Bench, channel: Community, dan: Talker
) -> None:
    ben = people.ben
    message_id = await say(channel)
    before = (
        as_bytes(await fetched(ben, channel, message_id)),
        encode(await shown(ben, channel), NEWEST),
    )
    dan.pushed(), ben.pushed()
    made = await whole(bench, channel, MeasureKind.GEO_BLOCK, countries=("DE",), orderer="Court")
    assert "Court" in (await shown(dan, channel)).restriction_reason[0].text
    assert WORDS not in (await fetched(dan, channel, message_id)).message
    after = (
        as_bytes(await fetched(ben, channel, message_id)),
        encode(await shown(ben, channel), NEWEST),
    )
    assert after == before
    await say(channel, "more gold")
    await people.stage.settle()
    assert "more gold" in str(ben.pushed())
    assert "more gold" not in str(dan.pushed())
    await bench.take_back(made)
    assert (await fetched(dan, channel, message_id)).message == WORDS


async def test_a_label_of_a_channel_stands_before_what_it_says_of_itself(
    people: People, bench: Bench, channel: Community
) -> None:
    await whole(bench, channel, MeasureKind.LABEL, label="Run by a ministry.")
    full = await channel.full(people.ben)
    assert full.full_chat.about.startswith("⚠ Run by a ministry.")
    made = await whole(bench, channel, MeasureKind.AGE_GATE)
    assert reasons(await shown(people.ben, channel)) == ["sensitive"]
    await bench.take_back(made)
    assert reasons(await shown(people.ben, channel)) == []


@pytest.mark.parametrize("kind", [SubjectKind.ACCOUNT, SubjectKind.CHANNEL])
async def test_who_is_demoted_is_found_by_a_link_alone(
    people: People, bench: Bench, kind: SubjectKind
) -> None:
    ann, ben = people.ann, people.ben
    public = await make_community(people, broadcast=True, username="cheap_gold")
    await ann(functions.account.UpdateUsername(username="ann_sells"))
    name, peer_id = (
        ("ann_sells", ann.id)
        if kind is SubjectKind.ACCOUNT
        else ("cheap_gold", channel_peer(public.id))
    )

    async def found() -> int:
        answer = await ben(functions.contacts.Search(q=name, limit=10))
        return len(answer.results)

    assert await found() == 1
    made = await bench.decide(kind, peer_id, MeasureKind.DEMOTE)
    assert await found() == 0
    resolved = await ben(functions.contacts.ResolveUsername(username=name))
    assert resolved.users or resolved.chats
    await bench.take_back(made)
    assert await found() == 1


async def test_votes_are_told_to_those_who_see_the_poll(
    people: People, bench: Bench, channel: Community, dan: Talker
) -> None:
    ann, ben = people.ann, people.ben
    answers = [
        types.PollAnswer(text=types.TextWithEntities(text=text, entities=[]), option=text.encode())
        for text in ("gold", "silver")
    ]
    question = types.TextWithEntities(text="gold?", entities=[])
    poll = types.Poll(id=0, question=question, answers=answers, hash=0)
    said = await ann.send_media(channel.peer(ann), types.InputMediaPoll(poll=poll))
    message_id = sent_id(said)
    await decide(bench, channel, message_id, MeasureKind.GEO_BLOCK, countries=("DE",))
    for who in (ann, ben, dan):
        who.pushed()
    vote = functions.messages.SendVote
    await ben(vote(peer=channel.peer(ben), msg_id=message_id, options=[b"gold"]))
    await people.stage.settle()
    assert any(isinstance(one, types.UpdateMessagePoll) for one in ann.pushed())
    assert dan.pushed() == []
    assert await refusal(dan, vote(peer=channel.peer(dan), msg_id=message_id, options=[b"gold"]))


async def test_a_file_that_was_shown_before_is_not_fetched_any_more(
    people: People, bench: Bench, channel: Community, dan: Talker
) -> None:
    ann, ben = people.ann, people.ben
    file = await upload(ann, b"secret plans", name="plans")
    message_id = sent_id(await ann.send_media(channel.peer(ann), document(file)))

    async def place(who: Talker) -> types.InputDocumentFileLocation:
        shown = (await fetched(who, channel, message_id)).media.document
        return types.InputDocumentFileLocation(
            id=shown.id,
            access_hash=shown.access_hash,
            file_reference=shown.file_reference,
            thumb_size="",
        )

    async def fetch(who: Talker, location: Any) -> bytes:
        query = functions.upload.GetFile(location=location, offset=0, limit=4096)
        return bytes((await who(query)).bytes)

    before = {who.id: await place(who) for who in (ann, ben, dan)}
    await decide(bench, channel, message_id, MeasureKind.GEO_BLOCK, countries=("DE",))
    for who in (ann, ben):
        assert await fetch(who, await place(who)) == b"secret plans"
    assert (await fetched(dan, channel, message_id)).media is None
    with pytest.raises(RpcError, match="FILE_REFERENCE_EXPIRED"):
        await fetch(dan, before[dan.id])
    await decide(bench, channel, message_id, MeasureKind.HIDE)
    assert await fetch(ann, await place(ann)) == b"secret plans"
    assert (await fetched(ben, channel, message_id)).media is None


async def test_admins_do_not_read_in_the_log_what_is_withheld_from_them(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    await channel.make_admin(ben, edit_messages=True)
    message_id = await say(channel)
    edit = functions.messages.EditMessage
    await ann(edit(peer=channel.peer(ann), id=message_id, message="silver"))

    async def log(who: Talker, words: str = "") -> list[str]:
        asked = functions.channels.GetAdminLog(
            channel=channel.named_by(who), q=words, max_id=0, min_id=0, limit=100
        )
        edits = [
            one.action
            for one in (await who(asked)).events
            if isinstance(one.action, types.ChannelAdminLogEventActionEditMessage)
        ]
        return [part.message for one in edits for part in (one.prev_message, one.new_message)]

    assert await log(ben) == [WORDS, "silver"]
    made = await decide(bench, channel, message_id, MeasureKind.HIDE)
    assert not {WORDS, "silver"} & {*await log(ben)}
    assert await log(ben, "silver") == []
    assert await log(ann) == [WORDS, "silver"]
    await bench.take_back(made)
    assert await log(ben, "silver") == [WORDS, "silver"]


async def test_of_who_is_hidden_others_see_nothing_but_that(
    people: People, bench: Bench, channel: Community
) -> None:
    ann, ben = people.ann, people.ben
    group = await make_community(people, broadcast=False)
    await ann(functions.account.UpdateUsername(username="ann_sells"))
    await ann(functions.account.UpdateProfile(first_name="Goldie", about="cheap gold"))
    await ann.send(ann.to(ben), "hello")
    ben.pushed(), ann.pushed()
    made = await bench.decide(SubjectKind.ACCOUNT, ann.id, MeasureKind.HIDE)

    async def looks(who: Talker) -> str:
        (user,) = await who(functions.users.GetUsers(id=[who.user(ann)]))
        full = await who(functions.users.GetFullUser(id=who.user(ann)))
        photos = await who(
            functions.photos.GetUserPhotos(user_id=who.user(ann), offset=0, max_id=0, limit=9)
        )
        return f"{user} {full} {photos}"

    for word in ("Goldie", "gold", "ann_sells"):
        assert word not in await looks(ben)
        assert word not in str(await ben.dialogs())
        assert word in await looks(ann)
    assert "RestrictionReason" in await looks(ben)
    assert "RestrictionReason" not in await looks(ann)
    await ann.send(group.peer(ann), "still here")
    await people.stage.settle()
    assert "Goldie" not in str([one.users for one in envelopes(ben)])
    await bench.take_back(made)
    assert "Goldie" in await looks(ben)


def envelopes(who: Talker) -> list[Any]:
    return list(who.device.session.take())
