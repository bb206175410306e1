"""Messages: reactions, polls, drafts, themes and paging."""

from __future__ import annotations

from typing import Any

from heliograph.tl import types
from heliograph.tl.upgrades import drop, upgrade


@upgrade("messages.getPollResults", last_layer=223)
def _no_hash(_: Any) -> dict[str, object]:
    return {"poll_hash": 0}


@upgrade("messages.composeMessageWithAI", last_layer=224)
def _tone(old: Any) -> dict[str, object]:
    tone = old.change_tone
    return {"tone": None if tone is None else types.InputAiComposeToneDefault(tone=tone)}


@upgrade("messages.sendBotRequestedPeer", last_layer=168)
def _one_peer(old: Any) -> dict[str, object]:
    return {"requested_peers": [old.requested_peer]}


@upgrade("messages.sendPaidReaction", last_layer=186)
def _hidden(old: Any) -> dict[str, object]:
    """The flag was there or not: not hiding left the account's own setting in force."""
    return {"private": _privacy(True) if old.private else None}


@upgrade("messages.sendPaidReaction", last_layer=198)
@upgrade("messages.togglePaidReactionPrivacy", last_layer=198)
def _private(old: Any) -> dict[str, object]:
    return {"private": None if old.private is None else _privacy(old.private)}


def _privacy(private: bool) -> types.TypePaidReactionPrivacy:
    if private:
        return types.PaidReactionPrivacyAnonymous()
    return types.PaidReactionPrivacyDefault()


@upgrade("messages.sendQuickReplyMessages", last_layer=176)
def _whole_shortcut(_: Any) -> dict[str, object]:
    """Without ids the whole shortcut is meant."""
    return {"id": [], "random_id": []}


@upgrade("messages.setChatTheme", last_layer=213)
def _theme(old: Any) -> dict[str, object]:
    if not old.emoticon:
        return {"theme": types.InputChatThemeEmpty()}
    return {"theme": types.InputChatTheme(emoticon=old.emoticon)}


@upgrade("stats.getMessagePublicForwards", last_layer=168)
def _first_page(_: Any) -> dict[str, object]:
    """The place in the list was a rate, a peer and an id; paging begins again."""
    return {"offset": ""}


@upgrade("phone.createConferenceCall", last_layer=201)
def _conference(_: Any) -> dict[str, object]:
    return {"random_id": 0}


_KEYS = "end-to-end keys of conference calls, which work otherwise now"
drop("phone.joinGroupCall", "key_fingerprint", reason=_KEYS)
drop("phone.requestCall", "conference_call", reason=_KEYS)
