"""Messages from the service account."""

from heliograph.actions.app import App
from heliograph.actions.messaging import arrival_at_recipient
from heliograph.domain.entities import Entity
from heliograph.domain.events import MailboxAdvanced
from heliograph.domain.messages import Draft
from heliograph.domain.people import SERVICE_ACCOUNT_ID
from heliograph.domain.service import compose_service

_RANDOM_ID_BYTES = 8


async def send_service_message(
    app: App, account_id: int, text: str, entities: tuple[Entity, ...] = ()
) -> None:
    """Put a message from the service account into a mailbox and tell its sessions."""
    random_id = int.from_bytes(app.random.token(_RANDOM_ID_BYTES), "little", signed=True)
    draft = Draft(
        sender_id=SERVICE_ACCOUNT_ID,
        recipient_id=account_id,
        random_id=random_id or 1,
        text=text,
        entities=entities,
        date=app.clock.now(),
    )
    sent = await app.store.append_private(draft, decide=compose_service)
    arrived = arrival_at_recipient(sent)
    if arrived is not None:
        app.bus.publish(MailboxAdvanced(change=arrived))
