"""Account, bot and help methods."""

from __future__ import annotations

from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.upgrades import retire, upgrade


@upgrade("account.addNoPaidMessagesException", last_layer=204)
def _exception(old: Any) -> object:
    return functions.account.ToggleNoPaidMessagesException(
        refund_charged=old.refund_charged, user_id=old.user_id
    )


@upgrade("account.getUniqueGiftChatThemes", last_layer=215)
def _offset(old: Any) -> dict[str, object]:
    return {"offset": str(old.offset) if old.offset else ""}


@upgrade("account.updateColor", last_layer=215)
def _color(old: Any) -> dict[str, object]:
    if old.color is None and old.background_emoji_id is None:
        return {"color": None}
    return {"color": types.PeerColor(color=old.color, background_emoji_id=old.background_emoji_id)}


@upgrade("account.updateConnectedBot", last_layer=200)
def _bot_rights(old: Any) -> dict[str, object]:
    return {"rights": types.BusinessBotRights(reply=old.can_reply)}


@upgrade("account.updateConnectedBot", last_layer=176)
def _bot_recipients(old: Any) -> dict[str, object]:
    chosen = old.recipients
    fields = {field: getattr(chosen, field) for field in chosen.TL_FIELDS}
    return _bot_rights(old) | {"recipients": types.InputBusinessBotRecipients(**fields)}


@upgrade("help.getAppConfig", last_layer=154)
def _no_hash(_: Any) -> dict[str, object]:
    return {"hash": 0}


@upgrade("users.getIsPremiumRequiredToContact", last_layer=199)
def _requirements(old: Any) -> object:
    return functions.users.GetRequirementsToContact(id=old.id)


retire("folders.deleteFolder", reason="one folder, the archive, is left and cannot be deleted")
retire("help.getAppChangelog", reason="changelogs are no longer the server's to tell")
retire("messages.getAllChats", reason="getDialogs and getCommonChats took its place")
