"""Stars, gifts and payments."""

from __future__ import annotations

from heliograph.tl import types
from heliograph.tl.adapters import adapter, fallback, leave_out
from heliograph.tl.adapters.actions import months
from heliograph.tl.adapters.peers import user_number

leave_out("StarGift", "StarsAmount", "PrepaidGiveaway")
leave_out("payments.PaymentForm", "payments.PaymentReceipt")

_SERVICE_ACCOUNT = 777000


@fallback("StarsTransactionPeer")
def _other_peer(_: types.TypeStarsTransactionPeer) -> types.TypeStarsTransactionPeer:
    return types.StarsTransactionPeerUnsupported()


@adapter("payments.starsStatus", last_layer=194)
@adapter("updateStarsBalance", last_layer=194)
def _balance(
    holder: types.payments.StarsStatus | types.UpdateStarsBalance,
) -> dict[str, object] | None:
    number = _whole_stars(holder.balance)
    return None if number is None else {"balance": number, "history": _history(holder)}


def _history(holder: object) -> object:
    """The list that layers up to 185 require of a status."""
    return (holder.history or []) if isinstance(holder, types.payments.StarsStatus) else None


@adapter("starsRevenueStatus", last_layer=194)
def _revenue(status: types.StarsRevenueStatus) -> dict[str, object]:
    return {
        "current_balance": _whole_stars(status.current_balance) or 0,
        "available_balance": _whole_stars(status.available_balance) or 0,
        "overall_revenue": _whole_stars(status.overall_revenue) or 0,
    }


@adapter("starsTransaction", last_layer=194)
def _in_whole_stars(transaction: types.StarsTransaction) -> dict[str, object] | None:
    number = _whole_stars(transaction.amount)
    return None if number is None else {"stars": number}


@adapter("starsTransaction", last_layer=206)
def _in_stars(transaction: types.StarsTransaction) -> dict[str, object]:
    return {"stars": transaction.amount}


def _whole_stars(amount: types.TypeStarsAmount) -> int | None:
    """Stars without their fraction; None for an amount in another currency."""
    return amount.amount if isinstance(amount, types.StarsAmount) else None


@adapter("payments.checkedGiftCode", last_layer=216)
def _gift_code(code: types.payments.CheckedGiftCode) -> dict[str, object]:
    return {"months": months(code.days)}


@adapter("payments.checkedGiftCode", last_layer=168)
def _gift_code_from(code: types.payments.CheckedGiftCode) -> dict[str, object]:
    """A code always had a giver."""
    giver = code.from_id or types.PeerUser(user_id=_SERVICE_ACCOUNT)
    return {"months": months(code.days), "from_id": giver}


@adapter("payments.giveawayInfoResults", last_layer=186)
def _activated(results: types.payments.GiveawayInfoResults) -> dict[str, object]:
    return {"activated_count": results.activated_count or 0}


_Attribute = (
    types.StarGiftAttributeBackdrop | types.StarGiftAttributeModel | types.StarGiftAttributePattern
)


@adapter("starGiftAttributeBackdrop", last_layer=221)
@adapter("starGiftAttributeModel", last_layer=221)
@adapter("starGiftAttributePattern", last_layer=221)
def _rarity(attribute: _Attribute) -> dict[str, object]:
    rarity = attribute.rarity
    number = rarity.permille if isinstance(rarity, types.StarGiftAttributeRarity) else 0
    return {"rarity_permille": number}


@adapter("starGiftAttributeOriginalDetails", last_layer=197)
def _details(details: types.StarGiftAttributeOriginalDetails) -> dict[str, object] | None:
    recipient = user_number(details.recipient_id)
    if recipient is None:
        return None
    return {"sender_id": user_number(details.sender_id), "recipient_id": recipient}


@adapter("starGiftUnique", last_layer=197)
def _owner(gift: types.StarGiftUnique) -> dict[str, object]:
    return {"owner_id": user_number(gift.owner_id) or 0}
