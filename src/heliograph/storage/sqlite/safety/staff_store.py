"""The store of the staff: its operations, sent to the threads of the store beside it."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.safety.matters import Compose
from heliograph.safety.staff.audit import Acted, AuditQuery
from heliograph.safety.staff.proposals import Pending
from heliograph.safety.staff.records import Passkey, Session, Staff, StaffChange
from heliograph.safety.staff.roles import Role
from heliograph.safety.staff.store import (
    Credentials,
    Enrolment,
    Factors,
    NewPasskey,
    Outcome,
    Proposed,
    Settle,
    Signing,
)
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import (
    settling,
    staff,
    staff_acts,
    staff_passkeys,
    staff_sessions,
)
from heliograph.storage.sqlite.sealing import Sealer


class SqliteStaff:
    """Implements `safety.staff.store.StaffStore`; made by `SqliteStore.staff`."""

    def __init__(self, ask: Ask, change: Change, sealer: Sealer) -> None:
        self._ask = ask
        self._change = change
        self._sealer = sealer

    async def add_staff(
        self, name: str, *, roles: frozenset[Role], enrolment: Enrolment, by: str, date: int
    ) -> Staff:
        work = partial(staff.add, name=name, roles=roles, enrolment=enrolment, by=by, date=date)
        return await self._change(work)

    async def staff(self) -> Sequence[Staff]:
        return await self._ask(staff.everybody)

    async def member(self, name: str) -> Staff | None:
        return await self._ask(partial(staff.member, name=name))

    async def set_roles(self, name: str, *, roles: frozenset[Role], by: str, date: int) -> Staff:
        return await self._change(
            partial(staff.set_roles, name=name, roles=roles, by=by, date=date)
        )

    async def reset_staff(self, name: str, *, enrolment: Enrolment, by: str, date: int) -> Staff:
        work = partial(staff.reset, name=name, enrolment=enrolment, by=by, date=date)
        return await self._change(work)

    async def remove_staff(self, name: str, *, by: str, date: int) -> None:
        await self._change(partial(staff.remove, name=name, by=by, date=date))

    async def enrolling(self, hash: bytes, *, now: int) -> Staff | None:
        return await self._ask(partial(staff_sessions.enrolling, hash=hash, now=now))

    async def enrol(self, hash: bytes, *, factors: Factors, signing: Signing) -> Session:
        work = partial(
            staff_sessions.enrol, hash=hash, factors=factors, signing=signing, sealer=self._sealer
        )
        return await self._change(work)

    async def credentials(self, name: str) -> Credentials | None:
        return await self._ask(partial(staff_sessions.credentials, name=name, sealer=self._sealer))

    async def sign_in(self, staff_id: int, *, step: int, signing: Signing) -> Session:
        work = partial(staff_sessions.sign_in, staff_id=staff_id, step=step, signing=signing)
        return await self._change(work)

    async def sign_in_failed(self, staff_id: int | None, *, date: int) -> None:
        await self._change(partial(staff_sessions.failed, staff_id=staff_id, date=date))

    async def proved_again(self, staff_id: int, *, step: int, date: int) -> None:
        work = partial(staff_sessions.proved_again, staff_id=staff_id, step=step, date=date)
        await self._change(work)

    async def session(self, token_hash: bytes) -> tuple[Staff, Session] | None:
        return await self._ask(partial(staff_sessions.session, token_hash=token_hash))

    async def session_seen(self, session_id: int, *, date: int) -> None:
        await self._change(partial(staff_sessions.seen, session_id=session_id, date=date))

    async def sessions(self, staff_id: int) -> Sequence[Session]:
        return await self._ask(partial(staff_sessions.sessions, staff_id=staff_id))

    async def end_session(self, staff_id: int, session_id: int, *, date: int) -> None:
        work = partial(staff_sessions.end, staff_id=staff_id, session_id=session_id, date=date)
        await self._change(work)

    async def add_passkey(self, staff_id: int, made: NewPasskey, *, date: int) -> Passkey:
        return await self._change(
            partial(staff_passkeys.add, staff_id=staff_id, made=made, date=date)
        )

    async def passkeys(self, staff_id: int) -> Sequence[Passkey]:
        return await self._ask(partial(staff_passkeys.passkeys, staff_id=staff_id))

    async def passkey(self, credential: bytes) -> Passkey | None:
        return await self._ask(partial(staff_passkeys.passkey, credential=credential))

    async def sign_in_by_passkey(
        self, passkey_id: int, *, sign_count: int, signing: Signing
    ) -> Session:
        work = partial(
            staff_passkeys.sign_in, passkey_id=passkey_id, sign_count=sign_count, signing=signing
        )
        return await self._change(work)

    async def remove_passkey(self, staff_id: int, passkey_id: int, *, date: int) -> None:
        await self._change(
            partial(staff_passkeys.remove, staff_id=staff_id, passkey_id=passkey_id, date=date)
        )

    async def acts(self, query: AuditQuery) -> Sequence[Acted]:
        return await self._ask(partial(staff_acts.acts, query=query))

    async def propose(self, proposed: Proposed, *, by: str, date: int) -> Pending:
        return await self._change(partial(staff_acts.propose, proposed=proposed, by=by, date=date))

    async def proposal(self, proposal_id: int) -> Pending | None:
        return await self._ask(partial(staff_acts.proposal, proposal_id=proposal_id))

    async def open_proposals(
        self, *, now: int, limit: int, after: int = 0, of_staff: bool = False
    ) -> Sequence[Pending]:
        work = partial(staff_acts.proposals, now=now, limit=limit, after=after, of_staff=of_staff)
        return await self._ask(work)

    async def agreed_archives(self, *, after: int, limit: int) -> Sequence[Pending]:
        return await self._ask(partial(staff_acts.archives, after=after, limit=limit))

    async def proposals_of_case(self, case_id: int, *, now: int) -> Sequence[Pending]:
        return await self._ask(partial(staff_acts.of_case, case_id=case_id, now=now))

    async def settle(self, proposal_id: int, *, decide: Settle, by: str, date: int) -> Pending:
        work = partial(staff_acts.settle, proposal_id=proposal_id, decide=decide, by=by, date=date)
        return await self._change(work)

    async def settle_together(
        self,
        proposal_id: int,
        *,
        decide: Settle,
        case_ids: Sequence[int],
        compose: Compose,
        by: str,
        date: int,
    ) -> Outcome:
        work = partial(
            settling.together,
            proposal_id=proposal_id,
            decide=decide,
            case_ids=case_ids,
            compose=compose,
            by=by,
            date=date,
        )
        return await self._change(work)

    async def settle_change(
        self,
        proposal_id: int,
        *,
        decide: Settle,
        change: StaffChange,
        enrolment: Enrolment,
        by: str,
        date: int,
    ) -> Staff:
        work = partial(
            settling.change,
            proposal_id=proposal_id,
            decide=decide,
            change=change,
            enrolment=enrolment,
            by=by,
            date=date,
        )
        return await self._change(work)

    async def fetch(
        self, proposal_id: int, *, check: Callable[[Pending], None], by: str, date: int
    ) -> Pending:
        work = partial(staff_acts.fetch, proposal_id=proposal_id, check=check, by=by, date=date)
        return await self._change(work)
