"""The seam between the wire and the methods: who calls, and where pushed updates go."""

from collections.abc import Awaitable, Callable, Iterable, Sequence, Set
from typing import Protocol

from heliograph.domain.authorizations import AuthKeyRecord, ClientInfo, StoredKey
from heliograph.domain.key_binding import BindMessage


class KeyState:
    """What this node knows of one auth key; shared by all its sessions and changed in place.

    `account_id` and `authorization_hash` are None until somebody signs in with the key;
    `client` is None until the first `initConnection`. `unbound` is true of a temporary key that
    stands for itself: once bound, its sessions have the permanent key's state.
    """

    __slots__ = (
        "account_id",
        "auth_key_id",
        "authorization_hash",
        "client",
        "created",
        "dc",
        "secret",
        "unbound",
    )

    def __init__(self, stored: StoredKey) -> None:
        self.auth_key_id: int = stored.key.auth_key_id
        self.secret: bytes = stored.key.secret
        self.dc: int = stored.key.dc
        self.created: int = stored.key.created
        self.unbound: bool = stored.key.expires is not None
        self.account_id: int | None = stored.account_id
        self.authorization_hash: int | None = stored.authorization_hash
        self.client: ClientInfo | None = stored.client


class LiveSession(Protocol):
    """One MTProto session on this node.

    `said_layer` is what its own invokeWithLayer said last, 0 if it never did. `asks_of_min` says
    that it asks about each post whose people or channel it was told by name alone. `channels_shown`
    are the peer ids of channels that were pushed to it whole, `people_shown` the hashes of accounts
    that were, by their ids.
    """

    said_layer: int
    asks_of_min: bool
    channels_shown: frozenset[int]
    people_shown: dict[int, int]

    @property
    def key(self) -> KeyState: ...

    @property
    def used_key_id(self) -> int:
        """The key its packets are sealed with: `key` itself, or one bound to it."""
        ...

    @property
    def session_id(self) -> int: ...

    @property
    def layer(self) -> int:
        """The API layer answers and updates are written in: `said_layer`, or else the key's.

        0 before the key's first initConnection.
        """
        ...

    @property
    def connected(self) -> bool:
        """Whether a connection carries it now, so that what is pushed leaves at once."""
        ...

    @property
    def pushes(self) -> int:
        """How many updates were queued for it so far."""
        ...

    @property
    def undelivered(self) -> bool:
        """Whether something was pushed that the client did not acknowledge yet."""
        ...

    def subscribe(self) -> None:
        """Let pushed updates reach this session; invokeWithoutUpdates keeps from it."""
        ...

    async def after(self, msg_ids: Sequence[int], *, timeout_s: float) -> None:
        """Wait until the session's queries with these ids are answered.

        MSG_WAIT_FAILED if one of them was refused, MSG_WAIT_TIMEOUT if it takes too long.
        """
        ...

    def push(self, body: bytes) -> None:
        """Queue an update encoded for `layer`; when full, updatesTooLong takes its place."""
        ...


class Call:
    """One query as it came in: whose key, by which session, from which address.

    `hold` counts bytes that the query takes beyond its own; false when those are too many. An
    `urgent` one's answer goes ahead of bulky ones.
    """

    __slots__ = ("address", "hold", "key", "msg_id", "session", "urgent")

    def __init__(
        self,
        *,
        key: KeyState,
        session: LiveSession,
        msg_id: int,
        address: str,
        hold: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self.key = key
        self.session = session
        self.msg_id = msg_id
        self.address = address
        self.hold = hold
        self.urgent = False


# Decodes, unwraps and runs one query; gives the boxed, encoded result (or rpc_error) that goes
# into rpc_result. Raises nothing but CancelledError.
Handler = Callable[[Call, memoryview], Awaitable[bytes]]


class Sessions(Protocol):
    """The live sessions of this node, by account."""

    def of_account(self, account_id: int) -> Sequence[LiveSession]:
        """Subscribed sessions of the account, in no particular order."""
        ...

    def of_accounts(self, account_ids: Iterable[int]) -> Sequence[LiveSession]:
        """As `of_account`, for all of these together."""
        ...

    def accounts(self) -> Set[int]:
        """The accounts with sessions here, whether they are subscribed or not."""
        ...

    def follow_accounts(self) -> Callable[[], Set[int]]:
        """Each call gives the accounts that came or went since the one before, at first all."""
        ...

    def of_key(self, auth_key_id: int) -> Sequence[LiveSession]:
        """All sessions of a key, whether somebody is signed in with it or not."""
        ...

    def sign_in(self, auth_key_id: int, *, account_id: int, authorization_hash: int) -> None:
        """Tie a key to an account on this node, after the store has done so."""
        ...

    def sign_out(self, auth_key_id: int) -> None:
        """Untie a key from its account; it stays readable, so that the answer arrives."""
        ...

    async def drop_key(self, auth_key_id: int) -> None:
        """Forget a key and close its connections; returns when none of its sessions lives.

        The temporary keys bound to it go the same way.
        """
        ...

    def open_bind_message(self, secret: bytes, sealed: bytes) -> BindMessage | None:
        """What a permanent key encrypted to prove that its holder made a temporary one.

        None if the key did not encrypt it, or something else in it.
        """
        ...

    async def bind_key(self, temporary_key_id: int, *, permanent_key_id: int) -> None:
        """Let all sessions of a temporary key be the permanent one's, as the store has it."""
        ...


class KeyStore(Protocol):
    """Where auth keys outlive the process."""

    async def save_auth_key(self, key: AuthKeyRecord) -> None:
        """Durable when it returns: the client uses the key at once. Raises KeyCollision."""
        ...

    async def load_auth_key(self, auth_key_id: int) -> StoredKey | None:
        """None only if the key certainly does not exist; a store that cannot answer raises."""
        ...

    async def destroy_auth_key(self, auth_key_id: int) -> Sequence[int]:
        """Forget a key for good, with its authorization and the temporary keys bound to it.

        Gives the other keys that had imported the authorization: they are logged out.
        """
        ...
