"""Account events as the updates the account's own devices are sent."""

from collections.abc import Sequence

from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import (
    AccountChange,
    ChannelEvent,
    ChatChanged,
    ConfigChanged,
    ContactPhotoChanged,
    DeviceConfirmed,
    DeviceSignedIn,
    DialogPinned,
    FiltersChanged,
    ForumViewChanged,
    MessageReactionsChanged,
    NotifySettingsChanged,
    PeerBlockedChanged,
    PeopleChanged,
    PersonChanged,
    PinnedDialogsChanged,
    PinnedSavedChanged,
    PollChanged,
    PrivacyChanged,
    RecentReactionsChanged,
    RequestsPending,
    ScheduledChanged,
    ScheduledGone,
    TimerChanged,
    UnreadMarkChanged,
    UnsentChanged,
)
from heliograph.domain.chats import Shown
from heliograph.domain.people import Seen
from heliograph.tl import types
from heliograph.views.authorizations import new_authorization
from heliograph.views.channels import channel_update
from heliograph.views.chat_invites import requests_pending
from heliograph.views.chat_updates import chat_updates
from heliograph.views.dialogs import dialog_update
from heliograph.views.messages import message
from heliograph.views.notifications import notify_peer, notify_settings
from heliograph.views.peers import peer
from heliograph.views.polls import poll_update
from heliograph.views.privacy import privacy_key, privacy_rules
from heliograph.views.reactions import message_reactions
from heliograph.views.users import peer_settings, usernames, visible_phone


def account_updates(
    change: AccountChange, sees: Sequence[Shown], access: AccessHasher
) -> list[types.TypeUpdate]:
    """The updates that say it, usually one.

    https://core.telegram.org/type/Update
    """
    match change:
        case PeerBlockedChanged():
            return [
                types.UpdatePeerBlocked(
                    blocked=change.blocked,
                    blocked_my_stories_from=change.stories_hidden,
                    peer_id=peer(change.peer_id),
                )
            ]
        case PrivacyChanged():
            rules = privacy_rules(change.rules)
            return [types.UpdatePrivacy(key=privacy_key(change.key), rules=rules)]
        case NotifySettingsChanged():
            return [
                types.UpdateNotifySettings(
                    peer=notify_peer(change.target),
                    notify_settings=notify_settings(change.settings),
                )
            ]
        case PeopleChanged():
            return [
                types.UpdatePeerSettings(
                    peer=types.PeerUser(user_id=seen.account.id),
                    settings=peer_settings(seen, hidden=seen.account.id in change.bars_hidden),
                )
                for seen in sees
                if isinstance(seen, Seen) and seen.account.id in change.peer_ids
            ]
        case PersonChanged():
            return [
                update
                for seen in sees
                if isinstance(seen, Seen) and seen.account.id == change.user_id
                for update in (account_changed(seen), phone_changed(seen))
                if update is not None
            ]
        case (
            UnsentChanged()
            | DialogPinned()
            | PinnedDialogsChanged()
            | UnreadMarkChanged()
            | ForumViewChanged()
            | TimerChanged()
            | PinnedSavedChanged()
        ):
            return [dialog_update(change)]
        case FiltersChanged():
            return [types.UpdateDialogFilters()]
        case DeviceSignedIn():
            return [new_authorization(change.device, asks=change.asks)]
        case DeviceConfirmed():
            return [types.UpdateNewAuthorization(hash=change.hash)]
        case _:
            return _message_updates(change, access)


def _message_updates(
    change: ContactPhotoChanged
    | MessageReactionsChanged
    | PollChanged
    | RecentReactionsChanged
    | ConfigChanged
    | ScheduledChanged
    | ScheduledGone
    | ChatChanged
    | ChannelEvent
    | RequestsPending,
    access: AccessHasher,
) -> list[types.TypeUpdate]:
    """A contact's photo, what others made of a message, what waits to be one, groups and more."""
    match change:
        case ContactPhotoChanged():
            return [types.UpdateUser(user_id=change.peer_id)]
        case MessageReactionsChanged():
            return [
                types.UpdateMessageReactions(
                    peer=peer(change.message.peer_id),
                    msg_id=change.message.id,
                    reactions=message_reactions(change.message),
                )
            ]
        case PollChanged():
            made = poll_update(change.message)
            return [] if made is None else [made]
        case ScheduledChanged() | ScheduledGone():
            return [scheduled_update(change, access)]
        case RecentReactionsChanged():
            return [types.UpdateRecentReactions()]
        case ConfigChanged():
            return [types.UpdateConfig()]
        case _:
            return _group_updates(change)


def _group_updates(change: ChatChanged | ChannelEvent | RequestsPending) -> list[types.TypeUpdate]:
    """What became of groups and channels, and who wants to be let in."""
    match change:
        case ChatChanged():
            return chat_updates(change)
        case RequestsPending():
            return [requests_pending(change)]
        case _:
            return [channel_update(change)]


def scheduled_update(
    change: ScheduledChanged | ScheduledGone, access: AccessHasher
) -> types.TypeUpdate:
    """What waits to be sent by now, or what waits no longer.

    https://core.telegram.org/api/scheduled-messages
    """
    if isinstance(change, ScheduledChanged):
        return types.UpdateNewScheduledMessage(message=message(change.message, access))
    return types.UpdateDeleteScheduledMessages(
        peer=peer(change.peer_id),
        messages=list(change.ids),
        sent_messages=list(change.sent_ids) or None,
    )


def account_changed(seen: Seen) -> types.TypeUpdate:
    """A new name or username, for somebody who knows the account.

    Clients show the names in it even for a contact, so they are those the viewer gave it.
    """
    first_name, last_name = seen.names
    return types.UpdateUserName(
        user_id=seen.account.id,
        first_name=first_name,
        last_name=last_name,
        usernames=usernames(seen),
    )


def photo_changed(seen: Seen) -> types.TypeUpdate:
    """Another photo, for somebody who knows the account: it stands in the user beside this."""
    return types.UpdateUser(user_id=seen.account.id)


def phone_changed(seen: Seen) -> types.TypeUpdate | None:
    """Another number, for who may see it."""
    phone = visible_phone(seen)
    return types.UpdateUserPhone(user_id=seen.account.id, phone=phone) if phone else None
