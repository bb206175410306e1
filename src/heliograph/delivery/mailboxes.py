"""Turns committed changes of mailboxes into updates pushed to the owner's sessions."""

import asyncio
from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to, without_origin
from heliograph.delivery.order import PushOrder
from heliograph.delivery.spread import Worded, Wording
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import MailboxAdvanced
from heliograph.domain.history import Difference
from heliograph.domain.spreading import Place
from heliograph.ports.sessions import LiveSession
from heliograph.telemetry.logs import get_logger
from heliograph.tl import types
from heliograph.views import updates as view

log = get_logger(__name__)

# A change overtaken by a later one arrives within one turn of the loop; this only bounds the
# wait for one whose publisher died between commit and publish.
GAP_WAIT_S = 0.05
READ_AT_ONCE = 200


class MailboxDelivery:
    """Pushes each change in pts order; a change that was never heard of is read from the store."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access
        self._order = PushOrder()
        self._mending: set[int] = set()

    def on_advanced(self, event: MailboxAdvanced) -> None:
        """Receive a committed change."""
        owner_id = event.change.owner_id
        sessions = self._app.sessions.of_account(owner_id)
        if not sessions:
            self._order.forget(owner_id)
            return
        for ready in self._order.admit(event):
            self._push(ready, sessions)
        if self._order.gap(owner_id) is not None and owner_id not in self._mending:
            self._mending.add(owner_id)
            self._app.spawn(self._mend(owner_id))

    def on_worded(self, wording: Wording, place: Place, sessions: Sequence[LiveSession]) -> None:
        """As `on_advanced`, for what all members of a group are sent, and for whom it is enough.

        Nearly always nothing is before it that was not pushed yet: then it waits for nothing, and
        nothing is made to wait in.
        """
        if not sessions or not self._order.follows(place.owner_id, place.pts):
            self.on_advanced(wording.at(place))
            return
        for session in sessions:
            try:
                session.push(wording.body(place, session.layer))
            except Exception:
                # As in `push_to`.
                log.exception("push failed", session_id=session.session_id)

    def expect(self, owner_id: int, pts: int) -> bool:
        """Whether somebody listens to the mailbox; if so, what comes after `pts` waits for it."""
        if self._app.sessions.of_account(owner_id):
            self._order.expect(owner_id, pts)
            return True
        self._order.forget(owner_id)
        return False

    def _push(self, event: MailboxAdvanced, sessions: Sequence[LiveSession]) -> None:
        listening = without_origin(sessions, event.origin)
        if isinstance(event, Worded):
            self._push_worded(event, listening)
        elif listening:
            date = self._app.clock.now()
            push_to(listening, view.change(event.change, date, self._access))

    def _push_worded(self, event: Worded, sessions: Sequence[LiveSession]) -> None:
        wording = event.wording
        for session in sessions:
            try:
                # Whoever came meanwhile has been shown nobody yet.
                if wording.is_enough_for(session):
                    session.push(wording.body(event.place, session.layer))
                else:
                    push_to([session], types.UpdatesTooLong())
            except Exception:
                # As in `push_to`.
                log.exception("push failed", session_id=session.session_id)

    async def _mend(self, owner_id: int) -> None:
        try:
            await asyncio.sleep(GAP_WAIT_S)
            while (pts := self._order.gap(owner_id)) is not None:
                missed = await self._app.store.difference(owner_id, pts=pts, limit=READ_AT_ONCE)
                if missed.state.pts <= pts:
                    break
                self._push_missed(owner_id, missed)
        finally:
            self._mending.discard(owner_id)

    def _push_missed(self, owner_id: int, missed: Difference) -> None:
        reached = self._order.reached(owner_id)
        if reached is None or reached >= missed.state.pts:
            # What was missing was heard of after all while it was read, or nobody listens now.
            return
        sessions = list(self._app.sessions.of_account(owner_id))
        date = self._app.clock.now()
        for change in missed.changes:
            if change.pts <= reached:
                continue
            body = view.changes(
                [view.change_update(change, self._access)], missed.sees, date, self._access
            )
            push_to(sessions, body)
        for ready in self._order.skip_to(owner_id, missed.state.pts):
            self._push(ready, sessions)
