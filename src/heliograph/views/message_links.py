"""Links to what is said in channels.

https://core.telegram.org/api/links#message-links
"""

from heliograph.domain.channels import Channel
from heliograph.domain.extras import NO_EXTRAS
from heliograph.domain.messages import Message


def post_link(
    channel: Channel,
    message: Message,
    *,
    whole_album: bool,
    in_thread: bool = False,
    prefix: str,
) -> str:
    """A link to one message, or with `whole_album` to all that were sent together with it; with
    `in_thread` to where it stands in its topic or thread, if it is in one.

    It begins with `prefix`. Only who is in it can follow one into a channel without a name.
    """
    place = channel.username if channel.public else f"c/{channel.id}"
    extras = message.extras or NO_EXTRAS
    asked = ["single"] if extras.grouped_id and not whole_album else []
    if in_thread and extras.topic:
        place += f"/{extras.thread_id}"
    elif in_thread and extras.thread_id:
        asked.append(f"thread={extras.thread_id}")
    query = "?" + "&".join(asked) if asked else ""
    return f"{prefix}{place}/{message.id}{query}"
