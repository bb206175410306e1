"""What somebody wrote into a notice: whole, or with what is to be mended, field by field.

Article 16 of Regulation (EU) 2022/2065 says what a notice holds.
"""

from collections.abc import Mapping

import msgspec

from heliograph.domain.entities import utf16_length
from heliograph.domain.mail import is_mail_address
from heliograph.safety.reports import COMMENT_LENGTH_MAX, Notifier
from heliograph.safety.taxonomy import INTIMATE_IMAGES, Reason, is_reason
from heliograph.web.trust.locating import LENGTH_MAX, Foreign, Named, parse

NAME_LENGTH_MAX = 200
FIELDS = ("location", "reason", "explanation", "name", "mail", "good_faith")
"""In the order of the form."""

VICTIM_FIELDS = ("location", "reason", "explanation", "mail", "good_faith")


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A whole notice; `notifier` is None where the law asks for no name and none was given."""

    named: Named
    reason: Reason
    explanation: str
    notifier: Notifier | None


class Mistakes(Exception):
    """What is to be mended: by the field's name, the key of the words that say how."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self.found = found
        super().__init__()


def read_notice(fields: Mapping[str, str], *, hosts: frozenset[str]) -> Notice:
    """A notice from the fields of its form. Raises Mistakes, all of them."""
    found: dict[str, str] = {}
    named = _location(fields, found, hosts)
    reason = _reason(fields, found)
    explanation = _explanation(fields, found, needed=True)
    nameless = reason is not None and reason.may_be_nameless
    notifier = _notifier(fields, found, needed=("name", "mail") if not nameless else ())
    _good_faith(fields, found)
    if found or named is None or reason is None:
        raise Mistakes(found)
    return Notice(named=named, reason=reason, explanation=explanation, notifier=notifier)


def read_victim(fields: Mapping[str, str], *, hosts: frozenset[str]) -> Notice:
    """What somebody asks who is shown in an intimate image; no name is asked of them.

    Raises Mistakes, all of them.
    """
    found: dict[str, str] = {}
    named = _location(fields, found, hosts)
    if named is not None and not named.post:
        found["location"] = "mend_location_post"
    reason = _reason(fields, found)
    if reason is not None and reason.keyword not in INTIMATE_IMAGES:
        found["reason"] = "mend_reason"
    explanation = _explanation(fields, found, needed=False)
    notifier = _notifier(fields, found, needed=())
    _good_faith(fields, found)
    if found or named is None or reason is None:
        raise Mistakes(found)
    return Notice(named=named, reason=reason, explanation=explanation, notifier=notifier)


def _location(
    fields: Mapping[str, str], found: dict[str, str], hosts: frozenset[str]
) -> Named | None:
    said = fields.get("location", "").strip()
    if not said:
        found["location"] = "mend_location_empty"
        return None
    if len(said) > LENGTH_MAX:
        found["location"] = "mend_location_long"
        return None
    try:
        return parse(said, hosts=hosts)
    except Foreign:
        found["location"] = "mend_location_foreign"
        return None


def _reason(fields: Mapping[str, str], found: dict[str, str]) -> Reason | None:
    category, _, keyword = fields.get("reason", "").partition(" ")
    if is_reason(category, keyword):
        return Reason(category, keyword)
    found["reason"] = "mend_reason"
    return None


def _explanation(fields: Mapping[str, str], found: dict[str, str], *, needed: bool) -> str:
    said = fields.get("explanation", "").strip()
    if needed and not said:
        found["explanation"] = "mend_explanation_empty"
    elif utf16_length(said) > COMMENT_LENGTH_MAX:
        found["explanation"] = "mend_explanation_long"
    return said


def _notifier(
    fields: Mapping[str, str], found: dict[str, str], *, needed: tuple[str, ...]
) -> Notifier | None:
    name, mail = fields.get("name", "").strip(), fields.get("mail", "").strip()
    if "name" in needed and not name:
        found["name"] = "mend_name"
    elif len(name) > NAME_LENGTH_MAX:
        found["name"] = "mend_name_long"
    if ("mail" in needed or mail) and not is_mail_address(mail):
        found["mail"] = "mend_mail"
    return Notifier(name=name, mail=mail) if name or mail else None


def _good_faith(fields: Mapping[str, str], found: dict[str, str]) -> None:
    if fields.get("good_faith") != "yes":
        found["good_faith"] = "mend_good_faith"
