"""What the service account writes to people: login codes and notices of sign-ins."""

from datetime import UTC, datetime

from heliograph.domain import errors
from heliograph.domain.authorizations import Authorization
from heliograph.domain.entities import Entity, utf16_length
from heliograph.domain.messages import Body, Draft, SendContext

_WARNING = "Do not give this code to anyone, even if they say they run this server!"


def compose_service(draft: Draft, context: SendContext) -> Body:
    """The body of a service message: blocking does not keep it out, only a missing account does."""
    if context.recipient is None:
        raise errors.PeerIdInvalid
    return Body(
        sender_id=draft.sender_id, date=draft.date, text=draft.text, entities=draft.entities
    )


def code_text(code: str) -> tuple[str, tuple[Entity, ...]]:
    """The message that carries a login code to a device that is signed in already."""
    head = "Login code: "
    text = (
        f"{head}{code}. {_WARNING}\n\n"
        "Somebody asked for this code to sign in to your account. "
        "If it was not you, ignore this message."
    )
    warned = Entity(kind="Bold", offset=text.index(_WARNING), length=utf16_length(_WARNING))
    return text, (Entity(kind="Bold", offset=len(head), length=len(code)), warned)


def sign_in_text(first_name: str, authorization: Authorization) -> str:
    """The notice that a new device signed in."""
    client = authorization.client
    when = datetime.fromtimestamp(authorization.created, UTC)
    device = ", ".join(t for t in (client.device_model, client.system_version) if t) or "unknown"
    return (
        f"New sign-in. {first_name}, a device signed in to your account on "
        f"{when:%Y-%m-%d at %H:%M:%S} UTC.\n\n"
        f"Device: {device}\n"
        f"Address: {authorization.address}\n\n"
        "If this was not you, end that session in your list of devices."
    )
