"""Settings that concern an account's own clients, between the domain's records and TL objects."""

from msgspec.structs import asdict

from heliograph.domain.preferences import AutoDownload, Preferences, ReactionNotices
from heliograph.tl import types
from heliograph.views.notifications import asked_sound, notification_sound

_AUTO_DOWNLOAD = AutoDownload.__struct_fields__


def auto_download_settings(preferences: Preferences) -> types.account.AutoDownloadSettings:
    """What clients load unasked, by the network they are on."""
    return types.account.AutoDownloadSettings(
        low=_auto_download(preferences.low),
        medium=_auto_download(preferences.medium),
        high=_auto_download(preferences.high),
    )


def _auto_download(settings: AutoDownload) -> types.AutoDownloadSettings:
    return types.AutoDownloadSettings(**asdict(settings))


def asked_auto_download(settings: types.TypeAutoDownloadSettings) -> AutoDownload:
    """The settings a client saves."""
    return AutoDownload(**{name: getattr(settings, name) for name in _AUTO_DOWNLOAD})


def reactions_notify_settings(notices: ReactionNotices) -> types.ReactionsNotifySettings:
    """Whose reactions ring."""
    return types.ReactionsNotifySettings(
        messages_notify_from=_notify_from(notices.messages_from),
        stories_notify_from=_notify_from(notices.stories_from),
        poll_votes_notify_from=_notify_from(notices.poll_votes_from),
        sound=notification_sound(notices.sound),
        show_previews=notices.show_previews,
    )


def _notify_from(whose: str) -> types.TypeReactionNotificationsFrom | None:
    match whose:
        case "All":
            return types.ReactionNotificationsFromAll()
        case "Contacts":
            return types.ReactionNotificationsFromContacts()
    return None


def asked_reaction_notices(settings: types.TypeReactionsNotifySettings) -> ReactionNotices:
    """The settings a client saves."""
    return ReactionNotices(
        messages_from=_whose(settings.messages_notify_from),
        stories_from=_whose(settings.stories_notify_from),
        poll_votes_from=_whose(settings.poll_votes_notify_from),
        sound=asked_sound(settings.sound),
        show_previews=settings.show_previews,
    )


def _whose(notify_from: types.TypeReactionNotificationsFrom | None) -> str:
    if notify_from is None:
        return ""
    return type(notify_from).__name__.removeprefix("ReactionNotificationsFrom")
