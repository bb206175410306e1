"""End-to-end chats of clients at once: what waits for a device, in the order it was sent."""

import itertools
import random
from functools import partial

from heliograph.domain.encrypted_chats import ChatState, EncryptedChat, RequestContext, accept_chat
from heliograph.domain.encrypted_messages import Sealed, SealedContext
from heliograph.ports.store import Store
from support.powercut.ledger import Ledger

ASKED = "asked"
_ALL = 10_000

Waiting = tuple[tuple[int, int], ...]
"""The qts and the random_id of each message that was not acknowledged."""


async def state_of(store: Store, chat_id: int) -> str | Waiting | None:
    """How far a chat is in the store: nobody asked for it, asked, or what waits in it."""
    chat = await store.encrypted_chat(chat_id)
    if chat is None:
        return None
    if chat.state is ChatState.REQUESTED:
        return ASKED
    missed = await store.missed_encrypted(
        chat.participant_id, chat.participant_key_id, qts=1, since=0, limit=_ALL
    )
    return tuple((one.qts, one.random_id) for one in missed.messages)


class SecretSide:
    """One client's chat with another, in which it alone acts for both: it writes, the other's
    device acknowledges. Both are account and key."""

    def __init__(
        self, store: Store, ledger: Ledger, *, mine: tuple[int, int], theirs: tuple[int, int]
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._mine = mine
        self._theirs = theirs
        self._chat_id = mine[1]
        self._random_ids = itertools.count(1)
        self._waiting: Waiting | None = None

    @property
    def _subject(self) -> tuple[str, int]:
        return ("sealed", self._chat_id)

    async def act(self, dice: random.Random, date: int) -> None:
        """The next step of the chat."""
        if self._waiting is None:
            await self._agree(date)
        elif self._waiting and dice.random() < 0.3:
            await self._acknowledge(dice)
        else:
            await self._send(dice.randbytes(dice.randrange(40, 600)), date)

    async def _agree(self, date: int) -> None:
        asked = EncryptedChat(
            id=self._chat_id,
            admin_id=self._mine[0],
            admin_key_id=self._mine[1],
            participant_id=self._theirs[0],
            date=date,
            changed=date,
            g_a=b"a",
        )

        def decide(context: RequestContext) -> EncryptedChat:
            return context.existing or asked

        claim = self._ledger.writing(self._subject, ASKED)
        await self._store.request_chat(asked, decide=decide)
        self._ledger.wrote(claim)
        accept = partial(
            accept_chat,
            account_id=self._theirs[0],
            auth_key_id=self._theirs[1],
            g_b=b"b",
            key_fingerprint=1,
            date=date,
        )
        claim = self._ledger.writing(self._subject, ())
        await self._store.change_chat(self._chat_id, by_key=self._theirs[1], decide=accept)
        self._ledger.wrote(claim)
        self._waiting = ()

    async def _send(self, data: bytes, date: int) -> None:
        sealed = Sealed(
            chat_id=self._chat_id,
            sender_id=self._mine[0],
            auth_key_id=self._mine[1],
            random_id=next(self._random_ids),
            data=data,
            service=False,
            date=date,
        )

        def decide(context: SealedContext) -> EncryptedChat:
            assert context.chat is not None
            return context.chat

        assert self._waiting is not None
        # Nobody else writes to the device, so its next qts is known.
        qts = await self._store.encrypted_qts(self._theirs[1]) + 1
        after = (*self._waiting, (qts, sealed.random_id))
        claim = self._ledger.writing(self._subject, after)
        queued = await self._store.queue_encrypted(sealed, decide=decide)
        assert queued.message is not None
        assert queued.message.qts == qts
        self._ledger.wrote(claim)
        self._waiting = after

    async def _acknowledge(self, dice: random.Random) -> None:
        assert self._waiting
        number = dice.randrange(len(self._waiting)) + 1
        after = self._waiting[number:]
        claim = self._ledger.writing(self._subject, after)
        await self._store.acknowledge_encrypted(self._theirs[1], qts=self._waiting[number - 1][0])
        self._ledger.wrote(claim)
        self._waiting = after
