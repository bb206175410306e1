"""How the server answers each method that clients call in their first minute.

Every method of tier 1 stands in exactly one of the tables; `ARGUMENTS` says what to ask where the
least of each type would only draw a refusal.
"""

from typing import Any

from heliograph.tl import registry as schema
from heliograph.tl.definitions import Definition, Field
from heliograph.tl.objects import TLObject, class_of

WRAPPERS = frozenset({
    "initConnection",
    "invokeAfterMsg",
    "invokeAfterMsgs",
    "invokeWithLayer",
    "invokeWithoutUpdates",
})  # fmt: skip
"""They hold a query and have no answer of their own."""

REAL = frozenset({
    "account.getAutoDownloadSettings",
    "account.getContactSignUpNotification",
    "account.getContentSettings",
    "account.getGlobalPrivacySettings",
    "account.getNotifySettings",
    "account.getPassword",
    "account.getPrivacy",
    "account.getReactionsNotifySettings",
    "account.updateStatus",
    "auth.acceptLoginToken",
    "auth.bindTempAuthKey",
    "auth.cancelCode",
    "auth.checkPassword",
    "auth.exportAuthorization",
    "auth.exportLoginToken",
    "auth.importAuthorization",
    "auth.importBotAuthorization",
    "auth.importLoginToken",
    "auth.logOut",
    "auth.resendCode",
    "auth.sendCode",
    "auth.signIn",
    "auth.signUp",
    "contacts.getBlocked",
    "contacts.getContacts",
    "contacts.getStatuses",
    "contacts.getTopPeers",
    "contacts.resolveUsername",
    "help.acceptTermsOfService",
    "help.getConfig",
    "help.getNearestDc",
    "help.getTermsOfServiceUpdate",
    "messages.getAllDrafts",
    "messages.getDialogFilters",
    "messages.getDialogs",
    "messages.getHistory",
    "messages.getMessages",
    "messages.getMessagesViews",
    "messages.getPeerDialogs",
    "messages.getPeerSettings",
    "messages.getRecentReactions",
    "messages.getScheduledHistory",
    "messages.getPinnedDialogs",
    "messages.getPinnedSavedDialogs",
    "messages.readHistory",
    "messages.getSuggestedDialogFilters",
    "messages.search",
    "messages.sendMessage",
    "messages.setTyping",
    "updates.getDifference",
    "updates.getState",
    "upload.getFile",
    "upload.saveBigFilePart",
    "upload.saveFilePart",
    "users.getFullUser",
    "photos.getUserPhotos",
    "users.getUsers",
})  # fmt: skip
"""What they answer depends on who asks and on what happened."""

FIXED = frozenset({
    "account.registerDevice",
    "account.unregisterDevice",
    "help.dismissSuggestion",
    "help.getAppConfig",
    "help.getAppUpdate",
    "help.getCdnConfig",
    "help.getCountriesList",
    "help.getInviteText",
    "help.getPeerColors",
    "help.getPeerProfileColors",
    "help.getPremiumPromo",
    "help.getPromoData",
    "help.getTimezonesList",
    "help.hidePromoData",
    "langpack.getDifference",
    "langpack.getLangPack",
    "langpack.getLanguage",
    "langpack.getLanguages",
    "langpack.getStrings",
    "messages.getAvailableReactions",
    "messages.getEmojiGroups",
    "messages.getEmojiKeywords",
    "messages.getEmojiKeywordsDifference",
    "messages.getEmojiKeywordsLanguages",
    "messages.getEmojiStickerGroups",
    "messages.getPaidReactionPrivacy",
    "messages.getTopReactions",
    "messages.getWebPagePreview",
    "payments.getStarsStatus",
})  # fmt: skip
"""They say the same to everybody, in the words of each language."""

EMPTY: dict[str, str] = {
    "account.getChatThemes": "themes",
    "account.getCollectibleEmojiStatuses": "emoji statuses",
    "account.getConnectedBots": "business bots",
    "account.getDefaultEmojiStatuses": "emoji statuses",
    "account.getThemes": "themes",
    "aicompose.getTones": "composing by machine",
    "messages.getAllStickers": "sticker sets",
    "messages.getAttachMenuBots": "bots",
    "messages.getAvailableEffects": "message effects",
    "messages.getCustomEmojiDocuments": "custom emoji",
    "messages.getDefaultTagReactions": "tags in Saved Messages",
    "messages.getEmojiStickers": "custom emoji",
    "messages.getFavedStickers": "sticker sets",
    "messages.getFeaturedEmojiStickers": "custom emoji",
    "messages.getFeaturedStickers": "sticker sets",
    "messages.getQuickReplies": "quick replies",
    "messages.getRecentStickers": "sticker sets",
    "messages.getSavedGifs": "animations",
    "messages.getSavedReactionTags": "tags in Saved Messages",
    "messages.getSponsoredMessages": "nothing: there are no advertisements",
    "messages.getStickers": "sticker sets",
    "messages.getWebPage": "link previews",
    "payments.getStarGiftActiveAuctions": "nothing: there are no gifts",
    "stories.getAllReadPeerStories": "stories",
    "stories.getAllStories": "stories",
    "stories.getPeerMaxIDs": "stories",
    "stories.getPeerStories": "stories",
    "stories.getPinnedStories": "stories",
}
"""Well-formed answers with nothing in them, until the named feature is there."""

REFUSED: dict[str, tuple[str, str]] = {
    "channels.getChannels": ("CHANNEL_INVALID", "channels"),
    "channels.getFullChannel": ("CHANNEL_INVALID", "channels"),
    "channels.getMessages": ("CHANNEL_INVALID", "channels"),
    "channels.getParticipant": ("CHANNEL_INVALID", "channels"),
    "channels.getSendAs": ("PEER_ID_INVALID", "channels"),
    "channels.readHistory": ("CHANNEL_INVALID", "channels"),
    "messages.getChats": ("CHAT_ID_INVALID", "groups"),
    "messages.getFullChat": ("CHAT_ID_INVALID", "groups"),
    "messages.getOnlines": ("PEER_ID_INVALID", "groups"),
    "messages.getStickerSet": ("STICKERSET_INVALID", "sticker sets"),
    "updates.getChannelDifference": ("CHANNEL_INVALID", "channels"),
}
"""Documented errors, until the named feature is there."""

DRAWN: dict[str, str] = {
    "auth.acceptLoginToken": "AUTH_TOKEN_INVALID",
    "auth.bindTempAuthKey": "TEMP_AUTH_KEY_EMPTY",
    "auth.importAuthorization": "AUTH_BYTES_INVALID",
    "auth.importBotAuthorization": "ACCESS_TOKEN_INVALID",
    "auth.importLoginToken": "AUTH_TOKEN_INVALID",
    "upload.saveBigFilePart": "FILE_PARTS_INVALID",
    "upload.saveFilePart": "FILE_PART_EMPTY",
}
"""Errors that real methods draw when asked for the least: nobody gave out what they ask for."""

ORDER = (
    "auth.sendCode",
    "auth.resendCode",
    "auth.cancelCode",
    "auth.signIn",
    "auth.signUp",
    "auth.logOut",
)
"""Asked by somebody new, one after the other, after all others."""

ARGUMENTS: dict[str, dict[str, Any]] = {
    "account.registerDevice": {"token_type": 7, "token": "1"},
    "account.unregisterDevice": {"token_type": 7, "token": "1"},
    "auth.exportAuthorization": {"dc_id": 4},
    "channels.getChannels": {"id": [("inputChannel", {"channel_id": 1, "access_hash": 1})]},
    "contacts.getTopPeers": {"correspondents": True, "limit": 5},
    "contacts.resolveUsername": {"username": "benny"},
    "help.acceptTermsOfService": {"id": ("dataJSON", {"data": '{"id": "0"}'})},
    "help.dismissSuggestion": {"suggestion": "VALIDATE_PHONE_NUMBER"},
    "help.getCountriesList": {"lang_code": "en"},
    "langpack.getDifference": {"lang_pack": "tdesktop", "lang_code": "de"},
    "langpack.getLangPack": {"lang_pack": "tdesktop", "lang_code": "de"},
    "langpack.getLanguage": {"lang_pack": "tdesktop", "lang_code": "de"},
    "langpack.getStrings": {"lang_code": "de", "keys": ["LoginCode", "AppName"]},
    "messages.getChats": {"id": [1]},
    "messages.getCustomEmojiDocuments": {"document_id": [1]},
    "messages.getDialogs": {"limit": 20},
    "messages.getEmojiKeywords": {"lang_code": "en"},
    "messages.getEmojiKeywordsDifference": {"lang_code": "en"},
    "messages.getEmojiKeywordsLanguages": {"lang_codes": ["en"]},
    "messages.getFullChat": {"chat_id": 1},
    "messages.getMessages": {"id": [("inputMessageID", {"id": 1})]},
    "messages.getMessagesViews": {"id": [1, 2]},
    "messages.getTopReactions": {"limit": 5},
    "stories.getPeerMaxIDs": {"id": [("inputPeerSelf", {})]},
    "updates.getDifference": {"pts": 1, "date": 1},
}
"""Fields by name; an object is its constructor's name and its fields."""


def arguments_for(layer: int, definition: Definition, given: dict[str, Any]) -> TLObject:
    """A request or object of a layer's definition: what is given, and the least of all else."""
    values = {
        field.name: _given(layer, given[field.name])
        if field.name in given
        else _least(layer, field)
        for field in definition.values
        if field.name in given or not field.is_optional
    }
    return class_of(definition)(**values)


def _given(layer: int, value: Any) -> Any:
    """An object is given as its constructor's name and fields."""
    if isinstance(value, list):
        return [_given(layer, one) for one in value]
    if not isinstance(value, tuple):
        return value
    name, fields = value
    definition = schema.at_layer(name, layer)
    assert definition is not None, (name, layer)
    return arguments_for(layer, definition, fields)


_LEAST: dict[str, Any] = {
    "int": 0,
    "long": 0,
    "double": 0.0,
    "string": "",
    "bytes": b"",
    "Bool": False,
    "InputPeer": ("inputPeerSelf", {}),
    "InputUser": ("inputUserSelf", {}),
    "InputChannel": ("inputChannel", {"channel_id": 1, "access_hash": 1}),
    "DataJSON": ("dataJSON", {"data": "{}"}),
}


def _least(layer: int, field: Field) -> Any:
    if field.element is not None:
        return []
    if field.type in _LEAST:
        return _given(layer, _LEAST[field.type])
    known = [schema.at_layer(name, layer) for name in schema.constructors_of(field.type)]
    smallest = min((d for d in known if d is not None), key=lambda d: len(d.values))
    return arguments_for(layer, smallest, {})
