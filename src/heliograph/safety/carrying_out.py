"""Carrying decisions out: what is due is done at least once, and noted when it is."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Protocol

from heliograph.domain.message_changes import Deleted, Edited
from heliograph.safety.audit import Logged, log_delivered, log_ended
from heliograph.safety.deciding import Safety
from heliograph.safety.decisions import (
    OF_SIGHT,
    Decision,
    MeasureKind,
    Part,
    befallen,
    withholds_channel,
)
from heliograph.safety.effects import (
    STANDING,
    Act,
    Effect,
    letter_retry_at,
    retry_at,
    retry_outcome_at,
    tells_that_it_waits,
)
from heliograph.safety.freezing import Freeze, Freezes
from heliograph.safety.letters import Letter, LetterKind, write
from heliograph.safety.log.entries import SALT_BYTES
from heliograph.safety.statement_texts import (
    left_text,
    outcome_text,
    page_button,
    reversal_text,
    statement_text,
)
from heliograph.safety.subjects import SubjectKind
from heliograph.telemetry.logs import get_logger

_AT_ONCE = 50

log = get_logger(__name__)


class Hands(Protocol):
    """What is done to accounts and mailboxes: each may be done again."""

    async def language_of(self, account_id: int) -> str:
        """The language to speak to somebody in."""
        ...

    async def tell(
        self, account_id: int, text: str, *, url: str, name: str, button: str = ""
    ) -> bool:
        """A message of the service account, once for each `name`; False for who is gone.

        `url` is in the text, and can be followed; so can a `button` of that name below it.
        """
        ...

    def tell_config_changed(self, account_id: int) -> None:
        """Have an account's devices ask anew what they may do."""
        ...

    async def tell_marked(self, peer_id: int) -> None:
        """An account or a channel is warned of, or no longer; say so to everybody who has it."""
        ...

    def tell_changed(self, parts: Sequence[Deleted | Edited]) -> None:
        """Messages are gone already, or shown otherwise; say so to everybody who has them."""
        ...

    async def shut(self, account_id: int) -> None:
        """Lock an account out."""
        ...

    async def open(self, account_id: int) -> None:
        """Let it in again."""
        ...


class Executor:
    """Does what is due, for each person in its order; `freezes` are told at once what holds."""

    def __init__(self, safety: Safety, hands: Hands, freezes: Freezes) -> None:
        self._safety = safety
        self._hands = hands
        self._freezes = freezes
        self._working = asyncio.Lock()
        self._hurry = asyncio.Event()

    async def load(self, *, account_id: int = 0) -> None:
        """Know who is frozen, before anybody is let in; or whether a bot is that was just made."""
        store = self._safety.store
        for held in await store.restrictions(MeasureKind.FREEZE, peer_id=account_id):
            url = self._safety.page(held.puid)
            freeze = Freeze(since=held.since, until=held.until, appeal_url=url)
            self._freezes.put(held.peer_id, held.puid, freeze)

    def hasten(self) -> None:
        """Have whoever works look at once."""
        self._hurry.set()

    async def pause(self, most_s: float) -> None:
        """Wait until somebody is in a hurry, or for so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), most_s)
        self._hurry.clear()

    async def work(self) -> int:
        """Do what is due by now; gives how much was tried. What fails is tried again later."""
        tried = 0
        async with self._working:
            now = self._safety.clock.now()
            while due := await self._safety.store.due_effects(now=now, at_most=_AT_ONCE):
                # What befalls different people shares its waits for the disk.
                async with asyncio.TaskGroup() as people:
                    for effects in _by_person(due):
                        people.create_task(self._try_all(effects))
                tried += len(due)
            while closed := await self._safety.store.closed_untold(now=now, at_most=_AT_ONCE):
                for case_id, date in closed:
                    await self._tell_closed(case_id, date)
                tried += len(closed)
            while letters := await self._safety.store.due_letters(now=now, at_most=_AT_ONCE):
                for letter in letters:
                    await self._say(letter)
                tried += len(letters)
        return tried

    async def _try_all(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            await self._try(effect)

    async def _say(self, letter: Letter) -> None:
        """Say something to who reported or complained."""
        now = self._safety.clock.now()
        url = self._safety.receipt_page(letter.receipt) if letter.receipt else ""
        if letter.kind is LetterKind.WITHHELD:
            url = self._safety.contest_page()
        try:
            language = await self._hands.language_of(letter.account_id)
            text = write(letter, language=language, url=url)
            await self._hands.tell(letter.account_id, text, url=url, name=letter.name)
        except Exception:
            log.exception("A letter could not be told.", kind=str(letter.kind))
            due = letter_retry_at(letter.attempts, now=now)
            await self._safety.store.letter_failed(letter.name, due=due)
            return
        await self._safety.store.letter_said(letter.name)

    async def _tell_closed(self, case_id: int, closed: int) -> None:
        """Tell who reported that nothing was found."""
        due: int | None = None
        try:
            for reporter_id, receipt in await self._safety.store.reporters(case_id):
                language = await self._hands.language_of(reporter_id)
                url = self._safety.receipt_page(receipt)
                text = left_text(receipt, language=language, url=url)
                await self._hands.tell(reporter_id, text, url=url, name=f"left {closed} {receipt}")
        except Exception:
            log.exception("An outcome could not be told.", case=case_id)
            due = retry_outcome_at(closed=closed, now=self._safety.clock.now())
        await self._safety.store.tell_closed(case_id, due=due)

    async def _try(self, effect: Effect) -> None:
        now = self._safety.clock.now()
        try:
            if effect.kind is MeasureKind.REMOVE and effect.decision.part is not Part.WHOLE:
                # Noted with what is taken or given back.
                self._hands.tell_changed(await self._safety.store.take_part(effect, date=now))
                if effect.decision.subject.kind is not SubjectKind.MESSAGE:
                    await self._hands.tell_marked(effect.decision.subject.peer_id)
                return
            if effect.act is Act.BEGIN and effect.kind is MeasureKind.REMOVE:
                # Noted with the removal.
                self._hands.tell_changed(await self._safety.store.remove_message(effect, date=now))
                return
            if effect.kind in OF_SIGHT and effect.decision.subject.kind is SubjectKind.MESSAGE:
                # Noted with what is shown from then on.
                changed = await self._safety.store.hold_message(
                    effect, ended=self._ended(effect, now=now), date=now
                )
                self._hands.tell_changed(changed)
                return
            if effect.act is Act.TELL_AFFECTED:
                await self._state(effect)
                return
            if effect.act is Act.TELL_REVERSAL and await self._is_ending(effect):
                await self._safety.store.effect_failed(effect, due=retry_at(effect, now=now))
                return
            await self._do(effect)
        except Exception:
            # Whatever is wrong with one of them holds up no other.
            log.exception("An effect failed.", act=str(effect.act), puid=effect.decision.puid)
            await self._safety.store.effect_failed(effect, due=retry_at(effect, now=now))
            return
        await self._safety.store.effect_done(effect, date=now)

    async def _is_ending(self, effect: Effect) -> bool:
        """Whether some of what a decision did is still to be undone: what its end brought is told
        once it did; who waits for long is told that."""
        waits = await self._safety.store.is_ending(effect.decision.puid)
        if waits and tells_that_it_waits(effect):
            await self._tell_reversal(effect.decision, waits=True)
        return waits

    def _ended(self, effect: Effect, *, now: int) -> Logged | None:
        """What is logged once what a program did for a time is over, whatever ended it."""
        if effect.act is not Act.END or not effect.decision.provisional:
            return None
        return log_ended(effect.decision, date=now, salt=self._safety.random.token(SALT_BYTES))

    async def _do(self, effect: Effect) -> None:
        match effect.act:
            case Act.BEGIN:
                await self._begin(effect)
            case Act.END:
                await self._end(effect)
            case Act.TELL_REVERSAL:
                await self._tell_reversal(effect.decision)
            case Act.TELL_REPORTERS:
                await self._tell_reporters(effect.decision)

    async def _begin(self, effect: Effect) -> None:
        match effect.kind:
            case MeasureKind.FREEZE:
                await self.freeze(effect.decision)
            case MeasureKind.TERMINATE if not _of_channel(effect):
                for one in await self._held(effect):
                    await self._hands.shut(one)
            case kind if kind in STANDING:
                await self._hands.tell_marked(befallen(kind, effect.decision.subject))
                await self._retell(effect)

    async def _end(self, effect: Effect) -> None:
        match effect.kind:
            case MeasureKind.FREEZE:
                for one in await self._held(effect):
                    self._freezes.lift(one, effect.decision.puid)
                    self._hands.tell_config_changed(one)
            case MeasureKind.TERMINATE if not _of_channel(effect):
                for one in await self._held(effect):
                    await self._hands.open(one)
            case kind if kind in STANDING:
                await self._safety.store.lift(effect, date=self._safety.clock.now())
                await self._hands.tell_marked(befallen(kind, effect.decision.subject))
                await self._retell(effect)

    async def _retell(self, effect: Effect) -> None:
        """Devices keep posts as they read them: of a channel that is withheld from then on, or no
        longer, they are told the newest ones."""
        if withholds_channel(effect.kind, effect.decision.subject):
            now = self._safety.clock.now()
            self._hands.tell_changed(await self._safety.store.retell(effect, date=now))

    async def _held(self, effect: Effect) -> Sequence[int]:
        """Who stands under what begins or ends: whom the decision affects, and their bots."""
        assert effect.kind is not None
        return await self._safety.store.held_by(effect.decision.puid, effect.kind)

    async def freeze(self, decision: Decision) -> None:
        """Hold the affected account and its bots from now on, and have its devices know."""
        url = self._safety.page(decision.puid)
        freeze = Freeze(since=decision.date, until=decision.ends, appeal_url=url)
        for one in await self._safety.store.held_by(decision.puid, MeasureKind.FREEZE):
            self._freezes.put(one, decision.puid, freeze)
            self._hands.tell_config_changed(one)

    async def _state(self, effect: Effect) -> None:
        """Put the statement before whom it affects; the log says so if there is anybody."""
        decision = effect.decision
        url = self._safety.page(decision.puid)
        language = await self._hands.language_of(decision.subject.affected_id)
        text = statement_text(decision, language=language, url=url)
        there = await self._tell(decision, text, what="statement", language=language)
        now, salt = self._safety.clock.now(), self._safety.random.token(SALT_BYTES)
        delivered = log_delivered(decision, date=now, salt=salt) if there else None
        await self._safety.store.effect_done(effect, delivered=delivered, date=now)

    async def _tell_reversal(self, decision: Decision, *, waits: bool = False) -> None:
        """Tell that it was taken back, and what does not return, or is not back yet."""
        language = await self._hands.language_of(decision.subject.affected_id)
        after = await self._safety.store.aftermath(decision.puid)
        text = reversal_text(
            decision,
            reasons=after.complaint.reasons if after.complaint is not None else "",
            language=language,
            url=self._safety.page(decision.puid),
            unreturned=await self._safety.store.unreturned(decision.puid),
            waits=waits,
        )
        what = "reversal waits" if waits else "reversal"
        await self._tell(decision, text, what=what, language=language)

    async def _tell(self, decision: Decision, text: str, *, what: str, language: str) -> bool:
        affected_id, url = decision.subject.affected_id, self._safety.page(decision.puid)
        button = page_button(language=language)
        return await self._hands.tell(
            affected_id, text, url=url, name=f"{decision.puid} {what}", button=button
        )

    async def _tell_reporters(self, decision: Decision) -> None:
        for reporter_id, receipt in await self._safety.store.reporters(decision.case_id):
            language = await self._hands.language_of(reporter_id)
            url = self._safety.receipt_page(receipt)
            text = outcome_text(receipt, language=language, url=url)
            name = f"{decision.puid} {receipt}"
            await self._hands.tell(reporter_id, text, url=url, name=name)


def _of_channel(effect: Effect) -> bool:
    return effect.decision.subject.kind is SubjectKind.CHANNEL


def _by_person(effects: Sequence[Effect]) -> Sequence[Sequence[Effect]]:
    """What befalls each, in the order in which it was due; a group's is nobody's, and its own."""
    found: dict[tuple[int, int], list[Effect]] = {}
    for effect in effects:
        subject = effect.decision.subject
        whose = (subject.affected_id, 0 if subject.affected_id else subject.id)
        found.setdefault(whose, []).append(effect)
    return list(found.values())
