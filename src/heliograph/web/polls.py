"""Polls as visitors see them, who have no vote: what is asked, and how it ended once it did."""

import msgspec

from heliograph.domain.polls import PollState, shows_counts
from heliograph.web.languages import Language

_NOBODY = 0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer; `percent` None while visitors may not know it."""

    text: str
    percent: int | None = None
    right: bool = False


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A poll or quiz; `note` says that it is over, `votes` how many took part."""

    question: str
    answers: tuple[Answer, ...]
    quiz: bool
    votes: str
    note: str = ""


def poll_of(state: PollState, language: Language) -> Poll:
    """A poll as somebody sees it who did not vote."""
    poll = state.poll
    known = shows_counts(state, _NOBODY)
    answers = []
    for place, answer in enumerate(poll.answers):
        count = state.counts[place] if place < len(state.counts) else 0
        percent = round(100 * count / state.voters) if state.voters else 0
        answers.append(
            Answer(
                text=answer.text,
                percent=percent if known else None,
                right=known and poll.quiz and place in poll.correct,
            )
        )
    return Poll(
        question=poll.question,
        answers=tuple(answers),
        quiz=poll.quiz,
        votes=language.count("votes", state.voters),
        note=language.say("poll_closed") if poll.closed else "",
    )
