"""People as one viewer sees them."""

from collections.abc import Iterable
from functools import lru_cache

from heliograph.domain.access import AccessHasher
from heliograph.domain.chats import Shown
from heliograph.domain.people import (
    HIDDEN_NAME,
    SERVICE_ACCOUNT_ID,
    Account,
    Seen,
    is_bot,
    masked,
    shown_photo_of,
)
from heliograph.domain.presence import Status, StatusKind
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.usernames import held_usernames
from heliograph.domain.withholding import HIDDEN
from heliograph.tl import types
from heliograph.views.appearance import peer_color
from heliograph.views.files import FILES_DC

# The same two people stand in every message of a dialog; a kept one takes about 1 KiB.
BOT_INFO_VERSION = 1
"""Never rises: what a bot says of itself is asked for with its page."""

_KEPT = 4_096


@lru_cache(maxsize=_KEPT)
def user(seen: Seen, access: AccessHasher) -> types.User:
    """A user for `seen.viewer_id`; never `username` and `usernames` together, no `lang_code`.

    TDLib drops both names when they come together, and takes a user with `lang_code` for a bot.
    Equal records give the same object, so nobody may change it.
    https://core.telegram.org/constructor/user
    """
    account = seen.account
    if account.deleted:
        access_hash = access.of_user(seen.viewer_id, account.id)
        return types.User(deleted=True, id=account.id, access_hash=access_hash)
    bot = is_bot(account.id)
    service = account.id == SERVICE_ACCOUNT_ID
    first_name, last_name = seen.names
    names = usernames(seen)
    return types.User(
        self=seen.is_self,
        bot=bot,
        bot_chat_history=account.hears_all,
        bot_nochats=account.stays_out,
        bot_info_version=BOT_INFO_VERSION if bot else None,
        contact=seen.contact is not None,
        mutual_contact=seen.mutual,
        close_friend=seen.contact is not None and seen.contact.close_friend,
        contact_require_premium=not seen.may_write,
        verified=service,
        support=service,
        scam=account.scam,
        fake=account.fake,
        restricted=account.hidden and not seen.is_self,
        restriction_reason=None if seen.is_self else _reasons_of_hidden(account),
        id=account.id,
        access_hash=access.of_user(seen.viewer_id, account.id),
        first_name=first_name,
        last_name=last_name or None,
        username=None if account.usernames else account.username,
        usernames=names if account.usernames else None,
        phone=visible_phone(seen),
        status=None if service or bot else status(seen.status),
        photo=profile_photo(seen),
        color=peer_color(account.appearance.name_color),
        profile_color=peer_color(account.appearance.page_color),
    )


@lru_cache(maxsize=_KEPT)
def min_user(account: Account) -> types.User:
    """A user for whoever was shown them in full before: no more than the names, their colours, and
    what warns of them.

    Nothing in it depends on the viewer. Equal records give the same object, so nobody may change
    it.

    https://core.telegram.org/api/min
    """
    if account.deleted:
        return types.User(min=True, deleted=True, id=account.id)
    if account.hidden:
        # Most came by way of who is hidden themselves.
        account = masked(account)
    bot = is_bot(account.id)
    shown = [
        types.Username(editable=name.editable, active=True, username=name.name)
        for name in account.usernames
        if name.active
    ]
    return types.User(
        min=True,
        bot=bot,
        bot_chat_history=account.hears_all,
        bot_nochats=account.stays_out,
        bot_info_version=BOT_INFO_VERSION if bot else None,
        scam=account.scam,
        fake=account.fake,
        id=account.id,
        first_name=account.first_name,
        last_name=account.last_name or None,
        username=None if account.usernames else account.username,
        usernames=shown if account.usernames else None,
        color=peer_color(account.appearance.name_color),
        profile_color=peer_color(account.appearance.page_color),
    )


def profile_photo(seen: Seen) -> types.UserProfilePhoto | None:
    """What stands beside the name for the viewer; `personal` is what they chose themselves.

    https://core.telegram.org/constructor/userProfilePhoto
    """
    shown = shown_photo_of(seen)
    if shown is None:
        return None
    return types.UserProfilePhoto(
        personal=seen.chosen_photo is not None,
        photo_id=shown.photo_id,
        stripped_thumb=shown.stripped or None,
        dc_id=FILES_DC,
    )


def users(sees: Iterable[Shown], access: AccessHasher) -> list[types.TypeUser]:
    """The `users` vector of an answer: the people among those shown, in the order given."""
    return [user(seen, access) for seen in sees if isinstance(seen, Seen)]


def usernames(seen: Seen) -> list[types.TypeUsername]:
    """All names of an account; those that are not active are its owner's business."""
    return [
        types.Username(editable=name.editable, active=name.active, username=name.name)
        for name in held_usernames(seen.account)
        if name.active or seen.is_self
    ]


def status(record: Status) -> types.TypeUserStatus:
    """When somebody was last there, as exactly as the viewer may know it."""
    match record.kind:
        case StatusKind.ONLINE:
            return types.UserStatusOnline(expires=record.at)
        case StatusKind.OFFLINE:
            return types.UserStatusOffline(was_online=record.at)
        case StatusKind.RECENTLY:
            return types.UserStatusRecently(by_me=record.by_me)
        case StatusKind.LAST_WEEK:
            return types.UserStatusLastWeek(by_me=record.by_me)
        case StatusKind.LAST_MONTH:
            return types.UserStatusLastMonth(by_me=record.by_me)
        case StatusKind.EMPTY:
            return types.UserStatusEmpty()


def visible_phone(seen: Seen) -> str | None:
    """The number, for its owner and those they show it to, and for those who had it before.

    The latter may only find by it whom they are let find.
    """
    account = seen.account
    entry = seen.contact
    knew_it = entry is not None and entry.phone == account.phone
    found_by_it = knew_it and seen.found_by_number
    if seen.is_self or found_by_it or seen.may(PrivacyKey.PHONE_NUMBER):
        return account.phone or None
    return None


def peer_settings(seen: Seen, *, hidden: bool = False) -> types.PeerSettings:
    """What a client offers above a dialog with the user: to add them, to let them see one's number.

    Nothing if the viewer put it away. TDLib takes an offer to block for one to report as well,
    which the server does not take yet.

    https://core.telegram.org/constructor/peerSettings
    """
    if hidden or seen.is_self or seen.account.id == SERVICE_ACCOUNT_ID:
        return types.PeerSettings()
    known = seen.contact is not None
    return types.PeerSettings(
        add_contact=not known, share_contact=known and not seen.lets(PrivacyKey.PHONE_NUMBER)
    )


def _reasons_of_hidden(account: Account) -> list[types.TypeRestrictionReason] | None:
    """Why clients show nothing of who is hidden; None for almost everybody."""
    if not account.hidden:
        return None
    reason = types.RestrictionReason(platform="all", reason=HIDDEN, text=HIDDEN_NAME)
    return [reason]
