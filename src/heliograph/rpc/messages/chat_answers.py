"""What whoever changed a group is answered."""

from collections.abc import Iterable

from heliograph.actions.mailbox_events import arrival_at_sender
from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.rpc.context import Context
from heliograph.tl import types
from heliograph.views.chat_updates import chat_updates
from heliograph.views.updates import change_update, changes


async def changed(
    context: Context, outcome: ChatOutcome, parts: tuple[ChatPart, ...]
) -> types.Updates:
    """What the group was told, and what became of it in its `parts`."""
    own = context.account_id
    members = outcome.members if ChatPart.MEMBERS in parts else outcome.changed
    named = [own, outcome.chat.peer_id, *(one.account_id for one in members)]
    made: list[types.TypeUpdate] = []
    if outcome.sent is not None:
        sent = outcome.sent
        # TDLib takes an answer without it for one that it does not understand.
        made.append(types.UpdateMessageID(id=sent.message.id, random_id=sent.random_id))
        made.append(change_update(arrival_at_sender(sent), context.access))
        named += [*outcome.sent.message.mentioned, outcome.sent.message.sender_id]
    made += chat_updates(ChatChanged(chat=outcome.chat, parts=parts, members=members))
    sees = await context.store.shown(own, named)
    return changes(made, tuple(sees), context.clock.now(), context.access)


def missing(account_ids: Iterable[int]) -> list[types.TypeMissingInvitee]:
    """Those whose privacy keeps them out.

    https://core.telegram.org/constructor/missingInvitee
    """
    return [types.MissingInvitee(user_id=account_id) for account_id in account_ids]
