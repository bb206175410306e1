"""Trust and safety of a running server, put together."""

from heliograph.config import Settings
from heliograph.ports.clock import Clock
from heliograph.ports.random import Random
from heliograph.safety.intake import Intake
from heliograph.safety.reporting import Options
from heliograph.safety.store import SafetyStore
from heliograph.server.keys import SubKeys


def make_intake(
    settings: Settings, keys: SubKeys, *, store: SafetyStore, clock: Clock, random: Random
) -> Intake:
    """Where reports go, whichever way they come."""
    return Intake(
        store=store,
        clock=clock,
        random=random,
        options=Options(keys.report_options),
        evidence_keep_s=settings.limits.evidence_keep_s,
    )
