"""Beginning an export of all one's data, which waits for a day."""

from typing import Any

import pytest

from heliograph.tl import functions
from support.stage import RpcError, Stage

DAY_S = 86_400


async def begin_takeout(caller: Any, stage: Stage, **wanted: Any) -> int:
    """Ask, let the delay go by, and ask again; gives the export's id."""
    query = functions.account.InitTakeoutSession(**wanted)
    with pytest.raises(RpcError, match=f"^420 TAKEOUT_INIT_DELAY_{DAY_S}$"):
        await caller(query)
    stage.clock.date += DAY_S
    return int((await caller(query)).id)
