"""What the service account writes to people: login codes and notices of sign-ins."""

from datetime import UTC, datetime

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization
from heliograph.domain.entities import Entity, utf16_length
from heliograph.domain.messages import Body, Draft, SendContext
from heliograph.domain.texts import DEFAULT_LANGUAGE, text


def compose_service(draft: Draft, context: SendContext) -> Body:
    """The body of a service message: blocking does not keep it out, only a missing account does."""
    if context.recipient is None:
        raise errors.PeerIdInvalid
    return Body(
        sender_id=draft.sender_id, date=draft.date, text=draft.text, entities=draft.entities
    )


def compose_sign_up(draft: Draft, context: SendContext) -> Body:
    """What somebody is told of a contact who has just opened an account.

    https://core.telegram.org/constructor/messageActionContactSignUp
    """
    if context.recipient is None or context.recipient.account.disabled:
        raise errors.PeerIdInvalid
    return Body(sender_id=draft.sender_id, date=draft.date, text="", action="ContactSignUp")


def code_text(code: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, tuple[Entity, ...]]:
    """The message that carries a login code to a device that is signed in already."""
    warning = text(language, "LoginCodeWarning")
    message = text(language, "LoginCode", code=code, warning=warning)
    return message, tuple(_bold(message, part) for part in (code, warning))


def sign_in_text(
    first_name: str, authorization: Authorization, language: str = DEFAULT_LANGUAGE
) -> str:
    """The notice that a new device signed in."""
    client = authorization.client
    when = datetime.fromtimestamp(authorization.created, UTC)
    device = ", ".join(t for t in (client.device_model, client.system_version) if t)
    return text(
        language,
        "NewSignIn",
        name=first_name,
        date=f"{when:%Y-%m-%d}",
        time=f"{when:%H:%M:%S}",
        device=device or text(language, "UnknownDevice"),
        address=authorization.address,
    )


def _bold(message: str, part: str) -> Entity:
    before = message[: message.index(part)]
    return Entity(kind="Bold", offset=utf16_length(before), length=utf16_length(part))
