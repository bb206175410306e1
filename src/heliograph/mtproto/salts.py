"""Server salts: short-lived numbers that every client message must carry.

They are derived, not stored: a keyed hash of the auth key and the epoch, under a secret drawn anew
at each start. A packet recorded before a restart thus meets `bad_server_salt` after it, which is
what keeps replays out when the lists of seen msg_ids are gone.

https://core.telegram.org/mtproto/description#server-salt
"""

import hashlib
import struct
from collections import OrderedDict
from dataclasses import dataclass

EPOCH_S = 1800
"""A new salt starts this often; each is valid for two epochs, so the last one has 30 min more."""

LIFETIME_S = 2 * EPOCH_S

FUTURE_MAX = 64
"""What TDLib asks for."""

_FIRST_SALTS_MAX = 100_000

_INPUT = struct.Struct("<qq")


@dataclass(frozen=True, slots=True)
class FutureSalt:
    """A salt (signed 64 bit) and the Unix seconds between which it is accepted."""

    valid_since: int
    valid_until: int
    salt: int


class Salts:
    """The salts of all auth keys; `secret` is 32 random bytes of this process."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._first: OrderedDict[int, tuple[int, float]] = OrderedDict()

    def current(self, auth_key_id: int, now: float) -> int:
        """The salt to hand out at Unix time `now`."""
        return self._derive(auth_key_id, int(now) // EPOCH_S)

    def accepted(self, auth_key_id: int, now: float) -> tuple[frozenset[int], float]:
        """The salts valid at `now`, and until when that answer holds."""
        epoch = int(now) // EPOCH_S
        salts = {self._derive(auth_key_id, epoch), self._derive(auth_key_id, epoch - 1)}
        until = float((epoch + 1) * EPOCH_S)
        first = self._first.get(auth_key_id)
        if first is not None and first[1] > now:
            salts.add(first[0])
            until = min(until, first[1])
        return frozenset(salts), until

    def future(self, auth_key_id: int, now: float, *, count: int) -> list[FutureSalt]:
        """The current salt and those after it, at most 64, by rising time."""
        epoch = int(now) // EPOCH_S
        return [
            FutureSalt(
                valid_since=number * EPOCH_S,
                valid_until=number * EPOCH_S + LIFETIME_S,
                salt=self._derive(auth_key_id, number),
            )
            for number in range(epoch, epoch + max(1, min(count, FUTURE_MAX)))
        ]

    def adopt_first(self, auth_key_id: int, salt: int, now: float) -> None:
        """Accept the salt agreed in the key exchange for the key's first hour.

        https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete
        """
        self._first[auth_key_id] = (salt, now + LIFETIME_S)
        self._first.move_to_end(auth_key_id)
        while len(self._first) > _FIRST_SALTS_MAX or next(iter(self._first.values()))[1] <= now:
            self._first.popitem(last=False)
            if not self._first:
                break

    def _derive(self, auth_key_id: int, epoch: int) -> int:
        digest = hashlib.blake2b(
            _INPUT.pack(auth_key_id, epoch), digest_size=8, key=self._secret
        ).digest()
        return int.from_bytes(digest, "little", signed=True)
