"""Polls as one viewer sees them.

https://core.telegram.org/api/poll
"""

from heliograph.domain.extras import AnswerTold, Place
from heliograph.domain.messages import Message
from heliograph.domain.polls import PollAnswer, PollState, Voter, shows_counts, shows_key
from heliograph.tl import types
from heliograph.views.entities import entity, words
from heliograph.views.peers import peer
from heliograph.views.places import place_media


def poll_media(state: PollState, viewer_id: int) -> types.MessageMediaPoll:
    """https://core.telegram.org/constructor/messageMediaPoll"""
    return types.MessageMediaPoll(
        poll=poll(state, viewer_id), results=poll_results(state, viewer_id)
    )


def poll(state: PollState, viewer_id: int) -> types.Poll:
    """What is asked. `hash` changes with what may change of it: the answers, that it is closed.

    https://core.telegram.org/constructor/poll
    """
    asked = state.poll
    return types.Poll(
        id=asked.id,
        closed=asked.closed,
        public_voters=asked.public_voters,
        multiple_choice=asked.multiple,
        quiz=asked.quiz,
        revoting_disabled=asked.final_votes,
        shuffle_answers=asked.shuffled,
        hide_results_until_close=asked.hidden_until_close,
        open_answers=asked.open,
        creator=asked.creator_id == viewer_id,
        question=words(asked.question, asked.question_entities),
        answers=[_answer(one) for one in asked.answers],
        # TDLib takes one without the other for neither.
        close_period=asked.close_period or None,
        close_date=asked.close_date or None,
        hash=poll_hash(state),
    )


def _answer(record: PollAnswer | AnswerTold) -> types.PollAnswer:
    """https://core.telegram.org/constructor/pollAnswer"""
    return types.PollAnswer(
        text=words(record.text, record.entities),
        option=record.option,
        media=_place(record.place),
        added_by=peer(record.added_by) if record.added_by else None,
        date=record.date or None,
    )


def answer_told(record: AnswerTold) -> types.TypeMessageAction:
    """What a message tells of a poll with open answers.

    https://core.telegram.org/constructor/messageActionPollAppendAnswer
    """
    if record.removed:
        return types.MessageActionPollDeleteAnswer(answer=_answer(record))
    return types.MessageActionPollAppendAnswer(answer=_answer(record))


def poll_hash(state: PollState) -> int:
    """Never 0, which is what clients send that have nothing."""
    return 1 + int(state.poll.closed) + 2 * state.poll.changes


def poll_update(message: Message, *, voted: bool = False) -> types.UpdateMessagePoll | None:
    """How the poll of a message stands for its owner, who may be anybody that has `voted`.

    None for a message without one.
    """
    state = message.poll
    if state is None:
        return None
    return types.UpdateMessagePoll(
        peer=peer(message.peer_id),
        msg_id=message.id,
        poll_id=state.poll.id,
        # Always whole: Pyrogram reads the answers from it.
        poll=poll(state, message.owner_id),
        results=poll_results(state, message.owner_id, voted=voted),
    )


def poll_results(state: PollState, viewer_id: int, *, voted: bool = False) -> types.PollResults:
    """What the viewer may know of the outcome.

    https://core.telegram.org/constructor/pollResults
    """
    key = shows_key(state)
    solution = state.poll.solution if key else ""
    return types.PollResults(
        # What is the same for everybody leaves out what the viewer chose.
        min=not viewer_id,
        has_unread_votes=state.unread,
        results=_answers(state, viewer_id, voted=voted),
        total_voters=state.voters,
        recent_voters=[peer(one) for one in state.recent_ids] or None,
        solution=solution or None,
        solution_entities=([entity(e) for e in state.poll.solution_entities] if solution else None),
        solution_media=_place(state.poll.solution_place if key else None),
    )


def _place(record: Place | None) -> types.TypeMessageMedia | None:
    return None if record is None else place_media(record)


def _answers(state: PollState, viewer_id: int, *, voted: bool) -> list[types.TypePollAnswerVoters]:
    """A line for each answer, without any votes until the viewer may know them.

    TDLib and Desktop forget a vote that was taken back by no other sign; Pyrogram and Kurigram look
    for the lines by the place of the answer and add up their numbers.

    https://core.telegram.org/constructor/pollAnswerVoters
    """
    counted, key = shows_counts(state, viewer_id, voted=voted), shows_key(state)
    return [
        types.PollAnswerVoters(
            chosen=place in state.chosen,
            correct=key and place in state.poll.correct,
            option=answer.option,
            voters=state.counts[place] if counted else 0,
            recent_voters=[],
        )
        for place, answer in enumerate(state.poll.answers)
    ]


def peer_vote(voter: Voter, state: PollState, *, of_option: bool) -> types.TypeMessagePeerVote:
    """Who chose what; without the answer where the client asked for those who chose one.

    https://core.telegram.org/type/MessagePeerVote
    """
    who = peer(voter.peer_id)
    if of_option:
        return types.MessagePeerVoteInputOption(peer=who, date=voter.date)
    options = [state.poll.answers[place].option for place in voter.chosen]
    if len(options) == 1:
        return types.MessagePeerVote(peer=who, option=options[0], date=voter.date)
    return types.MessagePeerVoteMultiple(peer=who, options=options, date=voter.date)
