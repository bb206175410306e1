"""Polls and quizzes: who may vote, and what a viewer may know of the outcome.

https://core.telegram.org/api/poll
"""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.chats import Shown
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Place
from heliograph.domain.permissions import AdminRight, Kind, Standing, is_given

MayClose = Callable[["PollState | None", int, Standing | None], None]
"""Whether an account may close a poll, with what they are in the channel whose post asks it."""

OPTION_BYTES_MAX = 100
"""What an answer is named by."""


class PollAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the answers, and where it leads to; `option` names it in votes.

    Of one that came later `added_by` is the peer who added it, and `date` when.
    """

    option: bytes
    text: str
    entities: tuple[Entity, ...] = ()
    place: Place | None = None
    added_by: int = 0
    date: int = 0


class Poll(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question and its answers, as it was asked; nothing of it changes but that it is closed, and
    the answers if they are `open`: others add some, so many `changes` there were.

    `id` is 0 until it is kept. `correct` are places among the answers. `close_period` are seconds,
    `close_date` is when they are over: clients want both or neither.
    """

    id: int = 0
    creator_id: int = 0
    question: str
    question_entities: tuple[Entity, ...] = ()
    answers: tuple[PollAnswer, ...]
    public_voters: bool = False
    multiple: bool = False
    quiz: bool = False
    final_votes: bool = False
    shuffled: bool = False
    hidden_until_close: bool = False
    correct: tuple[int, ...] = ()
    solution: str = ""
    solution_entities: tuple[Entity, ...] = ()
    solution_place: Place | None = None
    close_period: int = 0
    close_date: int = 0
    closed: bool = False
    open: bool = False
    changes: int = 0


class PollState(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as it stands for one viewer; its `closed` also says that its time is over.

    `counts` are the votes of each answer and `voters` how many people voted; `chosen` are the
    viewer's own places, ascending, empty if they did not vote; `recent_ids` voted last, the latest
    first, as peers, and are nobody's unless voters are public. `unread` says that the viewer, who
    asked, has not looked at the latest votes.
    """

    poll: Poll
    counts: tuple[int, ...]
    voters: int
    chosen: tuple[int, ...] = ()
    recent_ids: tuple[int, ...] = ()
    unread: bool = False


class Voter(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who voted, with the places they chose.

    `shown_as` is the supergroup in whose name an anonymous admin did, 0 for oneself.
    """

    account_id: int
    chosen: tuple[int, ...]
    date: int
    shown_as: int = 0

    @property
    def peer_id(self) -> int:
        """Who is shown to have voted."""
        return self.shown_as or self.account_id


class Ballot(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to vote for in the poll that a message shows; no options take it back."""

    account_id: int
    peer_id: int
    message_id: int
    options: tuple[bytes, ...]
    date: int


class VotersQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of those who voted, or who chose one `place`, the latest first.

    `peer_id` is where the poll is shown; see `shown_in`.
    """

    account_id: int
    poll_id: int
    peer_id: int = 0
    place: int | None = None
    offset: int = 0
    limit: int = 50


class VotersPage(msgspec.Struct, frozen=True, kw_only=True):
    """Who voted, everybody named in it, and how many there are in all."""

    voters: tuple[Voter, ...]
    count: int
    sees: tuple[Shown, ...]


def cast(ballot: Ballot, state: PollState | None) -> tuple[int, ...]:
    """As `vote`; MESSAGE_ID_INVALID where no poll is."""
    if state is None:
        raise errors.MessageIdInvalid
    return vote(state, ballot.options)


def named_for(ballot: Ballot, standing: Standing | None, *, elsewhere: int = 0) -> int:
    """The supergroup in whose name somebody votes there, 0 for their own.

    Whoever voted in the name of one `elsewhere`, or would where the poll is shown, does so where a
    copy of it is, too: else that would say there who speaks for it.

    https://core.telegram.org/api/channel#anonymous-admins
    """
    if standing is not None and standing.anonymous:
        return ballot.peer_id
    return elsewhere if elsewhere != ballot.peer_id else 0


def shown_in(state: PollState, peer_id: int, *, post: bool = False) -> PollState:
    """The poll as a message in one place shows it, a channel's `post` without who voted.

    A supergroup in whose name somebody voted is named in itself alone: polls are forwarded to those
    who are not to know that there is such a group.
    """
    if post:
        return replace(state, recent_ids=())
    known = tuple(one for one in state.recent_ids if one > 0 or one == peer_id)
    if known != state.recent_ids:
        state = replace(state, recent_ids=known)
    answers = state.poll.answers
    if all(one.added_by >= 0 or one.added_by == peer_id for one in answers):
        return state
    hidden = [
        one if one.added_by >= 0 or one.added_by == peer_id else replace(one, added_by=0, date=0)
        for one in answers
    ]
    return replace(state, poll=replace(state.poll, answers=tuple(hidden)))


def vote(state: PollState, options: Sequence[bytes]) -> tuple[int, ...]:
    """The places chosen from now on, ascending; no options take the vote back. Or the refusal.

    https://core.telegram.org/method/messages.sendVote
    """
    poll = state.poll
    if poll.closed:
        raise errors.MessagePollClosed
    most = len(poll.answers)
    chosen = {place_of_option(poll, option) for option in options[: most + 1]}
    if len(options) > most or (len(chosen) > 1 and not poll.multiple):
        raise errors.OptionsTooMuch
    if state.chosen and (poll.quiz or poll.final_votes):
        raise errors.RevoteNotAllowed
    return tuple(sorted(chosen))


def place_of_option(poll: Poll, option: bytes) -> int:
    """Which of the answers, from 0, an option names. OPTION_INVALID."""
    for place, answer in enumerate(poll.answers):
        if answer.option == option:
            return place
    raise errors.OptionInvalid


def recount(counts: Sequence[int], before: Sequence[int], after: Sequence[int]) -> tuple[int, ...]:
    """The votes of each answer once somebody who had chosen `before` chooses `after`."""
    return tuple(count - (place in before) + (place in after) for place, count in enumerate(counts))


def check_may_close(
    state: PollState | None, account_id: int, place: Standing | None = None
) -> None:
    """Only who asked may have a poll take no more votes, and only once; in a channel, whose post
    asks it, also who may change what others posted. `place` is what they are there, None elsewhere.

    https://core.telegram.org/method/messages.editMessage
    """
    if state is None:
        raise errors.MediaPrevInvalid
    poll = state.poll
    if poll.creator_id != account_id and not _edits(place):
        raise errors.MessageAuthorRequired
    if poll.closed:
        raise errors.MessageNotModified


def _edits(place: Standing | None) -> bool:
    """Whether somebody may change what others posted."""
    if place is None or place.kind is not Kind.CHANNEL:
        return False
    return is_given(place, AdminRight.EDIT_MESSAGES)


def shows_counts(state: PollState, viewer_id: int, *, voted: bool = False) -> bool:
    """Whether a viewer may know how many chose what: after their own vote, or once it is closed.

    `voted` says that they did, of somebody whose choice is not in the state.
    """
    poll = state.poll
    if poll.closed:
        return True
    if poll.hidden_until_close:
        return viewer_id == poll.creator_id
    return voted or bool(state.chosen)


def shows_key(state: PollState) -> bool:
    """Whether a viewer may know which answers of a quiz are right: as the counts, but no earlier
    than they have answered themselves.
    """
    poll = state.poll
    if not poll.quiz:
        return False
    return poll.closed or (bool(state.chosen) and not poll.hidden_until_close)


def check_may_list(state: PollState, viewer_id: int) -> None:
    """Who voted for what is told of public polls, to those who know the counts.

    https://core.telegram.org/method/messages.getPollVotes
    """
    if not state.poll.public_voters:
        raise errors.BroadcastForbidden
    if not shows_counts(state, viewer_id):
        raise errors.PollVoteRequired
