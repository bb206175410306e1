"""Two writers whose actions meet at every store operation: some order of changes explains it.

Races that matter: a username wanted twice, an edit against a deletion, a block against a send, one
random_id sent twice, two devices that end each other.
"""

import asyncio
import copy
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from heliograph.ports.store import Store
from support.gate import Gate
from support.mailbox_model import (
    Act,
    Block,
    Change,
    Claim,
    Delete,
    EndOthers,
    Model,
    Read,
    Send,
    content,
    perform,
)
from support.mailboxes import open_accounts
from support.replay import Replica
from support.signing_in import attempt, key, request_code
from support.stage import Stage

PEOPLE = 3
FIRST_ID = 1_000_000_001

ids = st.integers(FIRST_ID, FIRST_ID + PEOPLE - 1)
message_ids = st.integers(1, 8)
replies = st.none() | message_ids
DEVICES = 3
texts = st.sampled_from(["a", "b", "c"])

acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(Send, ids, ids, st.integers(1, 6), texts, replies, st.booleans()),
    st.builds(Send, ids, ids, st.integers(7, 2**40), texts, replies, st.booleans()),
    st.builds(Change, ids, ids, message_ids, texts),
    st.builds(Delete, ids, st.lists(message_ids, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Read, ids, ids, st.integers(0, 9)),
    st.builds(Block, ids, ids, st.booleans()),
    st.builds(EndOthers, st.just(FIRST_ID), st.integers(1, DEVICES)),
    st.builds(Claim, ids, st.sampled_from(["wanted", "Wanted", "other_one"])),
)
programs = st.lists(acts, max_size=4)
# At each await: which writer goes on, and whether everybody else's operations end first.
orders = st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=8, max_size=8)


class TwoWriters(RuleBasedStateMachine):
    """A store under two interleaved writers, and the model of everything that can have happened."""

    def __init__(self, open_store: Callable[..., Any]) -> None:
        super().__init__()
        self.open_store = open_store
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="heliograph-interleaving-"))
        self.runner.run(self._open())
        self.model = Model(self.accounts, {FIRST_ID: set(range(1, DEVICES + 1))})
        self.replicas = [Replica(account_id) for account_id in self.accounts]

    async def _open(self) -> None:
        self.store = self.open_store(self.folder, synchronous="OFF")
        self.accounts = await open_accounts(self.store, PEOPLE)
        assert self.accounts == list(range(FIRST_ID, FIRST_ID + PEOPLE))
        for auth_key_id in range(1, DEVICES + 1):
            await self.store.save_auth_key(key(auth_key_id))
            code = await request_code(self.store, auth_key_id)
            await attempt(self.store, code, authorization_hash=auth_key_id)

    @rule(first=programs, second=programs, turns=orders)
    def write(self, first: list[Act], second: list[Act], turns: list[tuple[int, bool]]) -> None:
        self._write(first, second, turns)

    def _write(self, first: list[Act], second: list[Act], turns: list[tuple[int, bool]]) -> None:
        answers = self.runner.run(self._interleave((first, second), turns))
        outcome = self.runner.run(self._outcome())
        explanations = self._explanations((first, second), answers, model=self.model)
        # Some changes get the same answers in either order: the outcome tells.
        fitting = (
            one
            for one in explanations
            if (one.usernames, one.devices[FIRST_ID], one.blocked) == outcome
        )
        explained = next(fitting, None)
        assert explained is not None, f"no order explains {answers}"
        self.model = explained

    @rule(pair=st.permutations(range(1, DEVICES + 1)), turns=orders)
    def end_each_other(self, pair: list[int], turns: list[tuple[int, bool]]) -> None:
        first, second = (EndOthers(FIRST_ID, auth_key_id) for auth_key_id in pair[:2])
        self._write([first], [second], turns)

    async def _interleave(
        self, programs: Sequence[list[Act]], turns: list[tuple[int, bool]]
    ) -> list[list[object]]:
        gates = [Gate(self.store) for _ in programs]
        tasks = [
            asyncio.create_task(_run_program(program, gate, self.folder))
            for program, gate in zip(programs, gates, strict=True)
        ]
        # Whatever the turns leave over is done at the end.
        for writer, settled in itertools.chain(turns, itertools.cycle([(0, False), (1, False)])):
            # A writer waits for its own last answer; the other's may be under way.
            await gates[writer].still.wait()
            if settled:
                await gates[1 - writer].still.wait()
            if all(task.done() for task in tasks):
                break
            gates[writer].open()
            await asyncio.sleep(0)
        return [task.result() for task in tasks]

    async def _outcome(self) -> tuple[dict[int, str], set[int], set[tuple[int, int]]]:
        return await self._usernames(), await self._devices(), await self._blocked()

    async def _devices(self) -> set[int]:
        return {device.auth_key_id for device in await self.store.authorizations(FIRST_ID)}

    async def _usernames(self) -> dict[int, str]:
        accounts = await self.store.accounts(after_id=0, limit=PEOPLE)
        return {one.id: one.username for one in accounts if one.username is not None}

    async def _blocked(self) -> set[tuple[int, int]]:
        """Who keeps whom out."""
        pairs: set[tuple[int, int]] = set()
        for owner_id in self.accounts:
            kept_out, _ = await self.store.blocked(owner_id, offset=0, limit=PEOPLE)
            pairs.update((owner_id, one.seen.account.id) for one in kept_out)
        return pairs

    def _explanations(
        self, programs: Sequence[list[Act]], answers: list[list[object]], *, model: Model
    ) -> Iterator[Model]:
        """The model after every order of the two programs that gives the answers seen."""
        if not any(programs):
            yield model
        for writer in (0, 1):
            if not programs[writer]:
                continue
            after = copy.deepcopy(model)
            (act, *later), (answer, *others) = programs[writer], answers[writer]
            if after.apply(act) != answer:
                continue
            rest, left = list(programs), list(answers)
            rest[writer], left[writer] = [*after.follows(act, answer), *later], others
            yield from self._explanations(rest, left, model=after)

    @invariant()
    def the_difference_tells_the_same_story(self) -> None:
        self.runner.run(self._compare())

    async def _compare(self) -> None:
        for replica in self.replicas:
            await replica.catch_up(self.store, limit=3)
            await replica.compare(self.store)
            box = self.model.boxes[replica.owner_id]
            assert replica.pts == box.pts
            contents = {i: content(message) for i, message in replica.messages.items()}
            assert contents == self.model.contents(replica.owner_id)
            page = await self.store.dialogs_of(replica.owner_id, self.accounts)
            rows = [self.model.dialog(replica.owner_id, peer_id) for peer_id in self.accounts]
            assert list(page.dialogs) == rows

    def teardown(self) -> None:
        problems = self.runner.run(self._close())
        self.runner.close()
        shutil.rmtree(self.folder)
        assert problems == []

    async def _close(self) -> list[str]:
        problems = list(await self.store.check(whole=True))
        await self.store.close()
        return problems


async def _run_program(program: list[Act], gate: Gate, folder: Path) -> list[object]:
    """All answers, one after another."""
    stage = Stage(cast(Store, gate), folder=folder)
    answers: list[object] = []
    try:
        for act in program:
            answers += await perform(stage, act)
    finally:
        gate.still.set()
    return answers


def _run(open_store: Callable[..., Any], max_examples: int) -> None:
    run_state_machine_as_test(
        partial(TwoWriters, open_store),
        settings=settings(
            max_examples=max_examples,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(("order", "sent"), [((0, 1), False), ((1, 0), True)])
def test_the_later_of_a_block_and_its_end_decides_about_sends(
    open_store: Callable[..., Any], order: tuple[int, int], sent: bool
) -> None:
    owner_id, other_id = FIRST_ID, FIRST_ID + 2
    blocking, letting_in = (Block(owner_id, other_id, blocked) for blocked in (True, False))
    writers = TwoWriters(open_store)
    try:
        # Both answer nothing, whichever is first.
        writers.write([letting_in], [blocking], [(writer, True) for writer in order])
        assert ((owner_id, other_id) in writers.model.blocked) is not sent
        writers.write([], [Send(other_id, owner_id, 1, "a", None, False)], [])
        assert bool(writers.model.contents(owner_id)) is sent
        writers.the_difference_tells_the_same_story()
    finally:
        writers.teardown()


def test_every_interleaving_of_two_writers_is_some_order(open_store: Callable[..., Any]) -> None:
    _run(open_store, 60)


@pytest.mark.long
def test_every_interleaving_of_two_writers_is_some_order_at_length(
    open_store: Callable[..., Any],
) -> None:
    _run(open_store, 2000)
