"""What decisions do to accounts and mailboxes, by the actions that everybody's requests use."""

from collections.abc import Sequence

from heliograph.actions.account_events import tell_account
from heliograph.actions.accounts import disable_account, enable_account
from heliograph.actions.app import App
from heliograph.actions.mailbox_events import arrival_at_recipient, tell_changes
from heliograph.actions.profiles import tell_of_account
from heliograph.actions.service_messages import language_of_account, link_in, named_random_id
from heliograph.domain.account_events import ChatChanged, ChatPart, ConfigChanged
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import Chat, SeenChat
from heliograph.domain.errors import RandomIdDuplicate, Refused
from heliograph.domain.events import ChannelReshaped
from heliograph.domain.extras import Extras, LinkButton
from heliograph.domain.message_changes import Deleted, Edited
from heliograph.domain.messages import Draft
from heliograph.domain.peers import channel_peer
from heliograph.domain.people import SERVICE_ACCOUNT_ID, Seen
from heliograph.domain.service import compose_service


class ActingHands:
    """Implements `safety.carrying_out.Hands` on the running server's actions."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def language_of(self, account_id: int) -> str:
        """As the device that was used last speaks."""
        return await language_of_account(self._app, account_id)

    async def tell(
        self, account_id: int, text: str, *, url: str, name: str, button: str = ""
    ) -> bool:
        """See `Hands.tell`."""
        account = await self._app.store.account(account_id)
        if account is None or account.deleted:
            return False
        draft = Draft(
            sender_id=SERVICE_ACCOUNT_ID,
            recipient_id=account_id,
            random_id=named_random_id(name),
            text=text,
            entities=link_in(text, url),
            extras=Extras(button=LinkButton(text=button, url=url)) if button else None,
            date=self._app.clock.now(),
        )
        try:
            sent = await self._app.store.append_private(draft, decide=compose_service)
        except RandomIdDuplicate:
            # It was told already, in another language.
            return True
        except Refused:
            # There is nobody any more to tell.
            return False
        arrived = arrival_at_recipient(sent)
        if arrived is not None:
            tell_changes(self._app, [arrived], origin=None)
        return True

    def tell_config_changed(self, account_id: int) -> None:
        """See `Hands.tell_config_changed`."""
        tell_account(self._app, account_id, ConfigChanged(), origin=None)

    async def tell_marked(self, peer_id: int) -> None:
        """See `Hands.tell_marked`."""
        for one in await self._app.store.shown(SERVICE_ACCOUNT_ID, (peer_id,)):
            if isinstance(one, SeenChat) and one.chat.migrated_to:
                await self.tell_marked(channel_peer(one.chat.migrated_to))
            elif isinstance(one, SeenChat):
                await self._tell_members(one.chat)
            elif isinstance(one, SeenChannel):
                self._app.bus.publish(ChannelReshaped(channel=one.channel))
            elif isinstance(one, Seen):
                await tell_of_account(self._app, one.account, None, photo=True)

    async def _tell_members(self, chat: Chat) -> None:
        """Basic groups have few members: each is told of their own."""
        found = await self._app.store.chat(SERVICE_ACCOUNT_ID, chat.id)
        change = ChatChanged(chat=chat, parts=(ChatPart.OTHERS,))
        for member in found[1] if found is not None else ():
            tell_account(self._app, member.account_id, change, origin=None)

    def tell_changed(self, parts: Sequence[Deleted | Edited]) -> None:
        """See `Hands.tell_changed`."""
        tell_changes(self._app, parts, origin=None)

    async def shut(self, account_id: int) -> None:
        """See `Hands.shut`."""
        await disable_account(self._app, account_id)

    async def open(self, account_id: int) -> None:
        """See `Hands.open`."""
        await enable_account(self._app, account_id)
