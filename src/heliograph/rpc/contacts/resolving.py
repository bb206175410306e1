"""Finding people by username, phone or name."""

from collections.abc import Sequence

from heliograph.domain import errors
from heliograph.domain.chats import Shown, is_demoted, peer_of
from heliograph.domain.people import Seen
from heliograph.domain.phones import phone_digits
from heliograph.domain.usernames import MAX_LENGTH, fold
from heliograph.rpc.context import Context
from heliograph.rpc.rates import Rate
from heliograph.rpc.registry import method
from heliograph.tl import functions, types
from heliograph.views.chats import chats
from heliograph.views.peers import peer
from heliograph.views.users import users


@method("contacts.resolveUsername", rate=Rate.RESOLVES)
async def resolve_username(
    context: Context, query: functions.contacts.ResolveUsername
) -> types.contacts.ResolvedPeer:
    """https://core.telegram.org/method/contacts.resolveUsername"""
    name = fold(query.username)
    if not name or len(name) > MAX_LENGTH or not name.isascii():
        raise errors.UsernameInvalid
    seen = await context.store.shown_by_username(context.account_id, name)
    if seen is None:
        raise errors.UsernameNotOccupied
    return _resolved(context, seen)


@method("contacts.resolvePhone", rate=Rate.RESOLVES)
async def resolve_phone(
    context: Context, query: functions.contacts.ResolvePhone
) -> types.contacts.ResolvedPeer:
    """https://core.telegram.org/method/contacts.resolvePhone"""
    digits = phone_digits(query.phone)
    seen = await context.store.seen_by_phone(context.account_id, digits) if digits else None
    if seen is None or not seen.found_by_number:
        raise errors.PhoneNotOccupied
    return _resolved(context, seen)


@method("contacts.search", rate=Rate.RESOLVES)
async def search(context: Context, query: functions.contacts.Search) -> types.contacts.Found:
    """Contacts whose name or username begins like the query, and whoever has it as username.

    https://core.telegram.org/method/contacts.search
    """
    words = fold(query.q.strip())
    if not words:
        raise errors.SearchQueryEmpty
    limit = max(1, min(query.limit, context.limits.page_max))
    contacts = await context.store.contacts(context.account_id)
    mine = [seen for seen in contacts if _matches(seen, words)][:limit]
    holder = await context.store.shown_by_username(context.account_id, words)
    known = {peer_of(seen) for seen in mine}
    others = [holder] if holder is not None and peer_of(holder) not in known else []
    others = [one for one in others if not is_demoted(one)]
    return types.contacts.Found(
        my_results=_peers(mine),
        results=_peers(others),
        chats=chats(others, context.access),
        users=users([*mine, *others], context.access),
    )


def _matches(seen: Seen, words: str) -> bool:
    entry = seen.contact or seen.account
    names = (entry.first_name, entry.last_name, f"{entry.first_name} {entry.last_name}")
    texts = (*names, *seen.account.active_usernames)
    return any(text.lower().startswith(words) for text in texts)


def _peers(shown: Sequence[Shown]) -> list[types.TypePeer]:
    return [peer(peer_of(one)) for one in shown]


def _resolved(context: Context, seen: Shown) -> types.contacts.ResolvedPeer:
    return types.contacts.ResolvedPeer(
        peer=peer(peer_of(seen)),
        chats=chats([seen], context.access),
        users=users([seen], context.access),
    )
