"""What of something that is removed is shown elsewhere: forwards and quotes of it."""

from typing import Any

import pytest

from heliograph.domain.peers import channel_peer
from heliograph.safety.decisions import Decision, MeasureKind, Part
from heliograph.safety.reports import Way
from heliograph.safety.subjects import SubjectKind
from heliograph.tl import functions, types
from support.communities import Community, make_community
from support.deciding import Bench
from support.talk import People, Talker, sent_id
from support.uploads import document, upload

HIDE, REMOVE = MeasureKind.HIDE, MeasureKind.REMOVE


@pytest.fixture
async def other(people: People) -> Community:
    """Another public channel, Ben's to write in."""
    made = await make_community(people, broadcast=True, username="silver_news")
    await made.make_admin(people.ben, post_messages=True)
    return made


async def post_file(who: Talker, channel: Community, content: bytes = b"the content") -> int:
    file = document(await upload(who, content))
    return sent_id(await who.send_media(channel.peer(who), file))


async def of_post(bench: Bench, channel: Community, post: int, *what: Any, **how: Any) -> Decision:
    peer_id = channel_peer(channel.id)
    return await bench.decide(SubjectKind.MESSAGE, peer_id, *what, item_id=post, **how)


async def waiting(bench: Bench) -> list[tuple[int, int]]:
    """Which posts have a case that waits, by the channel's peer and their id."""
    cases = await bench.safety.store.inbox(limit=50)
    return sorted((one.subject.peer_id, one.subject.item_id) for one in cases)


@pytest.mark.parametrize("how", [{}, {"part": Part.MEDIA}])
async def test_each_public_forward_of_a_removed_file_gets_a_case_of_its_own(
    people: People, bench: Bench, channel: Community, other: Community, how: dict[str, Any]
) -> None:
    ann, ben = people.ann, people.ben
    private = await make_community(people, broadcast=True)
    said = await post_file(ann, channel)
    forwarded = sent_id(await ben.forward(channel.peer(ben), [said], other.peer(ben)))
    await ann.forward(channel.peer(ann), [said], private.peer(ann))
    await ann.forward(channel.peer(ann), [said], ann.to(ben))
    await post_file(ben, other, b"something else")
    await of_post(bench, channel, said, REMOVE, **how)
    copy = (channel_peer(other.id), forwarded)
    assert await waiting(bench) == [copy]
    (case,) = await bench.safety.store.inbox(limit=5)
    found = await bench.safety.store.case_file(case.id, now=bench.clock.now())
    assert found is not None
    assert [one.way for one in found.reports] == [Way.DETECTOR]
    # It stays until somebody decides, and whoever forwarded it is who is told.
    assert forwarded in [one.id for one in await people.cat.history(other.peer(people.cat))]
    made = await bench.decide_case(case.id, REMOVE)
    assert made.subject.affected_id == ben.id
    assert forwarded not in [one.id for one in await people.cat.history(other.peer(people.cat))]
    assert await waiting(bench) == []


@pytest.mark.parametrize("keeps_out", [False, True])
async def test_what_shows_the_same_bytes_gets_a_case_if_they_are_kept_out(
    people: People, bench: Bench, channel: Community, other: Community, keeps_out: bool
) -> None:
    ann, ben = people.ann, people.ben
    private = await make_community(people, broadcast=True)
    said = await post_file(ann, channel)
    again = await post_file(ben, other)
    await post_file(ann, private)
    await post_file(ben, other, b"something else")
    await of_post(bench, channel, said, REMOVE, block_files=keeps_out)
    assert await waiting(bench) == ([(channel_peer(other.id), again)] if keeps_out else [])


@pytest.mark.parametrize("measure", [MeasureKind.LABEL, MeasureKind.GEO_BLOCK])
async def test_what_stays_to_be_seen_has_nobody_look_for_others(
    people: People, bench: Bench, channel: Community, other: Community, measure: MeasureKind
) -> None:
    ann, ben = people.ann, people.ben
    said = await post_file(ann, channel)
    await ben.forward(channel.peer(ben), [said], other.peer(ben))
    how: dict[str, Any] = {
        MeasureKind.LABEL: {"label": "Disputed."},
        MeasureKind.GEO_BLOCK: {"countries": ("DE",)},
    }[measure]
    await of_post(bench, channel, said, measure, **how)
    assert await waiting(bench) == []


async def test_nobody_looks_for_what_people_show_each_other(
    people: People, bench: Bench, other: Community
) -> None:
    ann, ben = people.ann, people.ben
    sent = await ann.send_media(ann.to(ben), document(await upload(ann, b"the content")))
    arrived = (await ben.history(ben.to(ann)))[0]
    await other.make_admin(ann, post_messages=True)
    await ann.forward(ann.to(ben), [sent_id(sent)], other.peer(ann))
    await bench.decide(SubjectKind.MESSAGE, ann.id, REMOVE, item_id=arrived.id)
    assert await waiting(bench) == []


async def test_answers_quote_no_more_of_what_was_removed(people: People, bench: Bench) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    place = await make_community(people, username="gold_talk")
    said = sent_id(await ann.send(place.peer(ann), "gold for your password"))
    quoting = types.InputReplyToMessage(
        reply_to_msg_id=said, quote_text="your password", quote_offset=9
    )
    answer = sent_id(await ben.send(place.peer(ben), "shame on you", reply_to=quoting))

    async def shown(who: Talker) -> Any:
        return next(one for one in await who.history(place.peer(who)) if one.id == answer)

    assert (await shown(cat)).reply_to.quote_text == "your password"
    cat.pushed()
    await of_post(bench, place, said, REMOVE)
    told = [one.message for one in cat.pushed() if isinstance(one, types.UpdateEditChannelMessage)]
    assert [one.id for one in told] == [answer]
    after = await shown(cat)
    assert after.message == "shame on you"
    assert getattr(after.reply_to, "quote_text", None) is None
    whole = await cat(
        functions.messages.GetHistory(
            peer=place.peer(cat),
            offset_id=0,
            offset_date=0,
            add_offset=0,
            limit=50,
            max_id=0,
            min_id=0,
            hash=0,
        )
    )
    assert "your password" not in str(whole)
    assert list(await people.stage.store.check(whole=True)) == []
