"""Devices that want to be told of messages while they are not connected.

https://core.telegram.org/api/push-updates
"""

import enum
import hashlib

import msgspec

from heliograph.domain.endpoints import IpNetwork


class TokenKind(enum.IntEnum):
    """What a token is for, as the page above numbers them."""

    APNS = 1
    FCM = 2
    MPNS = 3
    SIMPLE = 4
    UBUNTU = 5
    BLACKBERRY = 6
    SESSION = 7
    WNS = 8
    APNS_VOIP = 9
    WEB = 10
    MPNS_VOIP = 11
    TIZEN = 12
    HUAWEI = 13


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """What a device asks: `secret` is empty or a 256-byte key that encrypts what it is told.

    `other_ids` are the accounts that share the device, and so the token.
    """

    account_id: int
    auth_key_id: int
    kind: TokenKind
    token: str
    secret: bytes = b""
    sandbox: bool = False
    no_muted: bool = False
    other_ids: tuple[int, ...] = ()
    date: int = 0

    def __repr__(self) -> str:
        return f"Registration({self.account_id}, {self.kind.name})"

    @property
    def digest(self) -> bytes:
        """Stands for the token where devices are compared."""
        return token_digest(self.kind, self.token)


class PushDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A registration as the store has it, with what is known of the device.

    `locked_from` is when its screen lock hides what comes, None if never; `language` is what its
    client speaks, as it said.
    """

    id: int
    account_id: int
    auth_key_id: int
    kind: TokenKind
    token: str
    secret: bytes = b""
    sandbox: bool = False
    no_muted: bool = False
    locked_from: int | None = None
    language: str = ""

    def __repr__(self) -> str:
        return f"PushDevice({self.id}, {self.kind.name})"

    def is_locked(self, now: int) -> bool:
        """Whether nothing of a message may be shown on it."""
        return self.locked_from is not None and self.locked_from <= now

    @property
    def hears_of_muted(self) -> bool:
        """Whether it is told in silence of what is muted, to count it: unless it asked not to be.

        A browser must show something for whatever comes, and so is told nothing.
        """
        return not self.no_muted and self.kind is not TokenKind.WEB


class Subject(enum.IntEnum):
    """What a device is to be told of a dialog; numbered as they are stored."""

    MESSAGE = 0
    READ = 1
    ENCRYPTED = 2
    DELETED = 3
    REACTION = 4
    REACTION_READ = 5


_SECRET_CHATS = -2_000_000_000_000
"""Where end-to-end chats begin among dialogs, as in TDLib: no account is there."""


def secret_peer(chat_id: int) -> int:
    """What stands for an end-to-end chat in the place of a dialog's peer."""
    return _SECRET_CHATS + chat_id


def secret_chat(peer_id: int) -> int:
    """The end-to-end chat that a peer stands for."""
    return peer_id - _SECRET_CHATS


_REACTIONS = -4_000_000_000_000
"""Where what is told of reactions begins among dialogs: below all others."""


def reaction_peer(peer_id: int) -> int:
    """What stands for the reactions in a dialog in the place of its peer, as they are told beside
    its messages."""
    return _REACTIONS + peer_id


def told_peer(peer_id: int) -> int:
    """The peer of the dialog that is told of."""
    return peer_id - _REACTIONS if peer_id < _SECRET_CHATS - 2**31 else peer_id


class PushTask(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell a device: `message_id` is the newest message of the dialog, the one up to
    which it was read, one that was deleted or reacted to, or the qts of an end-to-end message.
    `attempts` counts those that failed; `told_id` is the newest message that the device was told
    of, 0 for none."""

    device: PushDevice
    peer_id: int
    subject: Subject
    message_id: int
    attempts: int = 0
    expires: int
    told_id: int = 0


class PushBounds(msgspec.Struct, frozen=True, kw_only=True):
    """How much waits at most, and for how long."""

    devices_per_account: int = 30
    dialogs_per_device: int = 200
    tasks: int = 200_000
    lifetime_s: int = 86_400
    attempts: int = 12
    muted_every_s: int = 15


class PushRules(msgspec.Struct, frozen=True, kw_only=True):
    """The operator's part: `own_networks` may be contacted besides public addresses."""

    own_networks: tuple[IpNetwork, ...] = ()
    bounds: PushBounds = PushBounds()


class Outcome(enum.Enum):
    """How an attempt ended: GONE ends the registration, DROPPED only this task."""

    TOLD = "told"
    LATER = "later"
    DROPPED = "dropped"
    GONE = "gone"


class Attempt(msgspec.Struct, frozen=True):
    """An outcome; `wait_s` is how long the other side asked for patience, `reason` for the log."""

    outcome: Outcome
    wait_s: int = 0
    reason: str = ""


_FIRST_WAIT_S = 5
_LONGEST_WAIT_S = 3_600


def token_digest(kind: TokenKind, token: str) -> bytes:
    """What a kind and a token are found again by."""
    return hashlib.sha256(bytes((kind,)) + token.encode()).digest()


def next_attempt(task: PushTask, attempt: Attempt, *, now: int, attempts_max: int) -> int | None:
    """When to try again, each time twice as much later; None if it is not worth it any more."""
    if task.attempts + 1 >= attempts_max:
        return None
    wait_s: int = min(_FIRST_WAIT_S << task.attempts, _LONGEST_WAIT_S)
    due = now + max(wait_s, min(attempt.wait_s, _LONGEST_WAIT_S))
    return due if due < task.expires else None
