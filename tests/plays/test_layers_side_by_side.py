"""Sessions of one account at many layers, side by side: what one does all show."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from support.actors import Actor
from support.hand import DEEDS, Deed, Hand
from support.play_server import PlayServer
from support.replica import differences
from support.witness import Witness

pytestmark = pytest.mark.play

LAYERS = (152, 158, 198, 229)
ANN, BEN = "9996618001", "9996618002"
IN_STEP_WITHIN_S = 30


class Stage:
    """Hands of Ann at every layer, one of Ben's, and a witness of Ann's at every layer."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._deeds: list[Deed] = []
        self.hands: list[Hand] = []
        self.watching: dict[int, Witness] = {}

    async def act(self, rounds: int) -> None:
        """Everybody does something at once, again and again; each thing as often as the others."""
        for _ in range(rounds):
            await asyncio.gather(*(hand.do(self._next_deed()) for hand in self.hands))

    def _next_deed(self) -> Deed:
        self._deeds = self._deeds or self.chance.sample(DEEDS, len(DEEDS))
        return self._deeds.pop()

    async def in_step(self) -> None:
        """Wait until all witnesses show the same."""
        newest = self.watching[LAYERS[-1]]
        told: list[str] = []
        try:
            async with asyncio.timeout(IN_STEP_WITHIN_S):
                while True:
                    told = [
                        f"layer {layer}: {line}"
                        for layer, witness in self.watching.items()
                        for line in differences(newest.shown, witness.shown)
                    ]
                    if not told:
                        return
                    await asyncio.sleep(0.1)
        except TimeoutError:
            pytest.fail("\n".join(told))


@pytest.fixture
async def stage(
    server: PlayServer, witnesses: dict[str, Witness], request: pytest.FixtureRequest
) -> AsyncIterator[Stage]:
    made = Stage(request.param)
    first = Hand(server, made.chance, layer=LAYERS[0])
    await first.open(ANN, "Ann")
    for layer in LAYERS:
        # They are checked when the play is over, each in its own layer.
        name = ANN if layer == LAYERS[-1] else f"{ANN} at {layer}"
        witness = witnesses[name] = Witness(server, ANN, layer=layer)
        await witness.open()
        made.watching[layer] = witness
        hand = Hand(server, made.chance, layer=layer)
        await hand.join(witness.key)
        made.hands.append(hand)
    ben = Hand(server, made.chance, layer=LAYERS[-1])
    await ben.open(BEN, "Ben")
    made.hands += [first, ben]
    await first.claim("ann_of_layers")
    await ben.claim("ben_of_layers")
    for hand in made.hands:
        await hand.meet("ann_of_layers" if hand is ben else "ben_of_layers")
    for hand in (first, ben):
        await hand.say("hello")
    yield made
    for hand in made.hands:
        await hand.close()


LATER = pytest.mark.long


@pytest.mark.parametrize(
    ("stage", "rounds"),
    [(1, 20), *(pytest.param(seed, 200, marks=LATER) for seed in range(2, 6))],
    indirect=["stage"],
)
async def test_sessions_at_many_layers_stay_in_step(stage: Stage, rounds: int) -> None:
    await stage.act(rounds)
    await stage.in_step()


@pytest.mark.parametrize("stage", [6], indirect=True)
async def test_libraries_of_other_layers_take_part(
    stage: Stage, cast: Callable[..., Awaitable[Actor]]
) -> None:
    """Pyrogram speaks layer 158, the older Telethon 199, TDLib the newest."""
    kinds = ("pyrogram", "telethon-1.39", "tdlib")
    libraries = [await cast(kind, phone=ANN, name="Ann") for kind in kinds]
    for library in libraries:
        await library.do("resolve", username="ben_of_layers")
    for library in libraries:
        text = f"from {library.kind}"
        sent = await library.do("send", to="ben_of_layers", text=text)
        for other in libraries:
            if other is not library:
                assert (await other.see_text(text))["id"] == sent["id"]
        await library.do("edit", to="ben_of_layers", message_id=sent["id"], text=f"{text}!")
        await stage.act(1)
    await stage.in_step()
