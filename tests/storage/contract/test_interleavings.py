"""Two writers whose operations meet in every order: some order of one after the other explains it.

Races that matter: a username wanted twice, an edit against a deletion, a block against a send, one
random_id sent twice.
"""

import asyncio
import copy
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from heliograph.storage.sqlite import SqliteStore
from support.mailbox_model import (
    Act,
    Block,
    Change,
    Claim,
    Delete,
    Model,
    Read,
    Send,
    perform,
)
from support.mailboxes import open_accounts
from support.replay import Replica

PEOPLE = 3
FIRST_ID = 1_000_000_001

ids = st.integers(FIRST_ID, FIRST_ID + PEOPLE - 1)
message_ids = st.integers(1, 8)
texts = st.sampled_from(["a", "b", "c"])

acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(Send, ids, ids, st.integers(1, 6), texts),
    st.builds(Send, ids, ids, st.integers(7, 2**40), texts),
    st.builds(Change, ids, ids, message_ids, texts),
    st.builds(Delete, ids, st.lists(message_ids, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Read, ids, ids, st.integers(0, 9)),
    st.builds(Block, ids, ids, st.booleans()),
    st.builds(Claim, ids, st.sampled_from(["wanted", "Wanted", "other_one"])),
)
programs = st.lists(acts, max_size=4)
# At each await: which writer goes on, and whether everybody else's operations end first.
turns = st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=8, max_size=8)


class TwoWriters(RuleBasedStateMachine):
    """A store under two interleaved writers, and the model of everything that can have happened."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="heliograph-interleaving-"))
        self.runner.run(self._open())
        self.model = Model(self.accounts)
        self.replicas = [Replica(account_id) for account_id in self.accounts]

    async def _open(self) -> None:
        self.store = SqliteStore.open(
            self.folder / "store.sqlite", key_secret=bytes(32), synchronous="OFF"
        )
        self.accounts = await open_accounts(self.store, PEOPLE)
        assert self.accounts == list(range(FIRST_ID, FIRST_ID + PEOPLE))

    @rule(first=programs, second=programs, turns=turns)
    def write(self, first: list[Act], second: list[Act], turns: list[tuple[int, bool]]) -> None:
        answers = self.runner.run(self._interleave((first, second), turns))
        usernames = self.runner.run(self._usernames())
        explanations = self._explanations((first, second), answers, model=self.model)
        # Two claims by one account get the same answers in either order: the outcome tells.
        explained = next((one for one in explanations if one.usernames == usernames), None)
        assert explained is not None, f"no order explains {answers}"
        self.model = explained

    async def _interleave(
        self, programs: Sequence[list[Act]], turns: list[tuple[int, bool]]
    ) -> list[list[object]]:
        tasks: tuple[list[asyncio.Task[object]], ...] = ([], [])
        # Whatever the turns leave over is done at the end.
        for writer, settled in [*turns, *[(0, False), (1, False)] * 4]:
            if len(tasks[writer]) == len(programs[writer]):
                continue
            # A writer waits for its own last answer; the other's may be under way.
            waits_for = [*tasks[writer][-1:], *(tasks[1 - writer][-1:] if settled else ())]
            await asyncio.gather(*waits_for)
            act = programs[writer][len(tasks[writer])]
            tasks[writer].append(asyncio.create_task(perform(self.store, act)))
            await asyncio.sleep(0)
        return [list(await asyncio.gather(*one)) for one in tasks]

    async def _usernames(self) -> dict[int, str]:
        accounts = await self.store.accounts(after_id=0, limit=PEOPLE)
        return {one.id: one.username for one in accounts if one.username is not None}

    def _explanations(
        self, programs: Sequence[list[Act]], answers: list[list[object]], *, model: Model
    ) -> Iterator[Model]:
        """The model after every order of the two programs that gives the answers seen."""
        if not any(programs):
            yield model
        for writer in (0, 1):
            if not programs[writer]:
                continue
            attempt = copy.deepcopy(model)
            if attempt.apply(programs[writer][0]) != answers[writer][0]:
                continue
            rest, left = list(programs), list(answers)
            rest[writer], left[writer] = rest[writer][1:], left[writer][1:]
            yield from self._explanations(rest, left, model=attempt)

    @invariant()
    def the_difference_tells_the_same_story(self) -> None:
        self.runner.run(self._compare())

    async def _compare(self) -> None:
        for replica in self.replicas:
            await replica.catch_up(self.store, limit=3)
            await replica.compare(self.store)
            box = self.model.boxes[replica.owner_id]
            assert replica.pts == box.pts
            texts = {i: message.text for i, message in replica.messages.items()}
            assert texts == self.model.texts(replica.owner_id)

    def teardown(self) -> None:
        problems = self.runner.run(self._close())
        self.runner.close()
        shutil.rmtree(self.folder)
        assert problems == []

    async def _close(self) -> list[str]:
        problems = list(await self.store.check(whole=True))
        await self.store.close()
        return problems


def _run(max_examples: int) -> None:
    run_state_machine_as_test(
        TwoWriters,
        settings=settings(
            max_examples=max_examples,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_interleaving_of_two_writers_is_some_order() -> None:
    _run(60)


@pytest.mark.long
def test_every_interleaving_of_two_writers_is_some_order_at_length() -> None:
    _run(2000)
