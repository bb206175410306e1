"""Methods about things this server does not have: well-formed answers with nothing in them.

Clients ask for these unbidden right after sign-in, and wait, retry or give up on an error. A list
is always sent whole: Android crashes on a "not modified" for a list it never had.
"""

from collections.abc import Callable
from typing import Any

from heliograph.domain import errors
from heliograph.domain.texts import text
from heliograph.rpc.context import Context
from heliograph.rpc.registry import Run, method
from heliograph.tl import types

# When clients ask again for what is empty now.
_ASK_AGAIN_S = 86_400

Make = Callable[[Context, Any], Any]


def _soon(context: Context) -> int:
    return int(context.clock.wire_now()) + _ASK_AGAIN_S


def _no_updates(*made: types.TypeUpdate) -> Make:
    def make(context: Context, query: Any) -> types.Updates:
        date = context.clock.now()
        return types.Updates(updates=list(made), users=[], chats=[], date=date, seq=0)

    return make


def _no_preview(context: Context, query: Any) -> types.messages.WebPagePreview:
    return types.messages.WebPagePreview(media=types.MessageMediaEmpty(), chats=[], users=[])


def _no_web_page(context: Context, query: Any) -> types.messages.WebPage:
    return types.messages.WebPage(webpage=types.WebPageEmpty(id=0), chats=[], users=[])


def _no_premium(context: Context, query: Any) -> types.help.PremiumPromo:
    return types.help.PremiumPromo(
        status_text="",
        status_entities=[],
        video_sections=[],
        videos=[],
        period_options=[],
        users=[],
    )


def _refuse(refusal: type[errors.Refused]) -> Make:
    def make(context: Context, query: Any) -> Any:
        raise refusal

    return make


def _reactions(context: Context, query: Any) -> types.messages.Reactions:
    return types.messages.Reactions(hash=0, reactions=[])


def _featured(context: Context, query: Any) -> types.messages.FeaturedStickers:
    return types.messages.FeaturedStickers(hash=0, count=0, sets=[], unread=[])


def _statuses(context: Context, query: Any) -> types.account.EmojiStatuses:
    return types.account.EmojiStatuses(hash=0, statuses=[])


def _themes(context: Context, query: Any) -> types.account.Themes:
    return types.account.Themes(hash=0, themes=[])


def _yes(context: Context, query: Any) -> bool:
    return True


_MESSAGES: dict[str, Make] = {
    "getAllStickers": lambda c, q: types.messages.AllStickers(hash=0, sets=[]),
    "getAttachMenuBots": lambda c, q: types.AttachMenuBots(hash=0, bots=[], users=[]),
    "getAvailableEffects": lambda c, q: types.messages.AvailableEffects(
        hash=0, effects=[], documents=[]
    ),
    "getDefaultTagReactions": _reactions,
    "getEmojiStickers": lambda c, q: types.messages.AllStickers(hash=0, sets=[]),
    "getFavedStickers": lambda c, q: types.messages.FavedStickers(hash=0, packs=[], stickers=[]),
    "getFeaturedEmojiStickers": _featured,
    "getFeaturedStickers": _featured,
    "getPaidReactionPrivacy": _no_updates(
        types.UpdatePaidReactionPrivacy(private=types.PaidReactionPrivacyDefault())
    ),
    "getQuickReplies": lambda c, q: types.messages.QuickReplies(
        quick_replies=[], messages=[], chats=[], users=[]
    ),
    "getRecentStickers": lambda c, q: types.messages.RecentStickers(
        hash=0, packs=[], stickers=[], dates=[]
    ),
    "getSavedGifs": lambda c, q: types.messages.SavedGifs(hash=0, gifs=[]),
    "getSavedReactionTags": lambda c, q: types.messages.SavedReactionTags(tags=[], hash=0),
    "getSponsoredMessages": lambda c, q: types.messages.SponsoredMessagesEmpty(),
    "getStickerSet": _refuse(errors.StickersetInvalid),
    "getStickers": lambda c, q: types.messages.Stickers(hash=0, stickers=[]),
    "getWebPage": _no_web_page,
    "getWebPagePreview": _no_preview,
}

_ACCOUNT: dict[str, Make] = {
    "getChatThemes": _themes,
    "getCollectibleEmojiStatuses": _statuses,
    "getConnectedBots": lambda c, q: types.account.ConnectedBots(connected_bots=[], users=[]),
    "getDefaultEmojiStatuses": _statuses,
    "getThemes": _themes,
    "getSavedMusicIds": lambda c, q: types.account.SavedMusicIds(ids=[]),
    "getWebBrowserSettings": lambda c, q: types.account.WebBrowserSettings(
        external_exceptions=[], inapp_exceptions=[], hash=0
    ),
}

_OTHERS: dict[str, Make] = {
    "aicompose.getTones": lambda c, q: types.aicompose.Tones(hash=0, tones=[], users=[]),
    "payments.getStarGiftActiveAuctions": lambda c, q: types.payments.StarGiftActiveAuctions(
        auctions=[], users=[], chats=[]
    ),
    "payments.getStarsStatus": lambda c, q: types.payments.StarsStatus(
        balance=types.StarsAmount(amount=0, nanos=0), chats=[], users=[]
    ),
    "stories.getAllReadPeerStories": _no_updates(),
    "stories.getAllStories": lambda c, q: types.stories.AllStories(
        count=0,
        state="",
        peer_stories=[],
        chats=[],
        users=[],
        stealth_mode=types.StoriesStealthMode(),
    ),
    "stories.getStoriesArchive": lambda c, q: types.stories.Stories(
        count=0, stories=[], chats=[], users=[]
    ),
    "stories.getPeerMaxIDs": lambda c, q: [types.RecentStory() for _ in q.id],
}

# Asked for before anybody is signed in, too.
_ANYBODY: dict[str, Make] = {
    "help.dismissSuggestion": _yes,
    "help.getAppUpdate": lambda c, q: types.help.NoAppUpdate(),
    "help.getCdnConfig": lambda c, q: types.CdnConfig(public_keys=[]),
    "help.getInviteText": lambda c, q: types.help.InviteText(
        message=text(c.language, "InviteText")
    ),
    "help.getPromoData": lambda c, q: types.help.PromoDataEmpty(expires=_soon(c)),
    "help.getPremiumPromo": _no_premium,
    "help.hidePromoData": _yes,
    # What apps note of their users is kept nowhere.
    "help.saveAppLog": _yes,
}


def _answering(make: Make) -> Run:
    async def run(context: Context, query: Any) -> Any:
        return make(context, query)

    return run


def _register(table: dict[str, Make], *, namespace: str = "", signed_in: bool = True) -> None:
    for name, make in table.items():
        method(namespace + name, signed_in=signed_in)(_answering(make))


_register(_MESSAGES, namespace="messages.")
_register(_ACCOUNT, namespace="account.")
_register(_OTHERS)
_register(_ANYBODY, signed_in=False)
