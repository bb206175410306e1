"""Having a basic group go on as a supergroup."""

from heliograph.actions.account_events import tell_account
from heliograph.actions.app import App
from heliograph.actions.channel_telling import tell_changed
from heliograph.actions.chats import asker
from heliograph.actions.mailbox_events import sent_changes, tell_changes
from heliograph.actions.messaging import new_random_id
from heliograph.domain import migration
from heliograph.domain.account_events import ChatChanged, ChatPart
from heliograph.domain.channel_outcomes import ChannelOutcome
from heliograph.domain.chats import ChatContext
from heliograph.domain.events import Origin
from heliograph.domain.migration_outcomes import Migrated
from heliograph.domain.peers import CHANNEL_ID_MAX


async def migrate(app: App, account_id: int, chat_id: int, *, origin: Origin | None) -> Migrated:
    """The group over, and everybody in it in a supergroup. See `domain.migration.migrate`."""
    who = asker(app, account_id, chat_id)
    # Drawn: a store that was restored gives none out twice.
    channel_id = 1 + app.random.below(CHANNEL_ID_MAX)

    def decide(context: ChatContext, joined: int) -> migration.Migration:
        return migration.migrate(who, context, joined=joined, channel_id=channel_id)

    made = await app.store.migrate_chat(who, tell_id=new_random_id(app), decide=decide)
    tell_changes(app, sent_changes(made.before), origin=origin)
    over = ChatChanged(chat=made.chat, parts=(ChatPart.OTHERS,))
    for owner_id in made.audience:
        tell_account(app, owner_id, over, origin=origin)
    begun = ChannelOutcome(channel=made.channel, changed=made.members, sent=made.after)
    tell_changed(app, begun, origin=origin)
    return made
