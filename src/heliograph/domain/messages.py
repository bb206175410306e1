"""Messages and what they are asked for with: the records."""

import hashlib

import msgspec

from heliograph.domain import errors
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chats import SeenChat
from heliograph.domain.citing import Text, first_author
from heliograph.domain.dialogs import Unsent
from heliograph.domain.entities import MENTION_NAME, Entity
from heliograph.domain.extras import Extras, FileMedia, Forward
from heliograph.domain.media import LiveEdit
from heliograph.domain.notifications import NO_SETTINGS, NotifySettings
from heliograph.domain.people import Account, Seen
from heliograph.domain.polls import Poll, PollState
from heliograph.domain.reactions import Reaction, Tally
from heliograph.domain.speaking import NOBODY_ELSE, Speakers
from heliograph.domain.threads import Replies
from heliograph.domain.topics import Topic
from heliograph.domain.withholding import Held

NO_ENTITIES: tuple[Entity, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The message of the sender's mailbox that a forward takes, and what it leaves behind.

    `group` is the random_id of the first message that is forwarded with it.
    """

    peer_id: int
    message_id: int
    drop_author: bool = False
    drop_captions: bool = False
    group: int = 0


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks to send. `random_id` makes a repeat return the first result.

    `reply_to_id` is an id in the sender's mailbox; `date` is Unix seconds, taken when asked.
    `clear_draft` ends what was begun in the dialog, which is no part of the message.
    `one_sided` leaves the sender without a copy: it is told of them, not by them. `reply_peer_id`
    is the dialog of the replied-to message, None for the one it is sent to. What is forwarded is
    all in `source`. `due` is when a scheduled message is to be sent, 0 for one sent at once;
    `claim` then is the fingerprint of what was asked. A `poll` is asked anew. `thread_id` is the
    topic of a forum that it is sent to, 0 for that of what it answers, or for General.
    """

    sender_id: int
    recipient_id: int
    random_id: int
    text: str
    entities: tuple[Entity, ...] = ()
    reply_to_id: int | None = None
    silent: bool = False
    noforwards: bool = False
    date: int
    one_sided: bool = False
    clear_draft: bool = False
    extras: Extras | None = None
    reply_peer_id: int | None = None
    source: Source | None = None
    due: int = 0
    poll: Poll | None = None
    claim: bytes = b""
    send_as: int | None = None
    thread_id: int = 0

    def check_repeat(self, fingerprint: bytes) -> None:
        """RANDOM_ID_DUPLICATE unless what was sent under the same random_id was the same."""
        if fingerprint != self.fingerprint():
            raise errors.RandomIdDuplicate

    def fingerprint(self) -> bytes:
        """Tells a repeat from other content under the same random_id.

        Flags that only concern the sender's drafts and client don't count.
        """
        if self.claim:
            return self.claim
        flags = (self.silent, self.noforwards)
        intent: tuple[object, ...]
        intent = (self.recipient_id, self.text, self.entities, self.reply_to_id, flags)
        beyond = (self.extras, self.reply_peer_id, self.source, self.due, self.poll)
        if any(beyond):
            intent += beyond
        if self.send_as is not None:
            intent += (self.send_as,)
        if self.thread_id:
            intent += (("thread", self.thread_id),)
        return hashlib.blake2b(msgspec.msgpack.encode(intent), digest_size=16).digest()


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The content both copies share; an `action` is what happened, in the place of a text.

    `as_chat` says it in the name of the group or channel, as every `post` of a channel is said.
    """

    sender_id: int
    date: int
    text: str
    entities: tuple[Entity, ...] = ()
    silent: bool = False
    noforwards: bool = False
    action: str | None = None
    extras: Extras | None = None
    poll: Poll | None = None
    as_chat: bool = False
    post: bool = False


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it stands in one mailbox: the ids are that mailbox's own.

    `action` is the TL constructor's name without `messageAction`, None for a message of words;
    `extras` is None for a plain text; `edit_hidden` has clients show nothing of an `edit_date`;
    `unopened` says that its recipient has not looked at or listened to what it shows.
    `calls_owner` says that it names the owner or answers them in a group, `unheeded` that they
    have not looked at it since. `as_chat` and `post` are as in `Body`. A channel's message has one
    id for everybody; there `owner_id` is who looks at it, 0 for nobody in particular, and a `tally`
    stands for its reactions. `sender_id` is a channel's peer where its post came by itself to the
    group beside it. `replies` tells of what is said about it, None where nobody can or did. `held`
    is what decisions hold of it, for whomever: None for almost all.
    """

    owner_id: int
    id: int
    peer_id: int
    sender_id: int
    date: int
    text: str
    entities: tuple[Entity, ...] = ()
    edit_date: int | None = None
    edit_hidden: bool = False
    reply_to_id: int | None = None
    silent: bool = False
    noforwards: bool = False
    action: str | None = None
    extras: Extras | None = None
    pinned: bool = False
    unopened: bool = False
    reactions: tuple[Reaction, ...] = ()
    tally: Tally | None = None
    poll: PollState | None = None
    calls_owner: bool = False
    unheeded: bool = False
    as_chat: bool = False
    post: bool = False
    views: int = 0
    forwards: int = 0
    replies: Replies | None = None
    held: Held | None = None

    @property
    def author_id(self) -> int:
        """Who is shown to have said it: the peer where it was said in the name of that, or the
        channel in whose name it was."""
        if not self.as_chat:
            return self.sender_id
        return (self.extras.speaker_id if self.extras is not None else 0) or self.peer_id

    @property
    def out(self) -> bool:
        return self.sender_id == self.owner_id

    @property
    def hidden(self) -> bool:
        """Whether nobody but its author is shown it at the moment."""
        return self.held is not None and self.held.hidden

    @property
    def mentioned(self) -> list[int]:
        """The accounts that the message names by id: in its text, in what it carries."""
        named = [entity.number for entity in self.entities if entity.kind == MENTION_NAME]
        if self.extras is not None:
            named += self.extras.names
        if self.poll is not None:
            named += self.poll.recent_ids
            named += [one.added_by for one in self.poll.poll.answers if one.added_by]
        if self.reactions:
            named += [reaction.account_id for reaction in self.reactions]
        if self.tally is not None:
            named += [reaction.peer_id for reaction in self.tally.latest]
        if self.replies is not None:
            named += self.replies.names
        return named

    def shows(self, account_id: int) -> bool:
        """Whether whoever reads the message is shown the account with it."""
        return account_id in (self.owner_id, self.peer_id, self.author_id, *self.mentioned)


class Cited(msgspec.Struct, frozen=True):
    """A message of the sender's mailbox that a new one cites; `author` as the sender sees them.

    `kept` says that it is not to be passed on: by its own mark, or because its chat is protected.
    """

    message: Message
    author: Seen
    kept: bool = False

    @property
    def text(self) -> Text:
        return Text(self.message.text, self.message.entities)

    @property
    def forward(self) -> Forward:
        """Who first wrote it, as a message that tells of it says."""
        extras = self.message.extras
        earlier = extras.forward if extras is not None else None
        if earlier is None and self.message.as_chat:
            return Forward(
                date=self.message.date,
                from_id=self.message.author_id,
                channel_post=self.message.id if self.message.post else 0,
                signature=extras.signature if extras is not None else "",
            )
        return first_author(self.author, date=self.message.date, earlier=earlier)


class SendContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows a private message is decided on: true at the moment it commits.

    `recipient` is the recipient as the sender sees them and None if there is no such account;
    `blocked_by_recipient` is the recipient's choice; `was_written_to` says that the recipient has
    a dialog with the sender, and is only looked up if that matters; `reply_known` says that the
    replied-to message is in the sender's mailbox, in this dialog. `ttl_period` is the dialog's
    timer in seconds, 0 for none. `reply` is the replied-to message, looked up only for a quote and
    where it is of another dialog; `source` the one to forward. Both are None if there is none.
    `posted` is when the sender last wrote in the `channel`, but for what goes along with this, or
    anybody did where that is what counts; `posted_anywhere` when they did in any channel, looked up
    only if that matters;
    `speakers` are those in whose name they may write there, `topic` is where in it, None for one
    that is gone and for what is no forum.
    """

    sender: Seen
    recipient: Seen | None
    blocked_by_recipient: bool
    was_written_to: bool = False
    reply_known: bool
    ttl_period: int = 0
    reply: Cited | None = None
    source: Cited | None = None
    chat: SeenChat | None = None
    channel: SeenChannel | None = None
    posted: int = 0
    posted_anywhere: int = 0
    speakers: Speakers = NOBODY_ELSE
    topic: Topic | None = None


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What an author asks to change; without a text both it and its entities stay as they are.

    `live` is where the sender of a live location is by now, `media` the file that takes the place
    of what the message showed.
    """

    editor_id: int
    peer_id: int
    message_id: int
    text: str | None
    entities: tuple[Entity, ...] = ()
    date: int
    live: LiveEdit | None = None
    media: FileMedia | None = None
    invert_media: bool = False


class EditContext(msgspec.Struct, frozen=True, kw_only=True):
    """The rows an edit is decided on: true at the moment it commits.

    `message` is the editor's copy, None if there is none; `blocked_by_peer` is the choice of the
    peer the edit names, `chat` the group that it is. `speakers` are those in whose name the editor
    may write there, looked up only for what stands in the name of another channel.
    """

    editor: Account
    message: Message | None
    blocked_by_peer: bool
    chat: SeenChat | None = None
    channel: SeenChannel | None = None
    speakers: Speakers = NOBODY_ELSE


class Dialog(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the dialog list, with what its owner set for its notifications.

    `folder_id` 1 is the archive; `ttl_period` is after how many seconds what is sent now goes.
    `unread_reactions` and `unread_votes` count messages with some that the owner has not seen,
    `unread_mentions` those that name or answer the owner. `pts` is where a channel is.
    """

    owner_id: int
    peer_id: int
    top_id: int
    read_inbox_max_id: int = 0
    read_outbox_max_id: int = 0
    unread: int = 0
    unread_reactions: int = 0
    unread_votes: int = 0
    unread_mentions: int = 0
    notify: NotifySettings = NO_SETTINGS
    folder_id: int = 0
    pinned: bool = False
    unread_mark: bool = False
    ttl_period: int = 0
    as_messages: bool = False
    unsent: Unsent | None = None
    pts: int = 0


class BoxState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a mailbox stands. `date` is that of its last event, `unread` counts messages."""

    pts: int
    qts: int = 0
    date: int
    unread: int = 0
