"""Required fields that older layers never had and whose clients do well without them.

Each entry is a decision: the field was added to a constructor those clients know, and nothing
they show or count turns wrong when it is missing. A test fails on any that is not listed.
"""

from __future__ import annotations

from heliograph.tl.adapters import drop

_PEERS = "only needed by fields that came with it"
drop("messages.webPagePreview", "chats", reason=_PEERS)
drop("payments.starGiftActiveAuctions", "chats", reason=_PEERS)
drop("payments.starGiftAuctionState", "chats", reason=_PEERS)
drop("payments.starGifts", "chats", "users", reason=_PEERS)
drop("payments.uniqueStarGift", "chats", reason=_PEERS)
drop("stories.stories", "chats", reason=_PEERS)
drop("stories.storyViewsList", "chats", reason=_PEERS)

_TOPICS = "these clients ask for topics by themselves"
drop("messages.messages", "topics", reason=_TOPICS)
drop("messages.messagesSlice", "topics", reason=_TOPICS)
drop("forumTopic", "peer", reason="topics came only from the forum that was asked about")

_VOTES = "polls counted no unread votes"
drop("dialog", "unread_poll_votes_count", reason=_VOTES)
drop("forumTopic", "unread_poll_votes_count", reason=_VOTES)

drop("poll", "hash", reason="a cache key for getPollResults, which those clients send without")
drop("updateMessagePollVote", "positions", reason="answers are also named by their option")
drop("messagePeerReaction", "date", reason="lists of reactions showed no dates")
drop("chatInvite", "color", reason="no accent colours yet")

_CODE = "the price is in the store's own dialog, the support address is a convenience"
drop(
    "auth.sentCodePaymentRequired",
    "amount",
    "currency",
    "premium_days",
    "support_email_address",
    "support_email_subject",
    reason=_CODE,
)

_DOWNLOADS = "limits on parallel downloads, which those clients choose themselves"
drop(
    "autoDownloadSettings",
    "small_queue_active_operations_max",
    "large_queue_active_operations_max",
    reason=_DOWNLOADS,
)

_SPONSORED = "older sponsored messages named their target by peer or invite link"
drop("sponsoredMessage", "button_text", "title", "url", reason=_SPONSORED)

_STATS = "graphs and totals that those clients have no page for"
drop("stats.messageStats", "reactions_by_emotion_graph", reason=_STATS)

_STORIES = "totals that those clients do not show"
drop("stories.storyViewsList", "forwards_count", "reactions_count", "views_count", reason=_STORIES)
drop("stories.allStoriesNotModified", "stealth_mode", reason="there was no stealth mode")

_GIFTS = "prices, auctions and rarities that came with later gifts"
drop("payments.starGiftUpgradePreview", "prices", "next_prices", reason=_GIFTS)
drop("starGiftAuctionState", "last_gift_num", "rounds", reason=_GIFTS)
drop("starGiftUnique", "gift_id", reason="a unique gift is named by its own id")
