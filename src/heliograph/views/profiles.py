"""Profile pages as one viewer sees them."""

from heliograph.domain.access import AccessHasher
from heliograph.domain.bots import BotInfo
from heliograph.domain.files import Photo
from heliograph.domain.people import Seen
from heliograph.domain.privacy import PrivacyKey
from heliograph.domain.profiles import Birthday, Note, Profile
from heliograph.domain.protection import NOT_PROTECTED, Protection
from heliograph.tl import types
from heliograph.views.appearance import profile_tab
from heliograph.views.bots import bot_info
from heliograph.views.entities import words
from heliograph.views.files import photo as view_photo
from heliograph.views.notifications import notify_settings
from heliograph.views.privacy import disallowed_gifts
from heliograph.views.users import peer_settings


def user_full(
    profile: Profile,
    bot: BotInfo | None = None,
    *,
    pinned_id: int | None = None,
    has_scheduled: bool = False,
    protection: Protection = NOT_PROTECTED,
    access: AccessHasher,
) -> types.UserFull:
    """The profile page of a user: what its owner does not show the viewer is not there.

    `bot` is what a bot says of itself, `pinned_id` the newest message pinned in the chat with it;
    `has_scheduled` says that the viewer has messages waiting to be sent there,
    `protection` which of the two let nothing be passed on.

    https://core.telegram.org/constructor/userFull
    """
    seen, settings = profile.seen, profile.settings
    first_name, last_name = seen.account.first_name, seen.account.last_name
    forwarded = f"{first_name} {last_name}".strip()
    about = seen.account.about if seen.may(PrivacyKey.ABOUT) else ""
    allowed = seen.may(PrivacyKey.PROFILE_PHOTO)
    stands_in = seen.is_self or not (allowed or seen.kept_out)
    shown_birthday = profile.birthday if seen.may(PrivacyKey.BIRTHDAY) else None
    return types.UserFull(
        blocked=seen.blocked,
        blocked_my_stories_from=profile.stories_blocked,
        phone_calls_private=not seen.may(PrivacyKey.PHONE_CALL),
        can_pin_message=True,
        voice_messages_forbidden=not seen.may(PrivacyKey.VOICE_MESSAGES),
        contact_require_premium=not seen.may_write,
        read_dates_private=settings.hide_read_marks and not seen.is_self,
        display_gifts_button=settings.display_gifts_button,
        id=seen.account.id,
        about=about or None,
        settings=peer_settings(seen, hidden=profile.bar_hidden),
        notify_settings=notify_settings(profile.notify),
        has_scheduled=has_scheduled,
        noforwards_my_enabled=protection.mine,
        noforwards_peer_enabled=protection.theirs,
        pinned_msg_id=pinned_id,
        common_chats_count=0,
        # TDLib moves the dialog to where its profile page says it is.
        folder_id=profile.folder_id or None,
        ttl_period=profile.ttl_period or None,
        bot_info=None if bot is None else bot_info(bot),
        private_forward_name=None if seen.may(PrivacyKey.FORWARDS) else forwarded,
        birthday=None if shown_birthday is None else birthday(shown_birthday),
        disallowed_gifts=disallowed_gifts(settings),
        note=None if profile.note is None else note(profile.note),
        main_tab=profile_tab(seen.account.appearance.tab),
        personal_photo=_photo(profile.chosen_photo, seen, access),
        profile_photo=_photo(profile.photo, seen, access) if allowed else None,
        fallback_photo=_photo(profile.fallback_photo, seen, access) if stands_in else None,
    )


def _photo(photo: Photo | None, seen: Seen, access: AccessHasher) -> types.Photo | None:
    return None if photo is None else view_photo(photo, viewer_id=seen.viewer_id, access=access)


def birthday(record: Birthday) -> types.Birthday:
    """A day of the year, with the year if it is said."""
    return types.Birthday(day=record.day, month=record.month, year=record.year)


def note(record: Note) -> types.TextWithEntities:
    """What the viewer wrote beside an entry of the address book."""
    return words(record.text, record.entities)


def requirement_to_contact(may_write: bool) -> types.TypeRequirementToContact:
    """What stands between the viewer and writing to somebody.

    https://core.telegram.org/api/privacy#require-premium-for-new-non-contact-users
    """
    if may_write:
        return types.RequirementToContactEmpty()
    return types.RequirementToContactPremium()
