"""Answers that others than who asked add to a poll, and how they go again.

https://core.telegram.org/api/poll
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.asked_polls import PollLimits, checked_answer
from heliograph.domain.chat_messages import check_content
from heliograph.domain.extras import NEW_POLL, AnswerTold, Extras
from heliograph.domain.messages import Body
from heliograph.domain.polls import Poll, PollAnswer, PollState
from heliograph.domain.shared_media import SharedContext, check_may_write

# What somebody adds to is a poll: whoever may send none says nothing in one either.
_POLL = Extras(media=NEW_POLL)


class AnswerRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to add to the poll of a message, or by its `option` to take out of it.

    `random_id` is that of the message that tells of it.
    """

    account_id: int
    peer_id: int
    message_id: int
    added: PollAnswer | None = None
    option: bytes = b""
    random_id: int
    date: int


class AnswersChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The poll to keep, which place among its answers is no longer there (None: none), and what is
    told of it."""

    poll: Poll
    gone: int | None = None
    told: Body | None = None


def change_answers(
    request: AnswerRequest, context: SharedContext, *, limits: PollLimits
) -> AnswersChanged:
    """MESSAGE_ID_INVALID, MESSAGE_POLL_CLOSED, POLL_ANSWERS_INVALID where none are added or there
    are enough, POLL_OPTION_DUPLICATE for what is there already, OPTION_INVALID,
    MESSAGE_AUTHOR_REQUIRED.

    https://core.telegram.org/method/messages.addPollAnswer
    """
    if request.added is not None:
        check_may_write(context, now=request.date, adds=True)
        context.blocks.check()
        if context.group is not None:
            check_content(context.group, _POLL, now=request.date)
    state = _asked_about(request, context)
    if request.added is None:
        return _removed(request, context, state)
    return _added(request, context, state, limits)


def _asked_about(request: AnswerRequest, context: SharedContext) -> PollState:
    message = context.message
    if message is None or message.peer_id != request.peer_id or message.poll is None:
        raise errors.MessageIdInvalid
    if message.poll.poll.closed:
        raise errors.MessagePollClosed
    if message.extras is not None and message.extras.forward is not None:
        # What is added would be read where it was asked, by people who are not known here.
        raise errors.MessageAuthorRequired
    return message.poll


def _added(
    request: AnswerRequest, context: SharedContext, state: PollState, limits: PollLimits
) -> AnswersChanged:
    poll = state.poll
    assert request.added is not None
    if not poll.open or len(poll.answers) >= limits.answers:
        raise errors.PollAnswersInvalid
    made = replace(
        checked_answer(request.added, limits),
        option=_free_option(poll),
        added_by=request.peer_id if context.as_group else request.account_id,
        date=request.date,
    )
    if any(one.text == made.text for one in poll.answers):
        raise errors.PollOptionDuplicate
    answers = (*poll.answers, made)
    return AnswersChanged(
        poll=replace(poll, answers=answers, changes=poll.changes + 1),
        told=_told(request, context, made),
    )


def _free_option(poll: Poll) -> bytes:
    """What no answer is or was named by: a vote that comes late must not count for another."""
    known = {one.option for one in poll.answers}
    number = poll.changes
    while (option := b"+%d" % number) in known:
        number += 1
    return option


def _removed(request: AnswerRequest, context: SharedContext, state: PollState) -> AnswersChanged:
    poll = state.poll
    options = [one.option for one in poll.answers]
    if request.option not in options:
        raise errors.OptionInvalid
    place = options.index(request.option)
    gone = poll.answers[place]
    if not gone.added_by:
        raise errors.OptionInvalid
    _check_may_remove(request, context, state, place)
    answers = (*poll.answers[:place], *poll.answers[place + 1 :])
    return AnswersChanged(
        poll=replace(poll, answers=answers, changes=poll.changes + 1),
        gone=place,
        told=_told(request, context, gone, removed=True),
    )


def _check_may_remove(
    request: AnswerRequest, context: SharedContext, state: PollState, place: int
) -> None:
    """Who asked the question takes out any, who added one their own as long as nobody else chose
    it."""
    if state.poll.creator_id == request.account_id:
        return
    adder_id = request.peer_id if context.as_group else request.account_id
    if state.poll.answers[place].added_by != adder_id:
        raise errors.MessageAuthorRequired
    if state.counts[place] > (place in state.chosen):
        raise errors.OptionInvalid


def _told(
    request: AnswerRequest, context: SharedContext, answer: PollAnswer, *, removed: bool = False
) -> Body | None:
    """Nothing is said among notes to oneself, in channels, and to who is gone."""
    if context.silent or context.peer_gone or request.peer_id == request.account_id:
        return None
    told = AnswerTold(
        option=answer.option,
        text=answer.text,
        entities=answer.entities,
        place=answer.place,
        added_by=answer.added_by,
        date=answer.date,
        removed=removed,
    )
    return Body(
        sender_id=request.account_id,
        date=request.date,
        text="",
        action="PollDeleteAnswer" if removed else "PollAppendAnswer",
        as_chat=context.as_group,
        extras=Extras(told=told),
    )
