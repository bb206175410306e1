"""Private messages: the records, and the rules for composing them."""

import hashlib

import msgspec
from msgspec.structs import replace

from heliograph.domain import channel_messages, errors
from heliograph.domain.captions import check_words
from heliograph.domain.channels import SeenChannel
from heliograph.domain.chat_messages import check_content, check_may_post
from heliograph.domain.chats import SeenChat
from heliograph.domain.citing import Text, cut_quote, first_author, shown_in_reply
from heliograph.domain.dialogs import Unsent
from heliograph.domain.entities import MENTION_NAME, Entity
from heliograph.domain.extras import NO_EXTRAS, Extras, FileMedia, Forward, ReplyOrigin
from heliograph.domain.fleeting import check_fleeting
from heliograph.domain.media import LiveEdit, check_media, without_doers
from heliograph.domain.notifications import NO_SETTINGS, NotifySettings
from heliograph.domain.people import Account, Seen, is_bot
from heliograph.domain.polls import Poll, PollLimits, PollState, compose_poll
from heliograph.domain.reactions import Reaction, Tally
from heliograph.domain.speaking import NOBODY_ELSE, Speakers, Voice, voice
from heliograph.domain.threads import Replies
from heliograph.domain.topics import Topic, check_may_write
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
    peer the edit names, `chat` the group that it is.
    """

    editor: Account
    message: Message | None
    blocked_by_peer: bool
    chat: SeenChat | None = None
    channel: SeenChannel | None = None


class MessageLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Telegram's published limits; text lengths count UTF-16 units."""

    text_length: int = 4096
    entities: int = 100
    edit_window_s: int = 48 * 3600
    polls: PollLimits = PollLimits()


def check_bot_may_write(recipient: Seen, *, was_written_to: bool) -> None:
    """USER_IS_BOT, or PEER_ID_INVALID for who has not written first: bots begin no dialog."""
    if recipient.is_self:
        return
    if is_bot(recipient.account.id):
        raise errors.UserIsBot
    if not was_written_to:
        raise errors.PeerIdInvalid


def check_may_send(draft: Draft, context: SendContext) -> None:
    """Whatever may keep a message out, whatever it says."""
    context.sender.account.check_enabled()
    if context.channel is not None:
        channel_messages.check_may_post(context.channel, now=draft.date)
        due = max(draft.date, draft.due)
        account, posted = context.sender.account, context.posted_anywhere
        channel_messages.check_speaker(account, posted=posted, now=due)
        answers = draft.reply_to_id is not None and draft.reply_peer_id is None
        channel_messages.check_joins_in(context.channel, answers=answers)
        if context.channel.channel.forum:
            if context.topic is None:
                raise errors.TopicDeleted
            check_may_write(context.channel, context.topic)
        # What waits until it is due has waited long enough then, or is put off once more.
        channel_messages.check_pace(context.channel, posted=context.posted, now=due)
        if draft.source is not None and draft.source.group not in (0, draft.random_id):
            channel_messages.check_alone(context.channel)
    elif context.chat is not None:
        check_may_post(context.chat, now=draft.date)
    else:
        _check_recipient(draft, context)
    if draft.random_id == 0:
        raise errors.RandomIdEmpty
    if draft.reply_to_id is not None and not context.reply_known:
        raise errors.ReplyMessageIdInvalid


def _check_recipient(draft: Draft, context: SendContext) -> None:
    recipient = context.recipient
    if recipient is None:
        raise errors.PeerIdInvalid
    if recipient.account.disabled or recipient.account.deleted:
        raise errors.InputUserDeactivated
    if context.blocked_by_recipient:
        raise errors.UserIsBlocked
    if is_bot(draft.sender_id):
        check_bot_may_write(recipient, was_written_to=context.was_written_to)
    if recipient.blocked:
        raise errors.YouBlockedUser
    if not recipient.may_write and not context.was_written_to:
        raise errors.PrivacyPremiumRequired


def compose_private(draft: Draft, context: SendContext, limits: MessageLimits) -> Body:
    """The body to store, or the refusal.

    https://core.telegram.org/method/messages.sendMessage
    """
    check_may_send(draft, context)
    extras = draft.extras
    media = extras.media if extras is not None else None
    if extras is not None and media is not None:
        check_fleeting(
            media,
            sender_id=draft.sender_id,
            recipient_id=draft.recipient_id,
            alone=not draft.due and not extras.grouped_id,
        )
        extras = replace(extras, media=check_media(media))
    text, entities = check_words(
        draft.text,
        draft.entities,
        media=media,
        text_length=limits.text_length,
        entities_max=limits.entities,
    )
    if context.reply is not None:
        extras = _replying(draft, context.reply, extras or NO_EXTRAS)
    group = context.chat or context.channel
    if group is not None:
        check_content(group, extras, now=draft.date)
    said = spoken_as(draft, context)
    extras = signed(extras, context, said)
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text=text,
        entities=entities,
        silent=draft.silent,
        noforwards=draft.noforwards,
        extras=timed(extras, context.ttl_period),
        poll=_asked(draft, limits),
        as_chat=said.as_chat,
        post=said.post,
    )


def spoken_as(draft: Draft, context: SendContext) -> Voice:
    """In whose name it is said; but in channels all speak for themselves. SEND_AS_PEER_INVALID."""
    seen = context.channel
    if seen is not None:
        return voice(seen, context.speakers, asked=draft.send_as)
    if draft.send_as not in (None, draft.sender_id):
        raise errors.SendAsPeerInvalid
    return Voice()


def signed(extras: Extras | None, context: SendContext, said: Voice) -> Extras | None:
    """What a message carries, with the name of its author where a channel says who wrote posts, or
    the channel in whose name it is said."""
    if said.speaker_id:
        return replace(extras or NO_EXTRAS, speaker_id=said.speaker_id)
    if context.channel is None or not context.channel.channel.signatures:
        return extras
    names = (name for name in context.sender.names if name)
    return replace(extras or NO_EXTRAS, signature=" ".join(names))


def _asked(draft: Draft, limits: MessageLimits) -> Poll | None:
    if draft.poll is None:
        return None
    return compose_poll(draft.poll, creator_id=draft.sender_id, now=draft.date, limits=limits.polls)


def _replying(draft: Draft, reply: Cited, extras: Extras) -> Extras:
    """What a reply says of the message it quotes, or of one that the recipient has not got.

    https://core.telegram.org/api/replies
    """
    quote = cut_quote(extras.quote, reply.text) if extras.quote is not None else None
    if draft.reply_peer_id is None:
        return replace(extras, quote=quote)
    if reply.kept:
        raise errors.ChatForwardsRestricted
    media = reply.message.extras.media if reply.message.extras is not None else None
    origin = ReplyOrigin(forward=reply.forward, media=without_doers(media))
    return replace(extras, quote=quote or shown_in_reply(reply.text), reply_origin=origin)


def timed(extras: Extras | None, ttl_period: int) -> Extras | None:
    """What a message carries in a dialog whose messages go after `ttl_period` seconds."""
    if not ttl_period:
        return extras
    return replace(extras or NO_EXTRAS, ttl_period=ttl_period)


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
    unsent: Unsent | None = None
    pts: int = 0


class BoxState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a mailbox stands. `date` is that of its last event, `unread` counts messages."""

    pts: int
    qts: int = 0
    date: int
    unread: int = 0
