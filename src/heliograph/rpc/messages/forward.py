"""Forwarding."""

from heliograph.domain import errors
from heliograph.domain.forwarding import FORWARDS_MAX
from heliograph.domain.messages import Draft, Source
from heliograph.rpc.context import Context
from heliograph.rpc.messages.drafting import asked_due, asked_speaker, check_once, speaker
from heliograph.rpc.messages.together import send_together
from heliograph.rpc.peers import Forms
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types


@method("messages.forwardMessages", rate=Rate.MESSAGES)
async def forward_messages(
    context: Context, request: functions.messages.ForwardMessages
) -> types.TypeUpdates:
    """As many messages as are still there, or the refusal of the first that may not go.

    https://core.telegram.org/method/messages.forwardMessages
    """
    return await send_together(context, await _drafts(context, request))


async def _drafts(context: Context, request: functions.messages.ForwardMessages) -> list[Draft]:
    """A draft for each message, in the order asked."""
    check_once(request)
    if not request.id:
        raise errors.MessageIdsEmpty
    if len(request.id) > FORWARDS_MAX:
        raise errors.LimitInvalid
    if len(request.random_id) != len(request.id):
        raise errors.RandomIdInvalid
    if len(set(request.random_id)) != len(request.random_id):
        raise errors.RandomIdDuplicate
    context.spend(Rate.MESSAGES, len(request.id) - 1)
    peers = [request.from_peer, request.to_peer, *asked_speaker(request)]
    forms = await Forms.read(context, peers)
    send_as = speaker(forms, request)
    from_id, to_id = forms.dialog(request.from_peer), forms.dialog(request.to_peer)
    now = context.clock.now()
    return [
        Draft(
            sender_id=context.account_id,
            recipient_id=to_id,
            random_id=random_id,
            text="",
            silent=request.silent,
            noforwards=request.noforwards,
            source=Source(
                peer_id=from_id,
                message_id=message_id,
                drop_author=request.drop_author,
                drop_captions=request.drop_media_captions,
                group=request.random_id[0],
            ),
            date=now,
            due=asked_due(request.schedule_date),
            send_as=send_as,
            thread_id=request.top_msg_id or 0,
        )
        for message_id, random_id in zip(request.id, request.random_id, strict=True)
    ]
