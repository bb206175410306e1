"""Holds a reopened store against the ledger: what was acknowledged, and what must hang together."""

import asyncio
import random
import reprlib
from bisect import bisect_right
from itertools import chain

from msgspec import structs

from heliograph.domain import errors
from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.events import MailboxChange
from heliograph.domain.history import DialogQuery, HistoryQuery
from heliograph.domain.messages import Message
from heliograph.ports.store import Store
from support.powercut.ledger import Done, Holds, Ledger, Reached
from support.powercut.replay import Contents, gaps, replay
from support.powercut.values import ValueReader

FIRST_PTS = 1
EVERYTHING = 10_000
# Small enough that catching up takes several slices.
SLICE = 40


_short = reprlib.repr


class Checker:
    """Checks any number of stores, each reopened after a power cut in one recorded run.

    `complete` says that every operation of the run was answered, so that the ledger knows
    everything that can be in a store. After a run that failed midway, a store may also hold
    operations that nobody was told of.
    """

    def __init__(self, ledger: Ledger, *, complete: bool = True) -> None:
        self.ledger = ledger
        self.complete = complete
        self.past: dict[int, list[MailboxChange]] = {
            owner: [changes[pts] for pts in sorted(changes)]
            for owner, changes in ledger.changes.items()
        }

    def holes_in_the_past(self) -> list[str]:
        """Pts of the whole run that no result accounts for."""
        return [
            f"account {owner}: pts {missing} given to nobody"
            for owner, past in self.past.items()
            if (missing := gaps(past, first_pts=FIRST_PTS))
        ]

    async def losses(self, store: Store, point: int, dice: random.Random) -> list[str]:
        """Everything that is wrong with a store reopened after a cut at `point`; empty if sound."""
        claims = self.ledger.recording.acknowledged_before(point)
        lines = []
        reached = await self._reached(store)
        lines += self._promised_pts(claims, reached)
        lines += self._halves(reached)
        mailboxes = (
            self._mailbox(store, owner, pts, random.Random(dice.random()))
            for owner, pts in reached.items()
        )
        lines += chain.from_iterable(await asyncio.gather(*mailboxes))
        lines += await self._values(store, claims)
        lines += await self._repeats(store, reached, dice)
        return lines

    async def _reached(self, store: Store) -> dict[int, int]:
        """The pts of every mailbox that is there."""
        found = {}
        for owner in self.past:
            if await store.account(owner) is not None:
                found[owner] = (await store.state(owner)).pts
        return found

    def _promised_pts(self, claims: list[object], reached: dict[int, int]) -> list[str]:
        lines = []
        for claim in claims:
            promised: list[tuple[int, int]] = []
            if isinstance(claim, Done):
                promised = [(c.owner_id, c.pts) for c in claim.changes]
            elif isinstance(claim, Reached):
                promised = [(claim.owner_id, claim.pts)]
            for owner, pts in promised:
                if reached.get(owner, 0) < pts:
                    lines.append(f"lost: {owner} stands at {reached.get(owner)}, not {claim}")
        return lines

    def _halves(self, reached: dict[int, int]) -> list[str]:
        """Operations that moved one mailbox and not the other."""
        lines = []
        for operation in self.ledger.operations:
            there = {reached.get(c.owner_id, 0) >= c.pts for c in operation.changes}
            if len(there) > 1:
                lines.append(f"half done: {operation}")
        return lines

    async def _mailbox(self, store: Store, owner: int, pts: int, dice: random.Random) -> list[str]:
        past = self.past[owner]
        known = [FIRST_PTS, *(change.pts for change in past)]
        known = known[: bisect_right(known, pts)]
        if self.complete and pts != known[-1]:
            return [f"account {owner}: nobody was ever told of pts {pts}"]
        expected = await self._caught_up(store, owner, known[-1])
        if expected is None:
            return [f"account {owner}: difference from {known[-1]} gets nowhere"]
        lines = await self._history(store, owner, expected)
        for start in {FIRST_PTS, dice.choice(known)}:
            contents = await self._caught_up(store, owner, start)
            lines += _other_contents(f"difference of {owner} from {start}", contents, expected)
        return lines

    async def _history(self, store: Store, owner: int, expected: Contents) -> list[str]:
        lines = []
        page = await store.dialogs(DialogQuery(owner_id=owner, limit=EVERYTHING))
        found: dict[int, Message] = {}
        for dialog in page.dialogs:
            query = HistoryQuery(owner_id=owner, peer_id=dialog.peer_id, limit=EVERYTHING)
            messages = (await store.history(query)).messages
            found.update((m.id, m) for m in messages)
            if messages and dialog.top_id != messages[0].id:
                lines.append(f"account {owner}: top of {dialog} is {messages[0].id}")
            inbox = expected.read_inbox.get(dialog.peer_id, 0)
            unread = sum(1 for m in messages if not m.out and m.id > inbox)
            if dialog.unread != unread:
                lines.append(f"account {owner}: {unread} unread, not as in {dialog}")
        return lines + _differences(f"history of {owner}", found, expected.messages)

    async def _caught_up(self, store: Store, owner: int, start: int) -> Contents | None:
        """What a client holds that knew everything up to `start` and caught up; None if the
        store gives it slices without end."""
        contents = replay(self.past[owner], up_to=start)
        pts, final = start, False
        while not final:
            difference = await store.difference(owner, pts=pts, limit=SLICE)
            for change in difference.changes:
                contents.apply(change)
            if not difference.final and difference.state.pts <= pts:
                return None
            pts, final = difference.state.pts, difference.final
        return contents

    async def _values(self, store: Store, claims: list[object]) -> list[str]:
        lines = []
        least = {c.subject: c.version for c in claims if isinstance(c, Holds)}
        reader = ValueReader(store)
        # All at once: one after another they mostly wait for each other's thread.
        now = await asyncio.gather(*map(reader.read, self.ledger.values))
        for (subject, values), found in zip(self.ledger.values.items(), now, strict=True):
            first = least.get(subject, 0)
            if found not in values[first:]:
                lines.append(f"{subject} is {_short(found)}, not {_short(values[first])}")
        return lines

    async def _repeats(
        self, store: Store, reached: dict[int, int], dice: random.Random
    ) -> list[str]:
        """A message that is there, sent again, gives the first result and nothing new; one that
        was lost before anybody was told is new."""
        lines = []
        for draft, sent in dice.sample(self.ledger.sends, min(2, len(self.ledger.sends))):
            if draft.sender_id not in reached or draft.recipient_id not in reached:
                continue
            was_there = reached[draft.sender_id] >= sent.pts
            before = (await store.state(draft.sender_id)).pts
            try:
                again = await store.append_private(
                    draft, decide=lambda d, c: compose_private(d, c, MessageLimits())
                )
            except errors.Refused as refusal:
                if was_there:
                    lines.append(f"{draft} sent again: {refusal}")
                continue
            after = (await store.state(draft.sender_id)).pts
            if again.repeated != was_there or (after == before) != was_there:
                lines.append(f"{draft} sent again: {again}, pts {before} to {after}")
            if was_there and again.message.id != sent.message.id:
                lines.append(f"{draft} sent again: {again.message.id}, not {sent.message.id}")
        return lines


def _other_contents(what: str, found: Contents | None, expected: Contents) -> list[str]:
    if found is None:
        return [f"{what} gets nowhere"]
    lines = _differences(what, found.messages, expected.messages)
    if (found.read_inbox, found.read_outbox) != (expected.read_inbox, expected.read_outbox):
        lines.append(f"{what}: other read marks")
    return lines


def _differences(what: str, found: dict[int, Message], expected: dict[int, Message]) -> list[str]:
    lines = []
    found, expected = _without_dead_replies(found), _without_dead_replies(expected)
    if missing := expected.keys() - found.keys():
        lines.append(f"{what}: ids {sorted(missing)} are missing")
    if extra := found.keys() - expected.keys():
        lines.append(f"{what}: ids {sorted(extra)} are too many")
    for message_id in expected.keys() & found.keys():
        if found[message_id] != expected[message_id]:
            lines.append(f"{what}: {found[message_id]}, not {expected[message_id]}")
    return lines


def _without_dead_replies(messages: dict[int, Message]) -> dict[int, Message]:
    """A reply to a message that is gone replies to nothing."""
    return {
        message_id: message
        if message.reply_to_id in messages
        else structs.replace(message, reply_to_id=None)
        for message_id, message in messages.items()
    }
