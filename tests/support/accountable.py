"""Reports, decisions and complaints at a real server that dies: who was told what, and what is true
of it in the end."""

import asyncio
import contextlib
import http.client
import math
import random
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from heliograph.safety.log import verify
from heliograph.safety.log.notes import parse_note
from heliograph.server.control import CommandError, NoServer, ask
from heliograph.tl import functions, types
from support.api_client import ApiClient, ApiError, texts
from support.mtproto_client import ClientKey
from support.play_server import PlayServer
from support.powercut.watched_client import signed_up

ENVIRONMENT = {"HELIOGRAPH_SAFETY_STAFF": "ann,ben,cat", "HELIOGRAPH_LIMITS": "bench"}
PLACE = "cheap_gold"
CATEGORY = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"
REASONS = {"ground": "terms", "clause": "4.2", "facts": "It asks for passwords."}
MEASURES = ("remove", "hide", "warn", "label", "")
"""Each as likely; nothing for a case that is closed."""

TOGETHER = 0.5
"""How often cases are decided by two people together, of the times that there are several."""

COMPLAINTS_PER_LIFE = 10
"""An address may send twenty forms an hour, as long as the server lives."""

AHEAD = 6
"""Posts that are made and not yet decided on."""

LIFE_S = 300
_WAIT_S = 60
_LOOK_S = 0.05
_GONE = (ConnectionError, NoServer, TimeoutError, urllib.error.URLError)


class Ledger(msgspec.Struct):
    """What people were told had happened."""

    posts: list[int] = []
    reports: set[tuple[str, int]] = set()
    decisions: dict[str, tuple[str, int]] = {}
    complaints: set[str] = set()
    ended: dict[str, bool] = {}
    heads: dict[int, str] = {}
    surprises: list[str] = []


class Life(msgspec.Struct):
    """From when to when the server was up (Unix seconds)."""

    begun: float
    ended: float = math.inf


class Person(msgspec.Struct):
    """Somebody with an account and, in each life of the server, a connection."""

    name: str
    key: ClientKey
    place: types.InputPeerChannel


class Town:
    """An author with a public channel, two who report what is in it, and who decides."""

    def __init__(
        self, server: PlayServer, dice: random.Random | None = None, *, together: bool = False
    ) -> None:
        """`together` says that the server has the commands of `powercut.two_people`."""
        self.server = server
        self.together = together
        self.dice = dice or random.Random()
        self.ledger = Ledger()
        self.people: dict[str, Person] = {}
        self.lives: list[Life] = []
        self._posts: dict[int, int] = {}
        self._left = {"Tom": list[int](), "Uma": list[int]()}
        self._told = self._room = 0
        self._changed = asyncio.Event()

    async def start(self) -> None:
        """Have the server run, until it ends."""
        await self.server.start()
        self.lives.append(Life(time.time()))

    async def end(self, how: Callable[[], Awaitable[object]]) -> None:
        """End the server's life."""
        self.lives[-1].ended = time.time()
        await how()

    def up_s(self, since: int, until: int) -> float:
        """For how long of the time between two moments (Unix seconds) the server was up."""
        spans = [min(until, one.ended) - max(since, one.begun) for one in self.lives]
        return sum(max(0.0, span) for span in spans)

    async def found(self) -> None:
        """Have everybody sign up, and the channel made."""
        clients = [
            await signed_up(self.server, f"999666000{number}", name)
            for number, name in enumerate(("Sam", "Tom", "Uma"), 41)
        ]
        made = await clients[0].call(
            functions.channels.CreateChannel(title="Gold", about="", broadcast=True)
        )
        channel = types.InputChannel(
            channel_id=made.chats[0].id, access_hash=made.chats[0].access_hash
        )
        await clients[0].call(functions.channels.UpdateUsername(channel=channel, username=PLACE))
        for client, name in zip(clients, ("Sam", "Tom", "Uma"), strict=True):
            found = await client.call(functions.contacts.ResolveUsername(username=PLACE))
            (chat,) = found.chats
            peer = types.InputPeerChannel(channel_id=chat.id, access_hash=chat.access_hash)
            assert client.key is not None
            self.people[name] = Person(name, client.key, peer)
            await client.close()

    async def live(self, end: Callable[[], Awaitable[None]], *, events: int) -> None:
        """Let everybody act until so many things were decided, then end the server, unless it
        ended by itself."""
        goal, self._room = self._told + events, AHEAD
        doing = [
            self._report("Tom"),
            self._report("Uma"),
            self._decide(),
            self._complain(),
            self._review(),
            self._watch(),
        ]
        tasks = [asyncio.create_task(self._until_it_is_gone(one)) for one in doing]
        async with asyncio.timeout(LIFE_S):
            while self._told < goal and self.server.alive:
                await self._news()
        # Between two acknowledgements there are moments of which nobody is told.
        await asyncio.sleep(self.dice.random() * _LOOK_S)
        await self.end(end)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        wrong = [repr(task.exception()) for task in tasks if not task.cancelled()]
        self.ledger.surprises += [one for one in wrong if one != "None"]

    async def _until_it_is_gone(self, doing: Coroutine[Any, Any, None]) -> None:
        with contextlib.suppress(*_GONE):
            await doing

    def _tell(self) -> None:
        """Staff, or whoever complained, was told that something is done."""
        self._told += 1
        self._changed.set()

    async def _news(self) -> None:
        """Until something was acknowledged since, or for a moment."""
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), 4 * _LOOK_S)

    async def connected(self, name: str) -> ApiClient:
        client = ApiClient(self.people[name].key)
        await client.connect(self.server.host, self.server.port)
        return client

    async def _report(self, name: str) -> None:
        """What was not acknowledged is reported again, as clients do."""
        place, left = self.people[name].place, self._left[name]
        client, author = await self.connected(name), await self.connected("Sam")
        option = await self._option(client, place)
        while True:
            while not left and not self._room:
                await self._news()
            if not left:
                self._room -= 1
                said = await author.call(
                    functions.messages.SendMessage(
                        peer=self.people["Sam"].place,
                        message="gold for your password",
                        random_id=self.dice.getrandbits(62),
                    )
                )
                (post,) = [u.id for u in said.updates if isinstance(u, types.UpdateMessageID)]
                for one in self._left.values():
                    one.append(post)
                self.ledger.posts.append(post)
            post = left[0]
            made = functions.messages.Report(
                peer=place, id=[post], option=option, message="it phishes"
            )
            try:
                await client.call(made)
                self.ledger.reports.add((name, post))
            except ApiError as refused:
                # It was removed or hidden meanwhile.
                if refused.text != "MESSAGE_ID_INVALID":
                    raise
            left.remove(post)

    async def _option(self, client: ApiClient, place: types.InputPeerChannel) -> bytes:
        option = b""
        for title in ("Scam or fraud", "Phishing"):
            step = await client.call(
                functions.messages.Report(peer=place, id=[1], option=option, message="")
            )
            (option,) = [one.option for one in step.options if one.text == title]
        return option

    async def staff(self, command: str, **args: Any) -> Any:
        """What a command of the staff's says; None, and a surprise, if it is refused."""
        asked = partial(ask, self.server.folder, f"safety.{command}", args, timeout_s=_WAIT_S)
        try:
            return await asyncio.to_thread(asked)
        except CommandError as refused:
            said = str(refused)
            if "went away" in said or "closed the connection" in said:
                raise ConnectionError(said) from None
            self.ledger.surprises.append(f"{command} {args}: {said}")
            return None

    async def _decide(self) -> None:
        # What was proposed before a death waits; what was agreed to then does not.
        await self._agree()
        while True:
            cases = (await self.staff("inbox", by="ann") or [])[:3]
            self._posts |= {case["id"]: case["subject"]["item_id"] for case in cases}
            if self.together and len(cases) > 1 and self.dice.random() < TOGETHER:
                await self._propose(cases)
                await self._agree()
                continue
            for case in cases:
                post, measure = case["subject"]["item_id"], self.dice.choice(MEASURES)
                if not measure:
                    if await self.staff("close", case=case["id"], by="ann"):
                        self._room += 1
                        self._tell()
                    continue
                label = {"label": "Asks for passwords"} if measure == "label" else {}
                made = await self.staff(
                    "decide", case=case["id"], by="ann", measures=[measure], **label, **REASONS
                )
                if made is not None:
                    self.ledger.decisions[made["puid"]] = (measure, post)
                    self._room += 1
                    self._tell()
            await self._news()

    async def _propose(self, cases: list[dict[str, Any]]) -> None:
        """Ann would decide several cases alike, which takes a second person."""
        measure = self.dice.choice([one for one in MEASURES if one])
        label = {"label": "Asks for passwords"} if measure == "label" else {}
        await self.staff(
            "propose_together",
            cases=[case["id"] for case in cases],
            by="ann",
            measure=measure,
            category=cases[0]["category"],
            keyword=cases[0]["keyword"],
            **label,
            **REASONS,
        )

    async def _agree(self) -> None:
        """Ben agrees to all that waits for him."""
        waiting = await self.staff("waiting_together") if self.together else None
        for one in waiting or ():
            made = await self.staff("agree_together", proposal=one["proposal"], by="ben")
            if made is None:
                continue
            if made["left"]:
                self.ledger.surprises.append(f"{made['left']} cases are left of {one}")
            for case, puid in zip(one["cases"], made["puids"], strict=False):
                self.ledger.decisions[puid] = ("together", self._posts[case])
                self._room += 1
                self._tell()

    async def _complain(self) -> None:
        """Whom it affects follows the address in the statement."""
        author = await self.connected("Sam")
        for _ in range(COMPLAINTS_PER_LIFE):
            while not (puids := [*self.ledger.decisions.keys() - self.ledger.complaints]):
                await self._news()
            puid = min(puids)
            addresses = [
                found.group()
                for text in await texts(author)
                if (found := re.search(rf"/decision/{puid}\?t=\w+", text))
            ]
            if not addresses:
                await self._news()
                continue
            page = await self.page(addresses[0])
            # Where one was taken and the answer lost, there is no form any more.
            for token in re.findall(r'name="token" value="([^"]+)"', page):
                try:
                    await self.page(addresses[0], token=token, argument="A joke.", lang="en")
                except urllib.error.HTTPError as refused:
                    self.ledger.surprises.append(f"a complaint: {refused}")
            self.ledger.complaints.add(puid)
            self._tell()

    async def _review(self) -> None:
        """By somebody who decided nothing, nor agreed to it."""
        while True:
            for one in await self.staff("appeals", by="cat") or []:
                taken_back = self.dice.random() < 0.5
                what = {"appeal": one["id"], "by": "cat"}
                seen = one if one["view"] else await self.staff("view", view="I wonder.", **what)
                if await self.staff("end_appeal", reversed=taken_back, reasons="Why.", **what):
                    self.ledger.ended[seen["decision"]["puid"]] = taken_back
                    self._tell()
            await self._news()

    async def _watch(self) -> None:
        """Note every head that somebody is shown."""
        while True:
            with contextlib.suppress(urllib.error.HTTPError):
                note = parse_note(await self.page("/log/checkpoint"))
                size, root = note.checkpoint.size, note.checkpoint.root.hex()
                if self.ledger.heads.setdefault(size, root) != root:
                    self.ledger.surprises.append(f"two heads of {size} entries")
            await asyncio.sleep(_LOOK_S)

    async def page(self, address: str, **form: str) -> str:
        """A page, or what a form on it leads to."""
        sent = urlencode(form).encode() if form else None

        def read() -> str:
            with urllib.request.urlopen(self.server.http + address, sent, timeout=_WAIT_S) as page:
                return str(page.read().decode())

        try:
            return await asyncio.to_thread(read)
        except urllib.error.HTTPError:
            raise
        except (OSError, http.client.HTTPException) as gone:
            raise ConnectionError(str(gone)) from None


async def verified(server: PlayServer, heads: Path, *, save: Path | None = None) -> str:
    """What verify.py finds wrong in what a server publishes; nothing if all of it holds. It keeps
    what it read in a folder, if it is to."""
    command = [sys.executable, verify.__file__, server.http, "--heads", str(heads)]
    command += ["--save", str(save)] if save is not None else []
    run = partial(subprocess.run, command, capture_output=True, text=True, check=False)
    done = await asyncio.to_thread(run)
    return "" if done.returncode == 0 else done.stdout + done.stderr
