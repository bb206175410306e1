"""Sending, editing, deleting and reading private messages."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from heliograph.actions.app import App
from heliograph.actions.dialogs import tell_mark, tell_timer, tell_unsent
from heliograph.actions.file_copies import apart, edit_apart
from heliograph.actions.mailbox_events import carried_changes, sent_changes, tell_changes
from heliograph.domain.account_events import UnsentChanged
from heliograph.domain.chats import Shown
from heliograph.domain.composing import compose_private
from heliograph.domain.editing import compose_edit
from heliograph.domain.events import MailboxChange, Origin
from heliograph.domain.forwarding import compose_forward
from heliograph.domain.media import thrown
from heliograph.domain.message_changes import Deleted, Edited, ReadInbox, ReadOutbox, Sent
from heliograph.domain.messages import Body, Draft, Edit, SendContext
from heliograph.domain.peers import box_of, is_channel, is_chat
from heliograph.domain.proximity import alert
from heliograph.domain.service import compose_screenshot

_RANDOM_ID_BYTES = 8


def new_random_id(app: App) -> int:
    """What a message that no client sends is told apart by; never 0, which names none."""
    return int.from_bytes(app.random.token(_RANDOM_ID_BYTES), "little", signed=True) or 1


async def send_private(app: App, draft: Draft, *, origin: Origin | None) -> Sent:
    """Make a message durable in both mailboxes, then tell both sides.

    A repeat of a `random_id` gives the first message and tells nobody again, unless it was deleted
    since: then the sender's clients are told so once more.
    """
    async with apart(app, [draft]) as (own,):
        sent = await app.store.append_private(own, decide=partial(compose, app))
    _note_forward(app, draft)
    return await tell_sent(app, sent, origin)


def _note_forward(app: App, draft: Draft) -> None:
    """Have whoever looks at a post see that it was passed on once more."""
    if draft.source is not None and is_channel(draft.source.peer_id):
        app.post_views.forward((draft.source.peer_id, draft.source.message_id))


async def send_together(
    app: App, drafts: Sequence[Draft], *, origin: Origin | None
) -> Sequence[Sent]:
    """As `send_private`, for an album or for messages that are forwarded: all or none of them.

    Forwards of what is gone are left out; MESSAGE_ID_INVALID if all are.
    """
    async with apart(app, drafts) as own:
        many = await app.store.append_all(own, decide=partial(compose, app))
    for draft in drafts:
        _note_forward(app, draft)
    return [await tell_sent(app, sent, origin) for sent in many]


async def tell_screenshot(app: App, draft: Draft, *, origin: Origin | None) -> Sent:
    """As `send_private`, for what tells that somebody keeps a picture of the chat."""
    sent = await app.store.append_private(draft, decide=compose_screenshot)
    return await tell_sent(app, sent, origin)


def compose(app: App, draft: Draft, context: SendContext) -> Body:
    """The body of what somebody sends or forwards now, or the refusal; dice fall here."""
    return throw(app, compose_unthrown(app, draft, context))


def compose_unthrown(app: App, draft: Draft, context: SendContext) -> Body:
    """As `compose`, with dice that fall when the message is sent."""
    if draft.source is not None:
        return compose_forward(draft, context)
    return compose_private(draft, context, app.message_limits)


def throw(app: App, body: Body) -> Body:
    """The body with its dice fallen."""
    if body.extras is None:
        return body
    return replace(body, extras=thrown(body.extras, below=app.random.below))


async def tell_sent(app: App, sent: Sent, origin: Origin | None) -> Sent:
    """Tell both sides of what is durable; a repeat has been told before."""
    if sent.repeated:
        return await _say_deleted(app, sent, origin) if sent.deleted else sent
    tell_changes(app, sent_changes(sent), origin=origin)
    # The answer to a post says nothing of the group that it came to.
    tell_changes(app, carried_changes(sent), origin=None)
    owner_id, peer_id = sent.message.owner_id, sent.message.peer_id
    if sent.timer:
        # No answer to a message says it: also the session that sent it is told.
        tell_timer(app, (owner_id, peer_id), sent.timer, origin=None)
    if sent.draft_cleared is not None:
        ended = UnsentChanged(
            peer_id=peer_id, unsent=None, date=sent.message.date, topic_id=sent.draft_cleared
        )
        tell_unsent(app, owner_id, ended, sees=sent.sender_sees, origin=origin)
    return sent


async def _say_deleted(app: App, sent: Sent, origin: Origin | None) -> Sent:
    """Give the repeat the deletion that must follow its message.

    TDLib and Android put the message back at its `updateMessageID` and heed a deletion only if its
    pts is news to them, so it takes a pts of its own.
    """
    gone = sent.message
    box_id = box_of(gone.owner_id, gone.peer_id)
    deletion = await app.store.repeat_deletion(box_id, gone.id, date=app.clock.now())
    tell_changes(app, [deletion], origin=origin)
    return replace(sent, deletion=deletion)


async def edit_message(app: App, edit: Edit, *, origin: Origin | None) -> Edited:
    """Change a message in every mailbox that has it; gives the editor's part."""
    decide = partial(compose_edit, limits=app.message_limits)
    async with edit_apart(app, edit) as own:
        parts = await app.store.edit_message(own, decide=decide)
    tell_changes(app, parts[:1], origin=origin)
    # The answer tells of no other mailbox.
    tell_changes(app, parts[1:], origin=None)
    return parts[0]


async def move_location(
    app: App, edit: Edit, *, origin: Origin | None
) -> tuple[Sequence[MailboxChange], Sequence[Shown]]:
    """Change a live location as `edit_message` does, and tell the chat whom it has come near.

    Gives what became of the editor's own mailbox, in its order, and everybody named in it.
    """
    decide = partial(compose_edit, limits=app.message_limits)
    outcome = await app.store.move_location(
        edit, random_id=new_random_id(app), decide=decide, alert=alert
    )
    made = [*outcome.parts, *sent_changes(outcome.sent)]
    told = tell_changes(app, made, origin=origin)
    own = [change for change in told if change.owner_id == edit.editor_id]
    return own, outcome.parts[0].sees


async def delete_messages(
    app: App, owner_id: int, ids: Sequence[int], *, revoke: bool, origin: Origin | None
) -> Deleted:
    """Take messages from the owner's mailbox, and with `revoke` from everybody's."""
    date = app.clock.now()
    parts = await app.store.delete_messages(owner_id, ids, revoke=revoke, date=date)
    tell_changes(app, parts, origin=origin)
    return parts[0]


async def read_history(
    app: App, owner_id: int, peer_id: int, *, max_id: int, origin: Origin | None
) -> ReadInbox:
    """Mark a dialog read up to `max_id` (0: all of it); the sender learns of it."""
    date = app.clock.now()
    told: tuple[ReadOutbox, ...]
    if is_chat(peer_id):
        mine, told = await app.store.read_chat(owner_id, peer_id, max_id=max_id, date=date)
    else:
        mine, theirs = await app.store.read_history(owner_id, peer_id, max_id=max_id, date=date)
        told = () if theirs is None else (theirs,)
    tell_changes(app, [mine], origin=origin)
    if mine.mark_cleared:
        tell_mark(app, owner_id, peer_id, unread=False, origin=origin)
    tell_changes(app, told, origin=origin)
    return mine
