"""How newest objects are said to old layers: value by value, on both codecs.

The other tests ask whether the outcome is well formed; these, whether it says the same thing.
"""

from __future__ import annotations

import pytest

from heliograph.tl import types
from heliograph.tl.errors import NotAtLayer
from heliograph.tl.limits import DEFAULT_LIMITS
from heliograph.tl.objects import TLObject
from support.codecs import Codec
from support.old_values import (
    ANONYMOUS,
    BROADCAST,
    GROUP,
    OPEN,
    PERSON,
    SELF,
    USER,
    USER_PEER,
    name_of,
    old,
    text,
)


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
