"""An operator's desk on a test's stage."""

from typing import Any, cast

from heliograph.server.desk import Desk
from support.stage import Stage


def make_desk(stage: Stage, *, settings: Any = None, **parts: Any) -> Desk:
    """What commands work with: the stage's own, and the parts that a test is about."""
    return Desk(
        app=stage.app,
        settings=settings,
        clock=cast("Any", stage.clock),
        status={},
        asked=list,
        store=cast("Any", stage.store),
        release=lambda: None,
        **parts,
    )
