"""Keyboards: up to layer 228 a button's kind was its constructor, since then it is a field.

One kind of button served both keyboards; which of the two new classes it becomes depends on its
kind alone, and a kind in the wrong keyboard stays visible there for the server to refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heliograph.tl import types
from heliograph.tl.upgrades import upgrade

_REPLY: dict[str, Callable[[Any], types.TypeButtonType]] = {
    "keyboardButtonRequestPhone": lambda _: types.ButtonTypeRequestPhone(),
    "keyboardButtonRequestGeoLocation": lambda _: types.ButtonTypeRequestGeoLocation(),
    "keyboardButtonRequestPoll": lambda old: types.ButtonTypeRequestPoll(quiz=old.quiz),
    "keyboardButtonRequestPeer": lambda old: types.ButtonTypeRequestPeer(
        button_id=old.button_id,
        peer_type=old.peer_type,
        # Layers up to 168 shared one chat and did not say so.
        max_quantity=getattr(old, "max_quantity", 1),
    ),
    "inputKeyboardButtonRequestPeer": lambda old: types.InputButtonTypeRequestPeer(
        name_requested=old.name_requested,
        username_requested=old.username_requested,
        photo_requested=old.photo_requested,
        button_id=old.button_id,
        peer_type=old.peer_type,
        max_quantity=old.max_quantity,
    ),
    "keyboardButtonSimpleWebView": lambda old: types.ButtonTypeSimpleWebView(url=old.url),
}

_INLINE: dict[str, Callable[[Any], types.TypeInlineButtonType]] = {
    "keyboardButtonUrl": lambda old: types.InlineButtonTypeUrl(url=old.url),
    "keyboardButtonCallback": lambda old: types.InlineButtonTypeCallback(
        requires_password=old.requires_password, data=old.data
    ),
    "keyboardButtonSwitchInline": lambda old: types.InlineButtonTypeSwitchInline(
        same_peer=old.same_peer, query=old.query, peer_types=getattr(old, "peer_types", None)
    ),
    "keyboardButtonGame": lambda _: types.InlineButtonTypeGame(),
    "keyboardButtonBuy": lambda _: types.InlineButtonTypeBuy(),
    "keyboardButtonUrlAuth": lambda old: types.InlineButtonTypeUrlAuth(
        fwd_text=old.fwd_text, url=old.url, button_id=old.button_id
    ),
    "inputKeyboardButtonUrlAuth": lambda old: types.InputInlineButtonTypeUrlAuth(
        request_write_access=old.request_write_access,
        fwd_text=old.fwd_text,
        url=old.url,
        bot=old.bot,
    ),
    "keyboardButtonUserProfile": lambda old: types.InlineButtonTypeUserProfile(user_id=old.user_id),
    "inputKeyboardButtonUserProfile": lambda old: types.InputInlineButtonTypeUserProfile(
        user_id=old.user_id
    ),
    "keyboardButtonWebView": lambda old: types.InlineButtonTypeWebView(url=old.url),
    "keyboardButtonCopy": lambda old: types.InlineButtonTypeCopy(copy_text=old.copy_text),
}


@upgrade("keyboardButton", last_layer=228)
def _plain(_: Any) -> dict[str, object]:
    return {"type": types.ButtonTypeDefault()}


def _reply_button(old: Any) -> object:
    kind = _REPLY[old.TL_NAME](old)
    return types.KeyboardButton(text=old.text, style=getattr(old, "style", None), type=kind)


def _inline_button(old: Any) -> object:
    kind = _INLINE[old.TL_NAME](old)
    return types.KeyboardInlineButton(text=old.text, style=getattr(old, "style", None), type=kind)


for _name in _REPLY:
    upgrade(_name, last_layer=228)(_reply_button)
for _name in _INLINE:
    upgrade(_name, last_layer=228)(_inline_button)


@upgrade("replyInlineMarkup", last_layer=228)
def _rows(old: Any) -> dict[str, object]:
    return {
        "rows": [
            types.KeyboardInlineButtonRow(buttons=[_for_inline(button) for button in row.buttons])
            for row in old.rows
        ]
    }


def _for_inline(button: Any) -> types.KeyboardInlineButton:
    """A reply keyboard's button under a message does nothing, and never did."""
    if isinstance(button, types.KeyboardInlineButton):
        return button
    kind = types.InlineButtonTypeDisabled()
    return types.KeyboardInlineButton(text=button.text, style=button.style, type=kind)
