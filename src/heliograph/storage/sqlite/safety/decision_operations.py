"""The store's operations on decisions and what remains to be done of them."""

from collections.abc import Callable, Sequence
from functools import partial

from heliograph.domain.message_changes import Deleted, Edited
from heliograph.safety.audit import Logged
from heliograph.safety.decisions import Counted, Decision, MeasureKind, Part
from heliograph.safety.effects import Effect, Restriction
from heliograph.safety.matters import Compose, ComposeHiding, Made, Statement
from heliograph.safety.provisional import ReviewFirst
from heliograph.storage.sqlite.asking import Ask, Change
from heliograph.storage.sqlite.safety import copies, decisions, effects, provisional, taken_files
from heliograph.storage.sqlite.sealing import Sealer


class DecisionOperations:
    """Implements `safety.store.DecisionOperations`."""

    _ask: Ask
    _change: Change
    _sealer: Sealer

    async def decide(
        self, case_id: int, *, compose: Compose, now: int, evidence_keep_s: int
    ) -> Made:
        work = partial(
            copies.decide,
            case_id=case_id,
            compose=compose,
            now=now,
            sealer=self._sealer,
            evidence_keep_s=evidence_keep_s,
        )
        return await self._change(work)

    async def hide_provisionally(
        self, case_id: int, *, compose: ComposeHiding, now: int
    ) -> Made | ReviewFirst:
        work = partial(provisional.hide, case_id=case_id, compose=compose, now=now)
        return await self._change(work)

    async def close_case(
        self,
        case_id: int,
        *,
        by: str,
        logged: Logged,
        log: Callable[[Decision], Logged],
        date: int,
    ) -> None:
        work = partial(decisions.close, case_id=case_id, by=by, logged=logged, log=log, date=date)
        await self._change(work)

    async def decisions_counted(self, begun: int, ended: int) -> Sequence[Counted]:
        return await self._ask(partial(decisions.counted, begun=begun, ended=ended))

    async def decision(self, puid: str) -> Decision | None:
        return await self._ask(partial(decisions.decision, puid=puid))

    async def statement(self, puid: str) -> Statement | None:
        return await self._ask(partial(decisions.statement, puid=puid))

    async def restrictions(self, kind: MeasureKind, *, peer_id: int = 0) -> Sequence[Restriction]:
        return await self._ask(partial(decisions.restrictions, kind=kind, peer_id=peer_id))

    async def held_by(self, puid: str, kind: MeasureKind) -> Sequence[int]:
        return await self._ask(partial(decisions.held_by, puid=puid, kind=kind))

    async def reporters(self, case_id: int) -> Sequence[tuple[int, str]]:
        return await self._ask(partial(decisions.reporters, case_id=case_id))

    async def closed_untold(self, *, now: int, at_most: int) -> Sequence[tuple[int, int]]:
        return await self._ask(partial(decisions.closed_untold, now=now, at_most=at_most))

    async def tell_closed(self, case_id: int, *, due: int | None) -> None:
        await self._change(partial(decisions.tell_closed, case_id=case_id, due=due))

    async def due_effects(self, *, now: int, at_most: int) -> Sequence[Effect]:
        return await self._ask(partial(effects.due, now=now, at_most=at_most))

    async def effect_done(
        self, effect: Effect, *, delivered: Logged | None = None, date: int
    ) -> None:
        await self._change(partial(effects.done, effect=effect, delivered=delivered, date=date))

    async def lift(self, effect: Effect, *, date: int) -> None:
        await self._change(partial(effects.lift, effect=effect, date=date))

    async def effect_failed(self, effect: Effect, *, due: int) -> None:
        await self._change(partial(effects.try_again, effect=effect, due=due))

    async def take_part(self, effect: Effect, *, date: int) -> tuple[Edited, ...]:
        work = partial(effects.take_part, effect=effect, date=date)
        return await self._change(work, erases=True)

    async def unreturned(self, puid: str) -> Sequence[Part]:
        return await self._ask(partial(taken_files.unreturned, puid=puid))

    async def is_ending(self, puid: str) -> bool:
        return await self._ask(partial(effects.is_ending, puid=puid))

    async def remove_message(self, effect: Effect, *, date: int) -> tuple[Deleted | Edited, ...]:
        work = partial(effects.remove_message, effect=effect, date=date)
        return await self._change(work, erases=True)

    async def retell(self, effect: Effect, *, date: int) -> tuple[Edited, ...]:
        return await self._change(partial(effects.retell, effect=effect, date=date))

    async def hold_message(
        self, effect: Effect, *, ended: Logged | None = None, date: int
    ) -> tuple[Edited, ...]:
        work = partial(effects.hold_message, effect=effect, ended=ended, date=date)
        return await self._change(work)
