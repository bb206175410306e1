"""The node's ear on the bus: hands each committed event to what delivers it."""

from heliograph.actions.app import App
from heliograph.delivery.accounts import AccountDelivery
from heliograph.delivery.mailboxes import MailboxDelivery
from heliograph.domain.access import AccessHasher
from heliograph.domain.events import AccountChanged, Event, MailboxAdvanced


class Delivery:
    """Subscribe `receive` to the bus."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._mailboxes = MailboxDelivery(app, access)
        self._accounts = AccountDelivery(app, access)

    def receive(self, event: Event) -> None:
        """Deliver an event to this node's sessions."""
        match event:
            case MailboxAdvanced():
                self._mailboxes.on_advanced(event)
            case AccountChanged():
                self._accounts.on_changed(event)
