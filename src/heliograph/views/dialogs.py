"""The dialog list as its owner sees it.

https://core.telegram.org/api/folders
"""

from collections.abc import Sequence

from heliograph.domain.access import AccessHasher
from heliograph.domain.account_events import (
    DialogChange,
    DialogPinned,
    ForumViewChanged,
    PinnedDialogsChanged,
    PinnedSavedChanged,
    TimerChanged,
    UnreadMarkChanged,
    UnsentChanged,
)
from heliograph.domain.dialogs import ARCHIVE, Archive, Unsent
from heliograph.domain.extras import Answered
from heliograph.domain.history import DialogPage
from heliograph.domain.messages import BoxState, Dialog
from heliograph.domain.peers import channel_of, chat_of, is_channel
from heliograph.domain.saved import SavedPage
from heliograph.tl import types
from heliograph.views.chats import chats
from heliograph.views.entities import entity
from heliograph.views.messages import message, state
from heliograph.views.notifications import notify_settings
from heliograph.views.peers import peer
from heliograph.views.users import users

_ARCHIVE_TITLE = "Archived Chats"


def dialog(record: Dialog) -> types.Dialog:
    """One row of the dialog list."""
    return types.Dialog(
        pinned=record.pinned,
        unread_mark=record.unread_mark,
        view_forum_as_messages=record.as_messages,
        peer=peer(record.peer_id),
        top_message=record.top_id,
        read_inbox_max_id=record.read_inbox_max_id,
        read_outbox_max_id=record.read_outbox_max_id,
        unread_count=record.unread,
        unread_mentions_count=record.unread_mentions,
        unread_reactions_count=record.unread_reactions,
        unread_poll_votes_count=record.unread_votes,
        notify_settings=notify_settings(record.notify),
        pts=record.pts or None,
        draft=None if record.unsent is None else draft_message(record.unsent),
        folder_id=record.folder_id or None,
        ttl_period=record.ttl_period or None,
    )


def archive_row(record: Archive) -> types.DialogFolder:
    """The row that opens the archive; it stands at the top."""
    return types.DialogFolder(
        pinned=True,
        folder=types.Folder(id=ARCHIVE, title=_ARCHIVE_TITLE),
        peer=peer(record.peer_id),
        top_message=record.top_id,
        unread_muted_peers_count=record.muted_peers,
        unread_unmuted_peers_count=record.unmuted_peers,
        unread_muted_messages_count=record.muted_messages,
        unread_unmuted_messages_count=record.unmuted_messages,
    )


def draft_message(record: Unsent) -> types.DraftMessage:
    """What was begun, for the owner's other devices.

    https://core.telegram.org/constructor/draftMessage
    """
    reply, answered = None, record.answered or Answered()
    if record.reply_to_id:
        reply = types.InputReplyToMessage(
            reply_to_msg_id=record.reply_to_id,
            reply_to_peer_id=_replied_peer(record),
            todo_item_id=answered.item_id or None,
            poll_option=answered.option or None,
            quote_text=record.quote_text or None,
            quote_entities=[entity(e) for e in record.quote_entities] or None,
            quote_offset=record.quote_offset if record.quote_text else None,
        )
    return types.DraftMessage(
        no_webpage=record.no_webpage,
        invert_media=record.invert_media,
        reply_to=reply,
        message=record.text,
        entities=[entity(e) for e in record.entities] or None,
        date=record.date,
        effect=record.effect or None,
    )


def _replied_peer(
    record: Unsent,
) -> types.InputPeerUser | types.InputPeerChat | types.InputPeerChannel | None:
    """Who is among the users beside it, with the access hash that is left out here."""
    if not record.reply_peer_id:
        return None
    if is_channel(record.reply_peer_id):
        return types.InputPeerChannel(channel_id=channel_of(record.reply_peer_id), access_hash=0)
    if record.reply_peer_id < 0:
        return types.InputPeerChat(chat_id=chat_of(record.reply_peer_id))
    return types.InputPeerUser(user_id=record.reply_peer_id, access_hash=0)


def dialog_peers(peer_ids: Sequence[int]) -> list[types.TypeDialogPeer]:
    """Dialogs by their peers, in the order given."""
    return [types.DialogPeer(peer=peer(peer_id)) for peer_id in peer_ids]


def dialog_update(change: DialogChange) -> types.TypeUpdate:
    """What an owner arranged, for their other devices."""
    match change:
        case UnsentChanged():
            draft: types.TypeDraftMessage = types.DraftMessageEmpty(date=change.date)
            if change.unsent is not None:
                draft = draft_message(change.unsent)
            return types.UpdateDraftMessage(
                peer=peer(change.peer_id), top_msg_id=change.topic_id or None, draft=draft
            )
        case DialogPinned():
            (named,) = dialog_peers([change.peer_id])
            folder = change.folder_id or None
            return types.UpdateDialogPinned(pinned=change.pinned, folder_id=folder, peer=named)
        case PinnedDialogsChanged():
            order = dialog_peers(change.order)
            return types.UpdatePinnedDialogs(folder_id=change.folder_id or None, order=order)
        case PinnedSavedChanged():
            return types.UpdatePinnedSavedDialogs(order=dialog_peers(change.order))
        case TimerChanged():
            return types.UpdatePeerHistoryTTL(
                peer=peer(change.peer_id), ttl_period=change.period or None
            )
        case ForumViewChanged():
            return types.UpdateChannelViewForumAsMessages(
                channel_id=channel_of(change.peer_id), enabled=change.as_messages
            )
        case UnreadMarkChanged():
            (named,) = dialog_peers([change.peer_id])
            return types.UpdateDialogUnreadMark(unread=change.unread, peer=named)


def _rows(page: DialogPage) -> list[types.TypeDialog]:
    archive = [archive_row(page.archive)] if page.archive is not None else []
    return [*archive, *(dialog(record) for record in page.dialogs)]


def dialogs(page: DialogPage, access: AccessHasher) -> types.messages.TypeDialogs:
    """A page of the dialog list; the slice form says that there is more than the page holds."""
    rows = _rows(page)
    tops = [message(m, access) for m in page.messages]
    people, groups = users(page.sees, access), chats(page.sees, access)
    if page.count <= len(page.dialogs):
        return types.messages.Dialogs(dialogs=rows, messages=tops, chats=groups, users=people)
    return types.messages.DialogsSlice(
        count=page.count, dialogs=rows, messages=tops, chats=groups, users=people
    )


def peer_dialogs(
    page: DialogPage, box: BoxState, access: AccessHasher
) -> types.messages.PeerDialogs:
    """Named dialogs together with the state they were read at."""
    return types.messages.PeerDialogs(
        dialogs=_rows(page),
        messages=[message(m, access) for m in page.messages],
        chats=chats(page.sees, access),
        users=users(page.sees, access),
        state=state(box),
    )


def saved_dialogs(page: SavedPage, access: AccessHasher) -> types.messages.TypeSavedDialogs:
    """Saved Messages by where they were taken from.

    https://core.telegram.org/constructor/savedDialog
    """
    rows = [
        types.SavedDialog(
            pinned=one.pinned,
            peer=peer(one.peer_id),
            top_message=one.top_id,
        )
        for one in page.dialogs
    ]
    tops = [message(m, access) for m in page.messages]
    people, groups = users(page.sees, access), chats(page.sees, access)
    if page.count <= len(rows):
        return types.messages.SavedDialogs(dialogs=rows, messages=tops, chats=groups, users=people)
    return types.messages.SavedDialogsSlice(
        count=page.count, dialogs=rows, messages=tops, chats=groups, users=people
    )
