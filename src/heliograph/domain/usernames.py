"""Usernames: their form and who may take one.

https://core.telegram.org/method/account.updateUsername
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.people import Account, Username

# Letters, digits and underscores; starts with a letter, no underscore at the end or twice.
_FORM = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*", re.ASCII)
MIN_LENGTH = 5
MAX_LENGTH = 32
ACTIVE_MAX = 10

# Names nobody may take, by what taking them would lead others to believe or break.
_RESERVED_FOR: dict[str, str] = {
    "speaks for the server": (
        "admin administrator heliograph moderator moderators official operator security support "
        "telegram sysadmin staff_team service service_account verification verified"
    ),
    "is where people report and complain": (
        "abuse appeal appeals billing complaints contact_us dmca help_desk helpdesk imprint legal "
        "notice police privacy report safety trust_and_safety"
    ),
    "is an address every domain has": (
        "hostmaster mailer_daemon noreply nobody postmaster root_admin webmaster"
    ),
    "is a page of the server's own": (
        "console decision healthz metrics orders readyz transparency victim well_known"
    ),
    "is a word of deep links": (
        "addemoji addlist addstickers addtheme auction boost confirmphone contact giftcode invoice "
        "joinchat login newbot proxy resolve setlanguage share socks socks5 startattach startgroup "
        "stickers username"
    ),
}
RESERVED = frozenset(name for names in _RESERVED_FOR.values() for name in names.split())


def fold(username: str) -> str:
    """The form two usernames are compared in."""
    return username.removeprefix("@").lower()


def check_form(username: str) -> None:
    """USERNAME_INVALID unless the name is well-formed and not reserved."""
    if not MIN_LENGTH <= len(username) <= MAX_LENGTH or not _FORM.fullmatch(username):
        raise errors.UsernameInvalid
    if fold(username) in RESERVED:
        raise errors.UsernameInvalid


def claim_username(account: Account, username: str, holder_id: int | None) -> str | None:
    """The name to store (None gives the present one up), or the refusal.

    `holder_id` is the account that has the name now, compared case-insensitively.
    """
    account.check_enabled()
    if not username:
        if account.username is None:
            raise errors.UsernameNotModified
        return None
    check_form(username)
    if account.username == username:
        raise errors.UsernameNotModified
    # A name of one's own that was given by the operator cannot be the one of choice as well.
    own = account.username is not None and fold(username) == fold(account.username)
    if holder_id is not None and not own:
        raise errors.UsernameOccupied
    return username


def held_usernames(account: Account) -> tuple[Username, ...]:
    """All names of an account in its owner's order, the editable one among them."""
    if account.usernames or account.username is None:
        return account.usernames
    return (Username(account.username, editable=True),)


def with_usernames(account: Account, names: Sequence[Username]) -> Account:
    """The account with these names, of which one at most is editable."""
    own = next((name.name for name in names if name.editable), None)
    plain = all(name.editable and name.active for name in names)
    return replace(account, username=own, usernames=() if plain else tuple(names))


def change_editable(account: Account, username: str | None) -> Account:
    """The account with another name of its owner's choice, in the place of the present one."""
    return with_usernames(account, with_choice(held_usernames(account), username))


def with_choice(held: Sequence[Username], username: str | None) -> list[Username]:
    """The names with another one of choice in the place of the present one, None for none."""
    names = list(held)
    place = next((i for i, name in enumerate(names) if name.editable), None)
    if place is None:
        names[:0] = [Username(username, editable=True)] if username else []
    elif username is None:
        del names[place]
    else:
        names[place] = Username(username, active=names[place].active, editable=True)
    return names


def grant_username(account: Account, username: str, holder_id: int | None) -> Account:
    """The account with one more name, which its owner may hide but not change; or the refusal."""
    return with_usernames(account, one_more(held_usernames(account), username, holder_id))


def withdraw_username(account: Account, username: str) -> Account:
    """The account without a name that it was given. USERNAME_INVALID for any other."""
    return with_usernames(account, one_less(held_usernames(account), username))


def toggle_username(account: Account, username: str, *, active: bool) -> Account:
    """The account with one of its names shown or hidden, or the refusal.

    https://core.telegram.org/method/account.toggleUsername
    """
    account.check_enabled()
    return with_usernames(account, toggled(held_usernames(account), username, active=active))


def reorder_usernames(account: Account, order: Sequence[str]) -> Account:
    """The account with its shown names in another order, or the refusal.

    https://core.telegram.org/method/account.reorderUsernames
    """
    account.check_enabled()
    return with_usernames(account, reordered(held_usernames(account), order))


def one_more(names: Sequence[Username], username: str, holder_id: int | None) -> list[Username]:
    """One more name, shown unless too many are. USERNAME_INVALID, USERNAME_OCCUPIED."""
    check_form(username)
    if holder_id is not None:
        raise errors.UsernameOccupied
    active = sum(name.active for name in names) < ACTIVE_MAX
    return [*names, Username(username, active=active)]


def one_less(names: Sequence[Username], username: str) -> list[Username]:
    """The names without one that was given. USERNAME_INVALID for any other."""
    gone = _found(names, username)
    if gone.editable:
        raise errors.UsernameInvalid
    return [name for name in names if name is not gone]


def toggled(names: Sequence[Username], username: str, *, active: bool) -> list[Username]:
    """One of the names shown or hidden.

    USERNAME_INVALID, USERNAME_NOT_MODIFIED, USERNAMES_ACTIVE_TOO_MUCH.
    """
    found = _found(names, username)
    if found.active == active:
        raise errors.UsernameNotModified
    if active and sum(name.active for name in names) >= ACTIVE_MAX:
        raise errors.UsernamesActiveTooMuch
    changed = replace(found, active=active)
    return [changed if name is found else name for name in names]


def reordered(names: Sequence[Username], order: Sequence[str]) -> list[Username]:
    """The shown names in another order, before the hidden. ORDER_INVALID, USERNAME_NOT_MODIFIED."""
    shown = {fold(name.name): name for name in names if name.active}
    wanted = [fold(name) for name in order]
    if len(wanted) != len(shown) or set(wanted) != set(shown):
        raise errors.OrderInvalid
    if wanted == list(shown):
        raise errors.UsernameNotModified
    hidden = [name for name in names if not name.active]
    return [*(shown[name] for name in wanted), *hidden]


def _found(names: Sequence[Username], username: str) -> Username:
    found = next((name for name in names if fold(name.name) == fold(username)), None)
    if found is None:
        raise errors.UsernameInvalid
    return found
