"""A client that never hears that its message was sent has it once, like everybody else."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from support.actors import Actor
from support.play_server import PlayServer
from support.strait import Strait
from support.witness import Witness

pytestmark = pytest.mark.play

ANN = "9996619001"
TEXT = "heard once"
LATER = pytest.mark.long


@pytest.fixture
async def strait(server: PlayServer) -> AsyncIterator[Strait]:
    made = Strait(server)
    await made.open()
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("kind", "restarted"),
    [
        ("tdlib", False),
        pytest.param("tdlib", True, marks=LATER),
        pytest.param("telethon", False, marks=LATER),
        pytest.param("telethon", True, marks=LATER),
        pytest.param("kurigram", False, marks=LATER),
        pytest.param("mtcute", False, marks=LATER),
    ],
)
async def test_a_message_whose_answer_was_lost_is_there_once(
    cast,
    server: PlayServer,
    witnesses: dict[str, Witness],
    strait: Strait,
    tmp_path: Path,
    kind: str,
    restarted: bool,
) -> None:
    bob = await cast("telethon", name="Bob")
    await bob.do("set_username", username="bob_beyond")
    ann = Actor(kind, tmp_path / "ann")
    try:
        await ann.open(strait)
        await ann.sign_in(strait, ANN, "Ann")
        await ann.do("set_username", username="ann_beyond")
        await ann.do("send", to="bob_beyond", text="before")
        await bob.see_text("before")

        strait.swallow()
        sending = asyncio.create_task(ann.do("send", to="bob_beyond", text=TEXT))
        await bob.see_text(TEXT)
        if restarted:
            # Nor does the session remember its answer.
            await server.kill()
            await server.start()
            for witness in witnesses.values():
                await witness.reopen()
        strait.part()
        sent = await sending

        assert bob.texts().count(TEXT) == 1
        lines = await ann.do("history", peer="bob_beyond", limit=10)
        assert [line["id"] for line in lines if line["text"] == TEXT] == [sent["id"]]
        await bob.do("send", to="ann_beyond", text="and on it goes")
        await ann.see_text("and on it goes")
        assert [line["text"] for line in await bob.do("history", peer="ann_beyond", limit=10)] == [
            "and on it goes",
            TEXT,
            "before",
        ]
    finally:
        await ann.close()
