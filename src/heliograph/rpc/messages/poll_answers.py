"""Polls to which others add answers.

https://core.telegram.org/api/poll
"""

from itertools import chain
from typing import Any

from heliograph.actions.messaging import new_random_id
from heliograph.actions.polls import change_answers
from heliograph.domain import errors, visible_words
from heliograph.domain.account_events import PollChanged
from heliograph.domain.poll_answers import AnswerRequest
from heliograph.rpc.context import Context
from heliograph.rpc.messages.polls import asked_answer
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.rpc.screening import screen_text
from heliograph.tl import functions, types
from heliograph.views.account_events import account_updates
from heliograph.views.updates import change_update, changes, people_of


@method("messages.addPollAnswer", rate=Rate.MESSAGES)
async def add_poll_answer(
    context: Context, request: functions.messages.AddPollAnswer
) -> types.TypeUpdates:
    """POLL_ANSWER_INVALID also for what the admins of a supergroup do not want there.

    https://core.telegram.org/method/messages.addPollAnswer
    """
    added = asked_answer(request.answer)
    peer_id = await dialog_peer(context, request.peer)
    if await screen_text(context, peer_id, *visible_words.of_answer(added)):
        raise errors.PollAnswerInvalid
    return await _change(context, peer_id, request.msg_id, added=added)


@method("messages.deletePollAnswer", rate=Rate.MESSAGES)
async def delete_poll_answer(
    context: Context, request: functions.messages.DeletePollAnswer
) -> types.TypeUpdates:
    """https://core.telegram.org/method/messages.deletePollAnswer"""
    peer_id = await dialog_peer(context, request.peer)
    return await _change(context, peer_id, request.msg_id, option=request.option)


async def _change(
    context: Context, peer_id: int, message_id: int, **asked: Any
) -> types.TypeUpdates:
    request = AnswerRequest(
        account_id=context.account_id,
        peer_id=peer_id,
        message_id=message_id,
        random_id=new_random_id(context.app),
        date=context.clock.now(),
        **asked,
    )
    page, told = await change_answers(context.app, request, origin=context.origin)
    (message,) = page.messages
    made = account_updates(PollChanged(message=message), page.sees, context.access)
    made = [*made, *(change_update(one, context.access) for one in told)]
    sees = dict.fromkeys((*page.sees, *chain.from_iterable(map(people_of, told))))
    return changes(made, tuple(sees), request.date, context.access)
