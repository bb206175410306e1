"""What concerns an account alone and its devices must hear of; none of it takes a pts.

https://core.telegram.org/api/updates
"""

import msgspec

from heliograph.domain.authorizations import Authorization
from heliograph.domain.notifications import NotifySettings, NotifyTarget
from heliograph.domain.privacy import PrivacyKey, Rule


class PeerBlockedChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account keeps somebody out, or from its stories, or no longer does."""

    peer_id: int
    blocked: bool
    stories_hidden: bool = False


class PrivacyChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account set other rules for a key."""

    key: PrivacyKey
    rules: tuple[Rule, ...]


class NotifySettingsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The account wants other notifications; `settings` are all that is said for the target."""

    target: NotifyTarget
    settings: NotifySettings


class PeopleChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of the address book, or what is offered above dialogs; the event's `sees` say how.

    `bars_hidden` are those of the people above whose dialogs nothing is offered any more.
    """

    bars_hidden: tuple[int, ...] = ()


class DeviceSignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in; `asks` says that the others are to confirm that it was the owner."""

    device: Authorization
    asks: bool


class DeviceConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """One of the account's devices said that another is the owner's."""

    hash: int


AccountChange = (
    PeerBlockedChanged
    | PrivacyChanged
    | NotifySettingsChanged
    | PeopleChanged
    | DeviceSignedIn
    | DeviceConfirmed
)
