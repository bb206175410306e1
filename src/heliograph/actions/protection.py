"""Protecting what is said in a chat from being passed on."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.messaging import sent_changes
from heliograph.domain.events import MailboxAdvanced, MailboxChange, Origin
from heliograph.domain.messages import Sent
from heliograph.domain.protection import ProtectionRequest
from heliograph.domain.protection import protect as decide_protection


async def protect(
    app: App, request: ProtectionRequest, *, origin: Origin | None
) -> tuple[Sent, Sequence[MailboxChange]]:
    """What was told in the chat, and what became of the owner's own mailbox, in its order."""
    outcome = await app.store.protect(request, decide=decide_protection)
    made = [*sent_changes(outcome.sent), *outcome.edited]
    for change in made:
        app.bus.publish(MailboxAdvanced(change=change, origin=origin))
    return outcome.sent, [change for change in made if change.owner_id == request.owner_id]
