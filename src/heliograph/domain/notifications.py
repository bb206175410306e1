"""What makes a client ring: settings by peer and for all peers of a kind.

https://core.telegram.org/api/notifications
"""

import enum

import msgspec

from heliograph.domain import errors

_SOUND_TEXT_MAX = 256
_FOREVER = 2**31 - 1


class NotifyScope(enum.IntEnum):
    """What settings are for; numbered as they are stored."""

    PEER = 0
    USERS = 1
    CHATS = 2
    BROADCASTS = 3


def scope_of(peer_id: int) -> NotifyScope:
    """The kind that a dialog is of."""
    return NotifyScope.USERS if peer_id > 0 else NotifyScope.CHATS


class NotifyTarget(msgspec.Struct, frozen=True):
    """One peer, a topic of it, or with `peer_id` 0 all peers of a kind."""

    scope: NotifyScope
    peer_id: int = 0
    topic_id: int = 0


class Sound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What rings. `kind` is the TL constructor's name without `notificationSound`; Local has title
    and data, Ringtone an id."""

    kind: str = "Default"
    title: str = ""
    data: str = ""
    id: int = 0


class NotifySettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """None leaves a part to what holds for all peers of the kind. `mute_until` is Unix seconds."""

    show_previews: bool | None = None
    silent: bool | None = None
    mute_until: int | None = None
    sound: Sound | None = None
    stories_muted: bool | None = None
    stories_hide_sender: bool | None = None
    stories_sound: Sound | None = None


NO_SETTINGS = NotifySettings()

_EVERYTHING = NotifySettings(
    show_previews=True,
    silent=False,
    mute_until=0,
    sound=Sound(),
    stories_muted=False,
    stories_hide_sender=False,
    stories_sound=Sound(),
)


def check_settings(asked: NotifySettings) -> NotifySettings:
    """The settings to keep, or SETTINGS_INVALID."""
    sounds = [sound for sound in (asked.sound, asked.stories_sound) if sound is not None]
    if any(len(text) > _SOUND_TEXT_MAX for s in sounds for text in (s.title, s.data)):
        raise errors.SettingsInvalid
    if asked.mute_until is None:
        return asked
    return msgspec.structs.replace(asked, mute_until=max(0, min(asked.mute_until, _FOREVER)))


def settings_for(target: NotifyTarget, kept: NotifySettings | None) -> NotifySettings:
    """What a client is told: for all peers of a kind every part is said.

    TDLib reads a part of those that is left out as switched off.
    """
    if target.scope is NotifyScope.PEER:
        return kept or NO_SETTINGS
    said = {} if kept is None else msgspec.structs.asdict(kept)
    return msgspec.structs.replace(
        _EVERYTHING, **{part: value for part, value in said.items() if value is not None}
    )


def in_force(peer: NotifySettings | None, everybody: NotifySettings | None) -> NotifySettings:
    """What holds for a dialog: a part that its own settings leave out is that of its kind.

    https://core.telegram.org/api/notifications
    """
    own = {} if peer is None else msgspec.structs.asdict(peer)
    rest = {} if everybody is None else msgspec.structs.asdict(everybody)
    said = {part: value for part, value in own.items() if value is not None}
    return NotifySettings(**{**rest, **said})


def of_called(dialog: NotifySettings, author: NotifySettings | None) -> NotifySettings:
    """What holds for a message that names its reader or answers them: a muted dialog is no reason
    to keep quiet, only that its author is (None: who has no settings, such as the dialog itself).

    https://core.telegram.org/api/mentions
    """
    until = author.mute_until if author is not None else None
    return msgspec.structs.replace(dialog, mute_until=until)


def is_muted(*settings: NotifySettings | None, now: int) -> bool:
    """Whether a dialog makes no sound: as the first of its settings says that says anything.

    Those of the dialog come before those of its kind; one may do that are in force already.
    """
    said = (one.mute_until for one in settings if one is not None)
    until = next((until for until in said if until is not None), None)
    return until is not None and until > now


def is_soundless(settings: NotifySettings) -> bool:
    """Whether what is shown makes no sound."""
    return bool(settings.silent) or is_none(settings.sound)


def is_none(sound: Sound | None) -> bool:
    """Whether no sound was chosen, rather than none in particular."""
    return sound is not None and sound.kind == "None"


def is_among(target: NotifyTarget, asked: NotifyTarget, *, broadcast: bool) -> bool:
    """Whether one peer or topic is among those asked for: a topic is among its forum's, and all of
    a kind among theirs. `broadcast` says that the peer is a channel and no supergroup."""
    if asked.scope is not NotifyScope.PEER:
        kind = NotifyScope.BROADCASTS if broadcast else scope_of(target.peer_id)
        return kind is asked.scope
    return target.peer_id == asked.peer_id and asked.topic_id in (0, target.topic_id)


def is_exception(settings: NotifySettings, *, sound: bool, stories: bool) -> bool:
    """Whether a peer's settings differ from those of its kind in what is asked for."""
    parts = [settings.show_previews, settings.silent, settings.mute_until]
    if sound:
        parts.append(settings.sound is not None or None)
    if stories:
        parts += [settings.stories_muted, settings.stories_hide_sender]
    return any(part is not None for part in parts)
