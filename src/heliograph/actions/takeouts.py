"""Exporting all of one's data: who may begin, and a mark that lets the calls be told apart.

https://core.telegram.org/api/takeout
"""

from functools import partial

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.service_messages import tell
from heliograph.domain import errors
from heliograph.domain.account_events import DeviceSignedIn
from heliograph.domain.authorizations import Authorization
from heliograph.domain.notices import takeout_asked, takeout_begun
from heliograph.domain.takeouts import Takeout, TakeoutRules, decide_takeout, device_of


async def begin_takeout(
    app: App,
    account_id: int,
    *,
    auth_key_id: int,
    files: bool,
    file_size_max: int | None,
    rules: TakeoutRules,
) -> int:
    """Begin an export with this key, in place of an earlier one; gives its id.

    TAKEOUT_INIT_DELAY_x until its delay is over or another device has confirmed this one. The
    account hears of the ask, and of the beginning.
    """
    now = app.clock.now()
    asked = Takeout(
        id=app.random.below(2**63 - 1) + 1,
        account_id=account_id,
        auth_key_id=auth_key_id,
        expires=now + rules.lifetime_s,
        files=files,
        file_size_max=file_size_max,
    )
    decide = partial(decide_takeout, rules=rules, now=now)
    decided = await app.store.ask_takeout(asked, decide=decide)
    if decided.news:
        device = device_of(await app.store.authorizations(account_id), auth_key_id)
        if device is not None:
            await _tell(app, device, begins=None if decided.begins else now + decided.wait_s)
    if not decided.begins:
        raise errors.TakeoutInitDelay(decided.wait_s)
    return asked.id


async def _tell(app: App, device: Authorization, *, begins: int | None) -> None:
    """Have the account hear of an export; while it waits, the other devices are asked of this one.

    Apps ask as they do after a sign-in: their answer confirms the device or ends it.
    """
    if begins is None:
        await tell(app, device.account_id, takeout_begun(device))
        return
    await tell(app, device.account_id, takeout_asked(device, begins=begins))
    tell_account(app, device.account_id, DeviceSignedIn(device=device, asks=True), origin=None)


async def running_takeout(
    app: App, account_id: int, *, takeout_id: int, auth_key_id: int
) -> Takeout:
    """TAKEOUT_INVALID unless this export of the account runs, begun by this device."""
    found = await app.store.takeout(
        account_id, takeout_id=takeout_id, auth_key_id=auth_key_id, now=app.clock.now()
    )
    if found is None:
        raise errors.TakeoutInvalid
    return found
