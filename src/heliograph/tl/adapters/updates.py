"""Updates: what a layer lacks is left out, as a client's own pts still tells it what it missed."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out
from heliograph.tl.adapters.peers import user_number

leave_out("Update", "InputGroupCall")


@fallback("updatePinnedForumTopic")
def _pinned_topic(
    update: types.UpdatePinnedForumTopic,
) -> types.UpdateChannelPinnedTopic | None:
    if not isinstance(update.peer, types.PeerChannel):
        return None
    return types.UpdateChannelPinnedTopic(
        pinned=update.pinned, channel_id=update.peer.channel_id, topic_id=update.topic_id
    )


@fallback("updatePinnedForumTopics")
def _pinned_topics(
    update: types.UpdatePinnedForumTopics,
) -> types.UpdateChannelPinnedTopics | None:
    if not isinstance(update.peer, types.PeerChannel):
        return None
    return types.UpdateChannelPinnedTopics(channel_id=update.peer.channel_id, order=update.order)


@adapter("updateMessagePollVote", last_layer=159)
def _vote_of_user(update: types.UpdateMessagePollVote) -> dict[str, object] | None:
    number = user_number(update.peer)
    return None if number is None else {"user_id": number}


@adapter("updateMessageExtendedMedia", last_layer=182)
def _single_media(update: types.UpdateMessageExtendedMedia) -> dict[str, object] | None:
    return {"extended_media": update.extended_media[0]} if update.extended_media else None


@adapter("updatePaidReactionPrivacy", last_layer=198)
def _private(update: types.UpdatePaidReactionPrivacy) -> dict[str, object]:
    return {"private": not isinstance(update.private, types.PaidReactionPrivacyDefault)}


@adapter("updateEphemeralBotCallbackQuery", last_layer=228)
def _query_in_peer(update: types.UpdateEphemeralBotCallbackQuery) -> dict[str, object] | None:
    return None if update.peer is None else {"peer": update.peer}


@adapter("updateGroupCall", last_layer=195)
def _call_in_chat(update: types.UpdateGroupCall) -> dict[str, object] | None:
    if isinstance(update.peer, types.PeerChat):
        return {"chat_id": update.peer.chat_id}
    if isinstance(update.peer, types.PeerChannel):
        return {"chat_id": update.peer.channel_id}
    return None


@adapter("updateGroupCallMessage", last_layer=216)
def _call_message(update: types.UpdateGroupCallMessage) -> dict[str, object]:
    said = update.message
    return {"from_id": said.from_id, "random_id": said.id, "message": said.message}
