"""Whom the account writes to most.

https://core.telegram.org/api/top-rating
"""

from msgspec.structs import replace

from heliograph.actions import contacts, preferences
from heliograph.domain import errors
from heliograph.domain.preferences import Preferences
from heliograph.rpc.context import Context
from heliograph.rpc.hashes import list_hash
from heliograph.rpc.peers import peer_account
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.users import users

# Flags of the request that ask for one category each.
_CATEGORIES = (
    "correspondents",
    "bots_pm",
    "bots_inline",
    "phone_calls",
    "forward_users",
    "forward_chats",
    "groups",
    "channels",
    "bots_app",
    "bots_guestchat",
)


@method("contacts.getTopPeers")
async def get_top_peers(
    context: Context, query: functions.contacts.GetTopPeers
) -> types.contacts.TypeTopPeers:
    """Correspondents by rating; the other categories are of things the server does not have.

    https://core.telegram.org/method/contacts.getTopPeers
    """
    if not any(getattr(query, category) for category in _CATEGORIES):
        raise errors.TypesEmpty
    if query.offset < 0 or query.limit < 0:
        raise errors.LimitInvalid
    rated = await contacts.top_peers(context.app, context.account_id)
    if rated is None:
        return types.contacts.TopPeersDisabled()
    end = query.offset + min(query.limit, context.limits.page_max)
    page = rated[query.offset : end] if query.correspondents else []
    current = list_hash(one.peer_id for one in page)
    if query.hash and query.hash == current:
        return types.contacts.TopPeersNotModified()
    people = await context.store.seen(context.account_id, [one.peer_id for one in page])
    correspondents = types.TopPeerCategoryPeers(
        category=types.TopPeerCategoryCorrespondents(),
        count=len(rated),
        peers=[
            types.TopPeer(peer=types.PeerUser(user_id=one.peer_id), rating=one.rating)
            for one in page
        ],
    )
    return types.contacts.TopPeers(
        categories=[correspondents] if page else [],
        chats=[],
        users=users(people, context.access),
    )


@method("contacts.resetTopPeerRating")
async def reset_top_peer_rating(
    context: Context, query: functions.contacts.ResetTopPeerRating
) -> bool:
    """https://core.telegram.org/method/contacts.resetTopPeerRating"""
    peer_id = await peer_account(context, query.peer)
    if isinstance(query.category, types.TopPeerCategoryCorrespondents):
        date = context.clock.now()
        await context.store.reset_top_peer(context.account_id, peer_id, date=date)
    return True


@method("contacts.toggleTopPeers")
async def toggle_top_peers(context: Context, query: functions.contacts.ToggleTopPeers) -> bool:
    """https://core.telegram.org/method/contacts.toggleTopPeers"""

    def decide(kept: Preferences) -> Preferences:
        return replace(kept, top_peers=query.enabled)

    await preferences.change_preferences(context.app, context.account_id, decide)
    return True
