"""Accounts and how one person sees another."""

from weakref import ref

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.appearance import PLAIN, Appearance
from heliograph.domain.presence import NO_STATUS, Status, coarse_status, exact_status
from heliograph.domain.privacy import (
    ALL_PERMISSIONS,
    MAY_WRITE,
    Privacy,
    PrivacyKey,
    known_permissions,
    permission,
)
from heliograph.domain.profile_photos import NO_PHOTOS, ShownPhoto, ShownPhotos

SERVICE_ACCOUNT_ID = 777000
FIRST_ACCOUNT_ID = 1_000_000_001
# Bots have ids of their own, so that what a bot may not do needs no look-up.
FIRST_BOT_ID = 7_000_000_001
BOTS_MAX = 1_000_000_000


def is_bot(account_id: int) -> bool:
    """Whether the account is a program's."""
    return FIRST_BOT_ID <= account_id < FIRST_BOT_ID + BOTS_MAX


class Username(msgspec.Struct, frozen=True, array_like=True):
    """One of several names of an account; `editable` is the one its owner may change."""

    name: str
    active: bool = True
    editable: bool = False


HIDDEN_NAME = "⊘"
"""Stands in the place of a name in every language."""


class Account(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """One person (or the service account, whose phone is empty). `phone` is digits only.

    `username` is the one its owner chose, shown or not; `usernames` are all in the owner's order
    if there are others, and empty if there are none. Of a bot, `hears_all` says that it gets all
    that is said in groups it is in, and `stays_out` that nobody puts it into any.
    `scam` and `fake` warn everybody of it. `read_only` keeps it from writing in channels and
    supergroups, `pace` are the seconds between two messages it writes there, 0 for any. What is
    `demoted` is found by its address alone, of who is `hidden` others see nothing but that.
    """

    id: int
    phone: str
    first_name: str
    last_name: str = ""
    username: str | None = None
    about: str = ""
    created: int = 0
    disabled: bool = False
    usernames: tuple[Username, ...] = ()
    photos: ShownPhotos = NO_PHOTOS
    hears_all: bool = False
    stays_out: bool = False
    scam: bool = False
    fake: bool = False
    read_only: bool = False
    pace: int = 0
    demoted: bool = False
    hidden: bool = False
    appearance: Appearance = PLAIN

    @property
    def deleted(self) -> bool:
        """Whether there is nothing left of it but the id: no person is without a number."""
        return not self.phone and self.id >= FIRST_ACCOUNT_ID and not is_bot(self.id)

    @property
    def active_usernames(self) -> tuple[str, ...]:
        """The names it is found under, in the owner's order."""
        if not self.usernames:
            return (self.username,) if self.username else ()
        return tuple(name.name for name in self.usernames if name.active)

    def check_enabled(self) -> None:
        """USER_DEACTIVATED_BAN if the operator disabled it, maybe after the account asked."""
        if self.disabled:
            raise errors.UserDeactivatedBan


def check_may_disable(account_id: int) -> None:
    """USER_ID_INVALID for the service account: without it nobody gets a login code."""
    if account_id == SERVICE_ACCOUNT_ID:
        raise errors.UserIdInvalid


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in somebody's address book. The names are the owner's own choice.

    `close_friend` lets the entry see what the owner shows to close friends; `photo` is the one that
    the owner chose for the entry and alone is shown.
    """

    owner_id: int
    contact_id: int
    phone: str
    first_name: str
    last_name: str = ""
    close_friend: bool = False
    photo: ShownPhoto | None = None


class Seen(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """An account with what stands between it and one viewer.

    `contact` is the viewer's entry for the account; `knows_viewer` says that the account has
    the viewer among its own contacts. `blocked` is the viewer's choice, `kept_out` the account's
    to block the viewer. `allowed` are the
    `permissions` the account gives the viewer, `given` those the viewer gives it, and `status` is
    as much as the viewer may know at the moment this was read.
    """

    account: Account
    viewer_id: int
    contact: Contact | None = None
    knows_viewer: bool = False
    blocked: bool = False
    kept_out: bool = False
    allowed: int = ALL_PERMISSIONS
    given: int = ALL_PERMISSIONS
    status: Status = NO_STATUS

    def may(self, key: PrivacyKey) -> bool:
        """Whether the account lets the viewer see or do this."""
        return bool(self.allowed & permission(key))

    def lets(self, key: PrivacyKey) -> bool:
        """Whether the viewer lets the account see or do this."""
        return bool(self.given & permission(key))

    @property
    def found_by_number(self) -> bool:
        """Whether the viewer, who knows the number, may learn that it is this account's."""
        return self.is_self or self.may(PrivacyKey.ADDED_BY_PHONE)

    @property
    def may_write(self) -> bool:
        """Whether the viewer may write without having been written to."""
        return bool(self.allowed & MAY_WRITE)

    @property
    def is_self(self) -> bool:
        return self.account.id == self.viewer_id

    @property
    def names(self) -> tuple[str, str]:
        """First and last name as the viewer knows them: for a contact, the viewer's own choice."""
        named = self.account if self.contact is None else self.contact
        return named.first_name, named.last_name

    @property
    def mutual(self) -> bool:
        return self.contact is not None and self.knows_viewer

    @property
    def chosen_photo(self) -> ShownPhoto | None:
        """The photo that the viewer chose for a contact."""
        return None if self.contact is None else self.contact.photo


def shown_photo_of(seen: Seen) -> ShownPhoto | None:
    """The photo of an account before the viewer: the one they chose for it, or else its own, or the
    one that it has for who may not see that.

    Whom it blocked sees nothing of its own, as apps promise who blocks somebody.
    """
    if seen.chosen_photo is not None:
        return seen.chosen_photo
    if seen.kept_out:
        return None
    photos = seen.account.photos
    return photos.main if seen.may(PrivacyKey.PROFILE_PHOTO) else photos.fallback


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a list keeps out, and since when; 0 if it was before that was kept."""

    seen: Seen
    date: int


class Blocks(msgspec.Struct, frozen=True, kw_only=True):
    """Who of two keeps the other out: the peer, or whoever wants something of the peer."""

    by_peer: bool = False
    of_peer: bool = False

    def check(self) -> None:
        """USER_IS_BLOCKED or YOU_BLOCKED_USER if one of them does."""
        if self.by_peer:
            raise errors.UserIsBlocked
        if self.of_peer:
            raise errors.YouBlockedUser


class Bond(msgspec.Struct, frozen=True):
    """What one account chose about another: whether it has it as a contact, a close friend, keeps
    it out; and what it shows to whom."""

    contact: bool
    close_friend: bool
    blocked: bool
    privacy: Privacy

    def permissions_for(self, viewer_id: int) -> int:
        """What the account allows the other; see `domain.privacy.permissions`."""
        privacy = self.privacy
        named = viewer_id if privacy.rules else 0
        bot = is_bot(viewer_id)
        return known_permissions(
            ref(privacy), named, self.contact, self.close_friend, self.blocked, bot
        )


def masked(account: Account) -> Account:
    """An account as others see it: of one that is hidden neither names, words nor photos."""
    if not account.hidden:
        return account
    return replace(
        account,
        first_name=HIDDEN_NAME,
        last_name="",
        username=None,
        usernames=(),
        about="",
        photos=NO_PHOTOS,
        appearance=PLAIN,
    )


def see(
    account: Account,
    contact: Contact | None,
    *,
    viewer_id: int,
    allowed: int,
    given: int,
    mine: Bond,
    theirs: Bond,
    online_until: int,
    now: int,
) -> Seen:
    """An account as somebody else sees it: `mine` is the viewer's choice about it, `theirs` its
    own about the viewer, `given` and `allowed` what these permit."""
    until = online_until if online_until > account.created else account.created
    if allowed & given & _SHOWS_STATUS:
        status = exact_status(now, until)
    elif theirs.blocked:
        # Whom somebody blocked sees nothing at all: "a long time ago".
        status = NO_STATUS
    else:
        status = coarse_status(now, until, by_me=bool(allowed & _SHOWS_STATUS))
    return Seen(
        account=masked(account),
        viewer_id=viewer_id,
        contact=contact,
        knows_viewer=theirs.contact,
        blocked=mine.blocked,
        kept_out=theirs.blocked,
        allowed=allowed,
        given=given,
        status=status,
    )


def see_oneself(account: Account, *, online_until: int, now: int) -> Seen:
    """An account as it sees itself."""
    until = online_until if online_until > account.created else account.created
    return Seen(account=account, viewer_id=account.id, status=exact_status(now, until))


_SHOWS_STATUS = permission(PrivacyKey.STATUS_TIMESTAMP)
