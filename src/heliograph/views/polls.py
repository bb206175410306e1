"""Polls as one viewer sees them.

https://core.telegram.org/api/poll
"""

from heliograph.domain.extras import Place
from heliograph.domain.polls import PollState, Voter, shows_counts, shows_key
from heliograph.tl import types
from heliograph.views.entities import entity, words
from heliograph.views.places import place_media


def poll_media(state: PollState, viewer_id: int) -> types.MessageMediaPoll:
    """https://core.telegram.org/constructor/messageMediaPoll"""
    return types.MessageMediaPoll(
        poll=poll(state, viewer_id), results=poll_results(state, viewer_id)
    )


def poll(state: PollState, viewer_id: int) -> types.Poll:
    """What is asked. `hash` changes with what may change of it: that it is closed.

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
        creator=asked.creator_id == viewer_id,
        question=words(asked.question, asked.question_entities),
        answers=[
            types.PollAnswer(
                text=words(one.text, one.entities), option=one.option, media=_place(one.place)
            )
            for one in asked.answers
        ],
        # TDLib takes one without the other for neither.
        close_period=asked.close_period or None,
        close_date=asked.close_date or None,
        hash=poll_hash(state),
    )


def poll_hash(state: PollState) -> int:
    """Never 0, which is what clients send that have nothing."""
    return 1 + int(state.poll.closed)


def poll_results(state: PollState, viewer_id: int) -> types.PollResults:
    """What the viewer may know of the outcome.

    https://core.telegram.org/constructor/pollResults
    """
    key = shows_key(state)
    solution = state.poll.solution if key else ""
    return types.PollResults(
        # What is the same for everybody leaves out what the viewer chose.
        min=not viewer_id,
        has_unread_votes=state.unread,
        results=_answers(state, viewer_id),
        total_voters=state.voters,
        recent_voters=[types.PeerUser(user_id=one) for one in state.recent_ids] or None,
        solution=solution or None,
        solution_entities=([entity(e) for e in state.poll.solution_entities] if solution else None),
        solution_media=_place(state.poll.solution_place if key else None),
    )


def _place(record: Place | None) -> types.TypeMessageMedia | None:
    return None if record is None else place_media(record)


def _answers(state: PollState, viewer_id: int) -> list[types.TypePollAnswerVoters]:
    """A line for each answer, without any votes until the viewer may know them.

    TDLib and Desktop forget a vote that was taken back by no other sign; Pyrogram and Kurigram look
    for the lines by the place of the answer and add up their numbers.

    https://core.telegram.org/constructor/pollAnswerVoters
    """
    counted, key = shows_counts(state, viewer_id), shows_key(state)
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
    peer = types.PeerUser(user_id=voter.account_id)
    if of_option:
        return types.MessagePeerVoteInputOption(peer=peer, date=voter.date)
    options = [state.poll.answers[place].option for place in voter.chosen]
    if len(options) == 1:
        return types.MessagePeerVote(peer=peer, option=options[0], date=voter.date)
    return types.MessagePeerVoteMultiple(peer=peer, options=options, date=voter.date)
