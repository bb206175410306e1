"""Exports of all of an account's data that its devices ask for: who may begin one, and when.

Whoever holds somebody's device for an hour must not leave with everything: an export begins a day
after it was asked for, and the account's other devices hear of it at once.

https://core.telegram.org/api/takeout
"""

from collections.abc import Sequence

import msgspec

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization, is_fresh


class Takeout(msgspec.Struct, frozen=True, kw_only=True):
    """An export that runs; with `files`, those of up to `file_size_max` bytes, None for any."""

    id: int
    account_id: int
    auth_key_id: int
    expires: int
    files: bool = False
    file_size_max: int | None = None

    def check_file(self, size: int | None) -> None:
        """LOCATION_INVALID for a file that was not asked for: Desktop goes on without it."""
        if not self.files:
            raise errors.LocationInvalid
        if self.file_size_max is not None and size is not None and size > self.file_size_max:
            raise errors.LocationInvalid


class TakeoutWait(msgspec.Struct, frozen=True, kw_only=True):
    """When a device asked, and whether another one of the account confirmed it since."""

    asked: int
    allowed: bool = False


class TakeoutRules(msgspec.Struct, frozen=True, kw_only=True):
    """How long an export waits before it begins, and how long it may go on, in seconds."""

    delay_s: int
    lifetime_s: int


class TakeoutContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided on: the export that runs, what waits of this device, and the device."""

    running: Takeout | None
    wait: TakeoutWait | None
    devices: tuple[Authorization, ...]


class TakeoutDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of an ask: it `begins`, or is to be repeated after `wait_s` seconds.

    `wait` is what is kept of it, `news` says that the account is to hear of it. It `expires` when
    what it goes on with would have; None is as it asked.
    """

    begins: bool
    wait: TakeoutWait | None = None
    wait_s: int = 0
    news: bool = False
    expires: int | None = None


def decide_takeout(
    asked: Takeout, context: TakeoutContext, *, rules: TakeoutRules, now: int
) -> TakeoutDecision:
    """Whether an export begins now. AUTH_KEY_UNREGISTERED for a device that was logged out."""
    if device_of(context.devices, asked.auth_key_id) is None:
        raise errors.AuthKeyUnregistered
    running, wait = context.running, context.wait
    if running is not None and running.auth_key_id == asked.auth_key_id and running.expires > now:
        # It was told of, and had its delay: a client that lost it begins it anew, for what is left
        # of its time, or nobody would ever hear of it again.
        return TakeoutDecision(begins=True, wait=wait, expires=running.expires)
    if not rules.delay_s:
        return TakeoutDecision(begins=True, news=True)
    if wait is None or now >= wait.asked + rules.delay_s + rules.lifetime_s:
        kept = TakeoutWait(asked=now)
        return TakeoutDecision(begins=False, wait=kept, wait_s=rules.delay_s, news=True)
    begins = wait.asked + rules.delay_s
    if wait.allowed or now >= begins:
        return TakeoutDecision(begins=True, wait=wait, news=True)
    return TakeoutDecision(begins=False, wait=wait, wait_s=begins - now)


def may_let_begin(
    devices: Sequence[Authorization], *, asking: int, confirming: int | None, signed_in_by: int
) -> bool:
    """Whether a device lets what another one asked for begin at once; both by their hashes.

    Whoever holds a device signs in on one of their own with the code that comes to it: of the two
    neither says anything for the other unless it signed in by then.
    """
    known = {device.hash for device in devices}
    if asking == confirming or asking not in known or confirming not in known:
        return False
    return not any(
        is_fresh(devices, one, signed_in_by=signed_in_by) for one in (asking, confirming)
    )


def device_of(devices: Sequence[Authorization], auth_key_id: int) -> Authorization | None:
    """The device that has a key."""
    return next((one for one in devices if one.auth_key_id == auth_key_id), None)
