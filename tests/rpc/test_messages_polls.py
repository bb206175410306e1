"""Polls and quizzes: asking, voting, what is shown to whom, and closing.

https://core.telegram.org/api/poll
"""

from typing import Any

import pytest

from heliograph.actions.polls import close_due_polls
from heliograph.actions.scheduling import send_due
from heliograph.tl import functions, types
from support.fakes import START
from support.stage import RpcError
from support.talk import People, Talker, sent_id
from support.uploads import document, upload

YES, NO, MAYBE = b"y", b"n", b"m"
NOTHING = dict.fromkeys((YES, NO, MAYBE), (0, False, False))
"""What the results say to whoever may not know them."""


def text(words: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=words, entities=[])


def poll(*, answers: Any = None, correct: Any = None, media: Any = None, **fields: Any) -> Any:
    """What a client sends; the answers are yes, no and maybe unless told otherwise."""
    options = [
        types.PollAnswer(text=text(option.decode()), option=option) for option in (YES, NO, MAYBE)
    ]
    asked = {"id": 0, "question": text("Is it?"), "hash": 0, **fields}
    return types.InputMediaPoll(
        poll=types.Poll(answers=options if answers is None else answers, **asked),
        correct_answers=correct,
        **(media or {}),
    )


async def ask(talking: People, **fields: Any) -> Any:
    """Ann asks Ben; the message as she is shown it. She has it as 4, he as 5."""
    answer = await talking.ann.send_media(talking.ann.to(talking.ben), poll(**fields))
    message = answer.updates[1].message
    assert sent_id(answer) == message.id == 4
    return message


async def vote(talker: Talker, other: Talker, message_id: int, *options: bytes) -> Any:
    """The update that the answer holds first."""
    answer = await talker(
        functions.messages.SendVote(peer=talker.to(other), msg_id=message_id, options=list(options))
    )
    return answer.updates[0]


async def closed(talker: Talker, other: Talker, message_id: int) -> Any:
    media = poll(question=text(""), answers=[], closed=True)
    return await talker(
        functions.messages.EditMessage(peer=talker.to(other), id=message_id, media=media)
    )


def tally(results: Any) -> dict[bytes, tuple[int | None, bool, bool]]:
    """By option: how many chose it, whether oneself did, and whether it is right."""
    return {r.option: (r.voters, r.chosen, r.correct) for r in results.results or ()}


async def test_a_poll_is_the_same_for_both_and_shows_nothing_before_the_vote(
    talking: People,
) -> None:
    ann, ben = talking.ann, talking.ben
    message = await ask(talking, multiple_choice=True, public_voters=True)
    (arrived,) = ben.pushed()
    mine, theirs = message.media.poll, arrived.message.media.poll
    assert mine.id == theirs.id > 0
    assert (mine.creator, theirs.creator) == (True, False)
    assert (mine.multiple_choice, mine.public_voters, mine.closed) == (True, True, False)
    assert [(a.text.text, a.option) for a in theirs.answers] == [
        ("y", YES),
        ("n", NO),
        ("m", MAYBE),
    ]
    for shown in (message.media.results, arrived.message.media.results):
        assert (tally(shown), shown.total_voters, shown.recent_voters) == (NOTHING, 0, None)
    assert [m.media for m in await ann.history(ann.to(ben)) if m.id == 4] == [message.media]


async def test_answers_without_an_option_are_given_one(talking: People) -> None:
    answers = [types.InputPollAnswer(text=text(words)) for words in ("yes", "no")]
    message = await ask(talking, answers=answers)
    assert [answer.option for answer in message.media.poll.answers] == [b"0", b"1"]


async def test_a_repeat_asks_the_same_poll(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    first = await ann.send_media(ann.to(ben), poll(), random_id=77)
    again = await ann.send_media(ann.to(ben), poll(), random_id=77)
    assert again.updates[1].message.media == first.updates[1].message.media
    with pytest.raises(RpcError, match="RANDOM_ID_DUPLICATE"):
        await ann.send_media(ann.to(ben), poll(quiz=True, correct=[0]), random_id=77)


async def test_a_poll_may_be_about_a_place(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    here = types.InputMediaGeoPoint(geo_point=types.InputGeoPoint(lat=1.0, long=2.0))
    shown = types.MessageMediaGeo(geo=types.GeoPoint(long=2.0, lat=1.0, access_hash=0))
    message = await ask(talking, media={"attached_media": here})
    assert message.media.attached_media == shown
    assert ben.pushed()[0].message.media.attached_media == shown
    await ben.forward(ben.to(ann), [5], ben.to(cat))
    assert (await cat.history(cat.to(ben)))[0].media.attached_media == shown
    later = START + 3_600
    asked = poll(media={"attached_media": here})
    waiting = await ann.send_media(ann.to(ben), asked, schedule_date=later)
    assert waiting.updates[1].message.media.attached_media == shown
    ben.pushed()
    talking.stage.clock.date = later
    await send_due(talking.stage.app)
    await talking.stage.settle()
    assert ben.pushed()[0].message.media.attached_media == shown
    nowhere = types.InputMediaGeoPoint(geo_point=types.InputGeoPoint(lat=91.0, long=2.0))
    with pytest.raises(RpcError, match="GEO_POINT_INVALID"):
        await ann.send_media(ann.to(ben), poll(media={"attached_media": nowhere}))


async def test_answers_and_the_explanation_of_a_quiz_may_lead_to_places(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    point = types.InputGeoPoint(lat=1.0, long=2.0)
    here = types.InputMediaGeoPoint(geo_point=point)
    inn = {"title": "Inn", "address": "1 Way", "provider": "", "venue_id": "", "venue_type": ""}
    geo = types.GeoPoint(long=2.0, lat=1.0, access_hash=0)
    shown, venue = types.MessageMediaGeo(geo=geo), types.MessageMediaVenue(geo=geo, **inn)
    answers = [
        types.InputPollAnswer(text=text("here"), media=here),
        types.InputPollAnswer(
            text=text("inn"), media=types.InputMediaVenue(geo_point=point, **inn)
        ),
        types.InputPollAnswer(text=text("nowhere")),
    ]
    explained = {"solution": "there", "solution_entities": [], "solution_media": here}
    message = await ask(talking, quiz=True, correct=[0], answers=answers, media=explained)
    (arrived,) = ben.pushed()
    for one in (message, arrived.message):
        assert [answer.media for answer in one.media.poll.answers] == [shown, venue, None]
    # Nobody is shown the explanation who has not voted.
    assert message.media.results.solution_media is None
    told = await vote(ben, ann, 5, message.media.poll.answers[1].option)
    assert told.results.solution_media == shown
    plain = await ann.send_media(ann.to(ben), poll(media=explained))
    assert plain.updates[1].message.media.results.solution_media is None


async def test_a_poll_may_say_below_it_what_it_is_about(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    asked = {"peer": ann.to(ben), "media": poll(), "random_id": 7}
    await ann(functions.messages.SendMedia(message=" about #lunch ", **asked))
    (arrived,) = ben.pushed()
    hashtag = types.MessageEntityHashtag(offset=6, length=6)
    assert (arrived.message.message, arrived.message.entities) == ("about #lunch", [hashtag])
    assert isinstance(arrived.message.media, types.MessageMediaPoll)
    asked["random_id"] = 8
    with pytest.raises(RpcError, match="MEDIA_CAPTION_TOO_LONG"):
        await ann(functions.messages.SendMedia(message="x" * 1_025, **asked))


async def test_27_a_vote_is_answered_with_the_poll_and_told_to_everybody(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking, public_voters=True)
    ben.pushed()
    sibling = ben.sibling()
    update = await vote(ben, ann, 5, NO)
    assert isinstance(update, types.UpdateMessagePoll)
    assert (update.peer.user_id, update.msg_id) == (ann.id, 5)
    assert update.poll.id == update.poll_id
    assert tally(update.results) == {
        YES: (0, False, False),
        NO: (1, True, False),
        MAYBE: (0, False, False),
    }
    assert sibling.pushed() == [update]
    (told,) = ann.pushed()
    assert (told.peer.user_id, told.msg_id, told.poll_id) == (ben.id, 4, update.poll_id)
    assert (told.results.total_voters, tally(told.results)) == (1, NOTHING)
    assert [peer.user_id for peer in told.results.recent_voters] == [ben.id]
    after = await vote(ann, ben, 4, NO)
    assert tally(after.results)[NO] == (2, True, False)
    (seen,) = ben.pushed()
    assert tally(seen.results)[NO] == (2, True, False)


async def test_a_vote_may_be_changed_and_taken_back(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking, multiple_choice=True)
    first = await vote(ben, ann, 5, NO, MAYBE)
    assert (first.results.total_voters, tally(first.results)[MAYBE][0]) == (1, 1)
    second = await vote(ben, ann, 5, YES)
    assert (second.results.total_voters, tally(second.results)[MAYBE][0]) == (1, 0)
    ann.pushed()
    assert (await vote(ben, ann, 5, YES)).results == second.results
    assert ann.pushed() == []
    taken = await vote(ben, ann, 5)
    assert (taken.results.total_voters, tally(taken.results)) == (0, NOTHING)


async def test_a_quiz_tells_its_key_to_those_who_answered(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    bold = types.MessageEntityBold(offset=0, length=2)
    solution = {"solution": "so it is", "solution_entities": [bold]}
    message = await ask(talking, quiz=True, correct=[1], media=solution)
    assert (message.media.results.solution, tally(message.media.results)) == (None, NOTHING)
    update = await vote(ben, ann, 5, YES)
    assert tally(update.results) == {
        YES: (1, True, False),
        NO: (0, False, True),
        MAYBE: (0, False, False),
    }
    assert (update.results.solution, update.results.solution_entities) == ("so it is", [bold])
    with pytest.raises(RpcError, match="REVOTE_NOT_ALLOWED"):
        await vote(ben, ann, 5, NO)


async def test_hidden_results_are_its_askers_until_the_end(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking, hide_results_until_close=True)
    update = await vote(ben, ann, 5, NO)
    assert tally(update.results) == {
        YES: (0, False, False),
        NO: (0, True, False),
        MAYBE: (0, False, False),
    }
    (told,) = ann.pushed()
    assert tally(told.results)[NO] == (1, False, False)
    await closed(ann, ben, 4)
    last = ben.pushed()[-1]
    assert tally(last.results)[NO] == (1, True, False)


async def test_who_asked_closes_it_for_everybody(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    ben.pushed()
    (update,) = (await closed(ann, ben, 4)).updates
    assert isinstance(update, types.UpdateMessagePoll)
    assert (update.poll.closed, tally(update.results)[YES]) == (True, (0, False, False))
    (told,) = ben.pushed()
    assert told.poll.closed
    with pytest.raises(RpcError, match="MESSAGE_POLL_CLOSED"):
        await vote(ben, ann, 5, YES)
    with pytest.raises(RpcError, match="MESSAGE_NOT_MODIFIED"):
        await closed(ann, ben, 4)
    (message,) = [m for m in await ben.history(ben.to(ann)) if m.id == 5]
    assert message.media.poll.closed


async def test_a_poll_closes_when_its_time_is_over(talking: People) -> None:
    ann, ben, stage = talking.ann, talking.ben, talking.stage
    message = await ask(talking, close_period=60)
    assert message.media.poll.close_date == stage.clock.now() + 60
    ben.pushed()
    stage.clock.date += 59
    await close_due_polls(stage.app)
    assert ben.pushed() == []
    stage.clock.date += 1
    with pytest.raises(RpcError, match="MESSAGE_POLL_CLOSED"):
        await vote(ben, ann, 5, YES)
    await close_due_polls(stage.app)
    for talker in (ann, ben):
        (told,) = talker.pushed()
        assert told.poll.closed
    await close_due_polls(stage.app)
    assert ben.pushed() == []


async def test_a_poll_that_cannot_be_closed_keeps_no_other_open(
    talking: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben, stage = talking.ann, talking.ben, talking.stage
    await ask(talking, close_period=60)
    stage.clock.date += 1
    await ann.send_media(ann.to(ben), poll(close_period=60))
    stage.clock.date += 60
    ben.pushed()
    close = stage.store.close_due_poll
    (broken, _) = await stage.store.due_polls(now=stage.clock.now(), at_most=10)

    async def fail_for_the_first(poll_id: int) -> Any:
        if poll_id == broken:
            raise ValueError("a poll that cannot be read")
        return await close(poll_id)

    monkeypatch.setattr(stage.store, "close_due_poll", fail_for_the_first)
    with pytest.raises(ExceptionGroup, match="could not be closed"):
        await close_due_polls(stage.app)
    assert [told.poll.closed for told in ben.pushed()] == [True]
    monkeypatch.undo()
    await close_due_polls(stage.app)
    assert [told.poll.closed for told in ben.pushed()] == [True]
    assert ann.pushed()


async def test_a_scheduled_poll_has_its_whole_time_from_when_it_is_asked(
    talking: People,
) -> None:
    ann, ben, stage = talking.ann, talking.ben, talking.stage
    due = stage.clock.now() + 3_600
    waiting = await ann.send_media(ann.to(ben), poll(close_period=60), schedule_date=due)
    (shown,) = [u for u in waiting.updates if isinstance(u, types.UpdateNewScheduledMessage)]
    assert shown.message.media.poll.id > 0
    stage.clock.date += 3_600
    await send_due(stage.app)
    (arrived,) = ben.pushed()
    asked = arrived.message.media.poll
    assert (asked.closed, asked.close_date) == (False, due + 60)
    assert asked.id not in (0, shown.message.media.poll.id)
    assert (await vote(ben, ann, arrived.message.id, YES)).results.total_voters == 1


async def test_whoever_was_away_is_told_how_a_poll_stands(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    state = await ann(functions.updates.GetState())
    await vote(ben, ann, 5, YES)
    await vote(ben, ann, 5, NO)
    missed = await ann(functions.updates.GetDifference(pts=state.pts, date=state.date, qts=0))
    (update,) = [u for u in missed.other_updates if isinstance(u, types.UpdateMessagePoll)]
    assert (update.results.total_voters, update.msg_id) == (1, 4)


async def test_a_forwarded_poll_is_the_same_poll(talking: People) -> None:
    ann, ben, cat = talking.ann, talking.ben, talking.cat
    message = await ask(talking, public_voters=True)
    await vote(ben, ann, 5, NO)
    forwarded = await ben(
        functions.messages.ForwardMessages(
            from_peer=ben.to(ann), id=[5], random_id=[9], to_peer=ben.to(cat)
        )
    )
    own = forwarded.updates[1].message
    assert own.media.poll.id == message.media.poll.id
    assert tally(own.media.results)[NO] == (1, True, False)
    (arrived,) = [u for u in cat.pushed() if isinstance(u, types.UpdateNewMessage)]
    assert tally(arrived.message.media.results) == NOTHING
    ann.pushed()
    await vote(cat, ben, arrived.message.id, NO)
    (told,) = ann.pushed()
    assert (told.poll_id, told.results.total_voters) == (message.media.poll.id, 2)
    with pytest.raises(RpcError, match="MESSAGE_AUTHOR_REQUIRED"):
        await closed(ben, cat, own.id)
    await ann(functions.messages.DeleteMessages(id=[4], revoke=True))
    assert (await vote(cat, ben, arrived.message.id)).results.total_voters == 1


async def results(talker: Talker, other: Talker, message_id: int) -> Any:
    query = functions.messages.GetPollResults(peer=talker.to(other), msg_id=message_id, poll_hash=0)
    return (await talker(query)).updates[0]


async def test_results_are_asked_for_again(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    await vote(ben, ann, 5, YES)
    assert (await results(ann, ben, 4)).results.total_voters == 1
    for talker, other, message_id in ((ann, ben, 1), (ann, ben, 99), (ann, talking.cat, 4)):
        with pytest.raises(RpcError, match="MESSAGE_ID_INVALID"):
            await results(talker, other, message_id)


async def voters(talker: Talker, other: Talker, message_id: int, **fields: Any) -> Any:
    asked = {"limit": 10, **fields}
    return await talker(
        functions.messages.GetPollVotes(peer=talker.to(other), id=message_id, **asked)
    )


async def test_voters_of_a_public_poll_are_listed(talking: People) -> None:
    ann, ben, stage = talking.ann, talking.ben, talking.stage
    await ask(talking, public_voters=True, multiple_choice=True)
    with pytest.raises(RpcError, match="POLL_VOTE_REQUIRED"):
        await voters(ann, ben, 4)
    await vote(ben, ann, 5, YES, NO)
    stage.clock.date += 1
    await vote(ann, ben, 4, NO)
    now = stage.clock.now()
    first = await voters(ann, ben, 4, limit=1)
    assert first.count == 2
    assert first.votes == [
        types.MessagePeerVote(peer=types.PeerUser(user_id=ann.id), option=NO, date=now)
    ]
    last = await voters(ann, ben, 4, limit=1, offset=first.next_offset)
    assert (last.next_offset, last.votes[0].options) == (None, [YES, NO])
    only = await voters(ann, ben, 4, option=YES)
    assert only.count == 1
    assert only.votes == [
        types.MessagePeerVoteInputOption(peer=types.PeerUser(user_id=ben.id), date=now - 1)
    ]
    for fields, token in (({"option": b"x"}, "OPTION_INVALID"), ({"limit": -1}, "LIMIT_INVALID")):
        with pytest.raises(RpcError, match=token):
            await voters(ann, ben, 4, **fields)
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await voters(ann, ben, 1)


async def test_votes_of_an_anonymous_poll_are_nobodys(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    update = await vote(ben, ann, 5, YES)
    assert update.results.recent_voters is None
    with pytest.raises(RpcError, match="BROADCAST_FORBIDDEN"):
        await voters(ben, ann, 5)


async def unread(talker: Talker, other: Talker) -> list[int]:
    """The messages with votes that were not seen; their number stands in the dialog as well."""
    page = dict.fromkeys(("offset_id", "add_offset", "max_id", "min_id"), 0)
    query = functions.messages.GetUnreadPollVotes(peer=talker.to(other), limit=10, **page)
    found = [message.id for message in (await talker(query)).messages]
    dialogs = {d.peer.user_id: d for d in (await talker.dialogs()).dialogs}
    assert dialogs[other.id].unread_poll_votes_count == len(found)
    return found


async def test_public_votes_are_unread_until_who_asked_has_seen_them(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking, public_voters=True)
    await vote(ann, ben, 4, NO)
    assert await unread(ann, ben) == []
    await vote(ben, ann, 5, NO)
    (told,) = ann.pushed()
    assert told.results.has_unread_votes
    assert (await unread(ann, ben), await unread(ben, ann)) == ([4], [])
    sibling = ann.sibling()
    answer = await ann(functions.messages.ReadPollVotes(peer=ann.to(ben)))
    assert (answer.pts_count, answer.offset) == (0, 0)
    (seen,) = sibling.pushed()
    assert not seen.results.has_unread_votes
    assert await unread(ann, ben) == []
    await vote(ben, ann, 5)
    assert await unread(ann, ben) == []


async def test_votes_of_an_anonymous_poll_are_never_unread(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    await vote(ben, ann, 5, NO)
    assert await unread(ann, ben) == []
    with pytest.raises(RpcError, match="MSG_ID_INVALID"):
        await ann(functions.messages.ReadPollVotes(peer=ann.to(ben), top_msg_id=1))


def answers(*options: bytes) -> list[types.PollAnswer]:
    return [types.PollAnswer(text=text("answer"), option=option) for option in options]


@pytest.mark.parametrize(
    ("fields", "token"),
    [
        ({"question": text(" ")}, "POLL_QUESTION_INVALID"),
        ({"question": text("?" * 301)}, "POLL_QUESTION_INVALID"),
        ({"answers": []}, "POLL_ANSWERS_INVALID"),
        ({"answers": answers(YES)}, "POLL_ANSWERS_INVALID"),
        ({"answers": answers(*(b"%d" % n for n in range(13)))}, "POLL_ANSWERS_INVALID"),
        ({"answers": answers(*(b"%d" % n for n in range(101)))}, "POLL_ANSWERS_INVALID"),
        ({"answers": answers(YES, YES)}, "POLL_OPTION_DUPLICATE"),
        ({"answers": answers(YES, b"n" * 101)}, "POLL_OPTION_INVALID"),
        (
            {"answers": [*answers(YES), types.InputPollAnswer(text=text(""))]},
            "POLL_ANSWER_INVALID",
        ),
        ({"quiz": True}, "QUIZ_CORRECT_ANSWERS_EMPTY"),
        ({"quiz": True, "correct": [3]}, "QUIZ_CORRECT_ANSWER_INVALID"),
        ({"quiz": True, "correct": [0, 1]}, "QUIZ_CORRECT_ANSWERS_TOO_MUCH"),
        (
            {
                "quiz": True,
                "correct": [0],
                "media": {"solution": "s" * 201, "solution_entities": []},
            },
            "MESSAGE_TOO_LONG",
        ),
        ({"close_period": 1}, "MEDIA_INVALID"),
        ({"close_date": 1}, "MEDIA_INVALID"),
        ({"subscribers_only": True}, "MEDIA_INVALID"),
        ({"countries_iso2": ["DE"]}, "MEDIA_INVALID"),
        *(
            ({"media": {part: types.InputMediaDice(emoticon="🎲")}}, "MEDIA_INVALID")
            for part in ("attached_media", "solution_media")
        ),
        (
            {
                "answers": [
                    types.InputPollAnswer(
                        text=text("a"),
                        media=types.InputMediaGeoPoint(
                            geo_point=types.InputGeoPoint(lat=91.0, long=2.0)
                        ),
                    ),
                    *answers(YES),
                ]
            },
            "GEO_POINT_INVALID",
        ),
        (
            {
                "answers": [
                    types.InputPollAnswer(
                        text=text("a"), media=types.InputMediaDice(emoticon="🎲")
                    ),
                    *answers(YES),
                ]
            },
            "MEDIA_INVALID",
        ),
    ],
)
async def test_asking_is_refused(talking: People, fields: dict[str, Any], token: str) -> None:
    with pytest.raises(RpcError, match=token):
        await talking.ann.send_media(talking.ann.to(talking.ben), poll(**fields))
    assert talking.ben.pushed() == []


async def test_what_a_poll_cannot_show_is_made_no_file_of(talking: People) -> None:
    uploaded = document(await upload(talking.ann, b"words"))
    with pytest.raises(RpcError, match="MEDIA_INVALID"):
        await talking.ann.send_media(
            talking.ann.to(talking.ben), poll(media={"attached_media": uploaded})
        )
    assert (await talking.ann.device.stage.app.store.media_totals(owners=1)).files == ()


@pytest.mark.parametrize(
    ("message_id", "options", "token"),
    [
        (5, [b"x"], "OPTION_INVALID"),
        (5, [YES, NO], "OPTIONS_TOO_MUCH"),
        (5, [YES] * 101, "OPTIONS_TOO_MUCH"),
        (4, [YES], "MESSAGE_ID_INVALID"),
        (99, [YES], "MESSAGE_ID_INVALID"),
    ],
)
async def test_voting_is_refused(
    talking: People, message_id: int, options: list[bytes], token: str
) -> None:
    await ask(talking)
    with pytest.raises(RpcError, match=token):
        await vote(talking.ben, talking.ann, message_id, *options)


@pytest.mark.parametrize(
    ("of_ann", "message_id", "token"),
    [
        (False, 5, "MESSAGE_AUTHOR_REQUIRED"),
        (True, 1, "MEDIA_PREV_INVALID"),
        (True, 99, "MESSAGE_ID_INVALID"),
    ],
)
async def test_closing_is_refused(
    talking: People, of_ann: bool, message_id: int, token: str
) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    with pytest.raises(RpcError, match=token):
        await closed(*((ann, ben) if of_ann else (ben, ann)), message_id)


async def test_a_poll_takes_no_other_edit(talking: People) -> None:
    ann, ben = talking.ann, talking.ben
    await ask(talking)
    with pytest.raises(RpcError, match="MEDIA_INVALID"):
        await ann(functions.messages.EditMessage(peer=ann.to(ben), id=4, media=poll()))


@pytest.mark.parametrize("layer", [158, 179, 223])
async def test_old_layers_are_shown_polls_in_their_own_form(talking: People, layer: int) -> None:
    ann, ben = talking.ann, talking.ben
    phone = await ben.on_another_device(layer=layer)
    await ask(talking, quiz=True, correct=[1])
    (arrived,) = [u for u in phone.pushed() if hasattr(u, "message")]
    asked = arrived.message.media.poll
    question = asked.question if layer < 179 else asked.question.text
    assert (question, [a.option for a in asked.answers]) == ("Is it?", [YES, NO, MAYBE])
    update = await vote(ben, ann, arrived.message.id, YES)
    (told,) = phone.pushed()
    assert [r.voters for r in told.results.results] == [1, 0, 0]
    assert [r.correct for r in told.results.results] == [r.correct for r in update.results.results]
