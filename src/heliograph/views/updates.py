"""What happened, as the updates a session of the mailbox's owner is sent.

https://core.telegram.org/api/updates
"""

from collections.abc import Iterable, Sequence

from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import AccountDifference, ScheduledGone
from heliograph.domain.chats import Shown, peer_of
from heliograph.domain.events import MailboxChange, MessageArrived
from heliograph.domain.history import Difference
from heliograph.domain.message_changes import (
    ContentsRead,
    Deleted,
    Edited,
    FoldersChanged,
    ReadInbox,
    ReadOutbox,
    Sent,
)
from heliograph.domain.peers import is_channel
from heliograph.domain.people import Seen
from heliograph.domain.pins import Pinned
from heliograph.domain.schedule import Waiting
from heliograph.domain.typing import Activity
from heliograph.tl import types
from heliograph.views.account_events import account_updates, scheduled_update
from heliograph.views.activities import activity
from heliograph.views.channel_posts import post_update
from heliograph.views.chats import chats
from heliograph.views.messages import message, state
from heliograph.views.peers import peer
from heliograph.views.users import status, users

_SHOWING_PEOPLE = (MessageArrived, Edited, FoldersChanged)


def change_update(change: MailboxChange, access: AccessHasher) -> types.TypeUpdate:
    """One change of a mailbox; the pts in it are the mailbox's own."""
    place = {"pts": change.pts, "pts_count": change.pts_count}
    if is_channel(change.owner_id):
        return post_update(change, access)
    match change:
        case MessageArrived():
            return types.UpdateNewMessage(message=message(change.message, access), **place)
        case Edited():
            return types.UpdateEditMessage(message=message(change.message, access), **place)
        case Deleted():
            return types.UpdateDeleteMessages(messages=list(change.ids), **place)
        case ReadInbox():
            return types.UpdateReadHistoryInbox(
                peer=peer(change.peer_id),
                max_id=change.max_id,
                still_unread_count=change.still_unread,
                # TDLib moves the dialog to where this says it is.
                folder_id=change.folder_id or None,
                **place,
            )
        case Pinned():
            return types.UpdatePinnedMessages(
                pinned=change.pinned,
                peer=peer(change.peer_id),
                messages=list(change.ids),
                **place,
            )
        case FoldersChanged():
            places = [
                types.FolderPeer(peer=peer(peer_id), folder_id=folder_id)
                for peer_id, folder_id in change.places
            ]
            return types.UpdateFolderPeers(folder_peers=places, **place)
        case ContentsRead():
            return types.UpdateReadMessagesContents(
                messages=list(change.ids), date=change.date, **place
            )
        case ReadOutbox():
            return types.UpdateReadHistoryOutbox(
                peer=peer(change.peer_id), max_id=change.max_id, **place
            )


def people_of(change: MailboxChange) -> tuple[Shown, ...]:
    """Everybody a session must know to show the change."""
    return change.sees if isinstance(change, _SHOWING_PEOPLE) else ()


def changes(
    made: list[types.TypeUpdate], people: tuple[Shown, ...], date: int, access: AccessHasher
) -> types.Updates:
    """Updates in one envelope. `seq` 0: clients order by pts alone."""
    return types.Updates(
        updates=made, users=users(people, access), chats=chats(people, access), date=date, seq=0
    )


def change(record: MailboxChange, date: int, access: AccessHasher) -> types.Updates:
    """One change in its envelope."""
    return changes([change_update(record, access)], people_of(record), date, access)


def sent_reply(sent: Sent, random_id: int, date: int, access: AccessHasher) -> types.Updates:
    """What the sender is answered: the id first, then the message, as clients apply them in order.

    A repeat gets the same two, and the deletion if the message is gone since.
    """
    return changes(_sent_updates(sent, random_id, access), sent.sender_sees, date, access)


def sent_many(many: Sequence[Sent], date: int, access: AccessHasher) -> types.Updates:
    """As `sent_reply`, for messages that were sent together: all ids first."""
    made = [update for sent in many for update in _sent_updates(sent, sent.random_id, access)]
    people = _everybody(sent.sender_sees for sent in many)
    return changes(_ids_first(made), people, date, access)


def waiting(many: Sequence[Waiting], date: int, access: AccessHasher) -> types.Updates:
    """What the sender of scheduled messages is answered: all ids first.

    One that a repeat names and that was sent since is shown as sent.
    """
    made = [update for one in many for update in _waiting_updates(one, access)]
    people = _everybody(one.sees for one in many)
    return changes(_ids_first(made), people, date, access)


def dispatched(
    many: Sequence[Sent], gone: ScheduledGone, date: int, access: AccessHasher
) -> types.Updates:
    """What waited and is sent by now: the messages, then that they wait no longer."""
    made: list[types.TypeUpdate] = [
        *(_own_arrival(sent, access) for sent in many),
        scheduled_update(gone, access),
    ]
    return changes(made, _everybody(sent.sender_sees for sent in many), date, access)


def _ids_first(made: Iterable[types.TypeUpdate]) -> list[types.TypeUpdate]:
    """Clients apply updates in order and must know a message's id before it arrives."""
    return sorted(made, key=lambda update: not isinstance(update, types.UpdateMessageID))


def _everybody(groups: Iterable[Iterable[Shown]]) -> tuple[Shown, ...]:
    """Whoever is in a group, once."""
    return tuple({peer_of(one): one for group in groups for one in group}.values())


def _waiting_updates(one: Waiting, access: AccessHasher) -> list[types.TypeUpdate]:
    if one.sent is not None:
        return _sent_updates(one.sent, one.random_id, access)
    return [
        types.UpdateMessageID(id=one.message.id, random_id=one.random_id),
        types.UpdateNewScheduledMessage(message=message(one.message, access)),
    ]


def _own_arrival(
    sent: Sent, access: AccessHasher
) -> types.UpdateNewMessage | types.UpdateNewChannelMessage:
    in_channel = is_channel(sent.message.peer_id)
    made = types.UpdateNewChannelMessage if in_channel else types.UpdateNewMessage
    return made(message=message(sent.message, access), pts=sent.pts, pts_count=sent.pts_count)


def _sent_updates(sent: Sent, random_id: int, access: AccessHasher) -> list[types.TypeUpdate]:
    made: list[types.TypeUpdate] = [
        types.UpdateMessageID(id=sent.message.id, random_id=random_id),
        _own_arrival(sent, access),
    ]
    if sent.deletion is not None:
        made.append(change_update(sent.deletion, access))
    return made


def status_changed(seen: Seen) -> types.TypeUpdate | None:
    """When somebody was there, as exactly as the viewer may know; nothing for oneself."""
    if seen.is_self:
        return None
    return types.UpdateUserStatus(user_id=seen.account.id, status=status(seen.status))


def exact_status_changed(seen: Seen) -> types.TypeUpdate | None:
    """As `status_changed`, and nothing for whom it would tell the hour of somebody who hides it."""
    return status_changed(seen) if seen.status.exact else None


def typed(sender: Seen, record: Activity) -> types.TypeUpdate:
    """What somebody is doing in the dialog with the viewer."""
    return types.UpdateUserTyping(user_id=sender.account.id, action=activity(record))


def typed_in_chat(chat_id: int, sender_id: int, record: Activity) -> types.TypeUpdate:
    """What somebody is doing in a group."""
    from_id = types.PeerUser(user_id=sender_id)
    return types.UpdateChatUserTyping(chat_id=chat_id, from_id=from_id, action=activity(record))


def _missed_update(change: MailboxChange, access: AccessHasher) -> types.TypeUpdate:
    update = change_update(change, access)
    if isinstance(update, types.UpdateFolderPeers):
        # TDLib takes these out of their order, and holds a count in them for a mistake.
        update.pts_count = 0
    return update


def difference(
    record: Difference, account: AccountDifference, asked_pts: int, access: AccessHasher
) -> types.updates.TypeDifference:
    """What the client missed: new messages apart from the other changes, in slices, never lossy.

    The empty form says that `asked_pts` was right; a client that is elsewhere is told where to go.
    There are no channels yet; the place of those that moved is behind the account's own changes.
    https://core.telegram.org/method/updates.getDifference
    """
    nothing = not record.changes and not account.changes
    if nothing and record.final and record.state.pts == asked_pts:
        return types.updates.DifferenceEmpty(date=record.state.date, seq=0)
    arrived = [message(c.message, access) for c in record.changes if isinstance(c, MessageArrived)]
    other = [_missed_update(c, access) for c in record.changes if not isinstance(c, MessageArrived)]
    other += [made for c in account.changes for made in account_updates(c, account.sees, access)]
    sees = dict.fromkeys((*record.sees, *account.sees))
    people, groups = users(sees, access), chats(sees, access)
    if record.final:
        return types.updates.Difference(
            new_messages=arrived,
            new_encrypted_messages=[],
            other_updates=other,
            chats=groups,
            users=people,
            state=state(record.state),
        )
    return types.updates.DifferenceSlice(
        new_messages=arrived,
        new_encrypted_messages=[],
        other_updates=other,
        chats=groups,
        users=people,
        intermediate_state=state(record.state),
    )
