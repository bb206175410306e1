"""Editing, deleting and reading what lies in mailboxes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import apsw
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.channel_log import MessageEdited
from heliograph.domain.channels import Channel
from heliograph.domain.discussions import reworded
from heliograph.domain.extras import Extras
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox
from heliograph.domain.messages import Body, Edit, EditContext, Message
from heliograph.domain.peers import box_of, channel_of, is_channel
from heliograph.storage.sqlite import (
    channel_log,
    channels,
    dialogs,
    discussions,
    files,
    kept,
    mailbox,
    orphans,
    people,
    polls,
    post_contents,
    posts,
    queries,
    rows,
    speakers,
)
from heliograph.storage.sqlite.blobs import pack_entities, pack_extras
from heliograph.storage.sqlite.mailbox import Kind, advance
from heliograph.storage.sqlite.safety import blocked_files, publishing

_SQL = queries.load("messages")
_CHANNELS = queries.load("channels")


def edit_message(
    db: apsw.Connection, edit: Edit, decide: Callable[[Edit, EditContext], Body]
) -> tuple[Edited, ...]:
    """See `ports.store.MessageOperations.edit_message`."""
    box_id = box_of(edit.editor_id, edit.peer_id)
    key = (box_id, edit.message_id)
    kept.before_change(db, edit.editor_id, edit.peer_id, edit.message_id)
    context = _edit_context(db, edit)
    body = decide(edit, context)
    before = context.message.extras if context.message is not None else None
    if context.channel is not None:
        _check_files(db, context.channel.channel, before=before, after=body.extras)
    bits = rows.flags(body)
    content = (body.text, pack_entities(body.entities), edit.date, bits)
    db.execute(_SQL.edit_body, (*key, *content, pack_extras(body.extras)))
    files.hold_edited(db, key, before=before, after=body.extras)
    if context.channel is not None and files.shown(before) != files.shown(body.extras):
        publishing.settle_edited(db, key)
    if box_id != edit.editor_id:
        edited = edited_post(db, edit.editor_id, *key, date=edit.date)
        if context.channel is not None and context.message is not None and edit.live is None:
            told = MessageEdited(before=context.message, after=edited.message)
            channel_id = context.channel.channel.id
            channel_log.note(db, channel_id, edit.editor_id, [told], date=edit.date)
        return (edited, *_carried_along(db, *key, body=body, date=edit.date))
    return edited_copies(db, *key, date=edit.date)


def _check_files(
    db: apsw.Connection, channel: Channel, *, before: Extras | None, after: Extras | None
) -> None:
    """Raises MediaBlocked for a file that an edit would bring where it may not be shown."""
    coming = files.shown(after) - files.shown(before)
    blocked_files.check(db, channels.surface_of(db, channel), coming)


def edited_post(
    db: apsw.Connection, viewer_id: int, peer_id: int, message_id: int, *, date: int
) -> Edited:
    """Tell a channel how one of its messages stands by now; to be shown to the viewer first."""
    copy = posts.by_ids(db, viewer_id, peer_id, (message_id,))[message_id]
    called = post_contents.called(db, peer_id, message_id)
    return Edited(
        owner_id=peer_id,
        pts=advance(db, peer_id, kind=Kind.EDITED, date=date, message_id=message_id),
        pts_count=1,
        message=copy,
        sees=people.seen_in(db, viewer_id, (copy,)),
        called=tuple(called),
        unheeded=tuple(one for one, unheeded in called.items() if unheeded),
    )


def _carried_along(
    db: apsw.Connection, peer_id: int, message_id: int, *, body: Body, date: int
) -> list[Edited]:
    """Change a post where it is talked about, too."""
    edited = []
    for place in discussions.of_posts(db, peer_id, (message_id,)):
        copy = posts.as_author_reads(db, *place)
        if copy is None:
            continue
        made = reworded(copy, body)
        group = channels.known(db, channel_of(place[0]))
        if group is not None:
            _check_files(db, group, before=copy.extras, after=made.extras)
        content = (made.text, pack_entities(made.entities), date, rows.flags(made))
        db.execute(_SQL.edit_body, (*place, *content, pack_extras(made.extras)))
        files.hold_edited(db, place, before=copy.extras, after=made.extras)
        publishing.settle_edited(db, place)
        edited.append(edited_post(db, posts.NOBODY, *place, date=date))
    return edited


def edited_copies(
    db: apsw.Connection, owner_id: int, message_id: int, *, date: int
) -> tuple[Edited, ...]:
    """Tell every mailbox that has the owner's message how it stands by now, the owner's first."""
    found = rows.fetch(db, _SQL.copies_of_message, (owner_id, message_id))
    copies = [polls.shown(db, (rows.message(row),))[0] for row in found]
    copies.sort(key=lambda copy: copy.owner_id != owner_id)
    return tuple(_edited(db, copy, date=date) for copy in copies)


def keep_extras(db: apsw.Connection, owner_id: int, message_id: int, extras: Extras | None) -> None:
    """What a message carries besides its words, in every mailbox that has it."""
    db.execute(_SQL.keep_extras, (owner_id, message_id, pack_extras(extras)))


def _edit_context(db: apsw.Connection, edit: Edit) -> EditContext:
    editor, peer = edit.editor_id, edit.peer_id
    if is_channel(peer):
        message = _to_edit(posts.message(db, editor, peer, edit.message_id))
        return EditContext(
            editor=people.known_account(db, editor),
            message=message,
            blocked_by_peer=False,
            channel=channels.seen_channels(db, editor, (peer,)).get(peer),
            speakers=speakers.behind(db, editor, message),
        )
    return EditContext(
        editor=people.known_account(db, editor),
        message=_to_edit(mailbox.message(db, editor, edit.message_id)),
        blocked_by_peer=editor != peer and people.blocks(db, editor, peer).by_peer,
        chat=people.seen_chat(db, editor, peer),
    )


def _to_edit(message: Message | None) -> Message | None:
    """None too for what is withheld from the editor: what stands in its place is not to be kept."""
    withheld = message is not None and message.held is not None and message.held.withheld
    return None if withheld else message


def _edited(db: apsw.Connection, copy: Message, *, date: int) -> Edited:
    return Edited(
        owner_id=copy.owner_id,
        pts=advance(db, copy.owner_id, kind=Kind.EDITED, date=date, message_id=copy.id),
        pts_count=1,
        message=copy,
        sees=people.seen_in(db, copy.owner_id, (copy,)),
    )


def delete_messages(
    db: apsw.Connection, owner_id: int, ids: Sequence[int], *, revoke: bool, date: int
) -> tuple[Deleted, ...]:
    """See `ports.store.MessageOperations.delete_messages`."""
    if revoke and rows.fetch(db, _SQL.not_to_be_revoked, (owner_id, people.as_json(ids))):
        raise errors.MessageDeleteForbidden
    statement = _SQL.all_copies if revoke else _SQL.own_copies
    gone = rows.fetch(db, statement, (owner_id, people.as_json(ids)))
    if not gone:
        pts = mailbox.current_pts(db, owner_id)
        return (Deleted(owner_id=owner_id, pts=pts, pts_count=0, ids=()),)
    return _take_away(db, gone, first=owner_id, date=date)


def delete_bodies(
    db: apsw.Connection, body_ids: Sequence[int], *, date: int
) -> tuple[Deleted, ...]:
    """Take messages from every mailbox that has them, whosever they are."""
    gone = rows.fetch(db, _SQL.copies_of_bodies, (people.as_json(body_ids),))
    return _take_away(db, gone, first=0, date=date) if gone else ()


def _take_away(
    db: apsw.Connection, gone: Sequence[rows.Row], *, first: int, date: int
) -> tuple[Deleted, ...]:
    """Drop copies as the statements name them; what became of the mailbox `first` comes first."""
    gone = [*gone, *discussions.copies_of(db, gone)]
    _discount_own(db, gone)
    db.executemany(_SQL.drop_copy, [(row[0], row[1]) for row in gone])
    orphans.drop(db, {row[2] for row in gone})
    _shrink_dialogs(db, gone)
    ids_of: dict[int, list[int]] = defaultdict(list)
    unread_of: Counter[int] = Counter()
    for owner, message_id, _, _, unread in gone:
        ids_of[owner].append(message_id)
        unread_of[owner] += unread
    owners = sorted(ids_of, key=lambda owner: owner != first)
    return tuple(
        _deleted(db, owner, tuple(ids_of[owner]), unread=unread_of[owner], date=date)
        for owner in owners
    )


def _discount_own(db: apsw.Connection, gone: Sequence[rows.Row]) -> None:
    """Posts of channels no longer count as unread ones of those who wrote them."""
    posts_of: dict[int, list[int]] = defaultdict(list)
    for owner, message_id, *_ in gone:
        if is_channel(owner):
            posts_of[owner].append(message_id)
    for peer_id, ids in posts_of.items():
        db.execute(_CHANNELS.own_unread_gone, (channel_of(peer_id), peer_id, people.as_json(ids)))


def repeat_deletion(db: apsw.Connection, owner_id: int, message_id: int, *, date: int) -> Deleted:
    """See `ports.store.MessageOperations.repeat_deletion`."""
    return _deleted(db, owner_id, (message_id,), unread=0, date=date)


def _shrink_dialogs(db: apsw.Connection, gone: Sequence[rows.Row]) -> None:
    messages = Counter((row[0], row[3]) for row in gone)
    unread = Counter((row[0], row[3]) for row in gone if row[4])
    db.executemany(
        _SQL.shrink_dialog,
        [(*dialog, count, unread[dialog]) for dialog, count in messages.items()],
    )
    for owner_id, _ in messages:
        if is_channel(owner_id):
            db.execute(_CHANNELS.newest_gone, (channel_of(owner_id), owner_id))


def _deleted(
    db: apsw.Connection, owner_id: int, ids: tuple[int, ...], *, unread: int, date: int
) -> Deleted:
    count = len(ids)
    pts = advance(
        db,
        owner_id,
        kind=Kind.DELETED,
        date=date,
        pts_count=count,
        unread_change=-unread,
        ids=ids,
    )
    return Deleted(owner_id=owner_id, pts=pts, pts_count=count, ids=ids)


def read_history(
    db: apsw.Connection, owner_id: int, peer_id: int, *, max_id: int, date: int
) -> tuple[ReadInbox, ReadOutbox | None]:
    """See `ports.store.MessageOperations.read_history`; `max_id` 0 or less reads everything."""
    inbox, span = _read(db, owner_id, peer_id, max_id=max_id, date=date)
    return inbox, None if span is None else _tell_peer(db, span, date=date)


def read_chat(
    db: apsw.Connection, owner_id: int, peer_id: int, *, max_id: int, date: int
) -> tuple[ReadInbox, tuple[ReadOutbox, ...]]:
    """See `ports.store.MessageOperations.read_chat`."""
    inbox, span = _read(db, owner_id, peer_id, max_id=max_id, date=date)
    if span is None:
        return inbox, ()
    told = []
    for writer_id, own_id in rows.fetch(db, _SQL.last_read_of_writers, span):
        if rows.fetch(db, _SQL.was_read_up_to, (writer_id, peer_id, own_id)):
            told.append(_read_by_peer(db, writer_id, peer_id, max_id=own_id, date=date))
    return inbox, tuple(told)


def _read(
    db: apsw.Connection, owner_id: int, peer_id: int, *, max_id: int, date: int
) -> tuple[ReadInbox, tuple[int, int, int, int] | None]:
    """The reader's part; and reader, peer and the ids between which they read, None for nothing."""
    row = db.execute(_SQL.dialog, (owner_id, peer_id)).fetchone()
    if row is None:
        pts = mailbox.current_pts(db, owner_id)
        nothing = ReadInbox(
            owner_id=owner_id, pts=pts, pts_count=0, peer_id=peer_id, max_id=0, still_unread=0
        )
        return nothing, None
    dialog = rows.dialog(row)
    before = dialog.read_inbox_max_id
    known = 0 < max_id <= dialog.top_id or rows.number(db, _SQL.is_gone, (owner_id, max_id))
    now = max_id if known else dialog.top_id
    cleared = dialog.unread_mark and dialogs.mark_unread(db, owner_id, peer_id, False)
    if now <= before:
        pts = mailbox.current_pts(db, owner_id)
        old = _read_inbox(owner_id, peer_id, pts=pts, max_id=before, unread=dialog.unread)
        return replace(old, mark_cleared=cleared), None
    span = (owner_id, peer_id, before, now)
    read = rows.number(db, _SQL.newly_read, span)
    db.execute(_SQL.read_up_to, (owner_id, peer_id, now, read))
    still_unread = dialog.unread - read
    pts = advance(
        db,
        owner_id,
        kind=Kind.READ_INBOX,
        date=date,
        unread_change=-read,
        message_id=now,
        peer_id=peer_id,
        still_unread=still_unread,
    )
    inbox = _read_inbox(owner_id, peer_id, pts=pts, max_id=now, unread=still_unread, pts_count=1)
    inbox = replace(inbox, folder_id=dialog.folder_id, mark_cleared=cleared)
    return inbox, span


def _read_inbox(
    owner_id: int, peer_id: int, *, pts: int, max_id: int, unread: int, pts_count: int = 0
) -> ReadInbox:
    return ReadInbox(
        owner_id=owner_id,
        pts=pts,
        pts_count=pts_count,
        peer_id=peer_id,
        max_id=max_id,
        still_unread=unread,
    )


def _tell_peer(
    db: apsw.Connection, span: tuple[int, int, int, int], *, date: int
) -> ReadOutbox | None:
    reader, peer = span[:2]
    row = db.execute(_SQL.last_read_of_peer, span).fetchone() if reader != peer else None
    if row is None:
        return None
    max_id: int = row[0]
    if not rows.fetch(db, _SQL.was_read_up_to, (peer, reader, max_id)):
        return None
    return _read_by_peer(db, peer, reader, max_id=max_id, date=date)


def _read_by_peer(
    db: apsw.Connection, writer_id: int, peer_id: int, *, max_id: int, date: int
) -> ReadOutbox:
    pts = advance(
        db, writer_id, kind=Kind.READ_OUTBOX, date=date, message_id=max_id, peer_id=peer_id
    )
    return ReadOutbox(owner_id=writer_id, pts=pts, pts_count=1, peer_id=peer_id, max_id=max_id)
