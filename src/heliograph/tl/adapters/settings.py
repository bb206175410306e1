"""Folders, privacy, configuration and other answers about the account."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, leave_out

# A privacy rule or a folder that a client cannot show it also cannot change.
leave_out("PrivacyKey", "PrivacyRule", "DialogFilter")


@adapter("dialogFilter", last_layer=195)
@adapter("dialogFilterChatlist", last_layer=195)
@adapter("chatlists.chatlistInvite", last_layer=195)
def _plain_title(
    folder: types.DialogFilter | types.DialogFilterChatlist | types.chatlists.ChatlistInvite,
) -> dict[str, object]:
    return {"title": folder.title.text}


@adapter("config", last_layer=154)
def _limits(_: types.Config) -> dict[str, object]:
    """Limits that moved into help.getAppConfig, with the values they last had."""
    return {
        "saved_gifs_limit": 200,
        "stickers_faved_limit": 5,
        "pinned_dialogs_count_max": 5,
        "pinned_infolder_count_max": 100,
    }


@adapter("help.promoData", last_layer=202)
def _promotion(promo: types.help.PromoData) -> object:
    if promo.peer is None:
        return types.help.PromoDataEmpty(expires=promo.expires)
    return {"peer": promo.peer}


@adapter("connectedBot", last_layer=200)
def _one_right(bot: types.ConnectedBot) -> dict[str, object]:
    """To reply was the only right there was."""
    return {"can_reply": bot.rights.reply}


@adapter("connectedBot", last_layer=176)
def _recipients(bot: types.ConnectedBot) -> dict[str, object]:
    chosen = bot.recipients
    return {
        "can_reply": bot.rights.reply,
        "recipients": types.BusinessRecipients(
            existing_chats=chosen.existing_chats,
            new_chats=chosen.new_chats,
            contacts=chosen.contacts,
            non_contacts=chosen.non_contacts,
            exclude_selected=chosen.exclude_selected,
            users=chosen.users,
        ),
    }


@adapter("account.chatThemes", last_layer=215)
def _numeric_offset(themes: types.account.ChatThemes) -> dict[str, object]:
    offset = themes.next_offset
    return {"next_offset": int(offset) if offset is not None and offset.isdecimal() else None}


@adapter("attachMenuBot", last_layer=162)
def _peer_types(bot: types.AttachMenuBot) -> dict[str, object]:
    return {"peer_types": bot.peer_types or []}


@adapter("urlAuthResultAccepted", last_layer=221)
def _url(result: types.UrlAuthResultAccepted) -> dict[str, object]:
    return {"url": result.url or ""}


@adapter("webViewResultUrl", last_layer=182)
def _query(result: types.WebViewResultUrl) -> dict[str, object]:
    return {"query_id": result.query_id or 0}


@adapter("messages.chatInviteJoinResultWebView", last_layer=227)
def _web_view(result: types.messages.ChatInviteJoinResultWebView) -> dict[str, object]:
    """Layer 227 had the page inside the answer; the client asks again for what is empty."""
    return {"webview": types.WebViewResultUrl(query_id=result.query_id, url="")}


@adapter("stats.broadcastStats", last_layer=166)
def _interactions(stats: types.stats.BroadcastStats) -> dict[str, object]:
    posts = stats.recent_posts_interactions
    return {
        "recent_message_interactions": [
            types.MessageInteractionCounters(
                msg_id=post.msg_id, views=post.views, forwards=post.forwards
            )
            for post in posts
            if isinstance(post, types.PostInteractionCountersMessage)
        ]
    }
