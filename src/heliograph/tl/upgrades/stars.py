"""Stars, gifts and payments."""

from __future__ import annotations

from typing import Any

from heliograph.tl import functions, types
from heliograph.tl.upgrades import retire, upgrade
from heliograph.tl.upgrades.peers import channel_peer, number_peer, user_peer

_PAGE = 50


@upgrade("inputInvoiceStarGift", last_layer=197)
def _gift_to(old: Any) -> dict[str, object]:
    return {"peer": user_peer(old.user_id)}


@upgrade("inputInvoiceStarGiftTransfer", last_layer=197)
@upgrade("payments.transferStarGift", last_layer=197)
def _transferred(old: Any) -> dict[str, object]:
    return _saved(old) | {"to_id": user_peer(old.to_id)}


@upgrade("inputInvoiceStarGiftUpgrade", last_layer=197)
@upgrade("payments.convertStarGift", last_layer=197)
@upgrade("payments.saveStarGift", last_layer=197)
@upgrade("payments.upgradeStarGift", last_layer=197)
def _saved(old: Any) -> dict[str, object]:
    """A gift was named by the message that brought it."""
    return {"stargift": types.InputSavedStarGiftUser(msg_id=old.msg_id)}


@upgrade("inputInvoiceStars", last_layer=184)
def _topup(old: Any) -> dict[str, object]:
    return {"purpose": _purpose(old.option)}


@upgrade("inputStorePaymentStars", last_layer=184)
def _purpose(old: Any) -> types.InputStorePaymentStarsTopup:
    return types.InputStorePaymentStarsTopup(
        stars=old.stars, currency=old.currency, amount=old.amount
    )


@upgrade("inputStorePaymentAuthCode", last_layer=224)
def _no_days(_: Any) -> dict[str, object]:
    return {"premium_days": 0}


@upgrade("payments.botCancelStarsSubscription", last_layer=193)
def _charge(old: Any) -> dict[str, object]:
    return {"charge_id": old.charge_id or old.invoice_slug or ""}


@upgrade("payments.canPurchasePremium", last_layer=200)
def _can_purchase(old: Any) -> object:
    return functions.payments.CanPurchaseStore(purpose=old.purpose)


@upgrade("payments.getSavedStarGifts", last_layer=210)
def _limited(old: Any) -> dict[str, object]:
    """Limited gifts are those that can be upgraded and those that cannot."""
    hidden = old.exclude_limited
    return {"exclude_upgradable": hidden, "exclude_unupgradable": hidden}


@upgrade("payments.getUserStarGift", last_layer=197)
def _gift_by_message(old: Any) -> object:
    gifts = [types.InputSavedStarGiftUser(msg_id=number) for number in old.msg_id]
    return functions.payments.GetSavedStarGift(stargift=gifts)


@upgrade("payments.getUserStarGifts", last_layer=197)
def _gifts_of(old: Any) -> object:
    return functions.payments.GetSavedStarGifts(
        peer=user_peer(old.user_id), offset=old.offset, limit=old.limit
    )


@upgrade("payments.getStarsRevenueWithdrawalUrl", last_layer=206)
def _amount(old: Any) -> dict[str, object]:
    return {"amount": old.stars}


@upgrade("payments.getStarsTransactions", last_layer=181)
def _page(_: Any) -> dict[str, object]:
    return {"limit": _PAGE}


@upgrade("payments.updateStarGiftPrice", last_layer=210)
def _price(old: Any) -> dict[str, object]:
    return {"resell_amount": types.StarsAmount(amount=old.resell_stars, nanos=0)}


@upgrade("phoneCallDiscardReasonAllowGroupCall", last_layer=201)
def _hung_up(_: Any) -> object:
    """The call was to go on as a conference, which needs another call now."""
    return types.PhoneCallDiscardReasonHangup()


@upgrade("starGiftAttributeBackdrop", last_layer=221)
@upgrade("starGiftAttributeModel", last_layer=221)
@upgrade("starGiftAttributePattern", last_layer=221)
def _rarity(old: Any) -> dict[str, object]:
    return {"rarity": types.StarGiftAttributeRarity(permille=old.rarity_permille)}


@upgrade("starGiftAttributeBackdrop", last_layer=202)
def _backdrop(old: Any) -> dict[str, object]:
    return _rarity(old) | {"backdrop_id": 0}


@upgrade("starGiftAttributeOriginalDetails", last_layer=197)
def _details(old: Any) -> dict[str, object]:
    return {
        "sender_id": number_peer(old.sender_id),
        "recipient_id": number_peer(old.recipient_id),
    }


@upgrade("starGiftUnique", last_layer=213)
def _unique(old: Any) -> dict[str, object]:
    price = getattr(old, "resell_stars", None)
    known: dict[str, object] = {"gift_id": 0}
    if price is not None:
        known["resell_amount"] = [types.StarsAmount(amount=price, nanos=0)]
    return known


@upgrade("starGiftUnique", last_layer=197)
def _unique_of_user(old: Any) -> dict[str, object]:
    return {"gift_id": 0, "slug": "", "owner_id": number_peer(old.owner_id)}


_REVENUE = "revenue from advertising was counted apart until layer 206 and is part of Stars now"


@upgrade("stats.getBroadcastRevenueStats", last_layer=191)
@upgrade("stats.getBroadcastRevenueTransactions", last_layer=191)
@upgrade("stats.getBroadcastRevenueWithdrawalUrl", last_layer=191)
def _revenue_of(old: Any) -> dict[str, object]:
    return {"peer": channel_peer(old.channel)}


retire(
    "stats.getBroadcastRevenueStats",
    "stats.getBroadcastRevenueTransactions",
    "stats.getBroadcastRevenueWithdrawalUrl",
    reason=_REVENUE,
)
