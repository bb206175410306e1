"""Notification settings, and the other settings that all clients of an account share."""

from typing import Any

import pytest

from heliograph.tl import functions, types
from support.stage import RpcError
from support.talk import People, Talker

MUTED = types.InputPeerNotifySettings(mute_until=2_000_000_000, silent=True)
USERS = types.InputNotifyUsers()


def peer(talker: Talker, other: Talker) -> types.InputNotifyPeer:
    return types.InputNotifyPeer(peer=talker.to(other))


async def update(talker: Talker, target: Any, settings: Any) -> Any:
    return await talker(functions.account.UpdateNotifySettings(peer=target, settings=settings))


async def read(talker: Talker, target: Any) -> Any:
    return await talker(functions.account.GetNotifySettings(peer=target))


async def test_settings_of_a_dialog_are_shown_wherever_it_is(people: People) -> None:
    ann, ben = people.ann, people.ben
    await ann.send(ann.to(ben))
    assert await update(ann, peer(ann, ben), MUTED) is True
    expected = types.PeerNotifySettings(silent=True, mute_until=2_000_000_000)
    assert await read(ann, peer(ann, ben)) == expected
    assert (await ann.dialog_with(ann.to(ben))).notify_settings == expected
    assert (await ann.dialogs()).dialogs[0].notify_settings == expected
    page = await ann(functions.users.GetFullUser(id=ann.user(ben)))
    assert page.full_user.notify_settings == expected
    assert (await ben.dialog_with(ben.to(ann))).notify_settings == types.PeerNotifySettings()


async def test_settings_are_told_to_other_devices_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    sibling = ann.sibling()
    await update(ann, peer(ann, ben), MUTED)
    await update(ann, peer(ann, ben), MUTED)
    assert sibling.pushed() == [
        types.UpdateNotifySettings(
            peer=types.NotifyPeer(peer=types.PeerUser(user_id=ben.id)),
            notify_settings=types.PeerNotifySettings(silent=True, mute_until=2_000_000_000),
        )
    ]
    assert ann.pushed() == []


async def test_what_holds_for_all_of_a_kind_is_said_in_full(people: People) -> None:
    ann = people.ann
    kept = await read(ann, USERS)
    assert (kept.show_previews, kept.silent, kept.mute_until) == (True, False, 0)
    assert kept.other_sound == types.NotificationSoundDefault()
    sound = types.NotificationSoundLocal(title="t", data="d")
    await update(ann, USERS, types.InputPeerNotifySettings(show_previews=False, sound=sound))
    kept = await read(ann, USERS)
    assert (kept.show_previews, kept.android_sound) == (False, sound)
    assert (await read(ann, types.InputNotifyChats())).show_previews
    assert (await read(ann, types.InputNotifyBroadcasts())).show_previews


async def test_exceptions_are_the_peers_that_differ(people: People) -> None:
    ann, ben, cat = people.ann, people.ben, people.cat
    await update(ann, peer(ann, ben), MUTED)
    ring = types.InputPeerNotifySettings(sound=types.NotificationSoundNone())
    await update(ann, peer(ann, cat), ring)
    answer = await ann(functions.account.GetNotifyExceptions())
    assert [u.peer.peer.user_id for u in answer.updates] == [ben.id]
    answer = await ann(functions.account.GetNotifyExceptions(compare_sound=True, peer=USERS))
    assert [u.peer.peer.user_id for u in answer.updates] == [ben.id, cat.id]
    chats = types.InputNotifyChats()
    answer = await ann(functions.account.GetNotifyExceptions(compare_sound=True, peer=chats))
    assert answer.updates == []
    asked = functions.account.GetNotifyExceptions(compare_sound=True, peer=peer(ann, cat))
    assert [u.peer.peer.user_id for u in (await ann(asked)).updates] == [cat.id]


async def test_all_settings_are_forgotten_at_once(people: People) -> None:
    ann, ben = people.ann, people.ben
    await update(ann, peer(ann, ben), MUTED)
    await update(ann, USERS, MUTED)
    assert await ann(functions.account.ResetNotifySettings()) is True
    assert await read(ann, peer(ann, ben)) == types.PeerNotifySettings()
    assert (await read(ann, USERS)).mute_until == 0


@pytest.mark.parametrize(
    ("target", "settings", "error"),
    [
        (
            types.InputNotifyPeer(peer=types.InputPeerUser(user_id=5, access_hash=1)),
            MUTED,
            "PEER_ID_INVALID",
        ),
        (
            types.InputNotifyForumTopic(peer=types.InputPeerSelf(), top_msg_id=1),
            MUTED,
            "PEER_ID_INVALID",
        ),
        (
            USERS,
            types.InputPeerNotifySettings(
                sound=types.NotificationSoundLocal(title="t" * 257, data="")
            ),
            "SETTINGS_INVALID",
        ),
    ],
)
async def test_wrong_targets_and_settings_are_refused(
    people: People, target: Any, settings: Any, error: str
) -> None:
    with pytest.raises(RpcError, match=f"400 {error}"):
        await update(people.ann, target, settings)


async def test_reactions_ring_for_whom_the_owner_says(people: People) -> None:
    ann = people.ann
    kept = await ann(functions.account.GetReactionsNotifySettings())
    assert kept.messages_notify_from == types.ReactionNotificationsFromContacts()
    asked = types.ReactionsNotifySettings(
        messages_notify_from=types.ReactionNotificationsFromAll(),
        sound=types.NotificationSoundRingtone(id=5),
        show_previews=False,
    )
    assert await ann(functions.account.SetReactionsNotifySettings(settings=asked)) == asked
    assert await ann(functions.account.GetReactionsNotifySettings()) == asked


async def test_sign_up_notices_can_be_kept_away(people: People) -> None:
    ann = people.ann
    get = functions.account.GetContactSignUpNotification()
    assert await ann(get) is False
    assert await ann(functions.account.SetContactSignUpNotification(silent=True)) is True
    assert await ann(get) is True
    assert await people.ben(get) is False


async def test_content_settings_are_kept(people: People) -> None:
    ann = people.ann
    get = functions.account.GetContentSettings()
    assert not (await ann(get)).sensitive_enabled
    assert await ann(functions.account.SetContentSettings(sensitive_enabled=True)) is True
    kept = await ann(get)
    assert (kept.sensitive_enabled, kept.sensitive_can_change) == (True, True)


async def test_auto_download_is_kept_for_each_network(people: People) -> None:
    ann = people.ann
    get = functions.account.GetAutoDownloadSettings()
    before = await ann(get)
    asked = types.AutoDownloadSettings(
        disabled=True,
        photo_size_max=1,
        video_size_max=2,
        file_size_max=3,
        video_upload_maxbitrate=4,
        small_queue_active_operations_max=5,
        large_queue_active_operations_max=6,
    )
    save = functions.account.SaveAutoDownloadSettings(high=True, settings=asked)
    assert await ann(save) is True
    kept = await ann(get)
    assert (kept.low, kept.medium, kept.high) == (before.low, before.medium, asked)
    asked.file_size_max = -1
    with pytest.raises(RpcError, match="400 SETTINGS_INVALID"):
        await ann(functions.account.SaveAutoDownloadSettings(settings=asked))
