"""Scheduled messages: what waits to be sent, when, and how much of it there may be.

https://core.telegram.org/api/scheduled-messages
"""

import msgspec
from msgspec.structs import replace

from heliograph.domain import errors
from heliograph.domain.asked_polls import begun
from heliograph.domain.captions import check_words
from heliograph.domain.chat_messages import check_content
from heliograph.domain.chats import Shown
from heliograph.domain.composing import MessageLimits, check_may_send, spoken_as, timed
from heliograph.domain.entities import Entity
from heliograph.domain.extras import NO_EXTRAS, file_of
from heliograph.domain.message_changes import Sent
from heliograph.domain.messages import Body, Draft, Message, SendContext
from heliograph.domain.people import Account, Seen, is_bot
from heliograph.domain.polls import PollState

WHEN_ONLINE = 0x7FFFFFFE
"""The date of a message that goes as soon as its recipient is seen to be there."""

PER_CHAT_MAX = 100
"""Telegram's published bound; more are SCHEDULE_TOO_MUCH."""

AHEAD_MAX_S = 367 * 86_400
"""As far as clients let people choose; further away is SCHEDULE_DATE_TOO_LATE."""

SOON_S = 10
"""What is due sooner than this is sent at once."""

ID_MAX = 2**18 - 1
"""Clients keep a scheduled message's id in 18 bits."""


class Scheduled(msgspec.Struct, frozen=True, kw_only=True):
    """A message that waits in a dialog of its owner, under an id of that dialog's own.

    `draft` says whom it goes to, without what it says, which is `body`.
    """

    id: int
    due: int
    draft: Draft
    body: Body
    edit_date: int | None = None

    @property
    def message(self) -> Message:
        """As its owner is shown it: dated when it is due."""
        draft, body = self.draft, self.body
        poll, extras = None, body.extras
        if body.poll is not None:
            # Clients take none without an id; it has another once it is asked.
            waiting = replace(body.poll, id=draft.recipient_id * (ID_MAX + 1) + self.id)
            poll = PollState(poll=waiting, counts=(0,) * len(body.poll.answers), voters=0)
        return Message(
            owner_id=draft.sender_id,
            id=self.id,
            peer_id=draft.recipient_id,
            sender_id=draft.sender_id,
            date=self.due,
            text=body.text,
            entities=body.entities,
            edit_date=self.edit_date,
            reply_to_id=draft.reply_to_id if draft.reply_peer_id is None else None,
            silent=body.silent,
            noforwards=body.noforwards,
            extras=extras,
            poll=poll,
            as_chat=self.body.as_chat,
            post=self.body.post,
        )


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A scheduled message as its owner's devices are told of it; `sees` is everybody it names.

    `sent` is there if it does not wait: it went at once, or a repeat came when it had been sent.
    `draft_cleared` is where what its owner had begun ended with it, as of `Sent`.
    """

    message: Message
    random_id: int
    sees: tuple[Shown, ...] = ()
    repeated: bool = False
    sent: Sent | None = None
    draft_cleared: int | None = None


class Dispatched(msgspec.Struct, frozen=True, kw_only=True):
    """A scheduled message that waits no longer; `sent` is None for one that could not be sent.

    `waits` is one that goes later, as slow mode has it.
    """

    owner_id: int
    peer_id: int
    id: int
    sent: Sent | None = None
    waits: Waiting | None = None


class ScheduledPage(msgspec.Struct, frozen=True, kw_only=True):
    """What waits in a dialog, the latest first."""

    messages: tuple[Message, ...]
    sees: tuple[Shown, ...]


class ScheduleEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What an owner asks to change of a scheduled message; `text` None leaves its words."""

    owner_id: int
    peer_id: int
    message_id: int
    text: str | None
    entities: tuple[Entity, ...] = ()
    due: int
    date: int


def goes_at_once(draft: Draft) -> bool:
    """Whether the draft is due so soon that it need not wait.

    https://core.telegram.org/api/scheduled-messages
    """
    return 0 < draft.due - draft.date < SOON_S


def check_due(draft: Draft, recipient: Seen | None, *, waiting: int) -> None:
    """Whether one more message may wait in a dialog until `draft.due`; or the refusal.

    https://core.telegram.org/method/messages.sendMessage
    """
    if is_bot(draft.sender_id):
        raise errors.ScheduleBotNotAllowed
    check_date(draft.due, now=draft.date, recipient=recipient)
    if waiting >= PER_CHAT_MAX:
        raise errors.ScheduleTooMuch


def check_date(due: int, *, now: int, recipient: Seen | None) -> None:
    """SCHEDULE_DATE_INVALID, SCHEDULE_DATE_TOO_LATE; SCHEDULE_STATUS_PRIVATE for waiting until
    somebody comes who does not let the sender see it."""
    if due == WHEN_ONLINE:
        if recipient is None or recipient.is_self:
            raise errors.ScheduleDateInvalid
        if not recipient.status.exact:
            raise errors.ScheduleStatusPrivate
        return
    if due <= now:
        raise errors.ScheduleDateInvalid
    if due > now + AHEAD_MAX_S:
        raise errors.ScheduleDateTooLate


def edit_scheduled(
    edit: ScheduleEdit,
    owner: Account,
    known: Scheduled | None,
    *,
    recipient: Seen | None,
    limits: MessageLimits,
) -> Scheduled:
    """The message with other words or another date, or the refusal.

    https://core.telegram.org/method/messages.editMessage
    """
    owner.check_enabled()
    if known is None:
        raise errors.MessageIdInvalid
    if edit.due != known.due:
        check_date(edit.due, now=edit.date, recipient=recipient)
    body = known.body
    if edit.text is not None:
        extras = body.extras or NO_EXTRAS
        if extras.forward is not None:
            raise errors.MessageAuthorRequired
        if extras.media is not None and file_of(extras.media) is None:
            raise errors.MediaPrevInvalid
        text, entities = check_words(
            edit.text,
            edit.entities,
            media=extras.media,
            text_length=limits.text_length,
            entities_max=limits.entities,
        )
        body = replace(body, text=text, entities=entities)
    if (body, edit.due) == (known.body, known.due):
        raise errors.MessageNotModified
    return replace(known, body=body, due=edit.due, edit_date=edit.date)


def compose_due(draft: Draft, context: SendContext, body: Body) -> Body:
    """The body of a scheduled message at last, or what keeps it out by now.

    What it answers may be gone since: it goes all the same, as the others' answers stay, unless it
    is a guest's, who may only answer. It is said in whose name its author may speak by now.
    """
    answers = draft.reply_to_id if context.reply_known else None
    check_may_send(replace(draft, reply_to_id=answers, due=0), context)
    group = context.chat or context.channel
    if group is not None:
        check_content(group, body.extras, now=draft.date)
    said = spoken_as(draft, context)
    extras = replace(body.extras or NO_EXTRAS, from_scheduled=True, speaker_id=said.speaker_id)
    if extras.reply_origin is None and not context.reply_known:
        extras = replace(extras, quote=None)
    poll = None if body.poll is None else begun(body.poll, now=draft.date)
    return replace(
        body,
        date=draft.date,
        poll=poll,
        extras=timed(extras, context.ttl_period),
        as_chat=said.as_chat,
        post=said.post,
    )
