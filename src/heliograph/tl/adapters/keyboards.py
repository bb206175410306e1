"""Keyboards: layer 229 made a button's kind a type of its own, before it was the constructor.

Written the new way for an old client, every button would come out as a plain one that sends its
text: harmful, so each kind is named here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heliograph.tl import types
from heliograph.tl.adapters import adapter, drop, leave_out

leave_out("KeyboardButton")
drop("keyboardButtonRequestPeer", "max_quantity", reason="older clients always share one chat")

_Kind = dict[type[Any], Callable[[Any, dict[str, Any]], types.TypeKeyboardButton]]

_REPLY: _Kind = {
    types.ButtonTypeRequestPhone: lambda _, common: types.KeyboardButtonRequestPhone(**common),
    types.ButtonTypeRequestGeoLocation: lambda _, common: types.KeyboardButtonRequestGeoLocation(
        **common
    ),
    types.ButtonTypeRequestPoll: lambda kind, common: types.KeyboardButtonRequestPoll(
        quiz=kind.quiz, **common
    ),
    types.ButtonTypeRequestPeer: lambda kind, common: types.KeyboardButtonRequestPeer(
        button_id=kind.button_id,
        peer_type=kind.peer_type,
        max_quantity=kind.max_quantity,
        **common,
    ),
    types.ButtonTypeSimpleWebView: lambda kind, common: types.KeyboardButtonSimpleWebView(
        url=kind.url, **common
    ),
}

_INLINE: _Kind = {
    types.InlineButtonTypeUrl: lambda kind, common: types.KeyboardButtonUrl(url=kind.url, **common),
    types.InlineButtonTypeCallback: lambda kind, common: types.KeyboardButtonCallback(
        requires_password=kind.requires_password, data=kind.data, **common
    ),
    # A button that does nothing: pressing it asks the bot with no data, which answers nothing.
    types.InlineButtonTypeDisabled: lambda _, common: types.KeyboardButtonCallback(
        data=b"", **common
    ),
    types.InlineButtonTypeSwitchInline: lambda kind, common: types.KeyboardButtonSwitchInline(
        same_peer=kind.same_peer, query=kind.query, peer_types=kind.peer_types, **common
    ),
    types.InlineButtonTypeGame: lambda _, common: types.KeyboardButtonGame(**common),
    types.InlineButtonTypeBuy: lambda _, common: types.KeyboardButtonBuy(**common),
    types.InlineButtonTypeUrlAuth: lambda kind, common: types.KeyboardButtonUrlAuth(
        fwd_text=kind.fwd_text, url=kind.url, button_id=kind.button_id, **common
    ),
    types.InlineButtonTypeUserProfile: lambda kind, common: types.KeyboardButtonUserProfile(
        user_id=kind.user_id, **common
    ),
    types.InlineButtonTypeWebView: lambda kind, common: types.KeyboardButtonWebView(
        url=kind.url, **common
    ),
    types.InlineButtonTypeCopy: lambda kind, common: types.KeyboardButtonCopy(
        copy_text=kind.copy_text, **common
    ),
}


@adapter("keyboardButton", last_layer=228)
def _reply_button(button: types.KeyboardButton) -> object:
    if isinstance(button.type, types.ButtonTypeDefault):
        return {}
    return _of_kind(_REPLY, button)


@adapter("replyInlineMarkup", last_layer=228)
def _inline_rows(markup: types.ReplyInlineMarkup) -> dict[str, object]:
    rows = ([_of_kind(_INLINE, button) for button in row.buttons] for row in markup.rows)
    return {
        "rows": [
            types.KeyboardButtonRow(buttons=[button for button in row if button is not None])
            for row in rows
        ]
    }


def _of_kind(
    kinds: _Kind, button: types.KeyboardButton | types.KeyboardInlineButton
) -> types.TypeKeyboardButton | None:
    """The old button of this kind; None for a kind that only requests carry."""
    make = kinds.get(type(button.type))
    return make and make(button.type, {"text": button.text, "style": button.style})
