"""Loading what a change of a list or a poll is decided on that others than its author may make."""

import apsw

from heliograph.domain.channels import SeenChannel
from heliograph.domain.peers import is_channel
from heliograph.domain.shared_media import SharedContext
from heliograph.domain.topics import topic_of
from heliograph.storage.sqlite import channels, mailbox, paces, people, posts, speakers, topic_rows


def context(
    db: apsw.Connection, account_id: int, peer_id: int, *, message_id: int
) -> SharedContext:
    """The asker's copy of a message of their dialog, and what they may do there."""
    account = people.known_account(db, account_id)
    if is_channel(peer_id):
        message = posts.message(db, account_id, peer_id, message_id)
        seen = channels.seen_channels(db, account_id, (peer_id,)).get(peer_id)
        topic = None
        if seen is not None and seen.channel.forum and message is not None:
            topic = topic_rows.known(db, seen.channel.id, topic_of(message.extras))
        return SharedContext(
            account=account,
            message=message,
            group=seen,
            speakers=speakers.behind(db, account_id, message),
            topic=topic,
            posted=0 if seen is None else paces.posted_by(db, account_id, seen.channel),
            posted_anywhere=paces.posted_anywhere(db, account),
        )
    return SharedContext(
        account=account,
        message=mailbox.message(db, account_id, message_id),
        blocks=people.blocks(db, account_id, peer_id),
        peer_gone=people.is_gone(db, peer_id),
        group=people.seen_chat(db, account_id, peer_id),
    )


def has_added(db: apsw.Connection, account_id: int, context: SharedContext, *, date: int) -> None:
    """Have what somebody says next wait after what they added, where they have to."""
    if isinstance(context.group, SeenChannel):
        paces.has_written(db, account_id, context.group.channel.id, date=date)
