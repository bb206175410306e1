"""What settings hold for a dialog, and whether they let it ring."""

import pytest

from heliograph.domain.notifications import NotifySettings, in_force, is_muted

NOW = 1_000


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
