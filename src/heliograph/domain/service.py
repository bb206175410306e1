"""How the service account's messages are composed; `domain.notices` holds what they say."""

from heliograph.domain import errors
from heliograph.domain.composing import check_may_send, timed
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.people import is_bot

SUGGESTION = "SuggestProfilePhoto"
"""What a message does that suggests the photo it shows."""

BIRTHDAY = "SuggestBirthday"
"""What a message does that suggests the day on which whoever gets it was born."""


def compose_service(draft: Draft, context: SendContext) -> Body:
    """The body of a service message: blocking does not keep it out, only a missing account does."""
    if context.recipient is None:
        raise errors.PeerIdInvalid
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text=draft.text,
        entities=draft.entities,
        extras=draft.extras,
    )


def compose_sign_up(draft: Draft, context: SendContext) -> Body:
    """What somebody is told of a contact who has just opened an account.

    https://core.telegram.org/constructor/messageActionContactSignUp
    """
    if context.recipient is None or context.recipient.account.disabled:
        raise errors.PeerIdInvalid
    return Body(sender_id=draft.sender_id, date=draft.date, text="", action="ContactSignUp")


def compose_screenshot(draft: Draft, context: SendContext) -> Body:
    """What both sides are told when one of them keeps a picture of the screen; or the refusal.

    https://core.telegram.org/constructor/messageActionScreenshotTaken
    """
    check_may_send(draft, context)
    return Body(sender_id=draft.sender_id, date=draft.date, text="", action="ScreenshotTaken")


def compose_suggestion(draft: Draft, context: SendContext) -> Body:
    """What both sides are told when one suggests a photo to the other; or the refusal.

    https://core.telegram.org/constructor/messageActionSuggestProfilePhoto
    """
    check_may_send(draft, context)
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text="",
        action=SUGGESTION,
        extras=timed(draft.extras, context.ttl_period),
    )


def compose_birthday(draft: Draft, context: SendContext) -> Body:
    """As `compose_suggestion`, of a birthday. USER_ID_INVALID to oneself and to programs.

    https://core.telegram.org/constructor/messageActionSuggestBirthday
    """
    if draft.recipient_id == draft.sender_id or is_bot(draft.recipient_id):
        raise errors.UserIdInvalid
    check_may_send(draft, context)
    return Body(
        sender_id=draft.sender_id,
        date=draft.date,
        text="",
        action=BIRTHDAY,
        extras=timed(draft.extras, context.ttl_period),
    )
