"""Settings of an account that concern nobody else, kept so that all its clients agree."""

import msgspec

from heliograph.domain import errors
from heliograph.domain.notifications import Sound

_MIB = 1 << 20


class ReactionNotices(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whose reactions, and votes in one's polls, ring: `All`, `Contacts` or nobody's (empty).

    https://core.telegram.org/constructor/reactionsNotifySettings
    """

    messages_from: str = "Contacts"
    stories_from: str = "Contacts"
    poll_votes_from: str = "Contacts"
    sound: Sound = Sound()
    show_previews: bool = True


class AutoDownload(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a client loads unasked on one kind of network; sizes in bytes.

    https://core.telegram.org/constructor/autoDownloadSettings
    """

    disabled: bool = False
    video_preload_large: bool = False
    audio_preload_next: bool = False
    phonecalls_less_data: bool = False
    stories_preload: bool = False
    photo_size_max: int = _MIB
    video_size_max: int = 0
    file_size_max: int = 0
    video_upload_maxbitrate: int = 100
    small_queue_active_operations_max: int = 0
    large_queue_active_operations_max: int = 0


def check_auto_download(settings: AutoDownload) -> AutoDownload:
    """SETTINGS_INVALID for sizes and numbers below nothing."""
    if any(getattr(settings, field) < 0 for field in AutoDownload.__struct_fields__):
        raise errors.SettingsInvalid
    return settings


class Preferences(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of them; `silent_sign_ups` keeps notices of contacts' sign-ups away.

    `default_reaction` is what a double tap means, empty for the server's own choice;
    `recent_reactions` were used last, the latest first.
    `filter_tags` shows by each dialog which views it is in;
    `default_timer` is after how many seconds messages go in dialogs that begin, 0 for never.
    """

    silent_sign_ups: bool = False
    sensitive_content: bool = False
    top_peers: bool = True
    default_timer: int = 0
    filter_tags: bool = False
    reactions: ReactionNotices = ReactionNotices()
    default_reaction: str = ""
    recent_reactions: tuple[str, ...] = ()
    low: AutoDownload = AutoDownload()
    medium: AutoDownload = AutoDownload(video_size_max=10 * _MIB, file_size_max=_MIB)
    high: AutoDownload = AutoDownload(video_size_max=15 * _MIB, file_size_max=3 * _MIB)


DEFAULT_PREFERENCES = Preferences()
