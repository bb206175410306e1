"""A basic group in a store, and who comes into it and goes."""

from functools import partial

from heliograph.domain import chat_membership
from heliograph.domain.chat_outcomes import ChatOutcome
from heliograph.domain.chats import Asker, Chat, ChatContext, ChatDecision, ChatLimits, Member
from heliograph.domain.people import Seen
from heliograph.ports.store import Store
from support.mailboxes import NOON

CHAT, PEER = 77, -77


def asker(account_id: int, random_id: int = 1) -> Asker:
    """Who asks; messages that are sent have numbers above 0."""
    return Asker(account_id=account_id, chat_id=CHAT, date=NOON, random_id=-random_id)


async def make(store: Store, creator_id: int, *others: int) -> ChatOutcome:
    def decide(asked: list[Seen]) -> tuple[Chat, tuple[Member, ...]]:
        members = chat_membership.begin(
            asked, creator_id=creator_id, date=NOON, limits=ChatLimits()
        )
        chat = Chat(id=CHAT, title="Hikers", date=NOON, creator_id=creator_id, members=len(members))
        return chat, members

    return await store.create_chat(asker(creator_id), named=others, decide=decide)


async def add(
    store: Store, by: int, who: int, *, random_id: int, limits: ChatLimits | None = None
) -> ChatOutcome:
    decide = partial(chat_membership.add, asker(by), limits=limits or ChatLimits())
    return await store.change_group(asker(by, random_id), named=[who], decide=decide)


async def remove(store: Store, by: int, who: int, *, random_id: int) -> ChatOutcome:
    def decide(context: ChatContext) -> ChatDecision:
        return chat_membership.remove(asker(by), context, who)

    return await store.change_group(asker(by, random_id), named=[who], decide=decide)
