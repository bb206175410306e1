"""Protecting what is said in a chat from being passed on."""

from collections.abc import Sequence

from heliograph.actions.app import App
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.domain.events import MailboxChange, Origin
from heliograph.domain.message_changes import Sent
from heliograph.domain.protection import ProtectionRequest
from heliograph.domain.protection import protect as decide_protection


async def protect(
    app: App, request: ProtectionRequest, *, origin: Origin | None
) -> tuple[Sent, Sequence[MailboxChange]]:
    """What was told in the chat, and what became of the owner's own mailbox, in its order."""
    outcome = await app.store.protect(request, decide=decide_protection)
    made = [*sent_changes(outcome.sent), *outcome.edited]
    told = tell_changes(app, made, origin=origin)
    return outcome.sent, [change for change in told if change.owner_id == request.owner_id]
