"""What people choose in channels' messages, told to each as far as it is theirs."""

from msgspec.structs import replace

from heliograph.domain.account_events import MessageReactionsChanged, PollChanged
from heliograph.domain.events import PostPollChanged, PostReacted
from heliograph.domain.messages import Message
from heliograph.tl import types


def chosen_in(message: Message, viewer_id: int, chosen: tuple[str, ...]) -> Message:
    """A channel's message as somebody sees it who chose these reactions to it."""
    tally = message.tally
    if tally is not None:
        tally = replace(tally, mine=chosen)
    return replace(message, owner_id=viewer_id, tally=tally)


def opinion(event: PostPollChanged | PostReacted) -> PollChanged | MessageReactionsChanged:
    """What an event says of a message, without who is told."""
    if isinstance(event, PostReacted):
        return MessageReactionsChanged(message=event.message)
    return PollChanged(message=event.message)


def without_choices(message: Message) -> Message:
    """Without what somebody else has chosen in it, and how far they read what is said about it."""
    poll, tally, replies = message.poll, message.tally, message.replies
    if tally is not None:
        tally = replace(tally, mine=())
    if poll is not None:
        poll = replace(poll, chosen=())
    if replies is not None:
        replies = replace(replies, read_max_id=0)
    return replace(message, tally=tally, poll=poll, replies=replies)


def leave_out_choices(made: types.TypeUpdate) -> None:
    """Say of a poll, and of reactions, that what the reader chose is not in it.

    https://core.telegram.org/constructor/pollResults
    """
    if isinstance(made, types.UpdateNewChannelMessage | types.UpdateEditChannelMessage):
        media = getattr(made.message, "media", None)
        if isinstance(media, types.MessageMediaPoll):
            media.results.min = True
        reactions = getattr(made.message, "reactions", None)
        if reactions is not None:
            reactions.min = True
