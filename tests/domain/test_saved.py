"""Under whom a note is filed in Saved Messages."""

import pytest

from heliograph.domain.extras import Extras, Forward
from heliograph.domain.messages import Message
from heliograph.domain.saved import HIDDEN_AUTHOR_ID, saved_peer_id


def filed(forward: Forward | None, *, peer_id: int = 1, bare: bool = False) -> int | None:
    extras = None if bare else Extras(forward=forward)
    return saved_peer_id(
        Message(owner_id=1, id=5, peer_id=peer_id, sender_id=1, date=8, text="a", extras=extras)
    )


@pytest.mark.parametrize(
    ("forward", "peer_id"),
    [
        (None, 1),
        (Forward(date=5, from_id=3, saved_from_peer=2), 2),
        (Forward(date=5, from_id=3), 1),
        (Forward(date=5, from_name="Hidden"), HIDDEN_AUTHOR_ID),
        (Forward(date=5, from_name="Known", from_id=3), 1),
        (Forward(date=5, from_name="Hidden", saved_from_peer=2), 2),
    ],
)
def test_notes_lie_with_whom_they_were_taken_from(forward: Forward | None, peer_id: int) -> None:
    assert filed(forward) == peer_id


def test_a_plain_note_is_the_owners_and_what_is_no_note_is_nobodys() -> None:
    assert filed(None, bare=True) == 1
    assert filed(Forward(date=5, from_id=3, saved_from_peer=2), peer_id=2) is None
