"""What old requests come to mean and how newest objects are said: value by value, on both codecs.

The other tests ask whether the outcome is well formed; these, whether it says the same thing.
"""

from __future__ import annotations

import pytest

from heliograph.tl import functions, registry, types
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject, class_of
from support.codecs import Codec
from support.tl_reference import write


def old(name: str, layer: int, **fields: object) -> TLObject:
    """An object of the definition that `name` had at `layer`."""
    definition = registry.at_layer(name, layer)
    assert definition is not None, (name, layer)
    return class_of(definition)(**fields)


def text(words: str) -> types.TextWithEntities:
    return types.TextWithEntities(text=words, entities=[])


USER = types.InputUser(user_id=5, access_hash=6)
USER_PEER = types.InputPeerUser(user_id=5, access_hash=6)
OTHER_PEER = types.InputPeerUser(user_id=7, access_hash=8)
SELF = types.InputPeerSelf()
CHANNEL = types.InputChannel(channel_id=3, access_hash=4)
CHANNEL_PEER = types.InputPeerChannel(channel_id=3, access_hash=4)
PERSON = types.PeerUser(user_id=5)
GROUP = types.PeerChat(chat_id=12)
BROADCAST = types.PeerChannel(channel_id=13)
ANONYMOUS = types.PaidReactionPrivacyAnonymous()
OPEN = types.PaidReactionPrivacyDefault()
GIFT = types.InputSavedStarGiftUser(msg_id=21)
PREMIUM = types.InputStorePaymentPremiumSubscription()
PASSWORD = types.InputCheckPasswordEmpty()
REPLY_9 = types.InputReplyToMessage(reply_to_msg_id=9)
SPAM = types.InputReportReasonSpam()

MESSAGES = [
    (
        old(
            "messages.sendBotRequestedPeer",
            168,
            peer=USER_PEER,
            msg_id=2,
            button_id=3,
            requested_peer=OTHER_PEER,
        ),
        functions.messages.SendBotRequestedPeer(
            peer=USER_PEER, msg_id=2, button_id=3, requested_peers=[OTHER_PEER]
        ),
    ),
    *(
        (
            old(
                "messages.sendPaidReaction",
                layer,
                peer=USER_PEER,
                msg_id=2,
                count=3,
                random_id=4,
                private=said,
            ),
            functions.messages.SendPaidReaction(
                peer=USER_PEER, msg_id=2, count=3, random_id=4, private=meant
            ),
        )
        for layer, said, meant in [
            (186, True, ANONYMOUS),
            (186, False, None),
            (198, True, ANONYMOUS),
            (198, False, OPEN),
            (198, None, None),
        ]
    ),
    *(
        (
            old("messages.togglePaidReactionPrivacy", 198, peer=USER_PEER, msg_id=2, private=said),
            functions.messages.TogglePaidReactionPrivacy(peer=USER_PEER, msg_id=2, private=meant),
        )
        for said, meant in [(True, ANONYMOUS), (False, OPEN)]
    ),
    *(
        (
            old("messages.setChatTheme", 213, peer=USER_PEER, emoticon=said),
            functions.messages.SetChatTheme(peer=USER_PEER, theme=meant),
        )
        for said, meant in [
            ("🎄", types.InputChatTheme(emoticon="🎄")),
            ("", types.InputChatThemeEmpty()),
        ]
    ),
    (
        old("messages.sendQuickReplyMessages", 176, peer=USER_PEER, shortcut_id=2),
        functions.messages.SendQuickReplyMessages(
            peer=USER_PEER, shortcut_id=2, id=[], random_id=[]
        ),
    ),
    *(
        (
            old("messages.composeMessageWithAI", 224, text=text("t"), change_tone=said),
            functions.messages.ComposeMessageWithAI(text=text("t"), tone=meant),
        )
        for said, meant in [("kind", types.InputAiComposeToneDefault(tone="kind")), (None, None)]
    ),
    (
        old(
            "messages.sendScreenshotNotification",
            159,
            peer=USER_PEER,
            reply_to_msg_id=9,
            random_id=2,
        ),
        functions.messages.SendScreenshotNotification(
            peer=USER_PEER, reply_to=REPLY_9, random_id=2
        ),
    ),
    (
        old("messages.saveDraft", 158, peer=USER_PEER, message="m", reply_to_msg_id=9),
        functions.messages.SaveDraft(peer=USER_PEER, message="m", reply_to=REPLY_9),
    ),
    (
        old("messages.sendMultiMedia", 158, peer=USER_PEER, multi_media=[], reply_to_msg_id=9),
        functions.messages.SendMultiMedia(peer=USER_PEER, multi_media=[], reply_to=REPLY_9),
    ),
    (
        old(
            "messages.sendInlineBotResult",
            158,
            peer=USER_PEER,
            random_id=1,
            query_id=2,
            id="i",
            reply_to_msg_id=9,
        ),
        functions.messages.SendInlineBotResult(
            peer=USER_PEER, random_id=1, query_id=2, id="i", reply_to=REPLY_9
        ),
    ),
    (
        old("inputReplyToStory", 173, user_id=USER, story_id=2),
        types.InputReplyToStory(peer=USER_PEER, story_id=2),
    ),
]

CHANNELS = [
    *(
        (
            old("channels.toggleSignatures", 185, channel=CHANNEL, enabled=enabled),
            functions.channels.ToggleSignatures(channel=CHANNEL, signatures_enabled=enabled),
        )
        for enabled in (True, False)
    ),
    *(
        (
            old(
                "channels.clickSponsoredMessage",
                191,
                channel=CHANNEL,
                random_id=b"r",
                media=media,
                fullscreen=fullscreen,
            ),
            functions.messages.ClickSponsoredMessage(
                random_id=b"r", media=media, fullscreen=fullscreen
            ),
        )
        for media in (True, False)
        for fullscreen in (True, False)
    ),
    (
        old("channels.clickSponsoredMessage", 187, channel=CHANNEL, random_id=b"r"),
        functions.messages.ClickSponsoredMessage(random_id=b"r"),
    ),
    (
        old("messages.clickSponsoredMessage", 200, peer=SELF, random_id=b"r", fullscreen=True),
        functions.messages.ClickSponsoredMessage(random_id=b"r", fullscreen=True),
    ),
    (
        old("channels.viewSponsoredMessage", 191, channel=CHANNEL, random_id=b"r"),
        functions.messages.ViewSponsoredMessage(random_id=b"r"),
    ),
    (
        old("channels.reportSponsoredMessage", 191, channel=CHANNEL, random_id=b"r", option=b"o"),
        functions.messages.ReportSponsoredMessage(random_id=b"r", option=b"o"),
    ),
    *(
        (
            old("channels.toggleForum", 203, channel=CHANNEL, enabled=enabled),
            functions.channels.ToggleForum(channel=CHANNEL, enabled=enabled, tabs=False),
        )
        for enabled in (True, False)
    ),
    (
        old("channels.getFutureCreatorAfterLeave", 222, channel=CHANNEL),
        functions.messages.GetFutureChatCreatorAfterLeave(peer=CHANNEL_PEER),
    ),
    (
        old("channels.editCreator", 222, channel=CHANNEL, user_id=USER, password=PASSWORD),
        functions.messages.EditChatCreator(peer=CHANNEL_PEER, user_id=USER, password=PASSWORD),
    ),
    (
        old("channels.getForumTopicsByID", 215, channel=CHANNEL, topics=[1, 2]),
        functions.messages.GetForumTopicsByID(peer=CHANNEL_PEER, topics=[1, 2]),
    ),
    (
        old(
            "channels.createForumTopic",
            215,
            channel=CHANNEL,
            title="t",
            icon_color=1,
            icon_emoji_id=2,
            random_id=3,
            send_as=SELF,
        ),
        functions.messages.CreateForumTopic(
            peer=CHANNEL_PEER, title="t", icon_color=1, icon_emoji_id=2, random_id=3, send_as=SELF
        ),
    ),
    (
        old("channels.deleteTopicHistory", 215, channel=CHANNEL, top_msg_id=2),
        functions.messages.DeleteTopicHistory(peer=CHANNEL_PEER, top_msg_id=2),
    ),
    (
        old("channels.editForumTopic", 215, channel=CHANNEL, topic_id=2, title="t", closed=False),
        functions.messages.EditForumTopic(
            peer=CHANNEL_PEER, topic_id=2, title="t", closed=False, hidden=None
        ),
    ),
    (
        old(
            "channels.getForumTopics",
            215,
            channel=CHANNEL,
            q="q",
            offset_date=1,
            offset_id=2,
            offset_topic=3,
            limit=4,
        ),
        functions.messages.GetForumTopics(
            peer=CHANNEL_PEER, q="q", offset_date=1, offset_id=2, offset_topic=3, limit=4
        ),
    ),
    *(
        (
            old(
                "channels.reorderPinnedForumTopics", 215, channel=CHANNEL, order=[2, 1], force=force
            ),
            functions.messages.ReorderPinnedForumTopics(
                peer=CHANNEL_PEER, order=[2, 1], force=force
            ),
        )
        for force in (True, False)
    ),
    *(
        (
            old("channels.updatePinnedForumTopic", 215, channel=CHANNEL, topic_id=2, pinned=pinned),
            functions.messages.UpdatePinnedForumTopic(peer=CHANNEL_PEER, topic_id=2, pinned=pinned),
        )
        for pinned in (True, False)
    ),
    (
        old("channels.getSponsoredMessages", 191, channel=CHANNEL),
        functions.messages.GetSponsoredMessages(peer=CHANNEL_PEER),
    ),
    (
        old("messages.prolongWebView", 159, peer=SELF, bot=USER, query_id=2, reply_to_msg_id=9),
        functions.messages.ProlongWebView(peer=SELF, bot=USER, query_id=2, reply_to=REPLY_9),
    ),
    (
        old("messages.getPollResults", 223, peer=SELF, msg_id=2),
        functions.messages.GetPollResults(peer=SELF, msg_id=2, poll_hash=0),
    ),
    (
        old(
            "stats.getMessagePublicForwards",
            168,
            channel=CHANNEL,
            msg_id=2,
            offset_rate=3,
            offset_peer=SELF,
            offset_id=4,
            limit=5,
        ),
        functions.stats.GetMessagePublicForwards(channel=CHANNEL, msg_id=2, offset="", limit=5),
    ),
]

ACCOUNTS = [
    *(
        (
            old(
                "account.addNoPaidMessagesException",
                204,
                user_id=USER,
                refund_charged=refund,
            ),
            functions.account.ToggleNoPaidMessagesException(user_id=USER, refund_charged=refund),
        )
        for refund in (True, False)
    ),
    *(
        (
            old("account.getUniqueGiftChatThemes", 215, offset=said, limit=2, hash=3),
            functions.account.GetUniqueGiftChatThemes(offset=meant, limit=2, hash=3),
        )
        for said, meant in [(40, "40"), (0, "")]
    ),
    (
        old("account.updateColor", 215, for_profile=True, color=4, background_emoji_id=5),
        functions.account.UpdateColor(
            for_profile=True, color=types.PeerColor(color=4, background_emoji_id=5)
        ),
    ),
    (old("account.updateColor", 215), functions.account.UpdateColor(color=None)),
    (
        old("account.updateColor", 166, color=0),
        functions.account.UpdateColor(color=types.PeerColor(color=0)),
    ),
    *(
        (
            old(
                "account.updateConnectedBot",
                layer,
                bot=USER,
                can_reply=reply,
                recipients=old(recipients, layer, contacts=True, users=[USER]),
            ),
            functions.account.UpdateConnectedBot(
                bot=USER,
                rights=types.BusinessBotRights(reply=reply),
                recipients=types.InputBusinessBotRecipients(contacts=True, users=[USER]),
            ),
        )
        for layer, recipients in [
            (176, "inputBusinessRecipients"),
            (200, "inputBusinessBotRecipients"),
        ]
        for reply in (True, False)
    ),
    (old("help.getAppConfig", 154), functions.help.GetAppConfig(hash=0)),
    (
        old("users.getIsPremiumRequiredToContact", 199, id=[USER]),
        functions.users.GetRequirementsToContact(id=[USER]),
    ),
]

STARS = [
    (
        old("payments.updateStarGiftPrice", 210, stargift=GIFT, resell_stars=30),
        functions.payments.UpdateStarGiftPrice(
            stargift=GIFT, resell_amount=types.StarsAmount(amount=30, nanos=0)
        ),
    ),
    *(
        (
            old("payments.botCancelStarsSubscription", 193, user_id=USER, restore=True, **said),
            functions.payments.BotCancelStarsSubscription(
                user_id=USER, restore=True, charge_id=meant
            ),
        )
        for said, meant in [
            ({"charge_id": "c", "invoice_slug": "s"}, "c"),
            ({"invoice_slug": "s"}, "s"),
            ({}, ""),
        ]
    ),
    (
        old("payments.getUserStarGifts", 197, user_id=USER, offset="o", limit=7),
        functions.payments.GetSavedStarGifts(peer=USER_PEER, offset="o", limit=7),
    ),
    (
        old("payments.getUserStarGift", 197, msg_id=[21]),
        functions.payments.GetSavedStarGift(stargift=[GIFT]),
    ),
    *(
        (
            old(
                "payments.getSavedStarGifts",
                210,
                peer=SELF,
                offset="o",
                limit=7,
                exclude_limited=hidden,
            ),
            functions.payments.GetSavedStarGifts(
                peer=SELF,
                offset="o",
                limit=7,
                exclude_upgradable=hidden,
                exclude_unupgradable=hidden,
            ),
        )
        for hidden in (True, False)
    ),
    (
        old("payments.transferStarGift", 197, msg_id=21, to_id=USER),
        functions.payments.TransferStarGift(stargift=GIFT, to_id=USER_PEER),
    ),
    *(
        (
            old("payments.saveStarGift", 197, msg_id=21, unsave=unsave),
            functions.payments.SaveStarGift(stargift=GIFT, unsave=unsave),
        )
        for unsave in (True, False)
    ),
    (
        old("payments.canPurchasePremium", 200, purpose=PREMIUM),
        functions.payments.CanPurchaseStore(purpose=PREMIUM),
    ),
    (
        old("payments.getStarsRevenueWithdrawalUrl", 206, peer=SELF, stars=40, password=PASSWORD),
        functions.payments.GetStarsRevenueWithdrawalUrl(peer=SELF, amount=40, password=PASSWORD),
    ),
    (
        old("payments.getStarsTransactions", 181, peer=SELF, offset="o", inbound=True),
        functions.payments.GetStarsTransactions(peer=SELF, offset="o", inbound=True, limit=50),
    ),
    (
        old("inputInvoiceStarGift", 197, user_id=USER, gift_id=4, hide_name=True),
        types.InputInvoiceStarGift(peer=USER_PEER, gift_id=4, hide_name=True),
    ),
    (
        old("inputStorePaymentStars", 184, stars=1, currency="EUR", amount=2),
        types.InputStorePaymentStarsTopup(stars=1, currency="EUR", amount=2),
    ),
    (
        old(
            "inputInvoiceStars",
            184,
            option=types.StarsTopupOption(stars=1, currency="EUR", amount=2),
        ),
        types.InputInvoiceStars(
            purpose=types.InputStorePaymentStarsTopup(stars=1, currency="EUR", amount=2)
        ),
    ),
    (
        old(
            "inputStorePaymentAuthCode",
            224,
            phone_number="p",
            phone_code_hash="h",
            currency="EUR",
            amount=2,
        ),
        types.InputStorePaymentAuthCode(
            phone_number="p", phone_code_hash="h", premium_days=0, currency="EUR", amount=2
        ),
    ),
]

STORIES = [
    (
        old("stories.report", 163, user_id=USER, id=[1], reason=SPAM, message="m"),
        functions.stories.Report(peer=USER_PEER, id=[1], option=b"spam", message="m"),
    ),
    (
        old("stories.report", 188, peer=OTHER_PEER, id=[1], reason=SPAM, message="m"),
        functions.stories.Report(peer=OTHER_PEER, id=[1], option=b"spam", message="m"),
    ),
    *(
        (
            old("stories.togglePinned", 163, id=[1], pinned=pinned),
            functions.stories.TogglePinned(peer=SELF, id=[1], pinned=pinned),
        )
        for pinned in (True, False)
    ),
    (
        old("stories.incrementStoryViews", 163, user_id=USER, id=[1]),
        functions.stories.IncrementStoryViews(peer=USER_PEER, id=[1]),
    ),
    *(
        (
            old("contacts.toggleStoriesHidden", 163, id=USER, hidden=hidden),
            functions.stories.TogglePeerStoriesHidden(peer=USER_PEER, hidden=hidden),
        )
        for hidden in (True, False)
    ),
    (
        old("users.getStoriesMaxIDs", 163, id=[USER, types.InputUserSelf()]),
        functions.stories.GetPeerMaxIDs(id=[USER_PEER, SELF]),
    ),
    (
        old("inputMediaStory", 163, user_id=USER, id=2),
        types.InputMediaStory(peer=USER_PEER, id=2),
    ),
    (
        old("stories.getStoryViewsList", 160, id=1, offset_date=2, offset_id=3, limit=4),
        functions.stories.GetStoryViewsList(peer=SELF, id=1, offset="", limit=4),
    ),
    (
        old("stories.getStoryViewsList", 163, id=1, offset="o", limit=4, q="q"),
        functions.stories.GetStoryViewsList(peer=SELF, id=1, offset="o", limit=4, q="q"),
    ),
    (
        old("stories.readStories", 163, user_id=USER, max_id=2),
        functions.stories.ReadStories(peer=USER_PEER, max_id=2),
    ),
    (
        old("stories.editStory", 163, id=1, caption="c", entities=[]),
        functions.stories.EditStory(peer=SELF, id=1, caption="c", entities=[]),
    ),
    (
        old(
            "stories.sendReaction",
            163,
            user_id=USER,
            story_id=2,
            reaction=types.ReactionEmoji(emoticon="e"),
        ),
        functions.stories.SendReaction(
            peer=USER_PEER, story_id=2, reaction=types.ReactionEmoji(emoticon="e")
        ),
    ),
]

MEDIA = [
    (
        old("emojiStatusUntil", 197, document_id=4, until=5),
        types.EmojiStatus(document_id=4, until=5),
    ),
    (
        old("invoice", 163, currency="EUR", prices=[], recurring=True, recurring_terms_url="u"),
        types.Invoice(currency="EUR", prices=[], recurring=True, terms_url="u"),
    ),
    (
        old(
            "dialogFilter",
            195,
            id=2,
            title="t",
            pinned_peers=[SELF],
            include_peers=[USER_PEER],
            exclude_peers=[OTHER_PEER],
        ),
        types.DialogFilter(
            id=2,
            title=text("t"),
            pinned_peers=[SELF],
            include_peers=[USER_PEER],
            exclude_peers=[OTHER_PEER],
        ),
    ),
]


def name_of(value: object) -> str:
    return value.TL_NAME if isinstance(value, TLObject) else str(value)


@pytest.mark.parametrize(
    ("said", "meant"), MESSAGES + CHANNELS + ACCOUNTS + STARS + STORIES + MEDIA, ids=name_of
)
def test_an_old_request_keeps_its_meaning(codec: Codec, said: TLObject, meant: TLObject) -> None:
    assert codec.decode(write(said), DEFAULT_LIMITS, lift=True) == meant


def gift(days: int) -> types.MessageActionGiftPremium:
    return types.MessageActionGiftPremium(currency="EUR", amount=2, days=days)


CALL = types.GroupCallDiscarded(id=1, access_hash=2, duration=3)
WALLPAPER = types.WallPaperNoFile(id=7)
INPUT_CALL = types.InputGroupCall(id=1, access_hash=2)
COLLECTIBLE = {
    "collectible_id": 1,
    "document_id": 44,
    "title": "t",
    "slug": "s",
    "pattern_document_id": 5,
    "center_color": 6,
    "edge_color": 7,
    "pattern_color": 8,
    "text_color": 9,
}
PREVIEW = types.MessageExtendedMediaPreview(w=1, h=2)
STARS_5 = types.StarsAmount(amount=5, nanos=9)
RECIPIENTS = types.BusinessBotRecipients(contacts=True, users=[5])

ACTIONS = [
    *(
        (gift(days), layer, old("messageActionGiftPremium", layer, currency="EUR", amount=2, **few))
        for layer in (152, 216)
        for days, few in [
            (1, {"months": 1}),
            (90, {"months": 3}),
            (182, {"months": 6}),
            (365, {"months": 12}),
        ]
    ),
    (
        types.MessageActionGiftCode(days=365, slug="s"),
        168,
        old("messageActionGiftCode", 168, months=12, slug="s"),
    ),
    (
        types.MessageActionRequestedPeer(button_id=2, peers=[GROUP, PERSON]),
        168,
        old("messageActionRequestedPeer", 168, button_id=2, peer=GROUP),
    ),
    (
        types.MessageActionRequestedPeer(button_id=2, peers=[]),
        168,
        types.MessageActionCustomAction(message="Shared a chat"),
    ),
    (
        types.MessageActionSetChatTheme(theme=types.ChatTheme(emoticon="🎄")),
        213,
        old("messageActionSetChatTheme", 213, emoticon="🎄"),
    ),
    (
        types.MessageActionBotAllowed(domain="d"),
        154,
        old("messageActionBotAllowed", 154, domain="d"),
    ),
    (types.MessageActionBotAllowed(), 154, old("messageActionBotAllowed", 154, domain="")),
    (
        types.MessageActionBotAllowed(attach_menu=True),
        154,
        old("messageActionAttachMenuBotAllowed", 154),
    ),
    *(
        (
            types.MessageActionSetChatWallPaper(same=same, wallpaper=WALLPAPER),
            166,
            old(name, 166, wallpaper=WALLPAPER),
        )
        for same, name in (
            (False, "messageActionSetChatWallPaper"),
            (True, "messageActionSetSameChatWallPaper"),
        )
    ),
]

UPDATES = [
    (
        types.UpdatePinnedForumTopic(pinned=True, peer=BROADCAST, topic_id=3),
        215,
        old("updateChannelPinnedTopic", 215, pinned=True, channel_id=13, topic_id=3),
    ),
    (
        types.UpdatePinnedForumTopics(peer=BROADCAST, order=[3, 4]),
        215,
        old("updateChannelPinnedTopics", 215, channel_id=13, order=[3, 4]),
    ),
    (
        types.UpdateMessagePollVote(poll_id=1, peer=PERSON, options=[b"o"], positions=[0], qts=2),
        159,
        old("updateMessagePollVote", 159, poll_id=1, user_id=5, options=[b"o"], qts=2),
    ),
    *(
        (
            types.UpdateGroupCall(peer=peer, call=CALL),
            layer,
            old("updateGroupCall", layer, chat_id=number, call=CALL),
        )
        for layer in (152, 195)
        for peer, number in [(GROUP, 12), (BROADCAST, 13)]
    ),
    *(
        (
            types.UpdatePaidReactionPrivacy(private=private),
            198,
            old("updatePaidReactionPrivacy", 198, private=said),
        )
        for private, said in [
            (OPEN, False),
            (ANONYMOUS, True),
            (types.PaidReactionPrivacyPeer(peer=SELF), True),
        ]
    ),
    (
        types.UpdateGroupCallMessage(
            call=INPUT_CALL,
            message=types.GroupCallMessage(id=4, from_id=PERSON, date=5, message=text("m")),
        ),
        216,
        old(
            "updateGroupCallMessage",
            216,
            call=INPUT_CALL,
            from_id=PERSON,
            random_id=4,
            message=text("m"),
        ),
    ),
    (
        types.UpdateMessageExtendedMedia(peer=PERSON, msg_id=2, extended_media=[PREVIEW]),
        182,
        old("updateMessageExtendedMedia", 182, peer=PERSON, msg_id=2, extended_media=PREVIEW),
    ),
    (
        types.UpdateReadStories(peer=PERSON, max_id=3),
        163,
        old("updateReadStories", 163, user_id=5, max_id=3),
    ),
    (types.UpdateStarsBalance(balance=STARS_5), 194, old("updateStarsBalance", 194, balance=5)),
]

ANSWERS = [
    (
        types.EmojiStatusCollectible(**COLLECTIBLE),
        197,
        old("emojiStatus", 197, document_id=44),
    ),
    (
        types.TodoCompletion(id=1, completed_by=PERSON, date=2),
        216,
        old("todoCompletion", 216, id=1, completed_by=5, date=2),
    ),
    (
        types.WebViewResultUrl(query_id=4, url="u"),
        182,
        old("webViewResultUrl", 182, query_id=4, url="u"),
    ),
    (types.WebViewResultUrl(url="u"), 182, old("webViewResultUrl", 182, query_id=0, url="u")),
    (types.UrlAuthResultAccepted(url="u"), 221, old("urlAuthResultAccepted", 221, url="u")),
    (types.UrlAuthResultAccepted(), 221, old("urlAuthResultAccepted", 221, url="")),
    *(
        (
            types.account.ChatThemes(hash=1, themes=[], chats=[], users=[], next_offset=offset),
            215,
            old(
                "account.chatThemes",
                215,
                hash=1,
                themes=[],
                chats=[],
                users=[],
                next_offset=number,
            ),
        )
        for offset, number in [("40", 40), ("x", None), (None, None)]
    ),
    *(
        (
            types.ConnectedBot(
                bot_id=7, recipients=RECIPIENTS, rights=types.BusinessBotRights(reply=reply)
            ),
            layer,
            old("connectedBot", layer, bot_id=7, can_reply=reply, recipients=said),
        )
        for layer, said in [
            (176, types.BusinessRecipients(contacts=True, users=[5])),
            (200, RECIPIENTS),
        ]
        for reply in (True, False)
    ),
    *(
        (
            types.payments.CheckedGiftCode(date=1, days=180, chats=[], users=[], from_id=giver),
            layer,
            old(
                "payments.checkedGiftCode",
                layer,
                date=1,
                months=6,
                chats=[],
                users=[],
                from_id=said,
            ),
        )
        for layer, giver, said in [
            (168, GROUP, GROUP),
            (168, None, types.PeerUser(user_id=777000)),
            (216, None, None),
        ]
    ),
    (
        types.StoryViews(views_count=1, reactions_count=2),
        163,
        old("storyViews", 163, views_count=1, reactions_count=2),
    ),
    (
        types.help.PromoData(
            expires=1,
            peer=GROUP,
            pending_suggestions=[],
            dismissed_suggestions=[],
            chats=[],
            users=[],
        ),
        202,
        old("help.promoData", 202, expires=1, peer=GROUP, chats=[], users=[]),
    ),
    (
        types.help.PromoData(
            expires=1, pending_suggestions=[], dismissed_suggestions=[], chats=[], users=[]
        ),
        202,
        types.help.PromoDataEmpty(expires=1),
    ),
    (
        types.PollAnswer(text=text("a"), option=b"o"),
        178,
        old("pollAnswer", 178, text="a", option=b"o"),
    ),
    (
        types.InputReplyToStory(peer=USER_PEER, story_id=2),
        173,
        old("inputReplyToStory", 173, user_id=USER, story_id=2),
    ),
    (
        types.PollResults(recent_voters=[PERSON, GROUP], total_voters=2),
        159,
        old("pollResults", 159, recent_voters=[5], total_voters=2),
    ),
    (
        types.PollAnswerVoters(option=b"o", voters=3, recent_voters=[], chosen=True),
        223,
        old("pollAnswerVoters", 223, option=b"o", voters=3, chosen=True),
    ),
    (
        types.PollAnswerVoters(option=b"o"),
        223,
        old("pollAnswerVoters", 223, option=b"o", voters=0),
    ),
    (
        types.messages.VotesList(
            count=2,
            votes=[
                types.MessagePeerVote(peer=PERSON, option=b"o", date=3),
                types.MessagePeerVoteInputOption(peer=GROUP, date=4),
                types.MessagePeerVoteInputOption(peer=PERSON, date=5),
                types.MessagePeerVoteMultiple(peer=PERSON, options=[b"p"], date=6),
            ],
            chats=[],
            users=[],
        ),
        159,
        old(
            "messages.votesList",
            159,
            count=2,
            votes=[
                types.MessageUserVote(user_id=5, option=b"o", date=3),
                types.MessageUserVoteInputOption(user_id=5, date=5),
                types.MessageUserVoteMultiple(user_id=5, options=[b"p"], date=6),
            ],
            users=[],
        ),
    ),
    (
        types.MessageReplyHeader(reply_to_msg_id=4, reply_to_peer_id=GROUP),
        165,
        old("messageReplyHeader", 165, reply_to_msg_id=4, reply_to_peer_id=GROUP),
    ),
    (
        types.MessageMediaGiveaway(channels=[1], quantity=2, months=3, until_date=4),
        186,
        old("messageMediaGiveaway", 186, channels=[1], quantity=2, months=3, until_date=4),
    ),
    (
        types.MessageMediaGiveaway(channels=[1], quantity=2, stars=3, until_date=4),
        186,
        types.MessageMediaUnsupported(),
    ),
    (
        types.StarsRevenueStatus(
            current_balance=STARS_5,
            available_balance=types.StarsAmount(amount=6, nanos=0),
            overall_revenue=types.StarsAmount(amount=7, nanos=0),
        ),
        194,
        old(
            "starsRevenueStatus",
            194,
            current_balance=5,
            available_balance=6,
            overall_revenue=7,
        ),
    ),
    *(
        (
            types.payments.StarsStatus(balance=STARS_5, chats=[], users=[]),
            layer,
            old("payments.starsStatus", layer, balance=5, chats=[], users=[], history=[]),
        )
        for layer in (185, 194)
    ),
    (
        types.payments.GiveawayInfoResults(
            start_date=1, finish_date=2, winners_count=3, activated_count=4
        ),
        186,
        old(
            "payments.giveawayInfoResults",
            186,
            start_date=1,
            finish_date=2,
            winners_count=3,
            activated_count=4,
        ),
    ),
    (
        types.StarGiftAttributeOriginalDetails(sender_id=GROUP, recipient_id=PERSON, date=1),
        197,
        old("starGiftAttributeOriginalDetails", 197, recipient_id=5, date=1),
    ),
    *(
        (
            types.PageListOrderedItemText(text=types.TextEmpty(), num=num, value=value),
            226,
            old("pageListOrderedItemText", 226, text=types.TextEmpty(), num=said),
        )
        for num, value, said in [("a", 2, "a"), (None, 2, "2"), (None, None, "")]
    ),
]

FALLBACKS = [
    (types.TextCustomEmoji(document_id=1, alt="a"), 152, types.TextPlain(text="a")),
    (types.TextMath(source="x"), 152, types.TextFixed(text=types.TextPlain(text="x"))),
    (
        types.PageBlockHeading1(text=types.TextPlain(text="h")),
        152,
        types.PageBlockHeader(text=types.TextPlain(text="h")),
    ),
    (
        types.PageBlockHeading6(text=types.TextPlain(text="h")),
        152,
        types.PageBlockSubheader(text=types.TextPlain(text="h")),
    ),
    (
        types.PageBlockMath(source="x"),
        152,
        types.PageBlockPreformatted(text=types.TextPlain(text="x"), language=""),
    ),
    (
        types.EmojiGroupGreeting(title="t", icon_emoji_id=3, emoticons=["e"]),
        158,
        types.EmojiGroup(title="t", icon_emoji_id=3, emoticons=["e"]),
    ),
    (types.SendMessageStopDraftAction(random_id=1), 152, types.SendMessageCancelAction()),
    (
        types.EmojiStatus(document_id=4, until=9),
        197,
        old("emojiStatusUntil", 197, document_id=4, until=9),
    ),
    (types.EmojiStatus(document_id=4), 197, old("emojiStatus", 197, document_id=4)),
    (types.EmojiStatus(document_id=4, until=9), 198, types.EmojiStatus(document_id=4, until=9)),
]


@pytest.mark.parametrize(
    ("meant", "layer", "said"), ACTIONS + UPDATES + ANSWERS + FALLBACKS, ids=name_of
)
def test_an_old_layer_is_told_the_same(
    codec: Codec, meant: TLObject, layer: int, said: TLObject
) -> None:
    assert codec.decode(codec.encode(meant, layer), DEFAULT_LIMITS, lift=False) == said


@pytest.mark.parametrize(
    ("meant", "layer"),
    [
        (
            types.UpdateMessagePollVote(poll_id=1, peer=GROUP, options=[], positions=[], qts=2),
            159,
        ),
        (types.UpdateGroupCall(peer=PERSON, call=CALL), 195),
        (types.UpdateMessageExtendedMedia(peer=PERSON, msg_id=2, extended_media=[]), 182),
        (types.UpdateReadStories(peer=GROUP, max_id=3), 163),
        (types.UpdateStarsBalance(balance=types.StarsTonAmount(amount=1)), 194),
        (types.TodoCompletion(id=1, completed_by=GROUP, date=2), 216),
    ],
    ids=name_of,
)
def test_what_an_old_layer_would_misread_is_not_said(
    codec: Codec, meant: TLObject, layer: int
) -> None:
    with pytest.raises(NotAtLayer):
        codec.encode(meant, layer)
