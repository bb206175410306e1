"""What may be asked in a poll or quiz.

https://core.telegram.org/api/poll
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.entities import Entity, check_text
from heliograph.domain.extras import Place
from heliograph.domain.media import check_media
from heliograph.domain.permissions import Kind, Standing
from heliograph.domain.polls import OPTION_BYTES_MAX, Poll, PollAnswer


class PollLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits: lengths in UTF-16 units, options in bytes, periods in seconds.

    https://core.telegram.org/constructor/poll
    """

    question_length: int = 300
    answers: int = 12
    answer_length: int = 100
    option_bytes: int = OPTION_BYTES_MAX
    solution_length: int = 200
    solution_lines: int = 3
    entities: int = 100
    close_period_min_s: int = 5
    close_period_max_s: int = 2_628_000


def compose_poll(asked: Poll, *, creator_id: int, now: int, limits: PollLimits) -> Poll:
    """The poll to keep, or the refusal. An answer without an option is given one: its place.

    Answers are added to none that has right ones, and only where all are told who voted, as they
    are told who adds: MEDIA_INVALID.

    https://core.telegram.org/constructor/inputMediaPoll
    """
    question, question_entities = _text(
        asked.question,
        asked.question_entities,
        length=limits.question_length,
        limits=limits,
        refusal=errors.PollQuestionInvalid,
    )
    if asked.open and (asked.quiz or not asked.public_voters):
        raise errors.MediaInvalid
    answers = _answers(asked.answers, limits)
    solution, solution_entities = _solution(asked, limits)
    solution_place = asked.solution_place if asked.quiz else None
    _check_place(solution_place)
    period = _period(asked, now, limits)
    return replace(
        asked,
        id=0,
        creator_id=creator_id,
        question=question,
        question_entities=question_entities,
        answers=answers,
        correct=_correct(asked) if asked.quiz else (),
        solution=solution,
        solution_entities=solution_entities,
        solution_place=solution_place,
        close_period=period,
        close_date=now + period if period else 0,
        closed=False,
        changes=0,
    )


def begun(poll: Poll, *, now: int) -> Poll:
    """A poll that waited, as it is asked now: its time counts from here."""
    return replace(poll, close_date=now + poll.close_period) if poll.close_period else poll


def _text(
    text: str,
    entities: tuple[Entity, ...],
    *,
    length: int,
    limits: PollLimits,
    refusal: type[errors.Refused],
) -> tuple[str, tuple[Entity, ...]]:
    try:
        return check_text(text, entities, length, limits.entities)
    except (errors.MessageEmpty, errors.MessageTooLong):
        raise refusal from None


def _answers(asked: Sequence[PollAnswer], limits: PollLimits) -> tuple[PollAnswer, ...]:
    if not 2 <= len(asked) <= limits.answers:
        raise errors.PollAnswersInvalid
    named = [one.option or b"%d" % place for place, one in enumerate(asked)]
    if any(len(option) > limits.option_bytes for option in named):
        raise errors.PollOptionInvalid
    if len(set(named)) != len(named):
        raise errors.PollOptionDuplicate
    return tuple(
        checked_answer(replace(one, option=option), limits)
        for one, option in zip(asked, named, strict=True)
    )


def checked_answer(asked: PollAnswer, limits: PollLimits) -> PollAnswer:
    """The answer to keep. POLL_ANSWER_INVALID, and what is said of a place."""
    text, entities = _text(
        asked.text,
        asked.entities,
        length=limits.answer_length,
        limits=limits,
        refusal=errors.PollAnswerInvalid,
    )
    _check_place(asked.place)
    return replace(asked, text=text, entities=entities)


def _check_place(place: Place | None) -> None:
    if place is not None:
        check_media(place)


def _correct(asked: Poll) -> tuple[int, ...]:
    correct = tuple(sorted(set(asked.correct)))
    if not correct:
        raise errors.QuizCorrectAnswersEmpty
    if correct[0] < 0 or correct[-1] >= len(asked.answers):
        raise errors.QuizCorrectAnswerInvalid
    if len(correct) > 1 and not asked.multiple:
        raise errors.QuizCorrectAnswersTooMuch
    return correct


def _solution(asked: Poll, limits: PollLimits) -> tuple[str, tuple[Entity, ...]]:
    """What explains the answer of a quiz; TDLib takes one of a plain poll for a mistake."""
    if not asked.quiz or not asked.solution.strip():
        return "", ()
    text, entities = check_text(
        asked.solution, asked.solution_entities, limits.solution_length, limits.entities
    )
    if len(text.splitlines()) > limits.solution_lines:
        raise errors.MessageTooLong
    return text, entities


def _period(asked: Poll, now: int, limits: PollLimits) -> int:
    """For how many seconds the poll is open, 0 for as long as nobody closes it."""
    if not asked.close_period and not asked.close_date:
        return 0
    period = asked.close_period or asked.close_date - now
    if not limits.close_period_min_s <= period <= limits.close_period_max_s:
        raise errors.MediaInvalid
    return period


def check_may_ask(asked: Poll, place: Standing | None) -> None:
    """BROADCAST_PUBLIC_VOTERS_FORBIDDEN in a channel, whose subscribers nobody is told: neither a
    new poll nor one that is passed on says there who voted.

    https://core.telegram.org/method/messages.sendMedia
    """
    if asked.public_voters and place is not None and place.kind is Kind.CHANNEL:
        raise errors.BroadcastPublicVotersForbidden
