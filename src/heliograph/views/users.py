"""People as one viewer sees them."""

from collections.abc import Iterable
from functools import lru_cache

from heliograph.domain.access import AccessHasher
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Seen
from heliograph.tl import types

# The same two people stand in every message of a dialog; a kept one takes about 1 KiB.
_KEPT = 4_096


@lru_cache(maxsize=_KEPT)
def user(seen: Seen, access: AccessHasher) -> types.User:
    """A user for `seen.viewer_id`; never `username` and `usernames` together, no `lang_code`.

    TDLib drops both names when they come together, and takes a user with `lang_code` for a bot.
    Equal records give the same object, so nobody may change it.
    https://core.telegram.org/constructor/user
    """
    account = seen.account
    service = account.id == SERVICE_ACCOUNT_ID
    first_name, last_name = seen.names
    return types.User(
        self=seen.is_self,
        contact=seen.contact is not None,
        mutual_contact=seen.mutual,
        verified=service,
        support=service,
        id=account.id,
        access_hash=access.of_user(seen.viewer_id, account.id),
        first_name=first_name,
        last_name=last_name or None,
        username=account.username,
        phone=_visible_phone(seen),
        status=None if service else status(seen),
    )


def users(seens: Iterable[Seen], access: AccessHasher) -> list[types.TypeUser]:
    """The `users` vector of an answer, in the order given."""
    return [user(seen, access) for seen in seens]


def status(seen: Seen) -> types.TypeUserStatus:
    """When the user was last there, as coarsely as everybody may know it."""
    return types.UserStatusRecently()


def _visible_phone(seen: Seen) -> str | None:
    """The number, for its owner, for those who imported it, and for those its owner knows."""
    account = seen.account
    entry = seen.contact
    knew_it = entry is not None and entry.phone == account.phone
    if seen.is_self or knew_it or seen.knows_viewer:
        return account.phone or None
    return None


def peer_settings(seen: Seen) -> types.PeerSettings:
    """What a client offers above a dialog with the user: to add, to block.

    https://core.telegram.org/constructor/peerSettings
    """
    stranger = not seen.is_self and seen.contact is None
    offered = stranger and seen.account.id != SERVICE_ACCOUNT_ID
    return types.PeerSettings(
        report_spam=False, add_contact=offered, block_contact=offered and not seen.blocked
    )


def user_full(seen: Seen) -> types.UserFull:
    """The profile page of a user.

    https://core.telegram.org/constructor/userFull
    """
    return types.UserFull(
        blocked=seen.blocked,
        can_pin_message=False,
        id=seen.account.id,
        about=seen.account.about or None,
        settings=peer_settings(seen),
        notify_settings=types.PeerNotifySettings(),
        common_chats_count=0,
    )
