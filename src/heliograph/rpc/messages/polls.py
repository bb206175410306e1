"""Polls and quizzes.

https://core.telegram.org/api/poll
"""

from msgspec.structs import replace

from heliograph.actions import polls
from heliograph.domain import errors
from heliograph.domain.account_events import PollChanged
from heliograph.domain.entities import Entity
from heliograph.domain.extras import NEW_POLL, Place, PollMedia
from heliograph.domain.history import MessagePage
from heliograph.domain.peers import is_channel
from heliograph.domain.polls import (
    Ballot,
    Poll,
    PollAnswer,
    PollState,
    VotersQuery,
    check_may_list,
    place_of_option,
)
from heliograph.rpc.context import Context
from heliograph.rpc.messages.media import asked_place
from heliograph.rpc.messages.reacting import look_at_all, unread_query
from heliograph.rpc.pages import place_of
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as message_view
from heliograph.views import polls as view
from heliograph.views.account_events import account_updates
from heliograph.views.chats import chats
from heliograph.views.entities import entity_records
from heliograph.views.updates import changes
from heliograph.views.users import users

_ANSWERS_READ_MAX = 100
_OPTIONS_READ_MAX = 100
_LISTED_MAX = 50


def asked_poll(media: types.InputMediaPoll) -> Poll:
    """The poll a client wants to ask, nothing of it decided yet.

    It has no files, and private chats have no subscribers and no countries: MEDIA_INVALID.
    """
    asked = media.poll
    if asked.countries_iso2 or asked.subscribers_only:
        raise errors.MediaInvalid
    if len(asked.answers) > _ANSWERS_READ_MAX:
        raise errors.PollAnswersInvalid
    return Poll(
        question=asked.question.text,
        question_entities=_drawn(asked.question),
        answers=tuple(asked_answer(one) for one in asked.answers),
        public_voters=asked.public_voters,
        multiple=asked.multiple_choice,
        quiz=asked.quiz,
        final_votes=asked.revoting_disabled,
        shuffled=asked.shuffle_answers,
        hidden_until_close=asked.hide_results_until_close,
        open=asked.open_answers,
        correct=tuple(media.correct_answers or ()),
        solution=media.solution or "",
        solution_entities=tuple(
            one
            for one in entity_records(media.solution_entities or ())
            # Whom it names would have to be shown to whoever is shown the poll.
            if one.kind != "MentionName"
        ),
        solution_place=_place(media.solution_media),
        close_period=asked.close_period or 0,
        close_date=asked.close_date or 0,
    )


def asked_poll_media(media: types.InputMediaPoll) -> PollMedia:
    """What a poll is shown with: a place, or nothing. MEDIA_INVALID for anything else."""
    if media.attached_media is None:
        return NEW_POLL
    return replace(NEW_POLL, place=asked_place(media.attached_media))


def asked_answer(answer: types.TypePollAnswer) -> PollAnswer:
    """Desktop names its answers by nothing, Android by bytes of its own."""
    place, option = None, b""
    if isinstance(answer, types.InputPollAnswer):
        place = _place(answer.media)
    elif answer.media is not None:
        # What is shown, and no form to send it in.
        raise errors.MediaInvalid
    else:
        option = answer.option
    return PollAnswer(
        option=option, text=answer.text.text, entities=_drawn(answer.text), place=place
    )


def _place(media: types.TypeInputMedia | None) -> Place | None:
    return None if media is None else asked_place(media)


def _drawn(text: types.TextWithEntities) -> tuple[Entity, ...]:
    """Questions and answers have custom emoji and no other formatting."""
    return tuple(one for one in entity_records(text.entities) if one.kind == "CustomEmoji")


async def close_poll(
    context: Context, request: functions.messages.EditMessage, media: types.InputMediaPoll
) -> types.TypeUpdates:
    """The one edit that a poll takes."""
    if not media.poll.closed:
        raise errors.MediaInvalid
    page = await polls.close_poll(
        context.app,
        context.account_id,
        peer_id=await dialog_peer(context, request.peer),
        message_id=request.id,
        origin=context.origin,
    )
    return _shown(context, page)


def _shown(context: Context, page: MessagePage) -> types.TypeUpdates:
    """The poll of the page's message as it stands; Pyrogram reads the first update of it."""
    (message,) = page.messages
    made = account_updates(PollChanged(message=message), page.sees, context.access)
    return changes(made, page.sees, context.clock.now(), context.access)


@method("messages.sendVote", rate=Rate.MESSAGES)
async def send_vote(context: Context, request: functions.messages.SendVote) -> types.TypeUpdates:
    """Votes, votes otherwise, or with no options takes the vote back.

    https://core.telegram.org/method/messages.sendVote
    """
    if len(request.options) > _OPTIONS_READ_MAX:
        raise errors.OptionsTooMuch
    ballot = Ballot(
        account_id=context.account_id,
        peer_id=await dialog_peer(context, request.peer),
        message_id=request.msg_id,
        options=tuple(request.options),
        date=context.clock.now(),
    )
    return _shown(context, await polls.vote(context.app, ballot, origin=context.origin))


async def _asked_about(
    context: Context,
    peer: types.TypeInputPeer,
    message_id: int,
    *,
    refusal: type[errors.Refused],
) -> tuple[MessagePage, PollState]:
    """The message of the dialog and its poll, or the refusal."""
    peer_id = await dialog_peer(context, peer)
    own = context.account_id
    if is_channel(peer_id):
        page = await context.store.posts(own, peer_id, [message_id])
    else:
        page = await context.store.messages(own, [message_id])
    state = next((m.poll for m in page.messages if m.peer_id == peer_id), None)
    if state is None:
        raise refusal
    return page, state


@method("messages.getPollResults")
async def get_poll_results(
    context: Context, request: functions.messages.GetPollResults
) -> types.TypeUpdates:
    """How a poll stands by now; clients ask every minute for one they show.

    https://core.telegram.org/method/messages.getPollResults
    """
    page, _ = await _asked_about(
        context, request.peer, request.msg_id, refusal=errors.MessageIdInvalid
    )
    return _shown(context, page)


@method("messages.getPollVotes")
async def get_poll_votes(
    context: Context, request: functions.messages.GetPollVotes
) -> types.messages.VotesList:
    """Who voted in a public poll, or for one answer, the latest first.

    BROADCAST_FORBIDDEN in a channel, which tells nobody who reads it.

    https://core.telegram.org/method/messages.getPollVotes
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    found, state = await _asked_about(
        context, request.peer, request.id, refusal=errors.MsgIdInvalid
    )
    if found.messages[0].post:
        raise errors.BroadcastForbidden
    check_may_list(state, context.account_id)
    begin = place_of(request.offset)
    limit = min(request.limit, _LISTED_MAX)
    query = VotersQuery(
        account_id=context.account_id,
        peer_id=found.messages[0].peer_id,
        poll_id=state.poll.id,
        place=None if request.option is None else place_of_option(state.poll, request.option),
        offset=begin,
        limit=limit,
    )
    page = await context.store.voters(query)
    end = begin + len(page.voters)
    of_option = query.place is not None
    return types.messages.VotesList(
        count=page.count,
        votes=[view.peer_vote(one, state, of_option=of_option) for one in page.voters],
        chats=chats(page.sees, context.access),
        users=users(page.sees, context.access),
        next_offset=str(end) if begin < end < page.count else None,
    )


@method("messages.getUnreadPollVotes")
async def get_unread_poll_votes(
    context: Context, request: functions.messages.GetUnreadPollVotes
) -> types.messages.TypeMessages:
    """The caller's public polls in a dialog with votes they have not seen.

    https://core.telegram.org/method/messages.getUnreadPollVotes
    """
    query = await unread_query(context, request)
    return message_view.history(await context.store.unread_votes(query), context.access)


@method("messages.readPollVotes")
async def read_poll_votes(
    context: Context, request: functions.messages.ReadPollVotes
) -> types.messages.AffectedHistory:
    """The caller has seen all votes in a dialog; `offset` above 0 asks to call again.

    https://core.telegram.org/method/messages.readPollVotes
    """
    return await look_at_all(context, request, polls.read_votes)
