"""Putting dialogs into the archive, and back.

https://core.telegram.org/api/folders
"""

from heliograph.actions import dialogs
from heliograph.domain import errors
from heliograph.rpc.context import Context
from heliograph.rpc.peers import Forms
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.updates import change, changes


@method("folders.editPeerFolders")
async def edit_peer_folders(
    context: Context, query: functions.folders.EditPeerFolders
) -> types.TypeUpdates:
    """https://core.telegram.org/method/folders.editPeerFolders"""
    if len(query.folder_peers) > context.limits.page_max:
        raise errors.LimitInvalid
    forms = await Forms.read(context, [place.peer for place in query.folder_peers])
    places = {forms.listed(place.peer): place.folder_id for place in query.folder_peers}
    moved = await dialogs.move_dialogs(
        context.app, context.account_id, places, origin=context.origin
    )
    now = context.clock.now()
    if not moved.pts_count:
        return changes([], (), now, context.access)
    return change(moved, now, context.access)
