"""End-to-end chats for tests that talk to a store directly."""

from functools import partial

from heliograph.domain.encrypted_chats import EncryptedChat, RequestContext, accept_chat
from heliograph.domain.encrypted_events import EncryptedChatChanged
from heliograph.domain.encrypted_messages import Queued, Sealed, SealedContext
from heliograph.ports.store import Store
from support.mailboxes import NOON

HERS, HIS, OTHER = 101, 102, 103
"""Keys of Ada's device, and of two of Bob's."""
CHAT = 7


def chat_of(people: list[int], chat_id: int = CHAT, *, date: int = NOON) -> EncryptedChat:
    """What Ada asks Bob for."""
    return EncryptedChat(
        id=chat_id,
        admin_id=people[0],
        admin_key_id=HERS,
        participant_id=people[1],
        date=date,
        changed=date,
        g_a=b"a",
    )


async def ask(store: Store, chat: EncryptedChat) -> tuple[EncryptedChatChanged, RequestContext]:
    """Ask for a chat; also gives what it was decided on."""
    seen: list[RequestContext] = []

    def decide(context: RequestContext) -> EncryptedChat:
        seen.append(context)
        return context.existing or chat

    return await store.request_chat(chat, decide=decide), seen[0]


async def accept(
    store: Store, people: list[int], key_id: int = HIS, chat_id: int = CHAT
) -> EncryptedChatChanged:
    """Bob accepts, on one of his devices, a second after he was asked."""
    decide = partial(
        accept_chat,
        account_id=people[1],
        auth_key_id=key_id,
        g_b=b"b",
        key_fingerprint=9,
        date=NOON + 1,
    )
    return await store.change_chat(chat_id, by_key=key_id, decide=decide)


async def send(
    store: Store, people: list[int], data: bytes, *, random_id: int = 1, date: int = NOON
) -> Queued:
    """Ada's message to Bob, allowed."""
    sealed = Sealed(
        chat_id=CHAT,
        sender_id=people[0],
        auth_key_id=HERS,
        random_id=random_id,
        data=data,
        service=False,
        date=date,
    )

    def decide(context: SealedContext) -> EncryptedChat:
        assert context.chat is not None
        return context.chat

    return await store.queue_encrypted(sealed, decide=decide)


async def missed(store: Store, people: list[int], key_id: int = HIS, qts: int = 1) -> list[bytes]:
    """What waits for one of Bob's devices."""
    found = await store.missed_encrypted(people[1], key_id, qts=qts, since=0, limit=100)
    return [message.data for message in found.messages]
