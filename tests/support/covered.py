"""The check on every answer and push: whoever is named is shown, as the viewer may see them.

https://core.telegram.org/api/peers
"""

from collections.abc import Iterator
from typing import Any

from heliograph.domain.access import AccessHasher
from heliograph.domain.saved import HIDDEN_AUTHOR_ID
from heliograph.tl import types


def objects_in(value: Any) -> Iterator[Any]:
    """A TL object and all objects inside it."""
    if isinstance(value, list):
        for item in value:
            yield from objects_in(item)
    elif hasattr(value, "TL_FIELDS"):
        yield value
        for name in value.TL_FIELDS:
            yield from objects_in(getattr(value, name))


def named_in(value: Any) -> set[int]:
    """The users that messages, dialogs and mentions name by id.

    Reads are left out: a client has the dialog they are about, or asks for it.
    """
    named: set[int] = set()
    for found in objects_in(value):
        match found:
            case types.Message() | types.Dialog():
                named |= {o.user_id for o in objects_in(found) if isinstance(o, types.PeerUser)}
            case types.MessageEntityMentionName() | types.UpdateUserName():
                named.add(found.user_id)
    return named


def assert_covered(answer: Any, viewer_id: int, access: AccessHasher) -> None:
    """Everybody named is among the users, and the users are as this viewer may see them."""
    users = [user for user in objects_in(answer) if isinstance(user, types.User)]
    # Clients know by themselves whom hidden authors are filed under.
    missing = named_in(answer) - {user.id for user in users} - {HIDDEN_AUTHOR_ID}
    assert not missing, f"{missing} are named but not shown in {answer}"
    for user in users:
        if user.min:
            # Nothing in it is one viewer's.
            assert (user.self, user.access_hash, user.phone, user.photo) == (
                False,
                None,
                None,
                None,
            )
            continue
        assert user.self == (user.id == viewer_id), user
        assert user.access_hash == access.of_user(viewer_id, user.id), user
