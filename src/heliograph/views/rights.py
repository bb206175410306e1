"""What may be done in groups and channels, and what stands beside their names."""

from heliograph.domain.chosen_reactions import ChosenReactions
from heliograph.domain.permissions import AdminRight, Right
from heliograph.domain.profile_photos import ShownPhoto
from heliograph.tl import types
from heliograph.views.files import FILES_DC

FOREVER = 2**31 - 1
"""Until when what is forbidden to all is: TDLib takes 0 for a mistake."""


def shown_photo(shown: ShownPhoto | None) -> types.TypeChatPhoto:
    """What stands beside the name of a group or channel."""
    if shown is None:
        return types.ChatPhotoEmpty()
    return types.ChatPhoto(
        photo_id=shown.photo_id, stripped_thumb=shown.stripped or None, dc_id=FILES_DC
    )


def banned_rights(banned: Right, until: int = FOREVER) -> types.ChatBannedRights:
    """https://core.telegram.org/constructor/chatBannedRights"""
    flags = {right.name.lower(): True for right in Right if right & banned and right.name}
    return types.ChatBannedRights(until_date=until, **flags)


def asked_rights(banned: types.ChatBannedRights) -> Right:
    """What a client asks to forbid."""
    asked = Right(0)
    for right in Right:
        if right.name and getattr(banned, right.name.lower()):
            asked |= right
    return asked


def admin_rights(rights: AdminRight) -> types.ChatAdminRights:
    """https://core.telegram.org/constructor/chatAdminRights"""
    flags = {right.name.lower(): True for right in AdminRight if right & rights and right.name}
    return types.ChatAdminRights(**flags)


def asked_admin_rights(rights: types.TypeChatAdminRights) -> AdminRight:
    """What a client asks to allow."""
    asked = AdminRight(0)
    for right in AdminRight:
        if right.name and getattr(rights, right.name.lower()):
            asked |= right
    return asked


def chosen_reactions(reactions: ChosenReactions | None) -> types.TypeChatReactions:
    """What may be chosen under messages."""
    if reactions is None or reactions.signs is None:
        return types.ChatReactionsAll()
    if not reactions.signs:
        return types.ChatReactionsNone()
    signs: list[types.TypeReaction] = [
        types.ReactionEmoji(emoticon=sign) for sign in reactions.signs
    ]
    return types.ChatReactionsSome(reactions=signs)
