"""Notification settings between the domain's records and TL objects.

https://core.telegram.org/api/notifications
"""

from functools import lru_cache

from heliograph.domain.notifications import NotifyScope, NotifySettings, NotifyTarget, Sound
from heliograph.tl import types
from heliograph.views.peers import peer

# A kept one takes about 500 bytes.
_KEPT = 1_024


# Most dialogs have none of their own, so that a list shows the same ones over and over.
@lru_cache(maxsize=_KEPT)
def notify_settings(settings: NotifySettings) -> types.PeerNotifySettings:
    """Settings as clients are told them: one sound for all kinds of clients.

    Equal ones give the same object, so nobody may change it.
    """
    sound = _sound(settings.sound)
    stories_sound = _sound(settings.stories_sound)
    return types.PeerNotifySettings(
        show_previews=settings.show_previews,
        silent=settings.silent,
        mute_until=settings.mute_until,
        ios_sound=sound,
        android_sound=sound,
        other_sound=sound,
        stories_muted=settings.stories_muted,
        stories_hide_sender=settings.stories_hide_sender,
        stories_ios_sound=stories_sound,
        stories_android_sound=stories_sound,
        stories_other_sound=stories_sound,
    )


def _sound(sound: Sound | None) -> types.TypeNotificationSound | None:
    return None if sound is None else notification_sound(sound)


def notification_sound(sound: Sound) -> types.TypeNotificationSound:
    """What rings."""
    match sound.kind:
        case "None":
            return types.NotificationSoundNone()
        case "Local":
            return types.NotificationSoundLocal(title=sound.title, data=sound.data)
        case "Ringtone":
            return types.NotificationSoundRingtone(id=sound.id)
    return types.NotificationSoundDefault()


def asked_sound(sound: types.TypeNotificationSound) -> Sound:
    """The sound a client sets."""
    match sound:
        case types.NotificationSoundNone():
            return Sound(kind="None")
        case types.NotificationSoundLocal():
            return Sound(kind="Local", title=sound.title, data=sound.data)
        case types.NotificationSoundRingtone():
            return Sound(kind="Ringtone", id=sound.id)
    return Sound()


def asked_settings(settings: types.TypeInputPeerNotifySettings) -> NotifySettings:
    """The settings a client sets; what it leaves out is left to what holds for all."""
    stories_sound = settings.stories_sound
    return NotifySettings(
        show_previews=settings.show_previews,
        silent=settings.silent,
        mute_until=settings.mute_until,
        sound=None if settings.sound is None else asked_sound(settings.sound),
        stories_muted=settings.stories_muted,
        stories_hide_sender=settings.stories_hide_sender,
        stories_sound=None if stories_sound is None else asked_sound(stories_sound),
    )


def notify_peer(target: NotifyTarget) -> types.TypeNotifyPeer:
    """What settings are for."""
    match target.scope:
        case NotifyScope.PEER if target.topic_id:
            return types.NotifyForumTopic(peer=peer(target.peer_id), top_msg_id=target.topic_id)
        case NotifyScope.PEER:
            return types.NotifyPeer(peer=peer(target.peer_id))
        case NotifyScope.USERS:
            return types.NotifyUsers()
        case NotifyScope.CHATS:
            return types.NotifyChats()
        case NotifyScope.BROADCASTS:
            return types.NotifyBroadcasts()
