"""What settings hold for a dialog, and whether they let it ring."""

import pytest

from heliograph.domain import errors
from heliograph.domain.notifications import (
    NotifyScope,
    NotifySettings,
    Sound,
    check_settings,
    in_force,
    is_exception,
    is_muted,
    scope_of,
)

NOW, LAST = 1_000, 2**31 - 1


@pytest.mark.parametrize(
    ("peer", "everybody", "mute_until", "previews"),
    [
        (None, None, None, None),
        (None, NotifySettings(mute_until=5, show_previews=False), 5, False),
        (NotifySettings(mute_until=0), NotifySettings(mute_until=5), 0, None),
        (NotifySettings(show_previews=True), NotifySettings(mute_until=5), 5, True),
    ],
)
def test_what_a_dialog_leaves_out_is_as_for_everybody(
    peer: NotifySettings | None,
    everybody: NotifySettings | None,
    mute_until: int | None,
    previews: bool | None,
) -> None:
    found = in_force(peer, everybody)
    assert (found.mute_until, found.show_previews) == (mute_until, previews)


@pytest.mark.parametrize(
    ("peer", "people", "muted"),
    [
        (None, None, False),
        (NOW + 1, None, True),
        (NOW, None, False),
        (None, NOW + 1, True),
        (None, NOW, False),
        (0, NOW + 1, False),
        (NOW + 1, 0, True),
    ],
)
def test_a_dialogs_own_settings_come_before_those_for_all(
    peer: int | None, people: int | None, muted: bool
) -> None:
    own, everybody = (NotifySettings(mute_until=until) for until in (peer, people))
    assert is_muted(own, everybody, now=NOW) is muted


def test_who_set_nothing_hears_everything() -> None:
    assert not is_muted(None, None, now=NOW)


@pytest.mark.parametrize(
    ("peer_id", "scope"),
    [(1, NotifyScope.USERS), (777_000, NotifyScope.USERS), (-1, NotifyScope.CHATS)],
)
def test_each_dialog_is_of_a_kind(peer_id: int, scope: NotifyScope) -> None:
    assert scope_of(peer_id) is scope


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(None, None), (-1, 0), (0, 0), (NOW, NOW), (2**31 - 1, 2**31 - 1), (2**40, 2**31 - 1)],
)
def test_a_dialog_is_muted_until_a_time_that_clients_can_say(
    asked: int | None, kept: int | None
) -> None:
    settings = NotifySettings(mute_until=asked, silent=True)
    assert check_settings(settings) == NotifySettings(mute_until=kept, silent=True)


@pytest.mark.parametrize("part", ["sound", "stories_sound"])
@pytest.mark.parametrize("field", ["title", "data"])
def test_a_sound_is_named_in_few_words(part: str, field: str) -> None:
    fits, exceeds = (
        NotifySettings(**{part: Sound(kind="Local", **{field: "x" * length})})
        for length in (256, 257)
    )
    assert check_settings(fits) == fits
    with pytest.raises(errors.SettingsInvalid):
        check_settings(exceeds)


@pytest.mark.parametrize(
    ("settings", "plain", "sound", "stories"),
    [
        (NotifySettings(), False, False, False),
        (NotifySettings(mute_until=0), True, True, True),
        (NotifySettings(silent=False), True, True, True),
        (NotifySettings(show_previews=True), True, True, True),
        (NotifySettings(sound=Sound()), False, True, False),
        (NotifySettings(stories_muted=False), False, False, True),
        (NotifySettings(stories_hide_sender=True), False, False, True),
    ],
)
def test_who_has_settings_of_their_own_is_an_exception(
    settings: NotifySettings, *, plain: bool, sound: bool, stories: bool
) -> None:
    assert is_exception(settings, sound=False, stories=False) is plain
    assert is_exception(settings, sound=True, stories=False) is sound
    assert is_exception(settings, sound=False, stories=True) is stories
