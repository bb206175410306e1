"""What old requests come to mean: value by value, on both codecs.

The other tests ask whether the outcome is well formed; these, whether it says the same thing.
"""

from __future__ import annotations

import pytest

from heliograph.tl import functions, types
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject
from support.codecs import Codec
from support.old_values import (
    ANONYMOUS,
    CHANNEL,
    CHANNEL_PEER,
    GIFT,
    OPEN,
    OTHER_PEER,
    PASSWORD,
    PREMIUM,
    REPLY_9,
    SELF,
    SPAM,
    USER,
    USER_PEER,
    name_of,
    old,
    text,
)
from support.tl_reference import write

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


@pytest.mark.parametrize(
    ("said", "meant"), MESSAGES + CHANNELS + ACCOUNTS + STARS + STORIES + MEDIA, ids=name_of
)
def test_an_old_request_keeps_its_meaning(codec: Codec, said: TLObject, meant: TLObject) -> None:
    assert codec.decode(write(said), DEFAULT_LIMITS, lift=True) == meant
