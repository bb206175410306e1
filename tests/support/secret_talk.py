"""End-to-end chats on the stage: two devices, one chat, bytes that nobody can open."""

import itertools
from typing import Any

from heliograph.domain.encrypted_chats import DH_PRIME
from heliograph.tl import functions, types
from support.talk import Talker

_ids = itertools.count(77_000)
_random_ids = itertools.count(5_000)

PUBLIC = (int.from_bytes(DH_PRIME, "big") >> 1).to_bytes(256, "big")
"""A public half as good as any."""


def sealed(mark: bytes = b"", *, blocks: int = 2) -> bytes:
    """What a client might have encrypted: a fingerprint, a message key, whole blocks."""
    return (b"fingerpr" + b"k" * 16 + mark).ljust(24 + 16 * blocks, b"\x07")


class SecretTalk:
    """A chat as its two devices know it; `chat` is what the one that asked was answered."""

    def __init__(self, admin: Talker, participant: Talker) -> None:
        self.admin = admin
        self.participant = participant
        self.id = next(_ids)
        self.chat: Any = None

    async def ask(self, *, g_a: bytes = PUBLIC) -> Any:
        """Ask for the chat."""
        self.chat = await self.admin(
            functions.messages.RequestEncryption(
                user_id=self.admin.user(self.participant), random_id=self.id, g_a=g_a
            )
        )
        return self.chat

    def peer(self, talker: Talker) -> types.InputEncryptedChat:
        """The chat's form for one of the two accounts."""
        access = talker.device.stage.service.access
        access_hash = access.of_encrypted_chat(talker.id, self.id)
        return types.InputEncryptedChat(chat_id=self.id, access_hash=access_hash)

    async def accept(self, talker: Talker | None = None, *, g_b: bytes = PUBLIC) -> Any:
        """Accept the chat, on another device of the callee if one is given."""
        talker = talker or self.participant
        return await talker(
            functions.messages.AcceptEncryption(
                peer=self.peer(talker), g_b=g_b, key_fingerprint=4242
            )
        )

    async def open(self) -> "SecretTalk":
        """The chat, accepted; both have been told of it and nothing else."""
        await self.ask()
        await self.accept()
        self.admin.pushed()
        self.participant.pushed()
        return self

    async def send(
        self,
        talker: Talker,
        data: bytes | None = None,
        *,
        random_id: int | None = None,
        service: bool = False,
    ) -> Any:
        """Send bytes, under a random_id of their own unless one is given."""
        kinds = functions.messages
        kind = kinds.SendEncryptedService if service else kinds.SendEncrypted
        return await talker(
            kind(
                peer=self.peer(talker),
                random_id=next(_random_ids) if random_id is None else random_id,
                data=sealed() if data is None else data,
            )
        )

    async def discard(self, talker: Talker, **fields: Any) -> bool:
        asked = functions.messages.DiscardEncryption(chat_id=self.id, **fields)
        done: bool = await talker(asked)
        return done


async def difference(talker: Talker, qts: int, **fields: Any) -> Any:
    """What a device missed since `qts`; of everything else, since the beginning."""
    asked = {"pts": 1, "date": 0, **fields}
    return await talker(functions.updates.GetDifference(qts=qts, **asked))


def chats_in(updates: list[Any]) -> list[Any]:
    """The chats that the updates tell of."""
    return [one.chat for one in updates if isinstance(one, types.UpdateEncryption)]
