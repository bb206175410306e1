"""People and messages for tests that talk to a store directly."""

import asyncio
import itertools
from functools import partial

from heliograph.domain.composing import MessageLimits, compose_private
from heliograph.domain.editing import compose_edit
from heliograph.domain.entities import Entity
from heliograph.domain.extras import Extras
from heliograph.domain.message_changes import Deleted, Edited, Sent
from heliograph.domain.messages import Draft, Edit
from heliograph.ports.store import Store

NOON = 1_700_000_000
LIMITS = MessageLimits()

_random_ids = itertools.count(1)


async def open_accounts(store: Store, count: int) -> list[int]:
    """New accounts' ids; phones are 8880000000 and up."""
    made = [
        store.add_account(phone=f"888{number:07}", first_name=f"P{number}", last_name="", date=NOON)
        for number in range(count)
    ]
    return [account.id for account in await asyncio.gather(*made)]


async def send(
    store: Store,
    sender_id: int,
    recipient_id: int,
    text: str = "hello",
    *,
    random_id: int | None = None,
    date: int = NOON,
    reply_to_id: int | None = None,
    entities: tuple[Entity, ...] = (),
    silent: bool = False,
    extras: Extras | None = None,
) -> Sent:
    """Send as the actions do."""
    draft = Draft(
        sender_id=sender_id,
        recipient_id=recipient_id,
        random_id=next(_random_ids) if random_id is None else random_id,
        text=text,
        entities=entities,
        reply_to_id=reply_to_id,
        silent=silent,
        extras=extras,
        date=date,
    )
    return await store.append_private(draft, decide=partial(compose_private, limits=LIMITS))


async def edit(
    store: Store, editor_id: int, message_id: int, text: str, *, date: int = NOON
) -> tuple[Edited, ...]:
    """Edit as the actions do, in the dialog the message is in."""
    found = (await store.messages(editor_id, [message_id])).messages
    asked = Edit(
        editor_id=editor_id,
        peer_id=found[0].peer_id if found else 0,
        message_id=message_id,
        text=text,
        date=date,
    )
    return await store.edit_message(asked, decide=partial(compose_edit, limits=LIMITS))


async def delete(
    store: Store, owner_id: int, *ids: int, revoke: bool = True
) -> tuple[Deleted, ...]:
    return await store.delete_messages(owner_id, ids, revoke=revoke, date=NOON)
