"""What channels have elsewhere by stickers, boosts or size, answered as where they have too little.

https://core.telegram.org/api/boost
"""

from collections.abc import Callable
from typing import Any

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.permissions import AdminRight, check_owns, is_given
from heliograph.rpc.context import Context
from heliograph.rpc.peers import named_channel
from heliograph.rpc.registry import Run, method
from heliograph.tl import functions, types

Check = Callable[[SeenChannel, Any], None]


def _needs_boosts(seen: SeenChannel, request: Any) -> None:
    raise errors.BoostsRequired


def _needs_people(seen: SeenChannel, request: Any) -> None:
    if seen.channel.broadcast:
        raise errors.ChannelInvalid
    check_owns(seen.role)
    raise errors.ParticipantsTooFew


def _needs_place(seen: SeenChannel, request: Any) -> None:
    """Groups of a place, which Telegram has ended as well."""
    check_owns(seen.role)
    if seen.channel.broadcast:
        raise errors.MegagroupRequired
    raise errors.MegagroupGeoRequired


_REFUSED: dict[str, Check] = {
    "editLocation": _needs_place,
    "updateEmojiStatus": _needs_boosts,
    "toggleAutotranslation": _needs_boosts,
    "restrictSponsoredMessages": _needs_boosts,
    "setBoostsToUnblockRestrictions": _needs_boosts,
    "convertToGigagroup": _needs_people,
}


async def _administered(context: Context, form: types.TypeInputChannel) -> SeenChannel:
    seen = await named_channel(context, form)
    if not is_given(seen.standing, AdminRight.CHANGE_INFO):
        raise errors.ChatAdminRequired
    return seen


def _refusing(check: Check) -> Run:
    async def run(context: Context, request: Any) -> Any:
        check(await _administered(context, request.channel), request)

    return run


for _name, _check in _REFUSED.items():
    method(f"channels.{_name}")(_refusing(_check))


@method("channels.setStickers")
async def set_stickers(context: Context, request: functions.channels.SetStickers) -> bool:
    """No set is what each supergroup has. STICKERSET_INVALID for any.

    https://core.telegram.org/method/channels.setStickers
    """
    return await _without_stickers(context, request.channel, request.stickerset)


@method("channels.setEmojiStickers")
async def set_emoji_stickers(
    context: Context, request: functions.channels.SetEmojiStickers
) -> bool:
    """As `set_stickers`.

    https://core.telegram.org/method/channels.setEmojiStickers
    """
    return await _without_stickers(context, request.channel, request.stickerset)


async def _without_stickers(
    context: Context, form: types.TypeInputChannel, wanted: types.TypeInputStickerSet
) -> bool:
    seen = await _administered(context, form)
    if seen.channel.broadcast:
        raise errors.ChannelInvalid
    if not isinstance(wanted, types.InputStickerSetEmpty):
        raise errors.StickersetInvalid
    return True
