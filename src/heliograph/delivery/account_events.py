"""Tells an account's devices of what concerns it alone, in the order in which it happened."""

from collections import deque
from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, without_origin
from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import DeviceSignedIn, people_named
from heliograph.domain.chats import Shown
from heliograph.domain.events import AccountUpdated
from heliograph.tl import types
from heliograph.views import updates as view
from heliograph.views.account_events import account_updates

WAITING_MAX = 200
"""Events of one account that wait to be told; with more its devices are sent for the difference."""


class AccountEventDelivery:
    """Pushes account events to the owner's sessions except the one that asked.

    None of them has a number by which a client could put them in order, so that of two changes
    the later is always told last: also to a session that asked for it, if it may be told of an
    earlier one after its result.
    """

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access
        # Per owner what waits for one that is being told.
        self._waiting: dict[int, deque[AccountUpdated]] = {}

    def on_updated(self, event: AccountUpdated) -> None:
        """Receive a committed change, in the order of commits."""
        owner_id = event.owner_id
        if not self._app.sessions.of_account(owner_id):
            return
        waiting = self._waiting.get(owner_id)
        if waiting is not None:
            if len(waiting) < WAITING_MAX:
                waiting.append(replace(event, origin=None))
            else:
                self._give_up(owner_id)
        elif _names_strangers(event):
            self._waiting[owner_id] = deque([event])
            self._app.spawn(self._tell_waiting(owner_id))
        else:
            self._push(event, event.sees)

    async def _tell_waiting(self, owner_id: int) -> None:
        waiting = self._waiting[owner_id]
        try:
            while waiting:
                event = waiting.popleft()
                sees: Sequence[Shown] = event.sees
                if _names_strangers(event):
                    sees = await self._app.store.shown(owner_id, people_named(event.change))
                self._push(event, sees)
        except BaseException:
            self._give_up(owner_id)
            raise
        finally:
            del self._waiting[owner_id]

    def _give_up(self, owner_id: int) -> None:
        """Tell the sessions that they lost something: they ask for the difference."""
        self._waiting[owner_id].clear()
        push_to(self._app.sessions.of_account(owner_id), types.UpdatesTooLong())

    def _push(self, event: AccountUpdated, sees: Sequence[Shown]) -> None:
        sessions = self._app.sessions.of_account(event.owner_id)
        listening = without_origin(sessions, event.origin)
        if isinstance(event.change, DeviceSignedIn):
            # It is not told of itself.
            own = event.change.device.auth_key_id
            listening = [s for s in listening if s.key.auth_key_id != own]
        if listening:
            made = account_updates(event.change, sees, self._access)
            body = view.changes(made, tuple(sees), self._app.clock.now(), self._access)
            push_to(listening, body)


def _names_strangers(event: AccountUpdated) -> bool:
    """Whether the people that the change names are still to be looked up."""
    return not event.sees and bool(people_named(event.change))
