"""Who is in a channel, page by page, and who may see that.

https://core.telegram.org/type/ChannelParticipantsFilter
"""

import enum

import msgspec

from heliograph.domain import errors
from heliograph.domain.channels import ChannelMember, SeenChannel
from heliograph.domain.permissions import may_list


class Listed(enum.Enum):
    """Who of them."""

    RECENT = enum.auto()
    ADMINS = enum.auto()
    REMOVED = enum.auto()
    LIMITED = enum.auto()
    BOTS = enum.auto()
    CONTACTS = enum.auto()


REACH = 10_000
"""How far down a list somebody may look, and how many are searched for a name."""

_ALWAYS_SHOWN = (Listed.ADMINS, Listed.BOTS)
_FOR_ADMINS = (Listed.REMOVED, Listed.LIMITED)


class MembersAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to see: `limit` of them after the first `offset`, those whose name or
    username has a word that begins with `words` (folded) if there are any. `named_only` leaves out
    anonymous admins but the viewer."""

    channel_id: int
    viewer_id: int
    listed: Listed
    words: str = ""
    offset: int = 0
    limit: int
    date: int
    named_only: bool = False


class MemberPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of those who were asked for, and how many there are."""

    count: int
    members: tuple[ChannelMember, ...]


class MemberCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many have a say in a channel, are kept out of it, or are limited in it."""

    admins: int
    removed: int
    limited: int


def check_may_list(seen: SeenChannel, listed: Listed) -> None:
    """CHAT_ADMIN_REQUIRED for who may not see them, CHANNEL_PRIVATE for who may not look in."""
    if not seen.readable:
        raise errors.ChannelPrivate
    standing = seen.standing
    if standing.administers:
        return
    hidden = seen.channel.hidden_members and listed not in _ALWAYS_SHOWN
    # Anybody may look into a public supergroup.
    outside = not seen.channel.broadcast and seen.channel.public and not hidden
    if listed in _FOR_ADMINS or not (outside or may_list(standing, hidden=hidden)):
        raise errors.ChatAdminRequired
