"""Reports: up to layer 188 the reason came with the report, since then it is chosen step by step.

The reason is passed on as the option that it is in the list of reasons: its name in lower case.
"""

from __future__ import annotations

from typing import Any

from heliograph.tl.upgrades import upgrade
from heliograph.tl.upgrades.peers import user_peer

_PREFIX = "inputReportReason"


@upgrade("messages.report", last_layer=188)
@upgrade("stories.report", last_layer=188)
def _reported(old: Any) -> dict[str, object]:
    return {"option": reason_option(old.reason)}


@upgrade("stories.report", last_layer=163)
def _story_reported(old: Any) -> dict[str, object]:
    return {"peer": user_peer(old.user_id), "option": reason_option(old.reason)}


def reason_option(reason: Any) -> bytes:
    """The option that a ReportReason stands for: `inputReportReasonSpam` is `b"spam"`."""
    name: str = reason.TL_NAME
    return name.removeprefix(_PREFIX).lower().encode()
