"""What a change of a channel shows, whom it names and who sees it otherwise than the others."""

from msgspec.structs import replace

from heliograph.delivery.channel_queue import Told
from heliograph.delivery.choices import without_choices
from heliograph.domain.events import (
    ChannelReshaped,
    MailboxAdvanced,
    MailboxChange,
    MessageArrived,
    PostPollChanged,
    PostReacted,
    TopicsPinned,
)
from heliograph.domain.message_changes import Edited
from heliograph.domain.messages import Message
from heliograph.domain.peers import is_chat
from heliograph.tl import types
from heliograph.views.topics import pinned_update

_NOBODY = 0


def shape_update(event: ChannelReshaped | TopicsPinned) -> types.TypeUpdate:
    """What is told of a channel's looks, which is the same for everybody."""
    if isinstance(event, TopicsPinned):
        return pinned_update(event)
    return types.UpdateChannel(channel_id=event.channel.id)


def shown_in(event: Told) -> Message | None:
    """The message that is shown with an event; pins and deletions name no more than ids."""
    if isinstance(event, PostPollChanged | PostReacted):
        return event.message
    if isinstance(event, MailboxAdvanced) and isinstance(event.change, MessageArrived | Edited):
        return event.change.message
    return None


def is_withheld(message: Message) -> bool:
    """Whether a decision keeps it from its viewer."""
    return message.held is not None and message.held.withheld


def shown_to(change: MailboxChange) -> int:
    """Who sees the message as it stands in a change: whoever made that."""
    return change.message.owner_id if isinstance(change, MessageArrived | Edited) else _NOBODY


def concerned_by(change: MailboxChange) -> frozenset[int]:
    """Who sees a change otherwise than everybody else does."""
    if not isinstance(change, MessageArrived | Edited):
        return frozenset()
    return frozenset((change.message.sender_id, change.message.owner_id, *change.called))


def as_seen_by(change: MailboxChange, viewer_id: int) -> MailboxChange:
    """A change with the message as it is for one viewer."""
    if not isinstance(change, MessageArrived | Edited):
        return change
    message = change.message
    seen = replace(
        message,
        owner_id=viewer_id,
        calls_owner=viewer_id in change.called,
        unheeded=viewer_id in change.unheeded,
    )
    if viewer_id != message.owner_id:
        seen = without_choices(seen)
    return replace(change, message=seen)


def shows_files(change: MailboxChange) -> bool:
    """Whether it shows files, of which each account has its own references."""
    if not isinstance(change, MessageArrived | Edited):
        return False
    extras = change.message.extras
    return extras is not None and extras.shows_files


def names_a_group(change: MailboxChange) -> bool:
    """Whether it shows the basic group that a supergroup was, or a channel in whose name it is
    said: to each as what they are there."""
    if not isinstance(change, MessageArrived | Edited):
        return False
    message = change.message
    if message.author_id < 0 and message.author_id != message.peer_id:
        return True
    return isinstance(change, MessageArrived) and any(map(is_chat, message.mentioned))


def named_in(change: MailboxChange) -> list[int]:
    """Whom a session must know to show it; the channel first."""
    named = [change.owner_id]
    if isinstance(change, MessageArrived | Edited):
        message: Message = change.message
        named += [message.author_id, *message.mentioned]
    return list(dict.fromkeys(named))
