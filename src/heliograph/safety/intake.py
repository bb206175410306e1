"""Taking reports in, whichever way they come."""

import base64
import re
from collections.abc import Callable
from functools import partial

import msgspec

from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.safety.audit import log_notice
from heliograph.safety.log.entries import SALT_BYTES
from heliograph.safety.reporting import Options
from heliograph.safety.reports import RECEIPT_BYTES, Notifier, Report, Taken, Way
from heliograph.safety.store import SafetyStore
from heliograph.safety.subjects import Locator
from heliograph.safety.taxonomy import Reason
from heliograph.telemetry import metrics

_RECEIPT = re.compile(r"[A-Z2-7]{26}")


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What reports are taken in with. `evidence_keep_s` is how long what was reported is kept,
    `receipt_page` the address of a receipt, `terms` the version of the terms."""

    store: SafetyStore
    clock: Clock
    random: Random
    options: Options
    evidence_keep_s: int
    receipt_page: Callable[[str], str] = str
    terms: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody reports, and why. `reporter_id` is an account, 0 for who has none."""

    about: tuple[Locator, ...]
    reason: Reason
    comment: str = ""
    way: Way = Way.IN_APP
    reporter_id: int = 0
    notifier: Notifier | None = None
    language: str = ""


async def take_in(intake: Intake, said: Said) -> Taken:
    """Keep a report under a receipt of its own, which the public log counts. Raises NothingThere.

    Who reports the same again gets the receipt of the first time.
    """
    report = Report(
        way=said.way,
        about=said.about,
        category=said.reason.category,
        keyword=said.reason.keyword,
        comment=said.comment,
        reporter_id=said.reporter_id,
        notifier=said.notifier,
        language=said.language,
        receipt=new_receipt(intake.random),
        date=intake.clock.now(),
    )
    salt = intake.random.token(SALT_BYTES)
    taken = await intake.store.take_report(
        report,
        evidence_keep_s=intake.evidence_keep_s,
        log=partial(log_notice, report, salt=salt, terms=intake.terms),
    )
    metrics.REPORTS.labels(str(said.way)).inc()
    return taken


def new_receipt(random: Random) -> str:
    """26 letters and digits that nobody guesses, as people can read them to each other."""
    return base64.b32encode(random.token(RECEIPT_BYTES)).decode().rstrip("=")


def is_receipt(text: str) -> bool:
    """Whether it can be one."""
    return _RECEIPT.fullmatch(text) is not None
