"""What may be pinned, where dialogs may lie, what is kept of what was begun."""

import pytest

from heliograph.domain import errors
from heliograph.domain.dialogs import (
    ARCHIVE,
    MAIN,
    Listed,
    Unsent,
    check_folders,
    check_unsent,
    pin,
    reorder,
)
from heliograph.domain.entities import Entity

NOW = 1_000
BOLD = Entity(kind="Bold", offset=1, length=2)


def _listed(*pinned: int, known: tuple[int, ...] = (1, 2, 3, 4)) -> Listed:
    return Listed(folder_id=MAIN, pinned=pinned, known=frozenset(known))


def test_what_was_begun_names_whom_it_mentions_and_answers() -> None:
    ann = Entity(kind="MentionName", offset=0, length=1, number=7)
    assert Unsent(date=NOW).names == ()
    begun = Unsent(date=NOW, entities=(ann, BOLD), quote_entities=(ann,), reply_peer_id=8)
    assert begun.names == (7, 7, 8)


def test_what_is_pinned_last_stands_first() -> None:
    assert pin(_listed(1, 2), 3, pinned=True, most=3) == (3, 1, 2)


def test_what_is_pinned_already_stays_where_it_is() -> None:
    assert pin(_listed(1, 2), 2, pinned=True, most=2) == (1, 2)


def test_unpinning_leaves_the_others_in_their_order() -> None:
    assert pin(_listed(1, 2, 3), 2, pinned=False, most=3) == (1, 3)
    assert pin(_listed(1), 9, pinned=False, most=3) == (1,)


def test_one_pin_too_many_is_refused() -> None:
    assert pin(_listed(1), 2, pinned=True, most=2) == (2, 1)
    with pytest.raises(errors.PinnedDialogsTooMuch):
        pin(_listed(1, 2), 3, pinned=True, most=2)


def test_only_dialogs_of_the_folder_are_pinned() -> None:
    with pytest.raises(errors.PeerIdInvalid):
        pin(_listed(1), 9, pinned=True, most=5)


def test_an_order_passes_over_what_is_not_there_and_what_it_names_twice() -> None:
    assert reorder(_listed(1, 2), [2, 9, 2, 1], force=True, most=2) == (2, 1)


def test_without_force_what_is_not_named_stays_behind() -> None:
    assert reorder(_listed(1, 2, 3), [3], force=False, most=3) == (3, 1, 2)
    assert reorder(_listed(1, 2, 3), [3], force=True, most=3) == (3,)


def test_an_order_that_is_too_long_is_refused() -> None:
    with pytest.raises(errors.PinnedDialogsTooMuch):
        reorder(_listed(), [1, 2, 3], force=True, most=2)
    with pytest.raises(errors.PinnedDialogsTooMuch):
        reorder(_listed(1, 2), [3], force=False, most=2)


def test_there_are_two_folders() -> None:
    check_folders([MAIN, ARCHIVE])
    with pytest.raises(errors.FolderIdInvalid):
        check_folders([MAIN, 2])
    with pytest.raises(errors.FolderIdInvalid):
        check_folders([-1])
    with pytest.raises(errors.FolderIdEmpty):
        check_folders([])


def _check(unsent: Unsent) -> Unsent | None:
    return check_unsent(unsent, max_length=5, max_entities=1)


def test_a_draft_is_kept_without_the_space_around_it() -> None:
    kept = _check(Unsent(date=1, text=" abc ", entities=(BOLD,)))
    assert kept == Unsent(date=1, text="abc", entities=(Entity(kind="Bold", offset=0, length=2),))


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_draft_of_nothing_is_none_but_for_what_it_answers(text: str) -> None:
    assert _check(Unsent(date=1, text=text, entities=(BOLD,))) is None
    reply = Unsent(date=1, text=text, entities=(BOLD,), reply_to_id=7, quote_text="12345")
    assert _check(reply) == Unsent(date=1, reply_to_id=7, quote_text="12345")


def test_drafts_have_the_bounds_of_messages() -> None:
    with pytest.raises(errors.MessageTooLong):
        _check(Unsent(date=1, text="123456"))
    with pytest.raises(errors.MessageTooLong):
        _check(Unsent(date=1, reply_to_id=7, quote_text="123456"))
