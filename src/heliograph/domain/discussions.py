"""What a channel's post becomes in the group in which it is talked about.

https://core.telegram.org/api/discussion
"""

from msgspec.structs import replace

from heliograph.domain.channels import Channel
from heliograph.domain.composing import timed
from heliograph.domain.extras import NO_EXTRAS, Extras, Forward
from heliograph.domain.messages import Body, Message


def carried(channel: Channel, group: Channel, post: Message, body: Body) -> Body:
    """The body of a post in the group: the channel says it there, and it names the post.

    That all of a channel is protected is no part of a post: it holds for what came to the group as
    long as it does for the channel.
    """
    extras = body.extras or NO_EXTRAS
    forward = extras.forward or Forward(
        date=post.date,
        from_id=channel.peer_id,
        channel_post=post.id,
        signature=extras.signature,
    )
    forward = replace(forward, saved_from_peer=channel.peer_id, saved_from_msg_id=post.id)
    kept = Extras(
        media=extras.media,
        forward=forward,
        via_bot_id=extras.via_bot_id,
        grouped_id=extras.grouped_id,
        invert_media=extras.invert_media,
    )
    return Body(
        sender_id=channel.peer_id,
        date=post.date,
        text=body.text,
        entities=body.entities,
        silent=body.silent,
        noforwards=body.noforwards,
        extras=timed(kept, group.ttl_period),
    )


def reworded(copy: Message, post: Body) -> Body:
    """What came to the group, as the post says it by now."""
    new = post.extras or NO_EXTRAS
    extras = replace(copy.extras or NO_EXTRAS, media=new.media, invert_media=new.invert_media)
    return Body(
        sender_id=copy.sender_id,
        date=copy.date,
        text=post.text,
        entities=post.entities,
        silent=copy.silent,
        noforwards=post.noforwards,
        extras=extras,
    )
