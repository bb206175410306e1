"""How the public log stands: its head, who signed it, what waits, and who answers for decisions."""

from starlette.requests import Request
from starlette.responses import Response

from heliograph.safety.log.heads import MERGE_DELAY_S
from heliograph.web.console.desk import ConsoleSite, Signed, show


async def log_screen(site: ConsoleSite, signed: Signed, request: Request) -> Response:
    """Head, key, witnesses, and entries that wait."""
    standing = await site.log.log_standing(site.keeper)
    head = await site.log.newest_head()
    cosigned = await site.log.cosigned_head()
    return show(
        request,
        signed,
        "log.html",
        title="Log and keys",
        standing=standing,
        head=head,
        cosigned=cosigned,
        key=site.keeper.key,
        witnesses=[(one, standing.witnesses.get(one.name)) for one in site.keeper.witnesses],
        age=max(0, site.clock.now() - standing.since) if standing.waiting else 0,
        merge_delay_s=MERGE_DELAY_S,
        solo=site.safety.solo,
    )
