"""What a client is told when its address book or blocked list changed."""

from collections.abc import Sequence

from heliograph.domain.access import AccessHasher
from heliograph.domain.people import Blocked, Seen
from heliograph.tl import types
from heliograph.views.users import peer_settings, users


def contacts_changed(seens: Sequence[Seen], date: int, access: AccessHasher) -> types.Updates:
    """The people as they are seen now, with what to offer above their dialogs."""
    return types.Updates(
        updates=[
            types.UpdatePeerSettings(
                peer=types.PeerUser(user_id=seen.account.id), settings=peer_settings(seen)
            )
            for seen in seens
        ],
        users=users(seens, access),
        chats=[],
        date=date,
        seq=0,
    )


def blocked_page(
    found: Sequence[Blocked], count: int, access: AccessHasher
) -> types.contacts.TypeBlocked:
    """A page of the blocked list."""
    rows = [
        types.PeerBlocked(peer_id=types.PeerUser(user_id=one.seen.account.id), date=one.date)
        for one in found
    ]
    people = users([one.seen for one in found], access)
    if count <= len(rows):
        return types.contacts.Blocked(blocked=rows, chats=[], users=people)
    return types.contacts.BlockedSlice(count=count, blocked=rows, chats=[], users=people)
