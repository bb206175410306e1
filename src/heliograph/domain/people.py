"""Accounts and how one person sees another."""

import msgspec

from heliograph.domain import errors

SERVICE_ACCOUNT_ID = 777000
FIRST_ACCOUNT_ID = 1_000_000_001


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One person (or the service account, whose phone is empty). `phone` is digits only."""

    id: int
    phone: str
    first_name: str
    last_name: str = ""
    username: str | None = None
    about: str = ""
    created: int = 0
    disabled: bool = False

    def check_enabled(self) -> None:
        """USER_DEACTIVATED_BAN if the operator disabled it, maybe after the account asked."""
        if self.disabled:
            raise errors.UserDeactivatedBan


def check_may_disable(account_id: int) -> None:
    """USER_ID_INVALID for the service account: without it nobody gets a login code."""
    if account_id == SERVICE_ACCOUNT_ID:
        raise errors.UserIdInvalid


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in somebody's address book. The names are the owner's own choice."""

    owner_id: int
    contact_id: int
    phone: str
    first_name: str
    last_name: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An account with what stands between it and one viewer.

    `contact` is the viewer's entry for the account; `knows_viewer` says that the account has
    the viewer among its own contacts.
    """

    account: Account
    viewer_id: int
    contact: Contact | None = None
    knows_viewer: bool = False
    blocked: bool = False

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
