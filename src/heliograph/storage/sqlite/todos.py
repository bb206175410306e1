"""To-do lists: changed for whoever has the message."""

from collections.abc import Callable

import apsw
from msgspec.structs import replace

from heliograph.domain.channel_log import MessageEdited
from heliograph.domain.extras import NO_EXTRAS, Extras
from heliograph.domain.message_changes import Edited
from heliograph.domain.messages import Body
from heliograph.domain.peers import channel_of, is_channel
from heliograph.domain.shared_media import SharedContext
from heliograph.domain.todo_changes import TodoOutcome
from heliograph.domain.todos import TodoRequest
from heliograph.storage.sqlite import (
    changing,
    channel_log,
    discussions,
    kept,
    posts,
    shared_media,
    telling,
)


def change_todo(
    db: apsw.Connection,
    request: TodoRequest,
    decide: Callable[[TodoRequest, SharedContext], tuple[Extras, Body | None]],
) -> TodoOutcome:
    """See `ports.todo_store.TodoOperations.change_todo`."""
    owner, peer = request.account_id, request.peer_id
    kept.before_change(db, owner, peer, request.message_id)
    context = shared_media.context(db, owner, peer, message_id=request.message_id)
    extras, body = decide(request, context)
    if request.added:
        shared_media.has_added(db, owner, context, date=request.date)
    if is_channel(peer):
        parts = _changed_post(db, request, context, extras)
    else:
        changing.keep_extras(db, owner, request.message_id, extras)
        parts = changing.edited_copies(db, owner, request.message_id, date=request.date)
    if body is None:
        return TodoOutcome(parts=parts)
    sent = telling.tell(
        db, body, peer_id=peer, reply_to_id=request.message_id, random_id=request.random_id
    )
    return TodoOutcome(parts=parts, sent=sent)


def _changed_post(
    db: apsw.Connection, request: TodoRequest, context: SharedContext, extras: Extras
) -> tuple[Edited, ...]:
    """A list in a supergroup or channel, and of a post also where that is talked about."""
    peer, message_id, date = request.peer_id, request.message_id, request.date
    changing.keep_extras(db, peer, message_id, extras)
    made = [changing.edited_post(db, request.account_id, peer, message_id, date=date)]
    if request.whole is not None and context.message is not None:
        told = MessageEdited(before=context.message, after=made[0].message)
        channel_log.note(db, channel_of(peer), request.account_id, [told], date=date)
    for place in discussions.of_posts(db, peer, (message_id,)):
        copy = posts.as_author_reads(db, *place)
        if copy is None:
            continue
        kept_extras = replace(copy.extras or NO_EXTRAS, media=extras.media)
        changing.keep_extras(db, *place, kept_extras)
        made.append(changing.edited_post(db, posts.NOBODY, *place, date=date))
    return tuple(made)
