"""What the service account tells people: a text in each language, and which words are bold."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from heliograph.domain.authorizations import Authorization
from heliograph.domain.entities import Entity, utf16_length
from heliograph.domain.texts import text
from heliograph.domain.two_step import Settled


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A text to come, by its key in `domain.texts`.

    `values` are filled in as they are, `named` ones are keys of texts themselves; `bold` are the
    names of those that stand out, `links` of those that can be followed.
    """

    key: str
    values: Mapping[str, str] = {}
    named: Mapping[str, str] = {}
    bold: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def write(self, language: str) -> tuple[str, tuple[Entity, ...]]:
        """The message in one of our languages, and its entities."""
        named = {name: text(language, key) for name, key in self.named.items()}
        filled = {**named, **self.values}
        message = text(language, self.key, **filled)
        drawn = [*(("Bold", name) for name in self.bold), *(("Url", name) for name in self.links)]
        return message, tuple(_entity(kind, message, filled[name]) for kind, name in drawn)


def login_code(code: str) -> Notice:
    """What carries a login code to the devices that are signed in already."""
    return Notice(
        key="LoginCode",
        values={"code": code},
        named={"warning": "LoginCodeWarning"},
        bold=("code", "warning"),
    )


def new_sign_in(first_name: str, authorization: Authorization) -> Notice:
    """A new device signed in."""
    client = authorization.client
    when = datetime.fromtimestamp(authorization.created, UTC)
    device = ", ".join(t for t in (client.device_model, client.system_version) if t)
    values = {
        "name": first_name,
        "date": f"{when:%Y-%m-%d}",
        "time": f"{when:%H:%M:%S}",
        "address": authorization.address,
    }
    if device:
        values["device"] = device
    return Notice(key="NewSignIn", values=values, named={"device": "UnknownDevice"})


_SETTLED = {
    Settled.SET: "PasswordSet",
    Settled.CHANGED: "PasswordChanged",
    Settled.REMOVED: "PasswordRemoved",
}


def password_settled(settled: Settled) -> Notice | None:
    """What the account's devices are told of a change; None if nothing."""
    key = _SETTLED.get(settled)
    return None if key is None else about_password(key)


def about_password(key: str) -> Notice:
    """A notice that ends with what to do if it was somebody else."""
    return Notice(key=key, named={"not_you": "NotYou"})


def password_reset_asked(until: int) -> Notice:
    """The password goes at a Unix time unless somebody objects."""
    when = datetime.fromtimestamp(until, UTC)
    return Notice(key="PasswordResetAsked", values={"date": f"{when:%Y-%m-%d %H:%M}"})


def deletion_waits(delete_at: int, link: str) -> Notice:
    """Somebody asked for the end of the account; whoever has its number may object by the link."""
    when = datetime.fromtimestamp(delete_at, UTC)
    values = {"date": f"{when:%Y-%m-%d}", "time": f"{when:%H:%M:%S}", "link": link}
    return Notice(key="DeletionWaits", values=values, links=("link",))


def report_received(receipt: str, reason: str) -> Notice:
    """To who reported something; `reason` is what they chose, in their language."""
    return Notice(key="ReportReceived", values={"receipt": receipt, "reason": reason})


def exported_by_operator(reason: str, date: int) -> Notice:
    """The operator has all of the account's data read out, and says why."""
    when = datetime.fromtimestamp(date, UTC)
    values = {"date": f"{when:%Y-%m-%d}", "time": f"{when:%H:%M:%S}", "reason": reason}
    return Notice(key="ExportedByOperator", values=values)


def takeout_asked(device: Authorization, *, begins: int) -> Notice:
    """A device wants all of the account's data, and may have it from a Unix time on."""
    when = datetime.fromtimestamp(begins, UTC)
    return _takeout("TakeoutAsked", device, date=f"{when:%Y-%m-%d}", time=f"{when:%H:%M:%S}")


def takeout_begun(device: Authorization) -> Notice:
    """A device has begun to take all of the account's data."""
    return _takeout("TakeoutBegun", device)


def _takeout(key: str, device: Authorization, **when: str) -> Notice:
    client = device.client
    named = ", ".join(t for t in (client.device_model, client.app_version) if t)
    values = {"address": device.address, **when, **({"device": named} if named else {})}
    return Notice(key=key, values=values, named={"device": "UnknownDevice"})


def code_mail(code: str, language: str) -> tuple[str, str]:
    """Subject and text of the mail that carries a code. The subject, which others may see on a
    locked screen, does not hold it."""
    return text(language, "CodeMailSubject"), text(language, "CodeMail", code=code)


def login_code_mail(code: str, language: str) -> tuple[str, str]:
    """As `code_mail`, for a code that signs in."""
    return text(language, "LoginCodeMailSubject"), text(language, "LoginCodeMail", code=code)


def _entity(kind: str, message: str, part: str) -> Entity:
    before = message[: message.index(part)]
    return Entity(kind=kind, offset=utf16_length(before), length=utf16_length(part))
