"""What may be asked, who may vote, and who may know the outcome."""

import pytest
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.asked_polls import PollLimits, begun, check_may_ask, compose_poll
from heliograph.domain.entities import Entity
from heliograph.domain.permissions import AdminRight, Kind, Role, Standing
from heliograph.domain.polls import (
    Ballot,
    Poll,
    PollAnswer,
    PollState,
    cast,
    check_may_close,
    check_may_list,
    recount,
    shown_in,
    shows_counts,
    shows_key,
    vote,
)

LIMITS = PollLimits()
NOW = 1_000
ADA, BOB = 1, 2
YES, NO = PollAnswer(option=b"y", text="Yes"), PollAnswer(option=b"n", text="No")
ASKED = Poll(question=" Is it? ", answers=(YES, NO))
QUIZ = replace(ASKED, quiz=True, correct=(1,))
KEPT = Poll(id=7, creator_id=ADA, question="Is it?", answers=(YES, NO))
STATE = PollState(poll=KEPT, counts=(0, 0), voters=0)


def composed(asked: Poll) -> Poll:
    return compose_poll(asked, creator_id=ADA, now=NOW, limits=LIMITS)


OPEN = replace(ASKED, open=True, public_voters=True)


@pytest.mark.parametrize(
    "asked",
    [replace(OPEN, public_voters=False), replace(OPEN, quiz=True, correct=(1,))],
)
def test_answers_are_added_in_public_and_where_none_is_right(asked: Poll) -> None:
    assert composed(OPEN).open
    with pytest.raises(errors.MediaInvalid):
        composed(asked)


def test_a_poll_belongs_to_who_asked() -> None:
    made = composed(replace(ASKED, id=99, creator_id=BOB, closed=True))
    assert (made.id, made.creator_id, made.closed) == (0, ADA, False)
    assert made.question == "Is it?"
    assert made.answers == (YES, NO)


def test_what_is_formatted_stays_so_where_it_moved_to() -> None:
    bold = Entity(kind="Bold", offset=1, length=2)
    moved = (replace(bold, offset=0),)
    answer = replace(YES, text=" Yes", entities=(bold,))
    made = composed(
        replace(
            QUIZ,
            question=" Is it?",
            question_entities=(bold,),
            answers=(answer, NO),
            solution=" for it is",
            solution_entities=(bold,),
        )
    )
    assert (made.question_entities, made.solution_entities) == (moved, moved)
    assert made.answers[0] == replace(YES, entities=moved)


@pytest.mark.parametrize("period", [5, 2_628_000])
def test_a_poll_is_open_so_long_or_until_it_is_closed(period: int) -> None:
    made = composed(replace(ASKED, close_period=period))
    assert (made.close_period, made.close_date) == (period, NOW + period)
    open_ended = composed(ASKED)
    assert (open_ended.close_period, open_ended.close_date) == (0, 0)


def test_an_answer_is_named_by_so_many_bytes() -> None:
    longest = replace(NO, option=b"n" * 100)
    assert composed(replace(ASKED, answers=(YES, longest))).answers == (YES, longest)


def test_answers_without_an_option_are_named_by_their_place() -> None:
    bare = (PollAnswer(option=b"", text="Yes"), PollAnswer(option=b"", text="No"))
    made = composed(replace(ASKED, answers=bare))
    assert [answer.option for answer in made.answers] == [b"0", b"1"]


@pytest.mark.parametrize("given", [{"close_period": 60}, {"close_date": NOW + 60}])
def test_a_period_and_its_end_are_kept_together(given: dict[str, int]) -> None:
    made = composed(replace(ASKED, **given))
    assert (made.close_period, made.close_date) == (60, NOW + 60)


def test_the_time_of_a_poll_that_waited_counts_from_its_asking() -> None:
    made = begun(composed(replace(ASKED, close_period=60)), now=NOW + 3_600)
    assert (made.close_period, made.close_date) == (60, NOW + 3_660)
    assert begun(KEPT, now=NOW) == KEPT


def test_a_quiz_keeps_its_key_and_a_poll_has_none() -> None:
    quiz = composed(replace(QUIZ, solution=" for it is "))
    assert (quiz.correct, quiz.solution) == ((1,), "for it is")
    several = composed(replace(QUIZ, correct=(1, 0, 1), multiple=True))
    assert several.correct == (0, 1)
    plain = composed(replace(QUIZ, quiz=False, solution="for it is"))
    assert (plain.correct, plain.solution) == ((), "")


ANSWERS_13 = tuple(PollAnswer(option=b"%d" % n, text="a") for n in range(13))


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"question": "  "}, errors.PollQuestionInvalid),
        ({"question": "?" * 301}, errors.PollQuestionInvalid),
        (
            {"question_entities": (Entity(kind="Bold", offset=0, length=99),)},
            errors.EntityBoundsInvalid,
        ),
        ({"answers": ()}, errors.PollAnswersInvalid),
        ({"answers": (YES,)}, errors.PollAnswersInvalid),
        ({"answers": ANSWERS_13}, errors.PollAnswersInvalid),
        ({"answers": (YES, replace(NO, text=""))}, errors.PollAnswerInvalid),
        ({"answers": (YES, replace(NO, text="o" * 101))}, errors.PollAnswerInvalid),
        ({"answers": (YES, replace(NO, option=b"n" * 101))}, errors.PollOptionInvalid),
        ({"answers": (YES, replace(NO, option=b"y"))}, errors.PollOptionDuplicate),
        ({"answers": (YES, replace(NO, option=b"")), "quiz": True}, errors.QuizCorrectAnswersEmpty),
        ({"quiz": True, "correct": (2,)}, errors.QuizCorrectAnswerInvalid),
        ({"quiz": True, "correct": (-1,)}, errors.QuizCorrectAnswerInvalid),
        ({"quiz": True, "correct": (0, 1)}, errors.QuizCorrectAnswersTooMuch),
        ({"quiz": True, "correct": (0,), "solution": "s" * 201}, errors.MessageTooLong),
        ({"quiz": True, "correct": (0,), "solution": "a\nb\nc\nd"}, errors.MessageTooLong),
        ({"close_period": 4}, errors.MediaInvalid),
        ({"close_period": 2_628_001}, errors.MediaInvalid),
        ({"close_period": -1}, errors.MediaInvalid),
        ({"close_date": NOW + 4}, errors.MediaInvalid),
        ({"close_date": -5}, errors.MediaInvalid),
    ],
)
def test_asking_is_refused(asked: dict[str, object], refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        composed(replace(ASKED, **asked))


def test_the_longest_poll_is_allowed() -> None:
    made = composed(
        replace(
            QUIZ,
            question="?" * 300,
            answers=tuple(replace(one, text="a" * 100) for one in ANSWERS_13[:12]),
            solution="a\nb\nc",
            close_period=2_628_000,
        )
    )
    assert len(made.answers) == 12


@pytest.mark.parametrize(
    ("poll", "chosen", "options", "places"),
    [
        ({}, (), [b"n"], (1,)),
        ({}, (0,), [b"n"], (1,)),
        ({}, (0,), [], ()),
        ({}, (), [], ()),
        ({}, (), [b"n", b"n"], (1,)),
        ({"multiple": True}, (), [b"n", b"y"], (0, 1)),
        ({"quiz": True}, (), [b"n"], (1,)),
    ],
)
def test_a_vote_counts(
    poll: dict[str, object], chosen: tuple[int, ...], options: list[bytes], places: tuple[int, ...]
) -> None:
    state = replace(STATE, poll=replace(KEPT, **poll), chosen=chosen)
    assert vote(state, options) == places


@pytest.mark.parametrize(
    ("poll", "chosen", "options", "refusal"),
    [
        ({"closed": True}, (), [b"n"], errors.MessagePollClosed),
        ({}, (), [b"x"], errors.OptionInvalid),
        ({}, (), [b"n", b"y"], errors.OptionsTooMuch),
        ({"multiple": True}, (), [b"n", b"y", b"n"], errors.OptionsTooMuch),
        ({"quiz": True}, (0,), [b"n"], errors.RevoteNotAllowed),
        ({"quiz": True}, (0,), [], errors.RevoteNotAllowed),
        ({"final_votes": True}, (0,), [], errors.RevoteNotAllowed),
    ],
)
def test_a_vote_is_refused(
    poll: dict[str, object],
    chosen: tuple[int, ...],
    options: list[bytes],
    refusal: type[errors.Refused],
) -> None:
    state = replace(STATE, poll=replace(KEPT, **poll), chosen=chosen)
    with pytest.raises(refusal):
        vote(state, options)


def test_votes_are_counted_anew() -> None:
    assert recount((3, 2, 0), (0, 1), (1, 2)) == (2, 2, 1)


def test_who_asked_closes_a_poll_once() -> None:
    check_may_close(STATE, ADA)
    for state, account_id, refusal in (
        (None, ADA, errors.MediaPrevInvalid),
        (STATE, BOB, errors.MessageAuthorRequired),
        (replace(STATE, poll=replace(KEPT, closed=True)), ADA, errors.MessageNotModified),
    ):
        with pytest.raises(refusal):
            check_may_close(state, account_id)


def standing(kind: Kind, rights: AdminRight, role: Role = Role.ADMIN) -> Standing:
    return Standing(role=role, kind=kind, rights=rights)


def test_who_changes_what_others_posted_closes_their_polls() -> None:
    edits, posts = AdminRight.EDIT_MESSAGES, AdminRight.POST_MESSAGES
    check_may_close(STATE, BOB, standing(Kind.CHANNEL, edits))
    for place in (
        standing(Kind.CHANNEL, posts),
        standing(Kind.CHANNEL, edits, Role.MEMBER),
        standing(Kind.SUPERGROUP, edits, Role.CREATOR),
    ):
        with pytest.raises(errors.MessageAuthorRequired):
            check_may_close(STATE, BOB, place)


def test_no_poll_of_a_channel_says_who_voted() -> None:
    public, channel = replace(ASKED, public_voters=True), standing(Kind.CHANNEL, AdminRight(0))
    check_may_ask(ASKED, channel)
    check_may_ask(public, None)
    check_may_ask(public, standing(Kind.SUPERGROUP, AdminRight(0)))
    with pytest.raises(errors.BroadcastPublicVotersForbidden):
        check_may_ask(public, channel)
    state = replace(STATE, recent_ids=(ADA, -5))
    assert shown_in(state, -5).recent_ids == (ADA, -5)
    assert shown_in(state, -5, post=True).recent_ids == ()


def test_there_is_no_vote_where_no_poll_is() -> None:
    ballot = Ballot(account_id=BOB, peer_id=ADA, message_id=5, options=(b"n",), date=NOW)
    assert cast(ballot, STATE) == (1,)
    with pytest.raises(errors.MessageIdInvalid):
        cast(ballot, None)


@pytest.mark.parametrize(
    ("poll", "chosen", "viewer", "counts", "key"),
    [
        ({}, (), BOB, False, False),
        ({}, (), ADA, False, False),
        ({}, (0,), BOB, True, False),
        ({"closed": True}, (), BOB, True, False),
        ({"quiz": True}, (), ADA, False, False),
        ({"quiz": True}, (0,), BOB, True, True),
        ({"quiz": True, "closed": True}, (), BOB, True, True),
        ({"quiz": True, "hidden_until_close": True}, (0,), BOB, False, False),
        ({"hidden_until_close": True}, (0,), BOB, False, False),
        ({"hidden_until_close": True}, (), ADA, True, False),
        ({"hidden_until_close": True, "closed": True}, (), BOB, True, False),
    ],
)
def test_the_outcome_is_shown_to_those_who_answered(
    poll: dict[str, object], chosen: tuple[int, ...], viewer: int, counts: bool, key: bool
) -> None:
    state = replace(STATE, poll=replace(KEPT, **poll), chosen=chosen)
    assert shows_counts(state, viewer) == counts
    assert shows_key(state) == key


def test_voters_are_listed_for_those_who_voted_in_a_public_poll() -> None:
    public = replace(KEPT, public_voters=True)
    check_may_list(replace(STATE, poll=public, chosen=(0,)), BOB)
    check_may_list(replace(STATE, poll=replace(public, hidden_until_close=True)), ADA)
    with pytest.raises(errors.PollVoteRequired):
        check_may_list(replace(STATE, poll=public), BOB)
    with pytest.raises(errors.BroadcastForbidden):
        check_may_list(replace(STATE, chosen=(0,)), BOB)
