"""What a report or a decision is about."""

import enum

import msgspec

from heliograph.safety.surfaces import Surface

NOBODY = 0
"""The viewer who has no account: sees what is public."""


class SubjectKind(enum.StrEnum):
    """What kind of thing it is."""

    ACCOUNT = "account"
    BOT = "bot"
    CHAT = "chat"
    CHANNEL = "channel"
    MESSAGE = "message"
    PHOTO = "photo"
    STORY = "story"
    E2E = "e2e"


class Locator(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody points at, as they see it.

    `peer_id` is the dialog's peer (an account's id, or below 0 a group's or channel's); `item_id`
    the message's id in the mailbox they read, the photo's id, or the secret chat's; else 0.
    """

    kind: SubjectKind
    peer_id: int
    item_id: int = 0


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The same thing whoever points at it. `id` is 0 until it is kept.

    Of a message in a channel `peer_id` and `item_id` are the channel's peer and the id there; of
    another one its author, and a number that all copies of it share. `affected_id` is the account
    that a decision about it is told to, 0 for nobody; `reach` how many people it is before.
    """

    id: int = 0
    kind: SubjectKind
    peer_id: int
    item_id: int = 0
    surface: Surface
    affected_id: int = 0
    reach: int = 0
