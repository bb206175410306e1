"""Reacting to messages, and who did.

https://core.telegram.org/api/reactions
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec.structs import replace

from heliograph.actions import reactions
from heliograph.actions.app import App
from heliograph.domain import errors
from heliograph.domain.account_events import MessageReactionsChanged
from heliograph.domain.events import Origin
from heliograph.domain.history import HistoryQuery, MessagePage
from heliograph.domain.messages import Message
from heliograph.domain.peers import box_of, is_channel
from heliograph.domain.reactions import ListedReactions, ReactionRequest, ReactionsQuery, Withdrawal
from heliograph.rpc.context import Context
from heliograph.rpc.pages import place_of
from heliograph.rpc.peers import dialog_peer
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import messages as message_view
from heliograph.views import reactions as view
from heliograph.views.account_events import account_updates
from heliograph.views.chats import chats
from heliograph.views.updates import changes
from heliograph.views.users import users

_LISTED_MAX = 100


@method("messages.sendReaction", rate=Rate.MESSAGES)
async def send_reaction(
    context: Context, request: functions.messages.SendReaction
) -> types.TypeUpdates:
    """Shows a reaction in the place of the caller's earlier one; none takes it away.

    https://core.telegram.org/method/messages.sendReaction
    """
    peer_id = await dialog_peer(context, request.peer)
    asked = ReactionRequest(
        account_id=context.account_id,
        peer_id=peer_id,
        message_id=request.msg_id,
        signs=_signs(request.reaction or ()),
        big=request.big,
        date=context.clock.now(),
    )
    page = await reactions.send_reaction(
        context.app, asked, to_recent=request.add_to_recent, origin=context.origin
    )
    return _shown(context, page, page.messages)


@method("messages.deleteParticipantReaction", rate=Rate.MESSAGES)
async def delete_participant_reaction(
    context: Context, request: functions.messages.DeleteParticipantReaction
) -> types.TypeUpdates:
    """An admin takes away what somebody chose under a message.

    https://core.telegram.org/method/messages.deleteParticipantReaction
    """
    asked = await _withdrawal(context, request)
    if request.msg_id <= 0:
        raise errors.MessageIdInvalid
    asked = replace(asked, message_id=request.msg_id)
    page = await reactions.withdraw_reaction(context.app, asked, origin=context.origin)
    return _shown(context, page, page.messages)


@method("messages.deleteParticipantReactions", rate=Rate.SEARCHES)
async def delete_participant_reactions(
    context: Context, request: functions.messages.DeleteParticipantReactions
) -> bool:
    """The same of the newest messages that somebody reacted to.

    https://core.telegram.org/method/messages.deleteParticipantReactions
    """
    asked = await _withdrawal(context, request)
    # The answer tells of none of them: the caller hears as its other devices do.
    await reactions.withdraw_reactions(context.app, asked, origin=None)
    return True


async def _withdrawal(
    context: Context,
    request: functions.messages.DeleteParticipantReaction
    | functions.messages.DeleteParticipantReactions,
) -> Withdrawal:
    return Withdrawal(
        admin_id=context.account_id,
        peer_id=await dialog_peer(context, request.peer),
        of_peer=await dialog_peer(context, request.participant),
        date=context.clock.now(),
    )


def _shown(context: Context, page: MessagePage, messages: Iterable[Message]) -> types.Updates:
    """The reactions to some of the messages of a page as they stand."""
    made = [
        update
        for message in messages
        for update in account_updates(
            MessageReactionsChanged(message=message), page.sees, context.access
        )
    ]
    return changes(made, page.sees, context.clock.now(), context.access)


def _signs(asked: Sequence[types.TypeReaction]) -> tuple[str, ...]:
    if len(asked) > _LISTED_MAX:
        raise errors.ReactionsTooMany
    return tuple(sign_of(one) for one in asked)


def sign_of(reaction: types.TypeReaction) -> str:
    """The emoji a client names, or the refusal: nobody subscribes to what the others need."""
    match reaction:
        case types.ReactionEmoji():
            return reaction.emoticon
        case types.ReactionEmpty():
            raise errors.ReactionEmpty
        case types.ReactionCustomEmoji():
            raise errors.PremiumAccountRequired
    raise errors.ReactionInvalid


@method("messages.getMessagesReactions")
async def get_messages_reactions(
    context: Context, request: functions.messages.GetMessagesReactions
) -> types.TypeUpdates:
    """The reactions to the named messages of a dialog; nothing of those that are not there.

    https://core.telegram.org/method/messages.getMessagesReactions
    """
    if len(request.id) > context.limits.ids_per_request:
        raise errors.LimitInvalid
    peer_id = await dialog_peer(context, request.peer)
    page = await messages_of(context, peer_id, request.id)
    found = (m for m in page.messages if m.peer_id == peer_id and m.action is None)
    return _shown(context, page, found)


async def messages_of(context: Context, peer_id: int, ids: Sequence[int]) -> MessagePage:
    """Messages by id, of a channel or of the caller's own mailbox, whatever dialog they are of."""
    wanted = list(dict.fromkeys(ids))
    if is_channel(peer_id):
        return await context.store.posts(context.account_id, peer_id, wanted)
    return await context.store.messages(context.account_id, wanted)


@method("messages.getMessageReactionsList")
async def get_message_reactions_list(
    context: Context, request: functions.messages.GetMessageReactionsList
) -> types.messages.MessageReactionsList:
    """Who reacted how, the latest first, or only with one sign; `offset` counts those before.

    BROADCAST_FORBIDDEN in a channel, which tells nobody who reacted.

    https://core.telegram.org/method/messages.getMessageReactionsList
    """
    if request.limit < 0:
        raise errors.LimitInvalid
    peer_id = await dialog_peer(context, request.peer)
    page = await messages_of(context, peer_id, [request.id])
    found = next((message for message in page.messages if message.peer_id == peer_id), None)
    if found is None:
        raise errors.MsgIdInvalid
    if found.post:
        raise errors.BroadcastForbidden
    sign = None if request.reaction is None else sign_of(request.reaction)
    begin = place_of(request.offset)
    limit = min(request.limit, _LISTED_MAX)
    if is_channel(peer_id):
        listed = await _listed_in_channel(context, found, sign, begin=begin, limit=limit)
    else:
        listed = _listed(found, page, sign, begin=begin, limit=limit)
    end = begin + limit
    return types.messages.MessageReactionsList(
        count=listed.count,
        reactions=[made for one in listed.reactions for made in view.peer_reactions(found, one)],
        chats=chats(listed.sees, context.access),
        users=users(listed.sees, context.access),
        next_offset=str(end) if begin < end < listed.count else None,
    )


def _listed(
    message: Message, page: MessagePage, sign: str | None, *, begin: int, limit: int
) -> ListedReactions:
    one_each = [
        replace(one, signs=(chosen,))
        for one in reversed(message.reactions)
        for chosen in one.signs
        if sign in (None, chosen)
    ]
    shown = tuple(one_each[begin : begin + limit])
    return ListedReactions(reactions=shown, count=len(one_each), sees=page.sees)


async def _listed_in_channel(
    context: Context, message: Message, sign: str | None, *, begin: int, limit: int
) -> ListedReactions:
    query = ReactionsQuery(
        viewer_id=context.account_id,
        peer_id=message.peer_id,
        message_id=message.id,
        sign=sign,
        offset=begin,
        limit=limit,
    )
    return await context.store.post_reactions(query)


@method("messages.getUnreadReactions")
async def get_unread_reactions(
    context: Context, request: functions.messages.GetUnreadReactions
) -> types.messages.TypeMessages:
    """The caller's messages in a dialog with reactions they have not seen.

    https://core.telegram.org/method/messages.getUnreadReactions
    """
    query = await unread_query(context, request)
    page = await context.store.unread_reactions(query)
    return message_view.history(page, context.access)


async def unread_query(
    context: Context,
    request: functions.messages.GetUnreadReactions
    | functions.messages.GetUnreadPollVotes
    | functions.messages.GetUnreadMentions,
) -> HistoryQuery:
    """The page that a client asks for of what somebody has not seen in a dialog or in a thread."""
    if request.limit < 0 or abs(request.add_offset) > context.limits.history_offset_max:
        raise errors.LimitInvalid
    peer_id = await dialog_peer(context, request.peer)
    return HistoryQuery(
        owner_id=context.account_id,
        peer_id=peer_id,
        thread_id=asked_thread(request, peer_id),
        offset_id=request.offset_id,
        add_offset=request.add_offset,
        limit=min(request.limit, context.limits.page_max),
        max_id=request.max_id,
        min_id=request.min_id,
    )


def asked_thread(
    request: functions.messages.GetUnreadReactions
    | functions.messages.GetUnreadPollVotes
    | functions.messages.GetUnreadMentions
    | functions.messages.ReadReactions
    | functions.messages.ReadPollVotes
    | functions.messages.ReadMentions
    | functions.messages.UnpinAllMessages,
    peer_id: int,
) -> int:
    """The topic or other thread that is asked about, 0 for all of a dialog. MSG_ID_INVALID where
    there are none."""
    if request.top_msg_id and not is_channel(peer_id):
        raise errors.MsgIdInvalid
    return request.top_msg_id or 0


class Look(Protocol):
    """Notes that an account has looked at all of a dialog or of a thread; whether more is left."""

    async def __call__(
        self, app: App, account_id: int, peer_id: int, /, *, thread_id: int, origin: Origin | None
    ) -> bool: ...


async def look_at_all(
    context: Context,
    request: functions.messages.ReadReactions
    | functions.messages.ReadPollVotes
    | functions.messages.ReadMentions,
    look: Look,
) -> types.messages.AffectedHistory:
    """The caller has looked at what is asked about; `offset` above 0 asks to call again."""
    account_id, peer_id = context.account_id, await dialog_peer(context, request.peer)
    thread_id = asked_thread(request, peer_id)
    more = await look(context.app, account_id, peer_id, thread_id=thread_id, origin=context.origin)
    box = await context.store.state(box_of(account_id, peer_id))
    return types.messages.AffectedHistory(pts=box.pts, pts_count=0, offset=int(more))


@method("messages.readReactions")
async def read_reactions(
    context: Context, request: functions.messages.ReadReactions
) -> types.messages.AffectedHistory:
    """The caller has seen all reactions in a dialog or thread; `offset` above 0 asks to call again.

    https://core.telegram.org/method/messages.readReactions
    """
    return await look_at_all(context, request, reactions.read_reactions)
