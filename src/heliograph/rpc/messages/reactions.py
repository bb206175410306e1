"""The reactions people may choose from."""

from heliograph.catalogues.builtin_files import reactions
from heliograph.catalogues.drawings import REACTIONS
from heliograph.rpc.catalogues import Catalogue
from heliograph.rpc.context import Context
from heliograph.rpc.hashes import list_hash
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views import builtin_files as view

_TOP_MAX = 100


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
    """The default ones, in our order.

    https://core.telegram.org/method/messages.getTopReactions
    """
    signs = list(REACTIONS)[: max(0, min(query.limit, _TOP_MAX))]
    current = list_hash(ord(sign[0]) for sign in signs)
    # The hash of no reactions is 0, which is what clients send that have nothing.
    if query.hash and query.hash == current:
        return types.messages.ReactionsNotModified()
    made: list[types.TypeReaction] = [types.ReactionEmoji(emoticon=sign) for sign in signs]
    return types.messages.Reactions(hash=current, reactions=made)
