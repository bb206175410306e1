"""The node's ear on the bus: hands each committed event to what delivers it."""

from heliograph.actions.app import App
from heliograph.delivery.account_events import AccountEventDelivery
from heliograph.delivery.accounts import AccountDelivery
from heliograph.delivery.activities import ActivityDelivery
from heliograph.delivery.bot_events import BotEventDelivery
from heliograph.delivery.channels import ChannelDelivery
from heliograph.delivery.chats import ChatDelivery
from heliograph.delivery.encrypted_chats import EncryptedDelivery
from heliograph.delivery.login_tokens import LoginTokenDelivery
from heliograph.delivery.mailboxes import MailboxDelivery
from heliograph.delivery.post_counts import PostCountDelivery
from heliograph.delivery.presence import PresenceWatch
from heliograph.domain.access import AccessHasher
from heliograph.domain.encrypted_events import EncryptedEvent
from heliograph.domain.events import (
    AccountChanged,
    AccountPhoneChanged,
    AccountUpdated,
    BotTold,
    ChannelMembership,
    ChannelReshaped,
    ChannelTyped,
    ChatMessageArrived,
    ChatTyped,
    Event,
    LoginTokenAccepted,
    MailboxAdvanced,
    PostPollChanged,
    PostReacted,
    PostsCounted,
    PushRegistered,
    StatusChanged,
    TopicsPinned,
    Typed,
)
from heliograph.telemetry.logs import get_logger

log = get_logger(__name__)


class Delivery:
    """Subscribe `receive` to the bus."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._mailboxes = MailboxDelivery(app, access)
        self._chats = ChatDelivery(app, access, self._mailboxes)
        self._channels = ChannelDelivery(app, access)
        self._accounts = AccountDelivery(app, access)
        self._account_events = AccountEventDelivery(app, access)
        self._bot_events = BotEventDelivery(app, access)
        self._presence = PresenceWatch(app)
        self._activities = ActivityDelivery(app, access)
        self._encrypted = EncryptedDelivery(app, access)
        self._login_tokens = LoginTokenDelivery(app)
        self._post_counts = PostCountDelivery(app, access)

    async def expire_statuses(self) -> None:
        """Tell of those who are there no longer; to be called every few seconds."""
        await self._presence.expire()

    def receive(self, event: Event) -> None:
        """Deliver an event to this node's sessions; what goes wrong is logged, never raised.

        The change is committed: whoever made it must be told so whatever happens here.
        """
        try:
            self._deliver(event)
        except Exception:
            log.exception("delivery failed", kind=type(event).__name__)

    def _deliver(self, event: Event) -> None:
        match event:
            case MailboxAdvanced() if event.change.owner_id > 0:
                self._mailboxes.on_advanced(event)
            case (
                MailboxAdvanced()
                | ChannelMembership()
                | ChannelReshaped()
                | ChannelTyped()
                | PostPollChanged()
                | PostReacted()
                | TopicsPinned()
            ):
                self._channels.on_event(event)
            case ChatMessageArrived() | ChatTyped():
                self._chats.on_event(event)
            case PostsCounted():
                self._post_counts.on_counted(event)
            case AccountChanged():
                self._accounts.on_changed(event)
            case AccountPhoneChanged():
                self._accounts.on_phone(event)
            case AccountUpdated():
                self._account_events.on_updated(event)
            case StatusChanged():
                self._presence.on_status(event)
                self._accounts.on_status(event)
            case Typed():
                self._activities.on_typed(event)
            case _:
                self._deliver_to_devices(event)

    def _deliver_to_devices(
        self, event: LoginTokenAccepted | PushRegistered | BotTold | EncryptedEvent
    ) -> None:
        """What concerns single devices and bots; those who push follow the others themselves."""
        if isinstance(event, BotTold):
            self._bot_events.on_told(event)
        elif isinstance(event, LoginTokenAccepted):
            self._login_tokens.on_accepted(event)
        elif not isinstance(event, PushRegistered):
            self._encrypted.on_event(event)
