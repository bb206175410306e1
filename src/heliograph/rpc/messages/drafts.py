"""What people have begun to write, shared by their devices.

https://core.telegram.org/api/drafts
"""

from heliograph.actions import dialogs
from heliograph.domain.account_events import UnsentChanged
from heliograph.domain.dialogs import Unsent
from heliograph.rpc.context import Context
from heliograph.rpc.messages.text import read_forms, requested_entities
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.account_events import account_updates
from heliograph.views.updates import changes


@method("messages.saveDraft")
async def save_draft(context: Context, query: functions.messages.SaveDraft) -> bool:
    """An empty one forgets what there was.

    https://core.telegram.org/method/messages.saveDraft
    """
    forms = await read_forms(context, query.entities, query.peer)
    reply = query.reply_to
    replied = reply if isinstance(reply, types.InputReplyToMessage) else None
    quote_entities = replied.quote_entities if replied is not None else None
    quoted = await read_forms(context, quote_entities)
    unsent = Unsent(
        date=context.clock.now(),
        text=query.message,
        entities=requested_entities(forms, query.entities),
        reply_to_id=replied.reply_to_msg_id if replied is not None else 0,
        quote_text=(replied.quote_text or "") if replied is not None else "",
        quote_entities=requested_entities(quoted, quote_entities),
        quote_offset=(replied.quote_offset or 0) if replied is not None else 0,
        no_webpage=query.no_webpage,
        invert_media=query.invert_media,
        effect=query.effect or 0,
    )
    peer_id = forms.peer(query.peer)
    await dialogs.save_unsent(
        context.app, context.account_id, peer_id, unsent, origin=context.origin
    )
    return True


@method("messages.getAllDrafts")
async def get_all_drafts(
    context: Context, query: functions.messages.GetAllDrafts
) -> types.TypeUpdates:
    """An update for each.

    https://core.telegram.org/method/messages.getAllDrafts
    """
    kept = await context.store.all_unsent(context.account_id)
    people = tuple(await context.store.seen(context.account_id, list(kept)))
    made = [
        update
        for peer_id, unsent in kept.items()
        for update in account_updates(
            UnsentChanged(peer_id=peer_id, unsent=unsent, date=unsent.date), people
        )
    ]
    return changes(made, people, context.clock.now(), context.access)


@method("messages.clearAllDrafts")
async def clear_all_drafts(context: Context, query: functions.messages.ClearAllDrafts) -> bool:
    """https://core.telegram.org/method/messages.clearAllDrafts"""
    await dialogs.clear_all_unsent(context.app, context.account_id, origin=context.origin)
    return True
