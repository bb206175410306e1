"""An index answers as reading everything would, whatever happened between its steps."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from heliograph.domain.editing import compose_edit
from heliograph.domain.extras import Extras, GeoPoint, LiveLocation, Media, SharedContact
from heliograph.domain.media import LiveEdit
from heliograph.domain.messages import Edit
from heliograph.domain.search import Mark, SearchQuery
from heliograph.domain.words import fold, has_all, sought_in
from heliograph.ports.store import Store
from support.group_changes import PEER, add, make, remove
from support.mailboxes import LIMITS, NOON, delete, edit, open_accounts, send

PEOPLE = 3
WORDS = ("tea", "teapot", "a", "Grüße", "東京都", "x.org/a", "")

PLACE = GeoPoint(latitude=1, longitude=2)
ROAMING = LiveLocation(point=PLACE, period=600)
CONTACT = SharedContact(phone="123456789", first_name="Kit")

people = st.integers(0, PEOPLE - 1)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda w: "! " + " ".join(w))
ids = st.lists(st.integers(1, 12), min_size=1, max_size=4)
QUERIES = ("tea", "te", "a", "tea a", "grusse", "東京", "都", "京都 teapot", "org")


class Indexing(RuleBasedStateMachine):
    """A store whose index is brought up to date now and then, and what its mailboxes hold."""

    def __init__(self, open_store: Callable[..., Any]) -> None:
        super().__init__()
        self.open_store = open_store
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="heliograph-search-"))
        self.runner.run(self._open())
        self.accounts = self.runner.run(open_accounts(self.store, PEOPLE))
        self.runner.run(make(self.store, *self.accounts))
        self.outside: set[int] = set()

    async def _open(self) -> None:
        self.store: Store = self.open_store(self.folder, synchronous="OFF")

    @rule(sender=people, recipient=people, text=texts)
    def send(self, sender: int, recipient: int, text: str) -> None:
        self.runner.run(send(self.store, self.accounts[sender], self.accounts[recipient], text))

    @rule(sender=people, text=texts)
    def say(self, sender: int, text: str) -> None:
        """Something in the group of all of them."""
        account_id = self.accounts[sender]
        if account_id not in self.outside:
            self.runner.run(send(self.store, account_id, PEER, text))

    @rule(who=st.integers(1, PEOPLE - 1), random_id=st.integers(1, 2**60))
    def come_or_go(self, who: int, random_id: int) -> None:
        """The others of the group are brought in and taken out again by who made it."""
        creator_id, account_id = self.accounts[0], self.accounts[who]
        if account_id in self.outside:
            self.outside.discard(account_id)
            self.runner.run(add(self.store, creator_id, account_id, random_id=random_id))
        else:
            self.outside.add(account_id)
            self.runner.run(remove(self.store, creator_id, account_id, random_id=random_id))

    @rule(sender=people, recipient=people, media=st.sampled_from((CONTACT, ROAMING, PLACE)))
    def share(self, sender: int, recipient: int, media: Media) -> None:
        sides = (self.accounts[sender], self.accounts[recipient])
        self.runner.run(send(self.store, *sides, extras=Extras(media=media)))

    @rule(sender=people, message_id=st.integers(1, 12), latitude=st.integers(-9, 9))
    def move(self, sender: int, message_id: int, latitude: int) -> None:
        point = GeoPoint(latitude=latitude, longitude=0)
        self.runner.run(self._move(self.accounts[sender], message_id, LiveEdit(point=point)))

    async def _move(self, owner_id: int, message_id: int, live: LiveEdit) -> None:
        page = await self.store.messages(owner_id, [message_id])
        media = page.messages[0].extras.media if page.messages and page.messages[0].extras else None
        if isinstance(media, LiveLocation) and page.messages[0].out and media.point != live.point:
            asked = Edit(
                editor_id=owner_id,
                peer_id=page.messages[0].peer_id,
                message_id=message_id,
                text=None,
                date=NOON,
                live=live,
            )
            await self.store.edit_message(asked, decide=partial(compose_edit, limits=LIMITS))

    @rule(editor=people, message_id=st.integers(1, 12), text=texts)
    def edit(self, editor: int, message_id: int, text: str) -> None:
        self.runner.run(self._edit(self.accounts[editor], message_id, text))

    async def _edit(self, editor_id: int, message_id: int, text: str) -> None:
        page = await self.store.messages(editor_id, [message_id])
        (message,) = page.messages or (None,)
        if message is None or message.extras is not None or not message.out or message.action:
            return
        if message.peer_id == PEER and editor_id in self.outside:
            return
        if message.text != text.strip():
            await edit(self.store, editor_id, message_id, text)

    @rule(owner=people, ids=ids, revoke=st.booleans())
    def delete(self, owner: int, ids: list[int], revoke: bool) -> None:
        self.runner.run(delete(self.store, self.accounts[owner], *ids, revoke=revoke))

    @rule(at_most=st.integers(1, 4))
    def index(self, at_most: int) -> None:
        self.runner.run(self.store.index_messages(at_most=at_most))

    @rule()
    def crash(self) -> None:
        """What is on the disk at this moment is what the next process finds."""
        copied = Path(tempfile.mkdtemp(prefix="heliograph-search-"))
        shutil.copytree(self.folder, copied, dirs_exist_ok=True)
        self.teardown_store()
        self.folder = copied
        self.runner.run(self._open())

    @invariant()
    def both_find_the_same(self) -> None:
        self.runner.run(self._compare())

    async def _compare(self) -> None:
        for owner_id in self.accounts:
            held = (await self.store.messages(owner_id, range(40, 0, -1))).messages
            for text in QUERIES:
                sought = sought_in(text)
                expected = [m.id for m in held if has_all(fold(m.text), sought)]
                assert await self._found(owner_id, None, sought=sought) == expected, text
                for peer_id in (*self.accounts, PEER):
                    inside = [m.id for m in held if m.peer_id == peer_id and m.id in expected]
                    assert await self._found(owner_id, peer_id, sought=sought) == inside, text
            links = [m.id for m in held if any(e.kind == "Url" for e in m.entities)]
            assert await self._found(owner_id, None, mark=Mark.LINK) == links
            for mark, media in ((Mark.PLACE, (ROAMING, PLACE)), (Mark.CONTACT, (CONTACT,))):
                kinds = tuple(map(type, media))
                sharing = [m.id for m in held if m.extras and isinstance(m.extras.media, kinds)]
                assert await self._found(owner_id, None, mark=mark) == sharing

    async def _found(self, owner_id: int, peer_id: int | None, **asked: Any) -> list[int]:
        query = SearchQuery(
            owner_id=owner_id, peer_id=peer_id, scan_max=100, matches_max=100, **asked
        )
        return [message.id for message in (await self.store.search(query)).page.messages]

    def teardown_store(self) -> None:
        self.runner.run(self.store.close())  # type: ignore[attr-defined]
        shutil.rmtree(self.folder)

    def teardown(self) -> None:
        problems = self.runner.run(self.store.check(whole=True))  # type: ignore[attr-defined]
        self.teardown_store()
        self.runner.close()
        assert list(problems) == []


def run(open_store: Callable[..., Any], *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        lambda: Indexing(open_store),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_an_index_answers_as_a_plain_scan_does(open_store: Callable[..., Any]) -> None:
    run(open_store, examples=8, steps=20)


@pytest.mark.long
def test_an_index_answers_as_a_plain_scan_does_for_long(open_store: Callable[..., Any]) -> None:
    run(open_store, examples=150, steps=40)
