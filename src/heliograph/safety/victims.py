"""What is done at once when somebody who is shown in an intimate image asks for it."""

from functools import partial

from msgspec.structs import replace

from heliograph.safety.deciding import Safety, compose, draw_puid
from heliograph.safety.errors import NothingThere, SafetyRefused
from heliograph.safety.log.entries import SALT_BYTES
from heliograph.safety.matters import Made, Matter
from heliograph.safety.provisional import Asked, ReviewFirst, propose, review_first
from heliograph.safety.taxonomy import Reason
from heliograph.telemetry import metrics


async def hide_for_victim(safety: Safety, case_id: int, *, reason: Reason, spent: bool) -> bool:
    """Hide what a case is about for three days unless a person has to look first; gives whether.

    `spent` says that whoever asks has had their share of this for a day. May be repeated.
    """
    now = safety.clock.now()
    puid, salt = draw_puid(safety.random), safety.random.token(SALT_BYTES)
    draft = partial(
        compose,
        safety,
        propose(case_id, reason, now=now),
        now=now,
        puid=puid,
        salt=salt,
        provisional=True,
    )

    def decide(matter: Matter, asked: Asked) -> Made | ReviewFirst:
        known = replace(asked, spent=spent)
        first = review_first(matter.case.subject, reason, known, safety.bounds)
        return draft(matter) if first is None else first

    try:
        made = await safety.store.hide_provisionally(case_id, compose=decide, now=now)
    except (NothingThere, SafetyRefused):
        # Somebody decided it meanwhile, or it is gone.
        metrics.VICTIMS.labels("decided").inc()
        return False
    hidden = isinstance(made, Made)
    metrics.VICTIMS.labels("hidden" if isinstance(made, Made) else str(made.why)).inc()
    return hidden
