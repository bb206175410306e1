"""What people have begun to write, shared by their devices.

https://core.telegram.org/api/drafts
"""

from msgspec.structs import replace

from heliograph.actions import dialogs
from heliograph.domain.account_events import UnsentChanged, people_named
from heliograph.domain.dialogs import Unsent
from heliograph.rpc.context import Context
from heliograph.rpc.messages.drafting import asked_part
from heliograph.rpc.messages.text import read_forms, requested_entities
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.account_events import account_updates
from heliograph.views.updates import changes


@method("messages.saveDraft")
async def save_draft(context: Context, query: functions.messages.SaveDraft) -> bool:
    """An empty one forgets what there was. LIMIT_INVALID for one in yet another topic.

    https://core.telegram.org/method/messages.saveDraft
    """
    forms = await read_forms(context, query.entities, query.peer)
    peer_id = forms.dialog(query.peer)
    unsent = Unsent(
        date=context.clock.now(),
        text=query.message,
        entities=requested_entities(forms, query.entities),
        no_webpage=query.no_webpage,
        invert_media=query.invert_media,
        effect=query.effect or 0,
    )
    topic_id = 0
    if isinstance(query.reply_to, types.InputReplyToMessage):
        unsent = await _answering(context, unsent, query.reply_to, peer_id=peer_id)
        topic_id = query.reply_to.top_msg_id or 0
    await dialogs.save_unsent(
        context.app,
        context.account_id,
        peer_id,
        unsent,
        topic_id=topic_id,
        origin=context.origin,
    )
    return True


async def _answering(
    context: Context, unsent: Unsent, reply: types.InputReplyToMessage, *, peer_id: int
) -> Unsent:
    """The draft with what it answers."""
    foreign = reply.reply_to_peer_id
    forms = await read_forms(context, reply.quote_entities, *([] if foreign is None else [foreign]))
    reply_peer_id = peer_id if foreign is None else forms.dialog(foreign)
    return replace(
        unsent,
        # Clients that answer nothing in a topic name the topic.
        reply_to_id=0 if reply.reply_to_msg_id == reply.top_msg_id else reply.reply_to_msg_id,
        quote_text=reply.quote_text or "",
        quote_entities=requested_entities(forms, reply.quote_entities),
        quote_offset=reply.quote_offset or 0,
        reply_peer_id=0 if reply_peer_id == peer_id else reply_peer_id,
        answered=asked_part(reply),
    )


@method("messages.getAllDrafts")
async def get_all_drafts(
    context: Context, query: functions.messages.GetAllDrafts
) -> types.TypeUpdates:
    """An update for each.

    https://core.telegram.org/method/messages.getAllDrafts
    """
    kept = await context.store.all_unsent(context.account_id)
    found = [
        UnsentChanged(peer_id=peer_id, unsent=unsent, date=unsent.date, topic_id=topic_id)
        for (peer_id, topic_id), unsent in kept.items()
    ]
    named = {account_id for change in found for account_id in people_named(change)}
    people = tuple(await context.store.shown(context.account_id, sorted(named)))
    made = [
        update for change in found for update in account_updates(change, people, context.access)
    ]
    return changes(made, people, context.clock.now(), context.access)


@method("messages.clearAllDrafts")
async def clear_all_drafts(context: Context, query: functions.messages.ClearAllDrafts) -> bool:
    """https://core.telegram.org/method/messages.clearAllDrafts"""
    await dialogs.clear_all_unsent(context.app, context.account_id, origin=context.origin)
    return True
