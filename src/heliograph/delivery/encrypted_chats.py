"""Tells devices of their end-to-end chats; each is told of those it is a side of, and no other."""

from heliograph.actions.app import App
from heliograph.delivery.encoding import push_to
from heliograph.domain.access import AccessHasher
from heliograph.domain.encrypted_chats import ChatState
from heliograph.domain.encrypted_events import (
    EncryptedChatChanged,
    EncryptedEvent,
    EncryptedHistoryRead,
    EncryptedMessageArrived,
    EncryptedTyped,
)
from heliograph.domain.people import Seen
from heliograph.ports.sessions import LiveSession
from heliograph.tl import types
from heliograph.views import encrypted_chats as view
from heliograph.views.updates import changes


class EncryptedDelivery:
    """Pushes what happens in end-to-end chats; who is away finds it in the difference."""

    def __init__(self, app: App, access: AccessHasher) -> None:
        self._app = app
        self._access = access

    def on_event(self, event: EncryptedEvent) -> None:
        """Receive something committed, or that somebody is typing."""
        match event:
            case EncryptedChatChanged():
                self._on_changed(event)
            case EncryptedMessageArrived():
                self._on_arrived(event)
            case EncryptedHistoryRead():
                read = view.read_update(event.chat_id, max_date=event.max_date, date=event.date)
                self._push(event.owner_id, event.auth_key_id, read)
            case EncryptedTyped():
                self._push(event.owner_id, event.auth_key_id, view.typing_update(event.chat_id))

    def _on_changed(self, event: EncryptedChatChanged) -> None:
        chat = event.chat
        refusing = event.refusing if chat.state is ChatState.REQUESTED else ()
        self._show(event, chat.admin_id, event.admin_sees, but=())
        self._show(event, chat.participant_id, event.participant_sees, but=refusing)

    def _show(
        self,
        event: EncryptedChatChanged,
        account_id: int,
        sees: tuple[Seen, ...],
        *,
        but: tuple[int, ...],
    ) -> None:
        """Push the chat to an account's sessions, as each device is shown it."""
        chat, date = event.chat, self._app.clock.now()
        devices: dict[int, list[LiveSession]] = {}
        for session in self._app.sessions.of_account(account_id):
            devices.setdefault(session.key.auth_key_id, []).append(session)
        for auth_key_id, sessions in devices.items():
            if auth_key_id == event.by_key or auth_key_id in but:
                continue
            shown = view.encrypted_chat(chat, account_id, auth_key_id, self._access)
            if shown is not None:
                made = [view.chat_update(shown, chat.changed)]
                push_to(sessions, changes(made, sees, date, self._access))

    def _on_arrived(self, event: EncryptedMessageArrived) -> None:
        self._push(event.owner_id, event.auth_key_id, view.message_update(event.message))
        if event.overdue:
            # It is told to ask for the difference, which acknowledges what it has.
            push_to(self._of_device(event.owner_id, event.auth_key_id), types.UpdatesTooLong())

    def _push(self, account_id: int, auth_key_id: int, update: types.TypeUpdate) -> None:
        sessions = self._of_device(account_id, auth_key_id)
        if sessions:
            date = self._app.clock.now()
            push_to(sessions, changes([update], (), date, self._access))

    def _of_device(self, account_id: int, auth_key_id: int) -> list[LiveSession]:
        sessions = self._app.sessions.of_account(account_id)
        return [session for session in sessions if session.key.auth_key_id == auth_key_id]
