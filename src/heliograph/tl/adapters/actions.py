"""Service messages: what an old layer lacks is said in words."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out

DAYS_PER_MONTH = 30

_SAID = {
    "messageActionBoostApply": "Boosted the group",
    "messageActionChangeCommunity": "Changed the community",
    "messageActionChangeCreator": "Changed the owner",
    "messageActionChatJoinedViaCommunity": "Joined through a community",
    "messageActionConferenceCall": "Group call",
    "messageActionGiftCode": "Sent a gift code",
    "messageActionGiftStars": "Sent Stars as a gift",
    "messageActionGiftTon": "Sent a gift",
    "messageActionGiveawayLaunch": "Started a giveaway",
    "messageActionGiveawayResults": "The giveaway has ended",
    "messageActionManagedBotCreated": "Created a bot",
    "messageActionNewCreatorPending": "A new owner was named",
    "messageActionNoForwardsRequest": "Asked to change whether messages may be copied",
    "messageActionNoForwardsToggle": "Changed whether messages may be copied",
    "messageActionPaidMessagesPrice": "Changed the price of messages",
    "messageActionPaidMessagesRefunded": "Paid messages were refunded",
    "messageActionPaymentRefunded": "A payment was refunded",
    "messageActionPollAppendAnswer": "Added an answer to the poll",
    "messageActionPollDeleteAnswer": "Removed an answer from the poll",
    "messageActionPrizeStars": "Won Stars in a giveaway",
    "messageActionRequestedPeer": "Shared a chat",
    "messageActionRequestedPeerSentMe": "Shared a chat",
    "messageActionSetChatTheme": "Changed the theme of the chat",
    "messageActionSetChatWallPaper": "Changed the wallpaper of the chat",
    "messageActionStarGift": "Sent a gift",
    "messageActionStarGiftPurchaseOffer": "Offered to buy a gift",
    "messageActionStarGiftPurchaseOfferDeclined": "Declined an offer for a gift",
    "messageActionStarGiftUnique": "Sent a gift",
    "messageActionSuggestBirthday": "Suggested a birthday",
    "messageActionSuggestedPostApproval": "Answered a suggested post",
    "messageActionSuggestedPostRefund": "A suggested post was refunded",
    "messageActionSuggestedPostSuccess": "A suggested post was paid",
    "messageActionTodoAppendTasks": "Added tasks to the list",
    "messageActionTodoCompletions": "Changed which tasks are done",
}
_UNKNOWN = "This message needs a newer version of the app"

leave_out("PhoneCallDiscardReason")


@fallback("MessageAction")
def in_words(action: types.TypeMessageAction) -> types.MessageActionCustomAction:
    """The action as a line of text, which every layer can show."""
    return types.MessageActionCustomAction(message=_SAID.get(action.TL_NAME, _UNKNOWN))


@adapter("messageActionBotAllowed", last_layer=154)
def _bot_allowed(action: types.MessageActionBotAllowed) -> object:
    if action.attach_menu:
        return types.MessageActionAttachMenuBotAllowed()
    return {"domain": action.domain or ""}


@adapter("messageActionSetChatWallPaper", last_layer=166, saves=("same",))
def _wallpaper(action: types.MessageActionSetChatWallPaper) -> object:
    if action.same:
        return types.MessageActionSetSameChatWallPaper(wallpaper=action.wallpaper)
    return {}


@adapter("messageActionGiftCode", last_layer=216)
@adapter("messageActionGiftPremium", last_layer=216)
def _in_months(
    action: types.MessageActionGiftCode | types.MessageActionGiftPremium,
) -> dict[str, object]:
    return {"months": months(action.days)}


def months(days: int) -> int:
    """Days of a subscription in whole months, as layers up to 216 counted them."""
    return max(1, round(days / DAYS_PER_MONTH))


@adapter("messageActionRequestedPeer", last_layer=168)
def _requested_peer(action: types.MessageActionRequestedPeer) -> object:
    """Only one peer could be shared at a time."""
    return {"peer": action.peers[0]} if action.peers else in_words(action)


@adapter("messageActionSetChatTheme", last_layer=213)
def _theme_emoticon(action: types.MessageActionSetChatTheme) -> object:
    theme = action.theme
    return {"emoticon": theme.emoticon} if isinstance(theme, types.ChatTheme) else in_words(action)


@adapter("messageActionStarGift", last_layer=192)
def _star_gift(action: types.MessageActionStarGift) -> dict[str, object]:
    return {"convert_stars": action.convert_stars or 0}
