"""Access hashes: another one for every viewer, and none that can be made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.domain import errors
from heliograph.domain.access import AccessHasher
from heliograph.domain.file_references import FileReferences
from heliograph.domain.files import Photo

INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
HASHER = AccessHasher(b"k" * 32)
ANN, BEN, CAT = 1_000_000_001, 1_000_000_002, 1_000_000_003


def test_12_1_viewer_may_use_the_hash_they_were_given() -> None:
    assert HASHER.may_use_user(ANN, BEN, HASHER.of_user(ANN, BEN))


def test_12_1_another_viewers_hash_is_refused() -> None:
    assert not HASHER.may_use_user(CAT, BEN, HASHER.of_user(ANN, BEN))


def test_hash_of_one_object_is_no_hash_of_another() -> None:
    assert not HASHER.may_use_user(ANN, CAT, HASHER.of_user(ANN, BEN))


def test_hash_of_viewer_and_object_is_not_symmetric() -> None:
    assert HASHER.of_user(ANN, BEN) != HASHER.of_user(BEN, ANN)


def test_hash_depends_on_the_servers_key() -> None:
    assert AccessHasher(b"other" * 6).of_user(ANN, BEN) != HASHER.of_user(ANN, BEN)


def test_hash_is_the_same_after_a_restart() -> None:
    assert AccessHasher(b"k" * 32).of_user(ANN, BEN) == HASHER.of_user(ANN, BEN)


def test_without_a_clock_no_reference_to_a_file_is_ever_good() -> None:
    photo = Photo(id=1, access_hash=2, date=3, sizes=())
    with pytest.raises(errors.FileReferenceExpired):
        HASHER.files.check(ANN, photo, HASHER.files.issue(ANN, photo))
    kept = FileReferences(b"k" * 32, now=lambda: 5, lifetime_s=60)
    assert AccessHasher(b"k" * 32, files=kept).files is kept


@given(viewer=INT64, user=INT64, guess=INT64)
def test_any_ids_and_guesses_are_judged_without_error(viewer: int, user: int, guess: int) -> None:
    right = HASHER.of_user(viewer, user)
    assert -(2**63) <= right < 2**63
    assert HASHER.may_use_user(viewer, user, guess) == (guess == right)


def test_a_channels_hash_is_of_one_channel_for_one_viewer() -> None:
    made = HASHER.of_channel(ANN, 77)
    assert HASHER.may_use_channel(ANN, 77, made)
    assert not HASHER.may_use_channel(BEN, 77, made)
    assert not HASHER.may_use_channel(ANN, 78, made)
    assert not HASHER.may_use_user(ANN, 77, made)
    assert not AccessHasher(b"other" * 6).may_use_channel(ANN, 77, made)


@given(viewer=INT64, channel=INT64, guess=INT64)
def test_any_guess_at_a_channels_hash_is_judged_without_error(
    viewer: int, channel: int, guess: int
) -> None:
    right = HASHER.of_channel(viewer, channel)
    assert -(2**63) <= right < 2**63
    assert HASHER.may_use_channel(viewer, channel, guess) == (guess == right)
