"""Links to what is said in channels.

https://core.telegram.org/api/links#message-links
"""

from heliograph.domain.channels import Channel
from heliograph.domain.messages import Message


def post_link(channel: Channel, message: Message, *, whole_album: bool, prefix: str) -> str:
    """A link to one message, or with `whole_album` to all that were sent together with it.

    It begins with `prefix`. Only who is in it can follow one into a channel without a name.
    """
    place = channel.username if channel.public else f"c/{channel.id}"
    of_album = message.extras is not None and bool(message.extras.grouped_id)
    alone = "?single" if of_album and not whole_album else ""
    return f"{prefix}{place}/{message.id}{alone}"
