"""What values in requests and answers of older layers are about."""

from __future__ import annotations

from heliograph.tl import registry, types
from heliograph.tl.objects import TLObject, class_of


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


def name_of(value: object) -> str:
    return value.TL_NAME if isinstance(value, TLObject) else str(value)
