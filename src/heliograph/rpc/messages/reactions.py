"""The reactions people may choose from, and which of them they do."""

from collections.abc import Sequence

from heliograph.actions.reactions import forget_used_reactions
from heliograph.actions.reactions import set_default_reaction as keep_default
from heliograph.catalogues.builtin_files import reactions
from heliograph.catalogues.drawings import REACTIONS
from heliograph.domain.reactions import rank
from heliograph.rpc.catalogues import Catalogue
from heliograph.rpc.context import Context
from heliograph.rpc.hashes import list_hash
from heliograph.rpc.messages.reacting import sign_of
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import builtin_files as view
from heliograph.views.reactions import reaction_emoji

_LISTED_MAX = 100


def _available(key: None, current: int) -> types.messages.AvailableReactions:
    made = [view.reaction(files) for files in reactions()]
    return types.messages.AvailableReactions(hash=current, reactions=made)


_AVAILABLE: Catalogue[None, types.messages.AvailableReactions] = Catalogue(_available)


@method("messages.getAvailableReactions")
async def get_available_reactions(
    context: Context, query: functions.messages.GetAvailableReactions
) -> types.messages.TypeAvailableReactions:
    """TDLib reacts to nothing while this list is empty.

    https://core.telegram.org/method/messages.getAvailableReactions
    """
    answer, current = await _AVAILABLE.get(None)
    if query.hash == current:
        return types.messages.AvailableReactionsNotModified()
    return answer


@method("messages.getTopReactions")
async def get_top_reactions(
    context: Context, query: functions.messages.GetTopReactions
) -> types.messages.TypeReactions:
    """The default ones: those that the account used last, then the others in our order.

    https://core.telegram.org/method/messages.getTopReactions
    """
    known = await context.store.preferences(context.account_id)
    return _listed(rank(known.recent_reactions, list(REACTIONS)), query)


@method("messages.getRecentReactions")
async def get_recent_reactions(
    context: Context, query: functions.messages.GetRecentReactions
) -> types.messages.TypeReactions:
    """Those that the account used last, the latest first.

    https://core.telegram.org/method/messages.getRecentReactions
    """
    known = await context.store.preferences(context.account_id)
    return _listed([sign for sign in known.recent_reactions if sign in REACTIONS], query)


def _listed(
    signs: Sequence[str],
    query: functions.messages.GetTopReactions | functions.messages.GetRecentReactions,
) -> types.messages.TypeReactions:
    """The first of them, or that they are those whose hash the client has."""
    shown = signs[: max(0, min(query.limit, _LISTED_MAX))]
    current = list_hash(ord(sign[0]) for sign in shown)
    # The hash of no reactions is 0, which is what clients send that have nothing.
    if query.hash and query.hash == current:
        return types.messages.ReactionsNotModified()
    made: list[types.TypeReaction] = [reaction_emoji(sign) for sign in shown]
    return types.messages.Reactions(hash=current, reactions=made)


@method("messages.clearRecentReactions")
async def clear_recent_reactions(
    context: Context, query: functions.messages.ClearRecentReactions
) -> bool:
    """https://core.telegram.org/method/messages.clearRecentReactions"""
    await forget_used_reactions(context.app, context.account_id, origin=context.origin)
    return True


@method("messages.setDefaultReaction")
async def set_default_reaction(
    context: Context, query: functions.messages.SetDefaultReaction
) -> bool:
    """What a double tap means; clients find it in their configuration.

    https://core.telegram.org/method/messages.setDefaultReaction
    """
    sign = sign_of(query.reaction)
    await keep_default(context.app, context.account_id, sign, origin=context.origin)
    return True
