"""Account events as the updates the account's own devices are sent."""

from heliograph.domain.account_events import AccountChange, PeerBlockedChanged
from heliograph.tl import types


def account_updates(change: AccountChange) -> list[types.TypeUpdate]:
    """The updates that say it, usually one.

    https://core.telegram.org/type/Update
    """
    match change:
        case PeerBlockedChanged():
            return [
                types.UpdatePeerBlocked(
                    blocked=change.blocked,
                    blocked_my_stories_from=change.stories_hidden,
                    peer_id=types.PeerUser(user_id=change.peer_id),
                )
            ]
