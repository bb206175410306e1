"""Who may write to whom, before anything is written."""

from collections.abc import Sequence

from heliograph.actions.app import App


async def may_write(app: App, viewer_id: int, account_ids: Sequence[int]) -> dict[int, bool]:
    """Whom the viewer may write to, of those that exist, without looking at blocks."""
    allowed = {}
    for seen in await app.store.seen(viewer_id, account_ids):
        account_id = seen.account.id
        allowed[account_id] = seen.may_write or await _has_dialog(app, account_id, viewer_id)
    return allowed


async def _has_dialog(app: App, owner_id: int, peer_id: int) -> bool:
    page = await app.store.dialogs_of(owner_id, [peer_id])
    return any(dialog.top_id for dialog in page.dialogs)
