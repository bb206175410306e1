"""Messages from the service account."""

from contextlib import suppress
from hashlib import blake2b

from heliograph.actions.app import App
from heliograph.actions.mailbox_events import arrival_at_recipient, tell_changes
from heliograph.actions.messaging import new_random_id
from heliograph.domain.entities import Entity, utf16_length
from heliograph.domain.errors import RandomIdDuplicate
from heliograph.domain.messages import Draft
from heliograph.domain.notices import Notice
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.service import compose_service
from heliograph.domain.texts import language_of


async def send_service_message(
    app: App, account_id: int, text: str, entities: tuple[Entity, ...] = (), *, name: str = ""
) -> None:
    """Put a message from the service account into a mailbox and tell its sessions.

    With a `name` it is there once, however often it is sent.
    """
    draft = Draft(
        sender_id=SERVICE_ACCOUNT_ID,
        recipient_id=account_id,
        random_id=named_random_id(name) if name else new_random_id(app),
        text=text,
        entities=entities,
        date=app.clock.now(),
    )
    # Under its name there may be one in other words: the language was another then.
    with suppress(RandomIdDuplicate):
        sent = await app.store.append_private(draft, decide=compose_service)
        arrived = arrival_at_recipient(sent)
        if arrived is not None:
            tell_changes(app, [arrived], origin=None)


def link_in(text: str, url: str) -> tuple[Entity, ...]:
    """What makes an address that stands in a text one to follow."""
    if not url or url not in text:
        return ()
    before = text[: text.index(url)]
    return (Entity(kind="Url", offset=utf16_length(before), length=utf16_length(url)),)


def named_random_id(name: str) -> int:
    """The `random_id` of what is to be in a mailbox once."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


async def tell(app: App, account_id: int, notice: Notice) -> None:
    """Send a notice in the language of the device that was used last."""
    text, entities = notice.write(await language_of_account(app, account_id))
    await send_service_message(app, account_id, text, entities)


async def language_of_account(app: App, account_id: int) -> str:
    """The language to speak to somebody whose device is not asking."""
    devices = await app.store.authorizations(account_id)
    return language_of(devices[0].client.lang_code if devices else "")
