"""Up to layer 159 a reply was two numbers of the request; now it is an InputReplyTo."""

from __future__ import annotations

from typing import Any

from heliograph.tl import types
from heliograph.tl.upgrades import upgrade
from heliograph.tl.upgrades.peers import user_peer


@upgrade("messages.prolongWebView", last_layer=159)
@upgrade("messages.requestWebView", last_layer=159)
@upgrade("messages.saveDraft", last_layer=165)
@upgrade("messages.sendInlineBotResult", last_layer=159)
@upgrade("messages.sendMedia", last_layer=159)
@upgrade("messages.sendMessage", last_layer=159)
@upgrade("messages.sendMultiMedia", last_layer=159)
def _reply(old: Any) -> dict[str, object]:
    """A topic alone means a message to the topic, which is a reply to its first message."""
    number = old.reply_to_msg_id if old.reply_to_msg_id is not None else old.top_msg_id
    if number is None:
        return {"reply_to": None}
    return {
        "reply_to": types.InputReplyToMessage(reply_to_msg_id=number, top_msg_id=old.top_msg_id)
    }


@upgrade("messages.sendScreenshotNotification", last_layer=159)
def _screenshot(old: Any) -> dict[str, object]:
    return {"reply_to": types.InputReplyToMessage(reply_to_msg_id=old.reply_to_msg_id)}


@upgrade("inputReplyToStory", last_layer=173)
def _story(old: Any) -> dict[str, object]:
    return {"peer": user_peer(old.user_id)}
