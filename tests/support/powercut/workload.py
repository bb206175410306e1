"""Many clients at once on a real store: they sign up, send, repeat, edit, delete, read, and talk
in secret."""

import asyncio
import random

from heliograph.domain import errors
from heliograph.domain.authorizations import AuthKeyRecord, ClientInfo
from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.editing import compose_edit
from heliograph.domain.history import HistoryQuery
from heliograph.domain.messages import Draft, Edit, Message
from heliograph.domain.people import Contact
from heliograph.domain.sign_in import (
    AttemptResult,
    CodeAttempt,
    CodeLimits,
    CodeRequest,
    Registration,
    SignUp,
    check_code,
    issue_code,
    may_sign_up,
)
from heliograph.domain.usernames import claim_username
from heliograph.ports.store import Store
from support.powercut.ledger import Ledger
from support.powercut.sealed import SecretSide

FIRST_DATE = 1_700_000_000
CIRCLE = 4
CLIENT = ClientInfo(layer=200, device_model="cut")


class Client:
    """One person with one device, acting on their own; `circle` is who they may write to."""

    def __init__(self, number: int, store: Store, ledger: Ledger, circle: list["Client"]) -> None:
        self.number = number
        self.store = store
        self.ledger = ledger
        self.circle = circle
        self.account_id = 0
        self.dice = random.Random(f"client {number}")
        self.messages: list[Message] = []
        self.drafts: list[Draft] = []
        self._date = FIRST_DATE
        self._secret: SecretSide | None = None

    @property
    def phone(self) -> str:
        return f"99966{self.number:05}"

    @property
    def auth_key_id(self) -> int:
        return 7_000_000 + self.number

    def date(self) -> int:
        self._date += 1
        return self._date

    async def sign_up(self) -> None:
        """Key, code, code entered, account: each step is durable before the next."""
        await self.make_key()
        await self.enter_code()
        request = SignUp(
            phone=self.phone,
            code_hash=f"hash {self.number}",
            first_name=f"Client {self.number}",
            last_name="",
            auth_key_id=self.auth_key_id,
            address=f"10.0.0.{self.number}",
            client=CLIENT,
            authorization_hash=500 + self.number,
            date=self.date(),
        )
        claim = self.ledger.writing(("phone", self.phone), request.first_name)
        signed_in = await self.store.sign_up(
            request, decide=lambda r, c: may_sign_up(r, c, CodeLimits())
        )
        assert signed_in.account is not None
        self.account_id = signed_in.account.id
        self.ledger.changes[self.account_id] = {}
        self.ledger.wrote(claim)
        claim = self.ledger.writing(("device", self.account_id), request.authorization_hash)
        self.ledger.wrote(claim)

    async def make_key(self) -> None:
        key = AuthKeyRecord(
            auth_key_id=self.auth_key_id,
            secret=self.dice.randbytes(256),
            dc=2,
            created=self.date(),
        )
        claim = self.ledger.writing(("key", key.auth_key_id), key)
        await self.store.save_auth_key(key)
        self.ledger.wrote(claim)

    async def enter_code(self) -> None:
        request = CodeRequest(
            phone=self.phone,
            address=f"10.0.0.{self.number}",
            auth_key_id=self.auth_key_id,
            code_hash=f"hash {self.number}",
            code_mac=b"mac of 12345",
            date=self.date(),
        )
        await self.store.issue_code(
            request,
            window_s=3600,
            decide=lambda r, c: issue_code(r, c, Registration.OPEN, CodeLimits()),
        )
        self.ledger.wrote(self.ledger.writing(("code", self.number), "issued"))
        outcome = await self.store.attempt_code(
            attempt_of(self.number, self.date()),
            decide=lambda a, c: check_code(a, c, CodeLimits()),
        )
        assert outcome.result is AttemptResult.SIGN_UP

    async def act(self) -> None:
        """One random act; a refusal is an answer like any other."""
        acts = (
            (self.send, 50),
            (self.send_twice_at_once, 5),
            (self.repeat, 8),
            (self.edit, 10),
            (self.delete, 7),
            (self.read, 8),
            (self.look, 6),
            (self.take_username, 2),
            (self.save_contact, 2),
            (self.block, 2),
            (self.talk_in_secret, 6),
        )
        [act] = self.dice.choices([a for a, _ in acts], [w for _, w in acts])
        try:
            await act()
        except errors.Refused:
            return

    def _peer(self) -> "Client":
        return self.dice.choice([c for c in self.circle if c.account_id])

    def _draft(self) -> Draft:
        number = len(self.drafts)
        peer_id = self._peer().account_id
        own = [m for m in self.messages if m.out and m.peer_id == peer_id]
        draft = Draft(
            sender_id=self.account_id,
            recipient_id=peer_id,
            random_id=self.dice.randrange(1, 1 << 62),
            text=f"{self.account_id}/{number} " + "." * self.dice.randrange(1500),
            reply_to_id=own[-1].id if own and self.dice.random() < 0.1 else None,
            date=self.date(),
        )
        self.drafts.append(draft)
        return draft

    async def send(self) -> None:
        await self._send(self._draft())

    async def send_twice_at_once(self) -> None:
        """As a client does that lost its connection and did not wait for the first answer."""
        draft = self._draft()
        outcomes = await asyncio.gather(
            self._send(draft), self._send(draft), return_exceptions=True
        )
        for outcome in outcomes:
            if outcome is not None and not isinstance(outcome, errors.Refused):
                raise outcome

    async def repeat(self) -> None:
        if self.drafts:
            await self._send(self.dice.choice(self.drafts[-5:]))

    async def _send(self, draft: Draft) -> None:
        sent = await self.store.append_private(
            draft, decide=lambda d, c: compose_private(d, c, MessageLimits())
        )
        self.ledger.sent(draft, sent)
        if sent.repeated:
            return
        self.messages.append(sent.message)
        if sent.delivered is not None:
            for peer in self.circle:
                if peer.account_id == draft.recipient_id:
                    peer.messages.append(sent.delivered)

    async def edit(self) -> None:
        own = [m for m in self.messages if m.out]
        if not own:
            return
        message = self.dice.choice(own)
        edit = Edit(
            editor_id=self.account_id,
            peer_id=message.peer_id,
            message_id=message.id,
            text=f"{self.account_id} edited {self.date()} " + "~" * self.dice.randrange(900),
            date=self.date(),
        )
        self.ledger.done(
            await self.store.edit_message(
                edit, decide=lambda e, m: compose_edit(e, m, MessageLimits())
            )
        )

    async def delete(self) -> None:
        if not self.messages:
            return
        chosen = self.dice.sample(self.messages, min(len(self.messages), 2))
        deleted = await self.store.delete_messages(
            self.account_id,
            [m.id for m in chosen],
            revoke=self.dice.random() < 0.5,
            date=self.date(),
        )
        self.ledger.done(deleted)

    async def read(self) -> None:
        incoming = [m for m in self.messages if not m.out]
        if not incoming:
            return
        message = self.dice.choice(incoming)
        inbox, outbox = await self.store.read_history(
            self.account_id, message.peer_id, max_id=message.id, date=self.date()
        )
        self.ledger.done((inbox,) if outbox is None else (inbox, outbox))

    async def look(self) -> None:
        """What was answered shows, and what somebody has seen must not be unseen."""
        answered = max(self.ledger.changes[self.account_id], default=0)
        state = await self.store.state(self.account_id)
        assert state.pts >= answered, f"{self.account_id} stands at {state.pts}, not {answered}"
        self.ledger.reached(self.account_id, state.pts)
        await self.store.history(
            HistoryQuery(owner_id=self.account_id, peer_id=self._peer().account_id)
        )

    async def take_username(self) -> None:
        name = f"client{self.number}x{self.date()}"
        claim = self.ledger.writing(("username", self.account_id), name)
        await self.store.claim_username(self.account_id, name, decide=claim_username)
        self.ledger.wrote(claim)

    async def save_contact(self) -> None:
        peer = self._peer()
        if peer is self:
            return
        contact = Contact(
            owner_id=self.account_id,
            contact_id=peer.account_id,
            phone=peer.phone,
            first_name=f"Named at {self.date()}",
        )
        subject = ("contact", self.account_id, peer.account_id)
        claim = self.ledger.writing(subject, contact.first_name)
        await self.store.save_contacts(self.account_id, contacts=[contact])
        self.ledger.wrote(claim)

    async def block(self) -> None:
        """Shut somebody out and let them in again."""
        peer = self._peer()
        if peer is self:
            return
        for blocked in (True, False):
            subject = ("blocked", self.account_id, peer.account_id)
            claim = self.ledger.writing(subject, blocked or None)
            await self.store.set_blocked(self.account_id, peer.account_id, blocked)
            self.ledger.wrote(claim)

    async def talk_in_secret(self) -> None:
        """With the next of the circle, to whom nobody else talks so."""
        if self._secret is None:
            place = self.circle.index(self)
            peer = self.circle[(place + 1) % len(self.circle)]
            if peer is self or not peer.account_id:
                return
            self._secret = SecretSide(
                self.store,
                self.ledger,
                mine=(self.account_id, self.auth_key_id),
                theirs=(peer.account_id, peer.auth_key_id),
            )
        await self._secret.act(self.dice, self.date())


def attempt_of(number: int, date: int) -> CodeAttempt:
    """The right code, entered by client `number`."""
    return CodeAttempt(
        phone=f"99966{number:05}",
        code_hash=f"hash {number}",
        code_mac=b"mac of 12345",
        auth_key_id=7_000_000 + number,
        address=f"10.0.0.{number}",
        client=CLIENT,
        authorization_hash=500 + number,
        password_until=date + 3600,
        guesses_since=date - 86_400,
        date=date,
    )


async def run_clients(store: Store, ledger: Ledger, *, clients: int, acts: int) -> None:
    """Let all clients act at once until each has acted `acts` times or the store fails.

    A client whose operation fails other than by a refusal stops; its failure is in the ledger.
    """

    async def live(client: Client) -> None:
        try:
            await client.sign_up()
            for _ in range(acts):
                await client.act()
        except Exception as failure:
            ledger.faults.append(failure)

    people: list[Client] = []
    circles: list[list[Client]] = [[] for _ in range(-(-clients // CIRCLE))]
    for number in range(clients):
        circle = circles[number // CIRCLE]
        circle.append(Client(number, store, ledger, circle))
        people.append(circle[-1])
    async with asyncio.TaskGroup() as group:
        for client in people:
            group.create_task(live(client))
