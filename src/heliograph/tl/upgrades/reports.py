"""Reports: up to layer 188 the reason came with the report, since then it is chosen step by step.

The reason is passed on as an option of its own kind, which no client of today can send: its name
in lower case.
"""

from __future__ import annotations

from typing import Any

from heliograph.tl.upgrades import upgrade
from heliograph.tl.upgrades.peers import user_peer

_PREFIX = "inputReportReason"


class NamedReason(bytes):
    """An option that was a ReportReason: the report is made in one step."""


@upgrade("messages.report", last_layer=188)
@upgrade("stories.report", last_layer=188)
def _reported(old: Any) -> dict[str, object]:
    return {"option": reason_option(old.reason)}


@upgrade("stories.report", last_layer=163)
def _story_reported(old: Any) -> dict[str, object]:
    return {"peer": user_peer(old.user_id), "option": reason_option(old.reason)}


def reason_option(reason: Any) -> NamedReason:
    """The option that a ReportReason stands for: `inputReportReasonSpam` is `b"spam"`."""
    name: str = reason.TL_NAME
    return NamedReason(name.removeprefix(_PREFIX).lower().encode())
