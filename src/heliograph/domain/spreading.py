"""Where the copies of a group's message lie: a few numbers for each mailbox, no record."""

from typing import NamedTuple


class Place(NamedTuple):
    """One mailbox's copy: its id and pts there, the id there of the message it answers.

    `called` says that the message names the owner or answers them; `role` is the number of what
    they are in the group.
    """

    owner_id: int
    message_id: int
    pts: int
    reply_to_id: int | None
    called: bool
    role: int
