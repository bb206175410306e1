"""How people arranged their dialog lists, as Telethon has it, for its worker."""

import time

from protocol import emit
from telethon import functions, types

_ARRANGED = (
    types.UpdateDraftMessage,
    types.UpdateDialogPinned,
    types.UpdatePinnedDialogs,
    types.UpdateFolderPeers,
    types.UpdateDialogUnreadMark,
    types.UpdateNotifySettings,
    types.UpdateDialogFilters,
    types.UpdatePeerHistoryTTL,
)


class ArrangementVerbs:
    """Verbs that look at the dialog list; a part of the worker's."""

    client = None

    async def _arranged(self, update):
        if isinstance(update, _ARRANGED):
            emit({"event": "arranged", "kind": type(update).__name__})

    async def do_add_folder(self, number, title, peer):
        view = types.DialogFilter(
            id=number,
            title=types.TextWithEntities(title, []),
            pinned_peers=[],
            include_peers=[await self.client.get_input_entity(peer)],
            exclude_peers=[],
        )
        await self.client(functions.messages.UpdateDialogFilterRequest(number, view))

    async def do_folders(self):
        found = await self.client(functions.messages.GetDialogFiltersRequest())
        return [view.title.text for view in found.filters if hasattr(view, "title")]

    async def do_arrangement(self):
        """By peer: pinned, archived, marked, muted and what was begun."""
        found = await self.client.get_dialogs()
        return {
            str(one.id): {
                "pinned": one.pinned,
                "archived": one.archived,
                "marked": one.dialog.unread_mark,
                "muted": _is_ahead(one.dialog.notify_settings.mute_until),
                "draft": one.draft.raw_text or "",
            }
            for one in found
        }


def _is_ahead(date):
    return date is not None and date.timestamp() > time.time()
