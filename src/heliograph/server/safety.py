"""Trust and safety of a running server, put together."""

import time
from collections.abc import Callable

from heliograph.actions.app import App
from heliograph.config import Settings
from heliograph.domain.terms import Terms
from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.safety.carrying_out import Executor
from heliograph.safety.deciding import Safety
from heliograph.safety.freezing import Freezes
from heliograph.safety.intake import Intake
from heliograph.safety.provisional import Bounds
from heliograph.safety.reporting import Options
from heliograph.safety.signals.engines import NoEngine
from heliograph.safety.signals.screening import Screen
from heliograph.safety.signals.text_rules import RulesInvalid, TextRules, read_rules
from heliograph.safety.staff.store import StaffStore
from heliograph.safety.store import SafetyStore
from heliograph.server.errors import CannotStart
from heliograph.server.hands import ActingHands
from heliograph.server.keys import SubKeys
from heliograph.storage.sqlite import SqliteStore

PagesAt = Callable[[], str]
"""Gives the address that pages are told of at: known once the port is, before anybody is told."""


def make_intake(
    settings: Settings,
    keys: SubKeys,
    *,
    store: SafetyStore,
    clock: Clock,
    random: Random,
    pages_at: PagesAt,
    terms: Terms | None = None,
) -> Intake:
    """Where reports go, whichever way they come."""
    return Intake(
        store=store,
        clock=clock,
        random=random,
        options=Options(keys.report_options),
        evidence_keep_s=settings.limits.evidence_keep_s,
        receipt_page=lambda receipt: f"{pages_at()}/notice/{receipt}",
        terms=_version(terms),
    )


def make_screen(settings: Settings) -> Screen | None:
    """What looks at text that is about to be public; None without rules. Raises CannotStart."""
    path = settings.text_rules
    if not path:
        return None
    most = settings.limits.text_rules_bytes_max
    try:
        with open(path, "rb") as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise RulesInvalid(f"it has more than {most} bytes")
        signal = TextRules(read_rules(content.decode("utf-8")))
    except OSError as error:
        raise CannotStart(f"text_rules: {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CannotStart(f"text_rules: {path} is no UTF-8 text") from None
    except (RulesInvalid, NoEngine) as error:
        raise CannotStart(f"text_rules: {path}: {error}") from None
    return Screen([signal], monotonic=time.monotonic)


def make_safety(
    settings: Settings,
    keys: SubKeys,
    *,
    store: SafetyStore,
    staff: StaffStore,
    clock: Clock,
    random: Random,
    pages_at: PagesAt,
    terms: Terms | None = None,
) -> Safety:
    """What cases are decided with."""
    return Safety(
        store=store,
        staff=staff.member,
        clock=clock,
        random=random,
        secret=keys.decisions,
        page_of=lambda puid, token: f"{pages_at()}/decision/{puid}?t={token}",
        bounds=Bounds(
            reach_max=settings.limits.victim_hide_reach_max,
            of_target_per_day=settings.limits.victim_hides_per_target_per_day,
        ),
        evidence_keep_s=settings.limits.evidence_keep_s,
        read_within_s=settings.limits.warning_read_within_s,
        solo=settings.safety_solo,
        terms=_version(terms),
    )


def _version(terms: Terms | None) -> str:
    """What tells a text of the terms from others, in the public log."""
    return terms.version if terms is not None else ""


def make_executor(safety: Safety, app: App, freezes: Freezes) -> Executor:
    """What carries decisions out on the accounts and mailboxes of this server."""
    return Executor(safety, ActingHands(app), freezes)


async def carry_out_now(executor: Executor, store: SqliteStore) -> None:
    """Do at once what was just decided; after a restore it waits with all else that is due."""
    if await store.restored_at() is None:
        await executor.work()
